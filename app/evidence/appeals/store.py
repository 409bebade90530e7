"""The appeals of a quarter and what was published of them, as PostgreSQL holds them."""

from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter

from app.evidence.appeals.use_cases import AppealsPublished
from app.evidence.domain.appeal_figures import AppealFigures, ByKind, Ending
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Statement
from app.platform.db.statements import NO_YEAR_BEING_TOLD
from app.platform.json import read_back

KIND: Final = "appeals"
_FIGURES: TypeAdapter[AppealFigures] = TypeAdapter(AppealFigures)

_PUBLISHED = Statement(
    "SELECT published::text AS published, counted_at FROM evidence_figures"
    " WHERE la_id = :organisation AND kind = :kind AND first_day = :first"
)
_PUBLISH = Statement(
    "INSERT INTO evidence_figures (la_id, la_kind, kind, first_day, published, counted_at)"
    " SELECT :organisation, :asker, :kind, CAST(:first AS date), CAST(:published AS jsonb), :at"
    f" WHERE {NO_YEAR_BEING_TOLD} ON CONFLICT DO NOTHING"
)
_OWN = "(CAST(:la AS uuid) IS NULL OR la_id = CAST(:la AS uuid))"
_REGISTERED = Statement(
    f"SELECT kind, count(*) AS appeals FROM appeals WHERE {_OWN} AND registered_on BETWEEN :first AND :last"  # noqa: S608 - ours
    " GROUP BY kind"
)
_ENDED = Statement(
    f"SELECT kind, outcome, count(*) AS appeals FROM appeals WHERE {_OWN} AND ended_on BETWEEN :first AND :last"  # noqa: S608 - ours
    " GROUP BY kind, outcome"
)


class AppealsOfAQuarter:
    """The appeals of an authority, or of the tribunal, by the quarter in which they were registered or ended."""

    def __init__(self, connection: Connection, actor: Actor) -> None:
        self._connection = connection
        self._actor = actor
        self._counted: dict[Quarter, AppealsPublished] = {}
        """What was counted here, and may be too early to be kept."""

    async def published(self, quarter: Quarter) -> AppealsPublished | None:
        """Return what was published about a quarter. None if nothing was."""
        rows = await self._connection.run(_PUBLISHED, self._key(quarter))
        if not rows:
            return self._counted.get(quarter)
        return AppealsPublished(read_back(_FIGURES, rows[0].published, "what was published"), rows[0].counted_at)

    async def keep(self, quarter: Quarter, found: AppealsPublished) -> None:
        """Store what is published. If two callers ask first at the same moment, the second count is dropped.

        While the year of a sandbox is being told, nothing is stored, and the caller gets its own count.
        """
        self._counted[quarter] = found
        said = {"published": _FIGURES.dump_json(found.figures).decode(), "at": found.counted_at}
        await self._connection.run(_PUBLISH, {**self._key(quarter), **said, "asker": self._actor.kind.value})

    async def registered(self, quarter: Quarter) -> Mapping[DecisionKind, int]:
        """Count the appeals that were registered in a quarter, by kind of decision."""
        rows = await self._connection.run(_REGISTERED, self._days(quarter))
        return {DecisionKind(row.kind): row.appeals for row in rows}

    async def ended(self, quarter: Quarter) -> ByKind:
        """Count the appeals that ended in a quarter, by kind of decision and ending."""
        found: dict[DecisionKind, dict[Ending, int]] = {}
        for row in await self._connection.run(_ENDED, self._days(quarter)):
            ending = Ending.NOT_SAID if row.outcome is None else Ending(row.outcome)
            found.setdefault(DecisionKind(row.kind), {})[ending] = row.appeals
        return found

    def _key(self, quarter: Quarter) -> dict[str, object]:
        return {"organisation": self._actor.organisation_id, "kind": KIND, "first": quarter.first_day}

    def _days(self, quarter: Quarter) -> dict[str, object]:
        own = self._actor.organisation_id if self._actor.kind is OrganisationKind.LOCAL_AUTHORITY else None
        return {"la": own, "first": quarter.first_day, "last": quarter.last_day}
