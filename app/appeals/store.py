"""Appeals in the database."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from app.appeals.filters import FILTERS, TO_THE_APPEAL, AppealSort
from app.appeals.records import StoredAppeal
from app.cases.domain.words import PENDING, AppealState
from app.cases.records import facts_from_json
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own

OF_APPEALS: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: (
        "case_id IN (SELECT id FROM cases WHERE provider_id = :organisation"
        " UNION ALL SELECT id FROM cases WHERE mediating_provider_id = :organisation)",
    ),
    OrganisationKind.COMMISSIONING_BODY: ("case_id IN (SELECT id FROM cases WHERE body_id = :organisation)",),
    OrganisationKind.TRIBUNAL: ("true",),
}
_ONE = Statement("SELECT id, case_id, number, facts::text AS facts FROM appeals WHERE id = :id")
_PENDING = ", ".join(f"'{state}'" for state in sorted(PENDING))
STATE_OUTSIDE = f"CASE WHEN state IN ({_PENDING}) THEN '{AppealState.REGISTERED}' ELSE state END"
"""The state of an appeal as a reader is told it who is no party to the appeal."""
_LINES = (
    "SELECT id, case_id, (SELECT la_code FROM cases c WHERE c.id = case_id) AS la_code,"
    " (SELECT la_reference FROM cases c WHERE c.id = case_id) AS la_reference, tribunal_reference, track, kind,"
    " {state} AS state, outcome, basis, late, registered_on, ended_on, {hearing_on} AS hearing_on,"
    " {hearing_format} AS hearing_format, notice_sent_on, updated_at FROM appeals WHERE {{own}}"
)
_TYPES = {"updated_at": "timestamptz", "registered_on": "date"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which line, and how many lines."""

    sort: AppealSort
    after: tuple[datetime | date, UUID] | None
    limit: int


class Appeals:
    """Appeals, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, appeal_id: UUID) -> StoredAppeal | None:
        """Return an appeal that the caller may see. Raises Unreadable."""
        rows = await self._connection.run(_ONE, {"id": appeal_id})
        if not rows:
            return None
        facts = None if rows[0].facts is None else facts_from_json(rows[0].facts)
        return StoredAppeal(rows[0].id, rows[0].case_id, rows[0].number, facts)

    async def listed(self, actor: Actor, asked: Asked, part: Stretch) -> list[Row]:
        """Return up to `limit` appeals that the caller may see."""
        at, appeal_id = part.after or (None, None)
        place = {"organisation": actor.organisation_id, "at": at, "id": appeal_id, "limit": part.limit}
        statement = _page(actor.kind, names_asked(FILTERS, asked), part.sort, part.after is not None)
        return await self._connection.run(statement, values_asked(FILTERS, asked) | place)


@lru_cache(maxsize=256)
def _page(kind: OrganisationKind, asked: frozenset[str], sort: AppealSort, onward: bool) -> Statement:
    way, beyond = ("DESC", "<") if sort.descends else ("ASC", ">")
    told = kind in TO_THE_APPEAL
    state = "state" if told else STATE_OUTSIDE
    hearing_on, hearing_format = ("hearing_on", "hearing_format") if told else ("NULL::date", "NULL::text")
    lines = _LINES.format(state=state, hearing_on=hearing_on, hearing_format=hearing_format)
    narrowed = conditions(FILTERS, asked, state=f"({state})")
    if onward:
        place = f"((SELECT CAST(:at AS {_TYPES[sort.column]})), (SELECT CAST(:id AS uuid)))"
        narrowed.append(f"({sort.column}, id) {beyond} {place}")
    rest = f"ORDER BY {sort.column} {way}, id {way} LIMIT {AS_MANY}"
    return Statement(of_own(OF_APPEALS, kind, " AND ".join((lines, *narrowed)), rest))
