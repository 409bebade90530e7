"""Appeals in the database."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from pydantic import TypeAdapter

from app.appeals.domain.past import PastAppeal
from app.appeals.filters import FILTERS, TO_THE_APPEAL, AppealSort
from app.appeals.records import StoredAppeal
from app.cases.domain.words import PENDING, AppealState
from app.cases.records import StoredCase, facts_from_json
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own
from app.platform.json import read_back

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
    " {hearing_format} AS hearing_format, notice_sent_on, {due} AS next_due_on, updated_at FROM appeals WHERE {{own}}"
)
MOST_READ = 100
"""How many ended appeals about a kind of decision are looked at, latest first, for those that had an issue."""
_EARLIER = Statement(
    "SELECT jsonb_build_object('state', a.state, 'outcome', a.outcome, 'sections', f.facts->'sections',"  # noqa: S608 - ours
    " 'issues', coalesce(nullif(f.facts->'proceedings'->'issues', 'null'), '[]'),"
    " 'conceded', coalesce(nullif(f.facts->'conceded', 'null'), '[]'),"
    " 'orders', coalesce(nullif(f.facts->'orders', 'null'), '[]'))::text AS said"
    " FROM (SELECT id, case_id, state, outcome, facts, ended_on FROM appeals WHERE la_id = :organisation"
    " AND kind = :kind AND ended_on IS NOT NULL AND case_id <> :case_id"
    f" ORDER BY ended_on DESC, id DESC LIMIT {MOST_READ}) AS a"
    " CROSS JOIN LATERAL (SELECT coalesce(a.facts, c.facts) AS facts FROM cases c WHERE c.id = a.case_id OFFSET 0) AS f"
    " ORDER BY a.ended_on DESC, a.id DESC"
)
_PAST: TypeAdapter[PastAppeal] = TypeAdapter(PastAppeal)
_TYPES = {"updated_at": "timestamptz", "registered_on": "date", "next_due_on": "date", "hearing_on": "date"}
HEARING = "coalesce(hearing_on, 'infinity')"
"""The day of the hearing. An appeal without a day comes after all others."""
_TODAY = "(SELECT CAST(:today AS date))"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which line, as of which day, and how many lines."""

    sort: AppealSort
    after: tuple[datetime | date, UUID] | None
    today: date
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

    async def earlier(self, actor: Actor, case: StoredCase) -> list[PastAppeal]:
        """Return ended appeals of the authority that asks, about the same kind of decision as a case. Latest first.

        No other organisation is told them: see decision 88. Nothing is read once the appeal of the case has ended. One
        case that cannot be read hides no other.
        """
        if actor.kind is not OrganisationKind.LOCAL_AUTHORITY or not case.facts.appeal_pending:
            return []
        values = {"organisation": actor.organisation_id, "kind": case.facts.kind.value, "case_id": case.id}
        rows = await self._connection.run(_EARLIER, values)
        return [past for row in rows if (past := _past_if_readable(row.said)) is not None]

    async def listed(self, actor: Actor, asked: Asked, part: Stretch) -> list[Row]:
        """Return up to `limit` appeals that the caller may see."""
        at, appeal_id = part.after or (None, None)
        place = {
            "organisation": actor.organisation_id, "at": at, "id": appeal_id, "today": part.today, "limit": part.limit,
        }  # fmt: skip
        statement = _page(actor.kind, names_asked(FILTERS, asked), part.sort, part.after is not None)
        return await self._connection.run(statement, values_asked(FILTERS, asked) | place)


def _past_if_readable(said: str) -> PastAppeal | None:
    try:
        return read_back(_PAST, said, "an appeal")
    except Unreadable:
        return None


@lru_cache(maxsize=256)
def _page(kind: OrganisationKind, asked: frozenset[str], sort: AppealSort, onward: bool) -> Statement:
    way, beyond = ("DESC", "<") if sort.descends else ("ASC", ">")
    told = kind in TO_THE_APPEAL
    state = "state" if told else STATE_OUTSIDE
    hearing_on, hearing_format = (HEARING, "hearing_format") if told else ("'infinity'::date", "NULL::text")
    rest = f"ORDER BY {sort.column} {way}, id {way} LIMIT {AS_MANY}"
    parts = []
    for due, when in _due(kind, apart=sort.column == "next_due_on"):
        lines = _LINES.format(state=state, hearing_on=hearing_on, hearing_format=hearing_format, due=due)
        narrowed = [*when, *conditions(FILTERS, asked, state=f"({state})")]
        if onward:
            column = {"next_due_on": due, "hearing_on": HEARING}.get(sort.column, sort.column)
            place = f"((SELECT CAST(:at AS {_TYPES[sort.column]})), (SELECT CAST(:id AS uuid)))"
            narrowed.append(f"({column}, id) {beyond} {place}")
        parts.append(f"({of_own(OF_APPEALS, kind, ' AND '.join((lines, *narrowed)), rest)})")
    return Statement(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found {rest}")  # noqa: S608 - our own texts


def _due(kind: OrganisationKind, *, apart: bool) -> list[tuple[str, list[str]]]:
    """Return the next date of an appeal as a kind of organisation is told it, and the condition under which it is that.

    The dates are those of its case: `app.cases.store_lists` reads them likewise.
    """
    if kind not in TO_THE_APPEAL:
        return [("'infinity'::date", [])]
    name = "tribunal_due" if kind is OrganisationKind.TRIBUNAL else "due"
    ahead, turned = f"{name}_on >= {_TODAY}", f"app_next_due({name}_dates, {_TODAY})"
    if apart:
        return [(f"{name}_on", [ahead]), (turned, [f"{name}_on < {_TODAY}"])]
    return [(f"CASE WHEN {ahead} THEN {name}_on ELSE {turned} END", [])]
