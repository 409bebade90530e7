"""Lists, page by page: keyset over an index, newest first, never an offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from app.cases.domain.words import State
from app.cases.tables import BEFORE_THE_TRIBUNAL
from app.cases.who_sees import AFTER_THE_REQUEST
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own

CasePosition = tuple[datetime, UUID]

OF_CASES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id = :organisation", "mediating_provider_id = :organisation"),
    OrganisationKind.COMMISSIONING_BODY: ("body_id = :organisation",),
    OrganisationKind.TRIBUNAL: (f"({BEFORE_THE_TRIBUNAL})",),
}

_LINES = (
    "SELECT id, la_code, la_reference, regime, {state} AS state, version, kind, notice_sent_on, placement_only,"
    " updated_at FROM cases WHERE {{own}}"
)
_BEFORE_AN_APPEAL = f"CASE WHEN state = '{State.RESOLVED}' AND appeal_basis IS NULL THEN facts->>'stage' ELSE state END"
_NOT_TOLD = ", ".join(f"'{stage}'" for stage in sorted(AFTER_THE_REQUEST))
TOLD_TO_THE_TRIBUNAL = (
    f"CASE WHEN {_BEFORE_AN_APPEAL} IN ({_NOT_TOLD}) THEN '{State.MEDIATION_REQUESTED}' ELSE {_BEFORE_AN_APPEAL} END"
)
"""The state of a case as the tribunal is told it (`app.cases.who_sees`), in a line and in a filter."""
_ONWARD = "(updated_at, id) < ((SELECT CAST(:updated_at AS timestamptz)), (SELECT CAST(:id AS uuid)))"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases may be narrowed by. Each is asked of the caller's own cases, along their index."""

    states: Sequence[str] | None = None
    kind: Sequence[str] | None = None
    regime: str | None = None
    provider: UUID | None = None
    la_reference: str | None = None
    notice_sent_from: date | None = None
    notice_sent_to: date | None = None


_NARROWED = {
    "state": "{told} = :state",
    "states": "{told} = ANY(CAST(:states AS text[]))",
    "kind": "kind = ANY(CAST(:kind AS text[]))",
    "regime": "regime = :regime",
    "provider": "provider_id = :provider",
    "la_reference": "plain_reference ~>=~ app_reference(:la_reference)"
    " AND plain_reference ~<~ (app_reference(:la_reference) || chr(1114111))",
    "notice_sent_from": "notice_sent_on >= :notice_sent_from",
    "notice_sent_to": "notice_sent_on <= :notice_sent_to",
}


async def list_cases(
    connection: Connection, actor: Actor, chosen: CaseFilter, after: CasePosition | None, limit: int
) -> list[Row]:
    """Return up to `limit` cases that the actor may see, most recently changed first."""
    updated_at, case_id = after or (None, None)
    narrowed = {name: getattr(chosen, name) for name in CaseFilter.__slots__} | {"state": None}
    if chosen.states and len(chosen.states) == 1:  # whose index is in the order of the list
        narrowed |= {"state": chosen.states[0], "states": None}
    asked = frozenset(name for name, value in narrowed.items() if value is not None)
    statement = _page(actor.kind, asked, after is not None)
    place = {"organisation": actor.organisation_id, "updated_at": updated_at, "id": case_id, "limit": limit}
    return await connection.run(statement, narrowed | place)


@cache
def _page(kind: OrganisationKind, narrowed: frozenset[str], onward: bool) -> Statement:
    state = TOLD_TO_THE_TRIBUNAL if kind is OrganisationKind.TRIBUNAL else "state"
    conditions = [_NARROWED[name].format(told=f"({state})") for name in sorted(narrowed)]
    if onward:
        conditions.append(_ONWARD)
    lines = " AND ".join((_LINES.format(state=state), *conditions))
    return Statement(of_own(OF_CASES, kind, lines, f"ORDER BY updated_at DESC, id DESC LIMIT {AS_MANY}"))
