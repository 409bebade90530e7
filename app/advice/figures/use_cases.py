"""The use case of figures: count and publish a quarter on the first request, and return the same figures after that."""

from typing import Protocol
from uuid import UUID

from app.advice.domain.disclosure import Journey
from app.advice.domain.figures import effect
from app.advice.figures.records import Publication
from app.cases.ports import Unit
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.actor import Actor


class FiguresKept(Protocol):
    """The families of an area, and what was published about them."""

    async def published(self, reader: Actor, area: UUID, quarter: Quarter) -> Publication | None:
        """Return what was published about a quarter to a reader. None if nothing was."""

    async def keep(self, reader: Actor, area: UUID, quarter: Quarter, counted: Publication) -> None:
        """Store what is published. If two callers ask first at the same moment, the second waits, and its count is
        dropped."""

    async def journeys(self, area: UUID, quarter: Quarter) -> list[Journey]:
        """Return an area's families, as the asking organisation may count them. Do not show or store these."""


async def publish(work: Unit, figures: FiguresKept, area: UUID, quarter: Quarter) -> Publication:
    """Return what was published about a quarter. On the first request, count and store it."""
    found = await figures.published(work.actor, area, quarter)
    if found is None:
        knows_endings = work.actor.kind is OrganisationKind.LOCAL_AUTHORITY
        counted = Publication(effect(await figures.journeys(area, quarter), endings_by_stage=knows_endings), work.now)
        await figures.keep(work.actor, area, quarter, counted)
        found = await figures.published(work.actor, area, quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found
