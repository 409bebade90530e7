"""The use case of the figures of appeals: what was published of a quarter, for the tribunal or for an authority."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.cases.ports import Unit
from app.evidence.domain.appeal_figures import AppealFigures, ByKind, appeal_figures
from app.evidence.use_cases import NotCounted
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.quarters import Quarter

COUNTS: Final = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL})
"""Who counts appeals: an authority its own, the tribunal all of them."""


@dataclass(frozen=True, slots=True)
class AppealsPublished:
    """Figures of a quarter, and when they were counted."""

    figures: AppealFigures
    counted_at: datetime


class AppealsKept(Protocol):
    """The appeals that the caller counts, and what it published of them."""

    async def published(self, quarter: Quarter) -> AppealsPublished | None:
        """Return what was published about a quarter. None if nothing was."""

    async def keep(self, quarter: Quarter, found: AppealsPublished) -> None:
        """Store what is published. If two callers ask first at the same moment, the second count is dropped."""

    async def registered(self, quarter: Quarter) -> Mapping[DecisionKind, int]:
        """Count the appeals that were registered in a quarter, by kind of decision."""

    async def ended(self, quarter: Quarter) -> ByKind:
        """Count the appeals that ended in a quarter, by kind of decision and ending."""


async def figures_of_appeals(work: Unit, kept: AppealsKept, quarter: Quarter) -> AppealsPublished:
    """Return what was published about a quarter. On the first request, count and store it.

    Raises:
        NotCounted: the caller is neither an authority nor the tribunal.
    """
    if work.actor.kind not in COUNTS:
        raise NotCounted
    found = await kept.published(quarter)
    if found is None:
        counted = appeal_figures(await kept.registered(quarter), await kept.ended(quarter))
        if work.actor.kind is not OrganisationKind.TRIBUNAL:
            counted = counted.to_the_nearest_five()
        await kept.keep(quarter, AppealsPublished(counted, work.now))
        found = await kept.published(quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found
