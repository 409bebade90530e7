"""Searches for a mediator: append-only, for they are what an authority's report rests on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.cases.records import StoredCase
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.json import as_json

_INSERT = Statement(
    "INSERT INTO searches (id, case_id, la_id, organisation_id, due_on, free_in_time, facts, made_at)"
    " VALUES (:id, :case_id, :la_id, :organisation_id, :due_on, :free_in_time, CAST(:facts AS jsonb), :now)"
)
_COLUMNS = "id, case_id, due_on, free_in_time, facts::text AS facts, made_at"
_OF_CASE = Statement(
    f"SELECT {_COLUMNS} FROM searches WHERE case_id = :case_id"  # noqa: S608 - the columns above
    " AND (CAST(:made_at AS timestamptz) IS NULL OR (made_at, id) > (CAST(:made_at AS timestamptz),"
    " CAST(:after AS uuid))) ORDER BY made_at, id LIMIT :limit"
)
_ONE = Statement(
    f"SELECT {_COLUMNS},"  # noqa: S608 - likewise
    " EXISTS (SELECT FROM searches later WHERE later.case_id = s.case_id"
    " AND (later.made_at, later.id) > (s.made_at, s.id)) AS searched_since,"
    " EXISTS (SELECT FROM events e WHERE e.case_id = s.case_id AND e.action = 'request-mediation'"
    " AND e.recorded_at > s.made_at) AS asked_since,"
    " EXISTS (SELECT FROM mediation_needs n WHERE n.case_id = s.case_id AND n.updated_at > s.made_at) AS needs_since"
    " FROM searches s WHERE id = :id AND case_id = :case_id"
)


async def keep(
    connection: Connection,
    search_id: UUID,
    case: StoredCase,
    actor: Actor,
    due_on: date | None,
    free_in_time: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep what a search found."""
    values = {
        "id": search_id, "case_id": case.id, "la_id": case.la_id, "organisation_id": actor.organisation_id,
        "due_on": due_on, "free_in_time": free_in_time, "facts": as_json(facts), "now": now,
    }  # fmt: skip
    await connection.run(_INSERT, values)


async def of_case(connection: Connection, case_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """Return the searches made for a case, the first one first."""
    made_at, search_id = after or (None, None)
    return await connection.run(_OF_CASE, {"case_id": case_id, "made_at": made_at, "after": search_id, "limit": limit})


async def find(connection: Connection, search_id: UUID, case_id: UUID) -> Row | None:
    """Return a search made for a case, and what has happened since: another search, a request, a change of needs."""
    rows = await connection.run(_ONE, {"id": search_id, "case_id": case_id})
    return rows[0] if rows else None
