"""What was published of an area's families: counted at the first asking, kept as it was, and read ever after."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.advice.domain.disclosure import Journey
from app.advice.domain.figures import Effect, effect
from app.advice.domain.quarters import Quarter
from app.advice.figures.records import EFFECT, JOURNEY
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Statement

_PUBLISHED = Statement(
    "SELECT published::text AS published, counted_at FROM advice_figures"
    " WHERE owner_id = :owner AND la_id = :area AND first_day = :first"
)
_PUBLISH = Statement(
    "INSERT INTO advice_figures (owner_id, owner_kind, la_id, first_day, published, counted_at)"
    " VALUES (:owner, :kind, :area, :first, CAST(:published AS jsonb), :at) ON CONFLICT DO NOTHING"
)
_JOURNEYS = Statement(
    "SELECT stage, offered, reached, days, settled, known, families FROM app_families_helped(:area, :first, :last)"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """The figures of one quarter, and when they were counted."""

    effect: Effect
    counted_at: datetime


async def publication(connection: Connection, reader: Actor, area: UUID, quarter: Quarter, at: datetime) -> Publication:
    """Return what was published of a quarter; at the first asking, count and keep it. Then the caller commits.

    Of two who ask first at once, the second waits for the first and reads what that one kept.
    """
    found = await _published(connection, reader, area, quarter)
    if found is None:
        counted = effect(await journeys(connection, area, quarter))
        values = {"published": EFFECT.dump_json(counted).decode(), "kind": reader.kind, "at": at}
        await connection.run(_PUBLISH, _key(reader, area, quarter) | values)
        found = await _published(connection, reader, area, quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found


async def _published(connection: Connection, reader: Actor, area: UUID, quarter: Quarter) -> Publication | None:
    rows = await connection.run(_PUBLISHED, _key(reader, area, quarter))
    return Publication(EFFECT.validate_json(rows[0].published), rows[0].counted_at) if rows else None


async def journeys(connection: Connection, area: UUID, quarter: Quarter) -> list[Journey]:
    """Return an area's families, as the asking organisation may count them. Never to be shown or kept."""
    found: list[Journey] = []
    for row in await connection.run(_JOURNEYS, {"area": area, "first": quarter.first_day, "last": quarter.last_day}):
        one = {
            "stage": row.stage, "offered": row.offered, "reached": row.reached, "days_to_first_contact": row.days,
            "settled": row.settled, "known": row.known,
        }  # fmt: skip
        found += [JOURNEY.validate_python(one)] * row.families
    return found


def _key(reader: Actor, area: UUID, quarter: Quarter) -> dict[str, object]:
    return {"owner": reader.organisation_id, "area": area, "first": quarter.first_day}
