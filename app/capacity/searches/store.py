"""Searches for a mediator in the database. They are append-only, because an authority's report depends on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from app.capacity.records import Asked, Since, StoredSearch
from app.capacity.written import ASKED
from app.cases.records import StoredCase
from app.kernel.unreadable import readable
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.json import as_json, read_back


@dataclass(frozen=True, slots=True)
class _Facts:
    asked: Sequence[Asked]
    reported: bool


_FACTS: TypeAdapter[_Facts] = TypeAdapter(_Facts)

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
    f"SELECT {_COLUMNS},"  # noqa: S608 - the columns and conditions are our own text
    " EXISTS (SELECT FROM searches later WHERE later.case_id = s.case_id"
    " AND (later.made_at, later.id) > (s.made_at, s.id)) AS searched_since,"
    " EXISTS (SELECT FROM events e WHERE e.case_id = s.case_id AND e.action = 'request-mediation'"
    " AND e.recorded_at > s.made_at) AS asked_since,"
    " EXISTS (SELECT FROM mediation_needs n WHERE n.case_id = s.case_id AND n.updated_at > s.made_at) AS needs_since"
    " FROM searches s WHERE id = :id AND case_id = :case_id"
)


class Searches:
    """Searches for a mediator, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, case: StoredCase, actor: Actor, search: StoredSearch) -> None:
        """Store a search."""
        values = {
            "id": search.id,
            "case_id": case.id,
            "la_id": case.la_id,
            "organisation_id": actor.organisation_id,
            "due_on": search.due_on,
            "free_in_time": search.free_in_time,
            "facts": as_json({"asked": ASKED.dump_python(search.asked, mode="json"), "reported": search.reported}),
            "now": search.made_at,
        }
        await self._connection.run(_INSERT, values)

    async def of_case(
        self, case_id: UUID, after: tuple[datetime, UUID] | None, limit: int
    ) -> tuple[list[StoredSearch], tuple[datetime, UUID] | None]:
        """Return a page of the searches made for a case that can be read, the first one first.

        The second value is where the next page begins after; None on the last page.
        """
        made_at, search_id = after or (None, None)
        values = {"case_id": case_id, "made_at": made_at, "after": search_id, "limit": limit + 1}
        rows = await self._connection.run(_OF_CASE, values)
        last = (rows[limit - 1].made_at, rows[limit - 1].id) if len(rows) > limit else None
        return readable(_stored, rows[:limit]), last

    async def find(self, search_id: UUID, case_id: UUID) -> StoredSearch | None:
        """Return a search made for a case, and what has happened since: another search, a request, other needs."""
        rows = await self._connection.run(_ONE, {"id": search_id, "case_id": case_id})
        if not rows:
            return None
        row = rows[0]
        return replace(_stored(row), since=Since(row.searched_since, row.asked_since, row.needs_since))


def _stored(row: Row) -> StoredSearch:
    said = read_back(_FACTS, row.facts, "a search")
    return StoredSearch(row.id, row.case_id, row.made_at, row.due_on, said.asked, row.free_in_time, said.reported)
