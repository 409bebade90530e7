"""The use case of the contract return: what a provider did for an authority in a quarter, as both sides count it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from app.cases.domain.law import Law
from app.cases.ports import Unit
from app.cases.records import LoggedEvent
from app.evidence.domain.contract import Counted, Key, Occurrence, contract_return
from app.evidence.exports.contract_telling import happened
from app.evidence.use_cases import NotCounted
from app.kernel.unreadable import Unreadable
from app.law.domain.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Pair:
    """A provider, and the authority that instructs it."""

    provider_id: UUID
    la_id: UUID


@dataclass(frozen=True, slots=True)
class ContractReturn:
    """What was counted up to a day. `unreadable` counts the cases that cannot be read, and that are not counted."""

    quarter: Quarter
    as_of: date
    counted: Mapping[Key, Counted]
    unreadable: int


class EventsOfPair(Protocol):
    """The events that were recorded while cases were with a pair."""

    def trails(self, pair: Pair, since: date) -> AsyncIterator[Sequence[Sequence[LoggedEvent]]]:
        """Yield the events of each case that had one recorded since a day, some cases at a time."""


async def counted_for(work: Unit, kept: EventsOfPair, law: Law, pair: Pair, quarter: Quarter) -> ContractReturn:
    """Return the contract return of a pair for a quarter.

    Raises:
        NotCounted: the caller is neither side of the contract.
    """
    if work.actor.organisation_id not in (pair.provider_id, pair.la_id):
        raise NotCounted
    found: list[Sequence[Occurrence]] = []
    unreadable = 0
    async for trails in kept.trails(pair, quarter.first_day):
        readable = await asyncio.to_thread(_read, trails, law)
        found += readable
        unreadable += len(trails) - len(readable)
    counted = await asyncio.to_thread(contract_return, found, quarter, work.today, law.england)
    return ContractReturn(quarter, work.today, counted, unreadable)


def _read(trails: Sequence[Sequence[LoggedEvent]], law: Law) -> list[Sequence[Occurrence]]:
    found: list[Sequence[Occurrence]] = []
    for events in trails:
        try:
            found.append(happened(events, law.readings))
        except Unreadable:
            continue
    return found
