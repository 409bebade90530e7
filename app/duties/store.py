"""Duties in the database: lists, counts, one duty, and what the parties say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.cases.store_lists import OF_CASES, state_told
from app.duties.domain.words import DutyStatus, Group, Stands
from app.duties.filters import ME, OF_A_DUTY, OF_ITS_CASE, DutySort
from app.duties.records import Known, Said
from app.duties.tables import OWED, TOLD_TO_THE_TRIBUNAL
from app.kernel.terms import OrganisationKind, Party
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own
from app.platform.sealing import Seal

OF_DUTIES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: (
        "provider_id = :organisation AND mediation_told",
        "mediating_provider_id = :organisation AND mediation_told",
    ),
    OrganisationKind.COMMISSIONING_BODY: ("body_id = :organisation AND mediation_told",),
    OrganisationKind.TRIBUNAL: (f"({TOLD_TO_THE_TRIBUNAL})",),
}

_TODAY = "(SELECT CAST(:today AS date))"
_SUNDAY = f"({_TODAY} + 7 - CAST(extract(isodow FROM {_TODAY}) AS integer))"


def status_told(past: str = f"due_on < {_TODAY}") -> str:
    """Write the status of a duty on a day, as `Duty.status` has it. `past`: whether its last day is over.

    A test compares the two.
    """
    return (
        f"CASE WHEN stands = '{Stands.OWED}' AND NOT ({past}) THEN '{DutyStatus.RUNNING}'"
        f" WHEN stands IN ('{Stands.MET}', '{Stands.LAPSED}', '{Stands.SUPERSEDED}') THEN stands"
        f" WHEN owed_by = '{Party.FAMILY}' THEN '{DutyStatus.PASSED}'"
        f" WHEN stands = '{Stands.LATE}' THEN '{DutyStatus.MET_LATE}' ELSE '{DutyStatus.BREACHED}' END"
    )


GROUPS: Mapping[str, str] = {
    Group.OVERDUE: f"{OWED} AND due_on < {_TODAY}",
    Group.DUE_THIS_WEEK: f"stands = '{Stands.OWED}' AND due_on >= {_TODAY} AND due_on <= {_SUNDAY}",
    Group.DUE_LATER: f"stands = '{Stands.OWED}' AND due_on > {_SUNDAY}",
}
_HAS_THE_DAY: Mapping[str, tuple[str, ...]] = {
    "met_on": ("met_on IS NOT NULL",),
    "breached_on": (
        f"owed_by <> '{Party.FAMILY}'",
        f"(stands IN ('{Stands.LATE}', '{Stands.MISSED}') OR stands = '{Stands.OWED}' AND due_on < {_TODAY})",
    ),
}
"""Which duties have the day that a list is sorted by. `due_on` and `opened_on` every duty has."""
OWERS = frozenset({Party.FAMILY.value, Party.TRIBUNAL.value})
"""Parties that are no organisation of a case here."""

_COLUMNS = (
    "id, case_id, code, term, term_index, step, owed_by, owner_id, due_on, rule, opened_on, stands, met_on, ended_on,"
    " ended_by, ended_as, version"
)
_OF_THE_CASE = "SELECT la_code, la_reference, notice_sent_on FROM cases WHERE cases.id = found.case_id OFFSET 0"
"""Read for each line of a page: the planner must not join all cases."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which line, as of which day, and how many lines."""

    sort: DutySort
    after: tuple[date, UUID] | None
    today: date
    limit: int


def owers(asked: Asked, actor: Actor, organisations: Mapping[str, UUID]) -> Asked | None:
    """Return the filters with the party that owes by its id, or by its kind. None if there is no such party."""
    named = asked.get("owed_by")
    if named is None:
        return asked
    rest = {name: value for name, value in asked.items() if name != "owed_by"}
    if named in OWERS:
        return {**rest, "party": named}
    owner = actor.organisation_id if named == ME else organisations.get(named)
    return None if owner is None else {**rest, "owner": owner}


async def list_duties(connection: Connection, actor: Actor, asked: Asked, part: Stretch) -> list[Row]:
    """Return up to `limit` duties that the actor may see, each with its case."""
    day, duty_id = part.after or (None, None)
    statement = _page(actor.kind, names_of(asked), part.sort, part.after is not None)
    place = {"organisation": actor.organisation_id, "day": day, "after": duty_id}
    return await connection.run(statement, values_of(asked) | place | {"today": part.today, "limit": part.limit})


def names_of(asked: Asked) -> frozenset[str]:
    """Return what tells one statement from another: which filters are asked for, and which group."""
    names = {*names_asked(OF_A_DUTY, asked)} & {*_known(OF_A_DUTY)} | {*names_asked(OF_ITS_CASE, asked)} & {
        *_known(OF_ITS_CASE)
    }
    names |= {name for name in ("owner", "party") if name in asked}
    if (group := asked.get("group")) is not None:
        names.add(f"group={group}")
    if asked.get("status") == [DutyStatus.RUNNING]:
        names.add("runs")
    return frozenset(names)


def _known(filters: Sequence[Any]) -> set[str]:
    return {one.name for one in filters} | {f"{one.name}=" for one in filters}


def values_of(asked: Asked) -> dict[str, Any]:
    """Return the values of the filters, as the conditions take them."""
    own = {one.name for one in OF_A_DUTY}
    of_a_duty = {name: value for name, value in asked.items() if name in own}
    rest = {name: value for name, value in asked.items() if name not in own}
    return values_asked(OF_A_DUTY, of_a_duty) | values_asked(OF_ITS_CASE, rest)


def conditions_of(kind: OrganisationKind, names: frozenset[str]) -> list[str]:
    """Return the conditions of the filters that are asked for."""
    found = conditions(OF_A_DUTY, names, status=status_told())
    found += [condition for group, condition in GROUPS.items() if f"group={group}" in names]
    found += ["owner_id = :owner"] if "owner" in names else []
    found += ["owed_by = :party"] if "party" in names else []
    found += [f"stands = '{Stands.OWED}' AND due_on >= {_TODAY}"] if "runs" in names else []
    of_its_case = conditions(OF_ITS_CASE, names, state=f"({state_told(kind)})")
    if of_its_case:
        own = " OR ".join(f"({one})" for one in OF_CASES.get(kind, ("false",)))
        found.append(f"case_id IN (SELECT id FROM cases WHERE ({own}) AND {' AND '.join(of_its_case)})")  # noqa: S608 - ours
    return found


@lru_cache(maxsize=256)
def _page(kind: OrganisationKind, names: frozenset[str], sort: DutySort, onward: bool) -> Statement:
    way, beyond = ("DESC", "<") if sort.descends else ("ASC", ">")
    column = sort.column
    rest = f"ORDER BY {column} {way}, id {way} LIMIT {AS_MANY}"
    narrowed = [*conditions_of(kind, names), *_HAS_THE_DAY.get(sort.member, ())]
    if onward:
        narrowed.append(f"({column}, id) {beyond} ((SELECT CAST(:day AS date)), (SELECT CAST(:after AS uuid)))")
    lines = " AND ".join((f"SELECT {_COLUMNS} FROM duties WHERE {{own}}", *narrowed))  # noqa: S608 - our own texts
    found = of_own(OF_DUTIES, kind, lines, rest)
    return Statement(
        f"SELECT found.*, c.la_code, c.la_reference, c.notice_sent_on FROM ({found}) AS found"  # noqa: S608 - the columns and conditions are our own text
        f" CROSS JOIN LATERAL ({_OF_THE_CASE}) AS c ORDER BY {column} {way}, found.id {way}"
    )


_ONE = Statement(
    f"SELECT found.*, c.la_code, c.la_reference, c.notice_sent_on FROM (SELECT {_COLUMNS} FROM duties"  # noqa: S608 - ours
    f" WHERE id = :id) AS found CROSS JOIN LATERAL ({_OF_THE_CASE}) AS c"
)
_SAID = Statement(
    "SELECT duty_id, organisation_id, about, by_kind, says, sealed, seq, recorded_at FROM duty_statements"
    " WHERE duty_id = ANY(CAST(:ids AS uuid[])) ORDER BY seq"
)
_SAY = Statement(
    "INSERT INTO duty_statements (duty_id, organisation_id, about, by_kind, case_id, says, sealed, seq, recorded_at)"
    " VALUES (:duty_id, :organisation_id, :about, :by_kind, :case_id, :says, :sealed, :seq, :at)"
    " ON CONFLICT (duty_id, organisation_id, about) DO UPDATE SET says = excluded.says, sealed = excluded.sealed,"
    " seq = excluded.seq, recorded_at = excluded.recorded_at"
)


async def find_duty(connection: Connection, duty_id: UUID) -> Row | None:
    """Return a duty with its case. None if there is none that the caller sees."""
    found = await connection.run(_ONE, {"id": duty_id})
    return found[0] if found else None


async def said_of(connection: Connection, seal: Seal, duty_ids: Sequence[UUID]) -> dict[UUID, list[Said]]:
    """Return what the parties say of some duties, oldest first."""
    found: dict[UUID, list[Said]] = {}
    for row in await connection.run(_SAID, {"ids": duty_ids}):
        about = _about(row.duty_id, row.organisation_id, row.about)
        explanation = seal.open(row.sealed, about).get("explanation")
        kind = OrganisationKind(row.by_kind)
        one = Said(row.organisation_id, kind, row.about, row.says, explanation, row.seq, row.recorded_at)
        found.setdefault(row.duty_id, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class DutiesOfCase:
    """The duties of the case of one unit of work."""

    connection: Connection
    seal: Seal
    actor: Actor

    async def find(self, duty_id: UUID) -> Known | None:
        """Return a duty as the use cases know it. None if there is none that the caller sees."""
        row = await find_duty(self.connection, duty_id)
        if row is None:
            return None
        said = (await said_of(self.connection, self.seal, [duty_id])).get(duty_id, [])
        return Known(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            owed_by=Party(row.owed_by),
            owner_id=row.owner_id,
            due_on=row.due_on,
            stands=Stands(row.stands),
            explained=any(one.about == "cause" for one in said),
            version=max((row.version, *(one.seq for one in said))),
        )

    async def say(self, duty: Known, said: Said) -> None:
        """Keep what a party says of a duty, in place of what it said of the same before."""
        about = _about(duty.id, said.organisation_id, said.about)
        values = {
            "duty_id": duty.id, "organisation_id": said.organisation_id, "about": said.about, "by_kind": said.by_kind,
            "case_id": duty.case_id, "says": said.says, "seq": said.seq, "at": said.at,
            "sealed": self.seal.seal({"explanation": said.explanation}, about),
        }  # fmt: skip
        await self.connection.run(_SAY, values)


def _about(duty_id: UUID, organisation_id: UUID, about: str) -> str:
    """Return what an explanation is sealed with: opened as anything else, it stays shut."""
    return f"{duty_id}/{organisation_id}/{about}"
