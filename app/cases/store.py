"""Cases in the database: units of work on one case or several, and the one statement that writes a case."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.cases import statements
from app.cases.families.records import FamilySeen
from app.cases.families.store import family_seen
from app.cases.intake import RecordNotice
from app.cases.ports import Found, Sought
from app.cases.reads import Surface
from app.cases.records import NewCertificate, Outline, Staged, StoredCase, facts_if_readable
from app.cases.store_rows import columns, of_the_notice, outline, sought_as, stored, transferred
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import AtOnce, Connection, NotAtOnce, Row, Statement
from app.platform.db.statements import BEGIN, REMEMBER
from app.platform.db.work import Answer, Answered, Database, Key, Work
from app.platform.json import as_json


@dataclass(slots=True)
class CasesWork(Work):
    """A unit of work that writes cases: what is put is written at the commit, in one statement where it is one case."""

    staged: list[Staged] = field(default_factory=list)
    written_by: int | None = None
    """The transaction that wrote the row of the case which was read, where no lock keeps that row as it is."""

    def put(self, staged: Staged) -> None:
        """Write a case and its event at the commit."""
        self.staged.append(staged)

    def forget(self) -> None:
        """Forget the cases that were put."""
        self.staged.clear()

    async def commit(self, answer: Answer | None = None) -> None:
        """Write the cases that were put, and the answer under its key, and commit."""
        if isinstance(self.connection, AtOnce):
            await self._write_at_once(self.connection, answer)
            return
        if len(self.staged) == 1:
            await self._write(self.staged.pop(), answer)
            await self.connection.commit()
            return
        await self.flush()
        await Work.commit(self, answer)

    async def _write_at_once(self, connection: AtOnce, answer: Answer | None) -> None:
        """Write the one case that was put, if it is still as it was read, or the answer alone."""
        if not self.staged:
            if answer is not None:
                await connection.write(REMEMBER, self.kept(answer))
            return
        [staged] = self.staged
        if staged.certificate is not None and staged.certificate.replaces is not None:
            raise NotAtOnce
        if not await connection.write(*self._written(staged, answer)):
            raise NotAtOnce

    async def flush(self) -> None:
        """Write the cases that were put so far, so that the same work can read them again."""
        for staged in self.staged:
            await self._write(staged, None)
        self.staged.clear()

    async def lock(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        """Return several cases, each locked, without those that cannot be read.

        The order is always the same, so that two callers never wait for each other for ever.
        """
        rows = await self.connection.run(statements.LOCK_CASES, {"ids": case_ids})
        readable = [row for row in rows if row.id is not None and facts_if_readable(row.facts) is not None]
        return {row.id: stored(row) for row in readable}

    def on(self, case: StoredCase) -> "CaseWork":
        """Return the unit of work on one of several cases: what is put there is written with the rest."""
        return CaseWork(self.connection, self.actor, self.now, self.staged, case=case)

    async def _write(self, staged: Staged, answer: Answer | None) -> None:
        if staged.received is not None:
            [row] = await self.connection.run(statements.TRANSFER, transferred(staged, self.actor))
            if not row.done:
                raise RuntimeError(f"case {staged.case.id} was not handed over: it changed under its lock")
            return
        await self._write_beside(staged)
        if not await self.connection.run(*self._written(staged, answer)):
            raise RuntimeError(f"case {staged.case.id} was not written: its version moved under a lock")

    async def _write_beside(self, staged: Staged) -> None:
        """Write what cannot be written in one statement with the case."""
        certificate, case = staged.certificate, staged.case
        if staged.notice_corrected:
            await self._must(statements.NOTICE_CORRECTED, {"case_id": case.id, **of_the_notice(case)})
        if staged.revoked is not None:
            await self._must(statements.REVOKE, {"number": staged.revoked.number, "reason": staged.revoked.reason})
        if certificate is None or certificate.replaces is None:
            return
        if self._issues(certificate):
            await self.connection.run(statements.REPLACE, {"replaces": certificate.replaces})
            return
        values: dict[str, Any] = {
            "case_id": case.id,
            "number": certificate.number,
            "replaces": certificate.replaces,
            "holder_kind": certificate.holder_kind,
            "sealed_token": certificate.sealed_token,
            "at": case.updated_at,
        }
        [row] = await self.connection.run(statements.WRITE_AGAIN, values)
        if not row.written:
            raise RuntimeError(f"certificate {certificate.replaces} was not written again")

    async def _must(self, statement: Statement, values: dict[str, Any]) -> None:
        """Write a row under the case's lock. It is there: the correction was made out from it."""
        if not await self.connection.run(statement, values):
            raise RuntimeError("a correction found no row to change")

    def _issues(self, certificate: NewCertificate | None) -> bool:
        """Whether the caller issues a certificate itself."""
        return certificate is not None and certificate.issuer_id == self.actor.organisation_id

    def _written(self, staged: Staged, answer: Answer | None) -> tuple[Statement, dict[str, Any]]:
        """Return the statement that writes a case, and its values."""
        certificate = staged.certificate
        values = self.kept(answer) | {"written_by": self.written_by} | columns(staged, self.actor)
        if certificate is not None:
            values |= {
                "ground": certificate.ground,
                "holder_kind": certificate.holder_kind,
                "issued_on": certificate.issued_on,
                "sealed_token": certificate.sealed_token,
                "replaces": certificate.replaces,
            }
        if staged.owed:
            values |= {"owed": as_json(staged.owed), "retold": staged.retold}
        issues = self._issues(certificate)
        return statements.WRITE[staged.opened, issues, answer is not None, bool(staged.owed)], values


@dataclass(slots=True, kw_only=True)
class CaseWork(CasesWork):
    """A unit of work on one case, which its caller sees; locked, where it will change."""

    case: StoredCase


@dataclass(slots=True, kw_only=True)
class TrailWork(Work):
    """A unit of work on the trail of a case, which can be read though its facts cannot."""

    case: StoredCase | Outline


class OwnCaseload:
    """The cases of the authority that asks, in one unit of work."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def open_with(self, provider_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        """Return the open cases that a provider handles, in the order of their ids."""
        values = {"la": self._work.actor.organisation_id, "provider": provider_id, "after": after, "limit": limit}
        return [row.id for row in await self._work.connection.run(statements.OPEN_WITH_PROVIDER, values)]


class Notices:
    """The notices that have a case, as one connection finds them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def same(self, notice: Sought) -> Found | None:
        """Return the case of the same notice. None if the notice was not recorded before."""
        if isinstance(self._connection, AtOnce):
            return None  # the statement that began the work has looked: `at_once_on_notice`
        found = await self._connection.run(statements.SAME_NOTICE, sought_as(notice))
        if not found:
            return None
        first = found[0]
        seen = (row.id for row in found if row.id is not None and row.sure == first.sure)
        return Found(first.id, first.sure, tuple(dict.fromkeys(seen)))


@asynccontextmanager
async def on_cases(database: Database, actor: Actor) -> AsyncIterator[CasesWork]:
    """Open a unit of work that may write cases."""
    async with database.begun(actor, BEGIN) as (work, _, _):
        yield CasesWork(work.connection, work.actor, work.now)


@asynccontextmanager
async def on_case(
    database: Database, actor: Actor, case_id: UUID, *, lock: bool = False, acts: bool = False
) -> AsyncIterator[CaseWork]:
    """Open a unit of work on one case.

    `acts` is for the recorder who may act on a case that it does not see yet.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
        Unreadable: its facts were changed past the service.
    """
    what = {"case": case_id, "lock": lock, "acts": acts}
    async with database.begun(actor, statements.BEGIN_ON_CASE, what=what) as (work, row, _):
        yield _with_its_case(work, row)


async def began_on_case(
    connection: Connection, actor: Actor, case_id: UUID, at: datetime, *, acts: bool = False
) -> CaseWork:
    """Go on with one case in a transaction that has begun, as another caller and at another time.

    Only the sandbox's seed tells the steps of several organisations in one transaction. No request makes this.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    whose = {"organisation_id": actor.organisation_id, "asker": actor.kind, "key": None}
    what = {"case": case_id, "lock": True, "acts": acts}
    [row] = await connection.run(statements.BEGIN_ON_CASE, whose | what)
    return _with_its_case(Work(connection, actor, at), row)


@asynccontextmanager
async def on_trail(database: Database, actor: Actor, case_id: UUID, *, lock: bool = False) -> AsyncIterator[TrailWork]:
    """Open a unit of work on the trail of a case.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    what = {"case": case_id, "lock": lock, "acts": False}
    async with database.begun(actor, statements.BEGIN_ON_CASE, what=what) as (work, row, _):
        yield TrailWork(work.connection, work.actor, work.now, case=await _with_its_trail(work, case_id, row))


async def _with_its_trail(work: Work, case_id: UUID, row: Row) -> StoredCase | Outline:
    if row.id is not None:
        return stored(row) if facts_if_readable(row.facts) is not None else outline(row)
    values = {"case_id": case_id, "organisation_id": work.actor.organisation_id}
    left = await work.connection.run(statements.HANDED_OVER, values)
    if not left:
        raise Unseen
    return replace(outline(left[0]), handed_over=True)


async def glance_at_case(database: Database, actor: Actor, case_id: UUID) -> tuple[StoredCase, FamilySeen, datetime]:
    """Return a case, the family behind it and the present time, if nothing else is read with it.

    The read is logged, unless it is the authority's own.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    if actor.kind is OrganisationKind.LOCAL_AUTHORITY:
        found = await database.glance(actor, statements.GLANCE_AT_CASE, {"case": case_id})
    else:
        what = {"case": case_id, **_read(actor, Surface.CASE)}
        with _removed_meanwhile():
            found = await database.glance(actor, statements.LOOK_AT_CASE, what)
    if found is None:
        raise Unseen
    row, now = found
    return stored(row), family_seen(row), now


async def log_read(work: Work, case_id: UUID, surface: Surface) -> None:
    """Log that the caller reads a case, unless it is the authority's own. Commits: call this last.

    Raises:
        Unseen: the case was removed after the caller found it.
    """
    if work.actor.kind is OrganisationKind.LOCAL_AUTHORITY:
        return
    whose = {"case": case_id, "organisation_id": work.actor.organisation_id, "asker": work.actor.kind}
    with _removed_meanwhile():
        await work.connection.run(statements.LOG_READ, whose | _read(work.actor, surface))
    await work.connection.commit()


@contextmanager
def _removed_meanwhile() -> Iterator[None]:
    """Treat a case that is removed while its read is logged as a case that is not there."""
    try:
        yield
    except asyncpg.ForeignKeyViolationError as gone:
        raise Unseen from gone


def _read(actor: Actor, surface: Surface) -> dict[str, Any]:
    return {"client_id": actor.client_id, "on_behalf_of": actor.on_behalf_of or "", "surface": surface}


@asynccontextmanager
async def keyed_on_cases(
    database: Database, actor: Actor, key: Key | None, *, any_authority: bool = False
) -> AsyncIterator[CasesWork | Answered]:
    """Open a unit of work that may write cases, under a key. If the key was used before, return its first answer.

    `any_authority` lets an adviser open a case of an authority that does not instruct it.
    """
    async with database.begun(actor, BEGIN, key) as (work, _, before):
        if any_authority and before is None:
            await work.connection.run(statements.ANY_AUTHORITY)
        yield before or CasesWork(work.connection, work.actor, work.now)


@asynccontextmanager
async def keyed_on_case(
    database: Database, actor: Actor, key: Key | None, case_id: UUID, *, acts: bool = False
) -> AsyncIterator[CaseWork | Answered]:
    """Open a unit of work that changes one case, under an idempotency key. If the key was used before, return its first
    answer.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    what = {"case": case_id, "lock": True, "acts": acts}
    async with database.begun(actor, statements.BEGIN_ON_CASE, key, what) as (work, row, before):
        yield before or _with_its_case(work, row)


@asynccontextmanager
async def at_once_on_case(
    database: Database, actor: Actor, key: Key | None, case_id: UUID
) -> AsyncIterator[CaseWork | Answered]:
    """Open a unit of work that changes one case and holds no lock. It is kept only if nobody else changes the case.

    Not even without an event, as when what is sealed is sealed with another key: that change would be undone unseen.

    Raises NotAtOnce.
    """
    async with database.begun_at_once(actor, statements.AT_ONCE_ON_CASE, key, {"case": case_id}) as (work, row):
        on_case = _with_its_case(work, row)
        on_case.written_by = row.written_by
        yield on_case


@asynccontextmanager
async def at_once_on_notice(
    database: Database, actor: Actor, key: Key | None, notice: RecordNotice
) -> AsyncIterator[CasesWork | Answered]:
    """Open a unit of work that may write a case, if its notice was not recorded before.

    Raises NotAtOnce.
    """
    what = sought_as(notice.sought(actor.organisation_id))
    async with database.begun_at_once(actor, statements.AT_ONCE_ON_NOTICE, key, what) as (work, row):
        if row.same is not None and not notice.not_a_duplicate:
            raise NotAtOnce
        yield CasesWork(work.connection, work.actor, work.now)


def _with_its_case(work: Work, row: Row) -> CaseWork:
    if row.id is None:
        raise Unseen
    return CaseWork(work.connection, work.actor, work.now, case=stored(row))
