"""The use cases of the burden: what the way to the certificate cost one family, and the figures of a quarter."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.ports import Unit
from app.cases.records import LoggedEvent, StoredCase
from app.cases.sight import is_notice_told
from app.evidence.burden.telling import burden_of
from app.evidence.domain.burden import Burden
from app.evidence.domain.burden_figures import BurdenFigures, burden_figures
from app.evidence.use_cases import must_be_authority
from app.kernel.errors import Unseen
from app.kernel.unreadable import Unreadable
from app.law.domain.quarters import Quarter
from app.platform.actor import Actor


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of a quarter, and when they were counted."""

    figures: BurdenFigures
    counted_at: datetime


Told = tuple[CaseFacts, Sequence[LoggedEvent]]
"""The facts of a case and its events."""


class BurdensKept(Protocol):
    """The asking authority's cases, and what was published of them."""

    async def published(self, quarter: Quarter) -> Counted | None:
        """Return what was published about a quarter. None if nothing was."""

    async def keep(self, quarter: Quarter, counted: Counted) -> None:
        """Store what is published. If two callers ask first at the same moment, the second count is dropped."""

    def cases(self, quarter: Quarter) -> AsyncIterator[Sequence[Told]]:
        """Yield the cases of a quarter that can be read, some at a time."""


def burden_told(case: StoredCase, events: Sequence[LoggedEvent], reads: Actor, pathway: Pathway, today: date) -> Burden:
    """Return what the way to the certificate cost the family of a case up to a day.

    Raises:
        Unseen: the reader is neither the authority nor the provider that the authority instructs.
        Unreadable: an event was changed past the service.
    """
    if not is_notice_told(case, reads):
        raise Unseen
    return burden_of(pathway, case.facts, events, today)


async def figures_of_burden(work: Unit, kept: BurdensKept, pathway: Pathway, quarter: Quarter) -> Counted:
    """Return what was published about a quarter. On the first request, count and store it.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    found = await kept.published(quarter)
    if found is None:
        burdens: list[Burden] = []
        async for cases in kept.cases(quarter):
            burdens += await asyncio.to_thread(_burdens, pathway, cases, work.today)
        await kept.keep(quarter, Counted(burden_figures(burdens), work.now))
        found = await kept.published(quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found


def _burdens(pathway: Pathway, cases: Sequence[Told], today: date) -> list[Burden]:
    burdens = []
    for facts, events in cases:
        try:
            burdens.append(burden_of(pathway, facts, events, today))
        except Unreadable:
            continue
    return burdens
