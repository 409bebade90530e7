"""Published figures in the database: a quarter is counted on the first request and never changes."""

from uuid import UUID

from app.advice.domain.disclosure import Journey
from app.advice.figures.records import EFFECT, JOURNEY, Publication
from app.law.domain.quarters import Quarter
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.statements import NO_YEAR_BEING_TOLD
from app.platform.json import read_back

_PUBLISHED = Statement(
    "SELECT published::text AS published, counted_at FROM advice_figures"
    " WHERE owner_id = :owner AND la_id = :area AND first_day = :first"
)
_PUBLISH = Statement(
    "INSERT INTO advice_figures (owner_id, owner_kind, la_id, first_day, published, counted_at)"
    " SELECT :owner, :kind, :area, CAST(:first AS date), CAST(:published AS jsonb), :at"
    f" WHERE {NO_YEAR_BEING_TOLD} ON CONFLICT DO NOTHING"
)
_JOURNEYS = Statement(
    "SELECT stage, offered, reached, days, settled, appealed, declined, known, families"
    " FROM app_families_supported(:area, :first, :last)"
)


class Figures:
    """The families of an area and what was published about them, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counted: dict[tuple[UUID, Quarter], Publication] = {}
        """What was counted here, and may be too early to be kept."""

    async def published(self, reader: Actor, area: UUID, quarter: Quarter) -> Publication | None:
        """Return what was published about a quarter to a reader. None if nothing was."""
        rows = await self._connection.run(_PUBLISHED, _key(reader, area, quarter))
        if not rows:
            return self._counted.get((area, quarter))
        return Publication(read_back(EFFECT, rows[0].published, "what was published"), rows[0].counted_at)

    async def keep(self, reader: Actor, area: UUID, quarter: Quarter, counted: Publication) -> None:
        """Store what is published. If two callers ask first at the same moment, the second waits, and its count is
        dropped. While the year of a sandbox is being told, nothing is stored, and the caller gets its own count."""
        self._counted[area, quarter] = counted
        said = EFFECT.dump_json(counted.effect).decode()
        values = {"published": said, "kind": reader.kind, "at": counted.counted_at}
        await self._connection.run(_PUBLISH, _key(reader, area, quarter) | values)

    async def journeys(self, area: UUID, quarter: Quarter) -> list[Journey]:
        """Return an area's families, as the asking organisation may count them. Do not show or store these."""
        values = {"area": area, "first": quarter.first_day, "last": quarter.last_day}
        found: list[Journey] = []
        for row in await self._connection.run(_JOURNEYS, values):
            found += [_journey(row)] * row.families
        return found


def _journey(row: Row) -> Journey:
    said = {
        "stage": row.stage,
        "offered": row.offered,
        "reached": row.reached,
        "days_to_first_contact": row.days,
        "settled": row.settled,
        "appealed": row.appealed,
        "declined": row.declined,
        "known": row.known,
    }
    return JOURNEY.validate_python(said)


def _key(reader: Actor, area: UUID, quarter: Quarter) -> dict[str, object]:
    return {"owner": reader.organisation_id, "area": area, "first": quarter.first_day}
