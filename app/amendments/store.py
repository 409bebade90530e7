"""The open cases of an organisation, as PostgreSQL holds them, in the order of their ids."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from app.amendments.use_cases import OpenCase
from app.cases.domain.words import State
from app.cases.store_lists import OF_CASES
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Statement
from app.platform.db.visibility import of_own
from app.platform.db.work import Work

_OPEN = (
    "SELECT id, la_code, la_reference, facts::text AS facts FROM cases WHERE {own}"  # noqa: S608 - our own texts
    " AND id > (SELECT CAST(:after AS uuid))"
    f" AND (state <> '{State.CLOSED}' OR times_end_on >= (SELECT CAST(:today AS date)))"
)


@lru_cache(maxsize=8)
def _page(kind: OrganisationKind) -> Statement:
    return Statement(of_own(OF_CASES, kind, _OPEN, "ORDER BY id LIMIT (SELECT CAST(:limit AS integer))"))


async def open_cases(work: Work, after: UUID, today: date, limit: int) -> Sequence[OpenCase]:
    """Return the open cases of the caller after a case. A closed case is open while one of its times runs."""
    place = {"organisation": work.actor.organisation_id, "after": after, "today": today, "limit": limit}
    rows = await work.connection.run(_page(work.actor.kind), place)
    return [OpenCase(row.id, row.la_code, row.la_reference, row.facts) for row in rows]
