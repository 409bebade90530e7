"""The use cases of the burden: the time and effort that a family needed for a certificate, and a quarter's figures."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.ports import Unit
from app.cases.records import LoggedEvent, StoredCase
from app.cases.sight import is_notice_told
from app.evidence.burden.telling import burden_of
from app.evidence.domain.burden import Burden
from app.evidence.domain.burden_figures import BurdenFigures
from app.evidence.domain.cost_figures import CostFigures, FamilyCounted
from app.evidence.domain.outcomes import became
from app.evidence.domain.panels import PanelFigures, Seats
from app.evidence.domain.released import CaseCounted, QuarterFigures, quarter_figures
from app.evidence.domain.settings import SettingFigures
from app.evidence.use_cases import must_be_authority
from app.kernel.errors import Unseen
from app.kernel.unreadable import Unreadable
from app.law.domain.quarters import Quarter
from app.platform.actor import Actor

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Counted(Generic[F]):
    """Figures of a quarter, and when they were counted."""

    figures: F
    counted_at: datetime


Told = tuple[CaseFacts, Sequence[LoggedEvent]]
"""The facts of a case and its events."""


class QuartersKept(Protocol):
    """The asking authority's cases, and what was published of them."""

    async def burden(self, quarter: Quarter) -> Counted[BurdenFigures] | None:
        """Return what was published about the burden of a quarter. None if nothing was."""

    async def costs(self, quarter: Quarter) -> Counted[CostFigures] | None:
        """Return what was published about the costs of a quarter. None if nothing was."""

    async def panels(self, quarter: Quarter) -> Counted[Mapping[Seats, PanelFigures]] | None:
        """Return what was published about the panels of a quarter. None if nothing was."""

    async def settings(self, quarter: Quarter) -> Counted[SettingFigures] | None:
        """Return what was published about the settings of a quarter. None if nothing was."""

    async def keep(self, quarter: Quarter, figures: QuarterFigures, at: datetime) -> None:
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


async def figures_of(
    published: Callable[[Quarter], Awaitable[Counted[F] | None]],
    work: Unit,
    kept: QuartersKept,
    pathway: Pathway,
    quarter: Quarter,
) -> Counted[F]:
    """Return what was published about a quarter. On the first request, count and store every figure of the quarter.

    `published` is the question to `kept`, such as `kept.panels`.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    if (found := await published(quarter)) is None:
        await count_quarter(work, kept, pathway, quarter)
        found = await published(quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found


async def figures_of_burden(
    work: Unit, kept: QuartersKept, pathway: Pathway, quarter: Quarter
) -> Counted[BurdenFigures]:
    """Return what was published about the burden of a quarter, as `figures_of` does."""
    return await figures_of(kept.burden, work, kept, pathway, quarter)


async def count_quarter(work: Unit, kept: QuartersKept, pathway: Pathway, quarter: Quarter) -> None:
    """Count every figure of a quarter at one moment, and store all of them.

    They are of the same families. If they were counted on two days, they could differ by one family.
    """
    families: list[CaseCounted] = []
    async for cases in kept.cases(quarter):
        families += await asyncio.to_thread(_families, pathway, cases, work.today)
    await kept.keep(quarter, await asyncio.to_thread(quarter_figures, families), work.now)


def _families(pathway: Pathway, cases: Sequence[Told], today: date) -> list[CaseCounted]:
    families = []
    for facts, events in cases:
        try:
            found = burden_of(pathway, facts, events, today)
        except Unreadable:
            continue
        family = FamilyCounted(found, facts.kind, facts.appeal is not None)
        families.append(CaseCounted(family, became(facts), facts.panels, facts.setting))
    return families
