"""Sessions in the database, and what the mediation of each case needs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import asyncpg

from app.capacity.domain.mediator import Span
from app.capacity.mediators import languages
from app.capacity.needs import Needs
from app.capacity.records import KnownNeeds, StoredSession
from app.capacity.refusals import TimeTaken
from app.capacity.sessions.filters import FILTERS, SessionSort
from app.capacity.sessions.taking import FULL, LEFT
from app.capacity.written import NEEDS, SESSION
from app.cases.desk import Sealing
from app.cases.records import StoredCase
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import readable
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own
from app.platform.json import read_back

_OF_A_PARTYS_CASE = (
    "provider_id <> :organisation AND case_id IN (SELECT id FROM cases WHERE provider_id = :organisation"
    " UNION ALL SELECT id FROM cases WHERE mediating_provider_id = :organisation)"
)
OF_SESSIONS: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id = :organisation", _OF_A_PARTYS_CASE),
    OrganisationKind.COMMISSIONING_BODY: ("case_id IN (SELECT id FROM cases WHERE body_id = :organisation)",),
}
_COLUMNS = (
    "id, case_id, la_id, provider_id, mediator_id, engagement_id, allocation_id, starts_at, ends_at,"
    " facts::text AS facts, sealed, version, booked_at, updated_at, joint"
)
_CASE_OF = Statement("SELECT case_id FROM sessions WHERE id = :id")
_ONE = Statement(f"SELECT {_COLUMNS} FROM sessions WHERE id = :id")  # noqa: S608 - the columns above
_OF_CASE = Statement(f"SELECT {_COLUMNS} FROM sessions WHERE case_id = :case_id ORDER BY starts_at, id")  # noqa: S608 - the columns and conditions are our own text
_KNOWN = Statement(
    "SELECT s.id FROM sessions s JOIN mediators m ON m.id = s.mediator_id"
    " WHERE s.id = ANY(CAST(:ids AS uuid[])) AND m.person = :person"
)
_LIVE = Statement("SELECT id FROM sessions WHERE case_id = :case_id AND status = 'booked'")
_TIME_OF = Statement(
    "SELECT id, CAST(NULL AS uuid) AS session_id FROM holds WHERE case_id = :case_id AND expires_at > :now"
    " UNION ALL SELECT engagement_id, id FROM sessions WHERE case_id = :case_id AND status = 'booked'"
)
_SHARING = Statement(f"SELECT {_COLUMNS} FROM sessions WHERE engagement_id = :id ORDER BY joint, booked_at, id")  # noqa: S608 - the columns and conditions are our own text
_PAGE = f"SELECT {_COLUMNS} FROM sessions WHERE {{own}}"  # noqa: S608 - the columns and conditions are our own text
_INSERT = Statement(
    "INSERT INTO sessions (id, case_id, la_id, provider_id, mediator_id, engagement_id, allocation_id, format, status,"
    " outcome, starts_at, ends_at, facts, sealed, version, booked_at, updated_at, joint) VALUES (:id, :case_id, :la_id,"
    " :provider_id, :mediator_id, :engagement_id, :allocation_id, :format, :status, :outcome, :starts_at, :ends_at,"
    " CAST(:facts AS jsonb), :sealed, :version, :booked_at, :updated_at, :joint)"
)
_UPDATE = Statement(
    "UPDATE sessions SET provider_id = :provider_id, mediator_id = :mediator_id, engagement_id = :engagement_id,"
    " format = :format, status = :status, outcome = :outcome, starts_at = :starts_at, ends_at = :ends_at,"
    " facts = CAST(:facts AS jsonb), sealed = coalesce(:sealed, sealed), version = :version,"
    " updated_at = :updated_at, joint = :joint WHERE id = :id AND version = :version - 1 RETURNING id"
)
_LET_GO = Statement("UPDATE sessions SET status = 'cancelled', engagement_id = NULL WHERE id = :id")
_ONE_FAMILY = Statement(
    "SELECT EXISTS (SELECT FROM families a JOIN families b ON a.plain_child = b.plain_child"
    " OR a.plain_family = b.plain_family WHERE a.case_id = :case_id AND b.case_id = c.id) AS known"
    " FROM cases c WHERE c.id = :other"
)
_CALL_OFF = Statement("SELECT session_id, released FROM app_call_off(CAST(:case_id AS uuid), :now)")
_NEEDS = Statement("SELECT sealed, version, updated_at FROM mediation_needs WHERE case_id = :case_id")
_KEEP_NEEDS = Statement(
    "INSERT INTO mediation_needs (case_id, la_id, sealed, version, updated_at)"
    " VALUES (:case_id, :la_id, :sealed, 1, :now) ON CONFLICT (case_id) DO UPDATE SET sealed = :sealed,"
    " version = mediation_needs.version + 1, updated_at = :now RETURNING version"
)
_NEEDS_OF_ALL = Statement("SELECT case_id, sealed FROM mediation_needs WHERE case_id = ANY(CAST(:cases AS uuid[]))")


Place = tuple[datetime, UUID]
"""Where a page of sessions begins after: the time and the id of a session."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which session, and how many sessions."""

    sort: SessionSort
    after: Place | None
    limit: int


class Sessions:
    """Sessions, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def case_of(self, session_id: UUID) -> UUID | None:
        """Return the case of a session that the caller may see."""
        rows = await self._connection.run(_CASE_OF, {"id": session_id})
        return rows[0].case_id if rows else None

    async def known(self, person: str, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of some ids are a person's sessions in this deployment, as far as the caller may see them."""
        return {row.id for row in await self._connection.run(_KNOWN, {"ids": list(ids), "person": person})}

    async def find(self, session_id: UUID) -> StoredSession | None:
        """Return a session that the caller may see. Its case's lock is its own."""
        rows = await self._connection.run(_ONE, {"id": session_id})
        return _stored(rows[0]) if rows else None

    async def of_case(self, case_id: UUID) -> list[StoredSession]:
        """Return the sessions of a case that the caller may see, the earliest first. Raises Unreadable."""
        return [_stored(row) for row in await self._connection.run(_OF_CASE, {"case_id": case_id})]

    async def booked_on(self, case_id: UUID) -> UUID | None:
        """Return the session that is booked on a case, if there is one."""
        rows = await self._connection.run(_LIVE, {"case_id": case_id})
        return rows[0].id if rows else None

    async def time_of(self, case_id: UUID, now: datetime) -> dict[UUID, UUID | None]:
        """Return the mediators' time that is held or booked for a case: each with the session that takes it."""
        rows = await self._connection.run(_TIME_OF, {"case_id": case_id, "now": now})
        return {row.id: row.session_id for row in rows}

    async def sharing(self, engagement_id: UUID) -> list[StoredSession]:
        """Return the sessions that take one time, as far as the caller may see them: the first booked first."""
        return [_stored(row) for row in await self._connection.run(_SHARING, {"id": engagement_id})]

    async def listed(self, actor: Actor, asked: Asked, part: Stretch) -> tuple[list[StoredSession], Place | None]:
        """Return a page of the sessions that the caller may see and that can be read.

        The second value is where the next page begins after; None on the last page.
        """
        starts_at, session_id = part.after or (None, None)
        place = {"organisation": actor.organisation_id, "starts_at": starts_at, "id": session_id}
        statement = _page(actor.kind, names_asked(FILTERS, asked), part.sort, onward=part.after is not None)
        values = values_asked(FILTERS, asked) | place | {"limit": part.limit + 1}
        rows, limit = await self._connection.run(statement, values), part.limit
        last = (rows[limit - 1].starts_at, rows[limit - 1].id) if len(rows) > limit else None
        return readable(_stored, rows[:limit]), last

    async def one_family(self, case_id: UUID, other: UUID) -> bool | None:
        """Return whether the caller's references say that two cases are of one family. None: another party's case."""
        rows = await self._connection.run(_ONE_FAMILY, {"case_id": case_id, "other": other})
        return bool(rows[0].known) if rows else None

    async def insert(self, stored: StoredSession) -> None:
        """Store a new session. Raises TimeTaken if it cannot join: the transaction can then not go on."""
        try:
            await self._connection.run(_INSERT, _values(stored))
        except asyncpg.ExclusionViolationError as refused:
            raise _cannot_join(refused) from refused

    async def update(self, stored: StoredSession) -> None:
        """Store a changed session. The time that it took until now is free if no other session takes it.

        Raises TimeTaken if it cannot join the time of another session: the transaction can then not go on.

        A seal that was only read is not written back: it may have been sealed with a newer key meanwhile.
        """
        values = _values(stored) | {"sealed": stored.sealed if stored.sealed_anew else None}
        try:
            written = await self._connection.run(_UPDATE, values)
        except asyncpg.ExclusionViolationError as refused:
            raise _cannot_join(refused) from refused
        if not written:
            raise RuntimeError(f"session {stored.id} was not written: its version moved under its case's lock")

    async def let_go(self, stored: StoredSession) -> None:
        """Free the time of a session that takes other time before the transaction ends: until then it counts as off."""
        await self._connection.run(_LET_GO, {"id": stored.id})

    async def call_off_unseen(self, case_id: UUID, now: datetime) -> tuple[UUID | None, list[UUID]]:
        """Let the tribunal call off what it may not read: a case's session ahead, and its holds; return their ids."""
        rows = await self._connection.run(_CALL_OFF, {"case_id": case_id, "now": now})
        return (rows[0].session_id, rows[0].released or []) if rows else (None, [])


class SealedNeeds:
    """What cases' mediations need, as one connection sees it. It tells of disability and language, so it is sealed."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection = connection
        self._sealing = sealing

    async def of(self, case_id: UUID) -> KnownNeeds:
        """Return what is known of a case's needs."""
        rows = await self._connection.run(_NEEDS, {"case_id": case_id})
        return KnownNeeds(self._open(rows[0].sealed, case_id), rows[0].version, rows[0].updated_at) if rows else _UNSAID

    async def of_all(self, cases: Sequence[UUID]) -> dict[UUID, Needs | None]:
        """Return what several cases' mediations need, where a party has said so. None if it cannot be read."""
        rows = await self._connection.run(_NEEDS_OF_ALL, {"cases": cases})
        read = readable(lambda row: (row.case_id, self._open(row.sealed, row.case_id)), rows)
        return {**{row.case_id: None for row in rows}, **dict(read)}

    async def keep(self, case: StoredCase, needs: Needs, now: datetime) -> int:
        """Store what a case's mediation needs, and return the version."""
        sealed = self._sealing.seal(NEEDS.dump_python(needs, mode="json"), _about(case.id))
        values = {"case_id": case.id, "la_id": case.la_id, "sealed": sealed, "now": now}
        [row] = await self._connection.run(_KEEP_NEEDS, values)
        return int(row.version)

    def _open(self, sealed: bytes, case_id: UUID) -> Needs:
        said = read_back(NEEDS, json.dumps(self._sealing.open(sealed, _about(case_id))), "the needs of a case")
        interpreter = None if said.interpreter is None else languages.kept(said.interpreter)
        return replace(said, languages=frozenset(map(languages.kept, said.languages)), interpreter=interpreter)


_UNSAID = KnownNeeds()


def _about(case_id: UUID) -> str:
    """Return what a case's needs are sealed with: opened as anything else, they stay shut."""
    return f"{case_id}/needs"


def _cannot_join(refused: asyncpg.ExclusionViolationError) -> TimeTaken:
    return TimeTaken(FULL if refused.constraint_name == "sessions_most_joint" else LEFT)


@lru_cache(maxsize=256)
def _page(kind: OrganisationKind, asked: frozenset[str], sort: SessionSort, *, onward: bool) -> Statement:
    way, beyond = ("DESC", "<") if sort is SessionSort.LATEST else ("ASC", ">")
    place = f"(starts_at, id) {beyond} ((SELECT CAST(:starts_at AS timestamptz)), (SELECT CAST(:id AS uuid)))"
    narrowed = [*conditions(FILTERS, asked), *([place] if onward else [])]
    query = " AND ".join((_PAGE, *narrowed))
    return Statement(of_own(OF_SESSIONS, kind, query, f"ORDER BY starts_at {way}, id {way} LIMIT {AS_MANY}"))


def _values(stored: StoredSession) -> dict[str, object]:
    session = stored.session
    return {
        "id": stored.id, "case_id": stored.case_id, "la_id": stored.la_id, "provider_id": stored.provider_id,
        "mediator_id": stored.mediator_id, "engagement_id": stored.engagement_id,
        "allocation_id": stored.allocation_id, "format": session.format, "status": session.status,
        "outcome": session.outcome, "starts_at": stored.span.starts_at, "ends_at": stored.span.ends_at,
        "facts": SESSION.dump_json(session).decode(), "sealed": stored.sealed, "version": stored.version,
        "booked_at": stored.booked_at, "updated_at": stored.updated_at, "joint": stored.joint,
    }  # fmt: skip


def _stored(row: Row) -> StoredSession:
    return StoredSession(
        id=row.id,
        case_id=row.case_id,
        la_id=row.la_id,
        provider_id=row.provider_id,
        mediator_id=row.mediator_id,
        engagement_id=row.engagement_id,
        allocation_id=row.allocation_id,
        span=Span(row.starts_at, row.ends_at),
        session=read_back(SESSION, row.facts, "a session"),
        sealed=row.sealed,
        version=row.version,
        booked_at=row.booked_at,
        updated_at=row.updated_at,
        joint=row.joint,
    )
