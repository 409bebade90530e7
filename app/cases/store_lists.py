"""Lists, page by page: keyset over an index, never an offset."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from app.cases.domain.words import State
from app.cases.filters import FILTERS
from app.cases.tables import BEFORE_THE_TRIBUNAL
from app.cases.who_sees import AFTER_THE_REQUEST, FAMILY
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own

OF_CASES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id = :organisation", "mediating_provider_id = :organisation"),
    OrganisationKind.COMMISSIONING_BODY: ("body_id = :organisation",),
    OrganisationKind.TRIBUNAL: (f"({BEFORE_THE_TRIBUNAL})",),
}

_DUE = frozenset({"due_from", "due_to"})

_LINES = (
    "SELECT id, la_code, la_reference, regime, {state} AS state, version, kind, notice_sent_on, notice_printed_on,"
    " facts->>'only_day_known' AS only_day_known, notice_status, placement_only, updated_at, {due} AS due_on,"
    " {school_age} AS school_age_ends_on FROM cases WHERE {{own}}"
)
_SCHOOL_AGE = "(SELECT f.school_age_ends_on FROM families f WHERE f.case_id = cases.id)"
_COUNTS = "SELECT {state} AS state, kind, provider_id FROM cases WHERE {{own}}"
_BEFORE_AN_APPEAL = f"CASE WHEN state = '{State.RESOLVED}' AND appeal_basis IS NULL THEN facts->>'stage' ELSE state END"
_NOT_TOLD = ", ".join(f"'{stage}'" for stage in sorted(AFTER_THE_REQUEST))
TOLD_TO_THE_TRIBUNAL = (
    f"CASE WHEN {_BEFORE_AN_APPEAL} IN ({_NOT_TOLD}) THEN '{State.MEDIATION_REQUESTED}' ELSE {_BEFORE_AN_APPEAL} END"
)
"""The state of a case as the tribunal is told it (`app.cases.who_sees`), in a line and in a filter."""


class CaseSort(StrEnum):
    """The ways to sort a list of cases. `-` puts the latest first."""

    LATEST_UPDATED = "-updated_at"
    UPDATED = "updated_at"
    DUE = "due_on"
    LATEST_DUE = "-due_on"
    NOTICE = "notice_sent_on"
    LATEST_NOTICE = "-notice_sent_on"

    @property
    def column(self) -> str:
        """Return the member of a line that the list is sorted by."""
        return self.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether the latest comes first."""
        return self.startswith("-")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which line, as of which day, and how many lines."""

    sort: CaseSort
    after: tuple[datetime | date, UUID] | None
    today: date
    limit: int


_TODAY = "(SELECT CAST(:today AS date))"
_TYPES = {"updated_at": "timestamptz", "notice_sent_on": "date", "due_on": "date"}


async def list_cases(connection: Connection, actor: Actor, asked: Asked, part: Stretch) -> list[Row]:
    """Return up to `limit` cases that the actor may see."""
    at, case_id = part.after or (None, None)
    statement = _page(actor.kind, names_asked(FILTERS, asked), part.sort, part.after is not None)
    place = {"organisation": actor.organisation_id, "at": at, "id": case_id, "today": part.today, "limit": part.limit}
    return await connection.run(statement, values_asked(FILTERS, asked) | place)


async def count_cases(connection: Connection, actor: Actor, asked: Asked, today: date) -> list[Row]:
    """Return how many cases the actor sees: all, and by state, kind and provider. A row holds one of the three."""
    statement = _counts(actor.kind, names_asked(FILTERS, asked))
    return await connection.run(
        statement, values_asked(FILTERS, asked) | {"organisation": actor.organisation_id, "today": today}
    )


@lru_cache(maxsize=256)
def _page(kind: OrganisationKind, asked: frozenset[str], sort: CaseSort, onward: bool) -> Statement:
    way, beyond = ("DESC", "<") if sort.descends else ("ASC", ">")
    rest = f"ORDER BY {sort.column} {way}, id {way} LIMIT {AS_MANY}"
    parts = []
    for due, when in _due(kind, apart=sort.column == "due_on" or bool(asked & _DUE)):
        narrowed = [*when, *conditions(FILTERS, asked, state=f"({state_told(kind)})", due=due)]
        if onward:
            column = due if sort.column == "due_on" else sort.column
            place = f"((SELECT CAST(:at AS {_TYPES[sort.column]})), (SELECT CAST(:id AS uuid)))"
            narrowed.append(f"({column}, id) {beyond} {place}")
        told = _LINES.format(state=state_told(kind), due=due, school_age=_school_age(kind))
        lines = " AND ".join((told, *narrowed))
        parts.append(f"({of_own(OF_CASES, kind, lines, rest)})")
    return Statement(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found {rest}")  # noqa: S608 - our own texts


@lru_cache(maxsize=64)
def _counts(kind: OrganisationKind, asked: frozenset[str]) -> Statement:
    parts = []
    for due, when in _due(kind, apart=bool(asked & _DUE)):
        narrowed = [*when, *conditions(FILTERS, asked, state=f"({state_told(kind)})", due=due)]
        lines = " AND ".join((_COUNTS.format(state=state_told(kind)), *narrowed))
        parts.append(of_own(OF_CASES, kind, lines))
    counted = " UNION ALL ".join(parts)
    return Statement(
        "SELECT state, kind, provider_id, count(*) AS cases FROM"  # noqa: S608 - our own texts
        f" ({counted}) AS own GROUP BY GROUPING SETS ((), (state), (kind), (provider_id))"
    )


def state_told(kind: OrganisationKind) -> str:
    """Return the state of a case as a kind of organisation is told it."""
    return TOLD_TO_THE_TRIBUNAL if kind is OrganisationKind.TRIBUNAL else "state"


def _school_age(kind: OrganisationKind) -> str:
    """Return the end of the child's school age as a kind of organisation is told it."""
    return _SCHOOL_AGE if Reader(kind) in FAMILY["school_age_ends_on"] else "CAST(NULL AS date)"


_DATES = {OrganisationKind.LOCAL_AUTHORITY: "due", OrganisationKind.TRIBUNAL: "tribunal_due"}


def _due(kind: OrganisationKind, *, apart: bool) -> list[tuple[str, list[str]]]:
    """Return the next date of a case as a kind of organisation is told it, with the condition under which it is that.

    The stored date is the next one until it is past. Then the next is found among the days that are kept with it; a
    daily upkeep stores it again. The two are read apart, so that an index finds the stored dates in their order.
    """
    name = _DATES.get(kind, "mediation_due")
    ahead, turned = f"{name}_on >= {_TODAY}", f"app_next_due({name}_dates, {_TODAY})"
    if apart:
        return [(f"{name}_on", [ahead]), (turned, [f"{name}_on < {_TODAY}"])]
    return [(f"CASE WHEN {ahead} THEN {name}_on ELSE {turned} END", [])]
