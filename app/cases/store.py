"""Cases in the database: units of work on one case or several, and the one statement that writes a case."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.cases import statements
from app.cases.records import Outline, Staged, StoredCase, facts_from_json, facts_if_readable
from app.cases.use_cases import RecordNotice
from app.kernel.errors import Unseen
from app.kernel.terms import DecisionKind
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
        """Have a case and its event written at the commit."""
        self.staged.append(staged)

    def forget(self) -> None:
        """Forget the cases that were put."""
        self.staged.clear()

    async def commit(self, answer: Answer | None = None) -> None:
        """Write the cases that were put, and the answer under its key, and keep it all."""
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
        """Write the cases that were put so far: for what reads them again in the same work."""
        for staged in self.staged:
            await self._write(staged, None)
        self.staged.clear()

    async def lock(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        """Return several cases, each locked, without those that cannot be read.

        The order is always the same, so that two who want the same never wait for ever.
        """
        rows = await self.connection.run(statements.LOCK_CASES, {"ids": case_ids})
        readable = [row for row in rows if row.id is not None and facts_if_readable(row.facts) is not None]
        return {row.id: _stored(row) for row in readable}

    async def _write(self, staged: Staged, answer: Answer | None) -> None:
        certificate = staged.certificate
        if certificate is not None and certificate.replaces is not None:
            await self.connection.run(statements.REPLACE, {"replaces": certificate.replaces})
        if not await self.connection.run(*self._written(staged, answer)):
            raise RuntimeError(f"case {staged.case.id} was not written: its version moved under a lock")

    def _written(self, staged: Staged, answer: Answer | None) -> tuple[Statement, dict[str, Any]]:
        """Return the statement that writes a case, and its values."""
        certificate = staged.certificate
        values = self.kept(answer) | {"written_by": self.written_by} | _columns(staged, self.actor)
        if certificate is not None:
            values |= {
                "ground": certificate.ground,
                "holder_kind": certificate.holder_kind,
                "issued_on": certificate.issued_on,
                "sealed_token": certificate.sealed_token,
            }
        return statements.WRITE[staged.opened, certificate is not None, answer is not None], values


@dataclass(slots=True, kw_only=True)
class CaseWork(CasesWork):
    """A unit of work on one case, which its caller sees; locked, where it will change."""

    case: StoredCase


@dataclass(slots=True, kw_only=True)
class TrailWork(Work):
    """A unit of work on the trail of a case, which can be read though its facts cannot."""

    case: StoredCase | Outline


class Notices:
    """The notices that the caller has recorded, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def same(self, reference: str, kind: DecisionKind, sent_on: date) -> UUID | None:
        """Return the case of the same notice; None where it was not recorded before."""
        if isinstance(self._connection, AtOnce):
            return None  # the statement that began the work has looked: `at_once_on_notice`
        values = {"reference": reference, "kind": kind, "sent_on": sent_on}
        found = await self._connection.run(statements.SAME_NOTICE, values)
        return found[0].id if found else None


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


@asynccontextmanager
async def on_trail(database: Database, actor: Actor, case_id: UUID, *, lock: bool = False) -> AsyncIterator[TrailWork]:
    """Open a unit of work on the trail of a case.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    what = {"case": case_id, "lock": lock, "acts": False}
    async with database.begun(actor, statements.BEGIN_ON_CASE, what=what) as (work, row, _):
        if row.id is None:
            raise Unseen
        case = _stored(row) if facts_if_readable(row.facts) is not None else _outline(row)
        yield TrailWork(work.connection, work.actor, work.now, case=case)


async def glance_at_case(database: Database, actor: Actor, case_id: UUID) -> tuple[StoredCase, datetime]:
    """Return a case and the present, where nothing else is read with it.

    Raises:
        Unseen: there is no such case, or none that the caller may see.
    """
    found = await database.glance(actor, statements.GLANCE_AT_CASE, {"case": case_id})
    if found is None:
        raise Unseen
    row, now = found
    return _stored(row), now


@asynccontextmanager
async def keyed_on_cases(database: Database, actor: Actor, key: Key | None) -> AsyncIterator[CasesWork | Answered]:
    """Open a unit of work that may write cases, under a key; or return what the key was answered with before."""
    async with database.begun(actor, BEGIN, key) as (work, _, before):
        yield before or CasesWork(work.connection, work.actor, work.now)


@asynccontextmanager
async def keyed_on_case(
    database: Database, actor: Actor, key: Key | None, case_id: UUID, *, acts: bool = False
) -> AsyncIterator[CaseWork | Answered]:
    """Open a unit of work that changes one case, under an idempotency key; or return what it was answered with before.

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
    """Open a unit of work that may write a case, where its notice was not recorded before.

    Raises NotAtOnce.
    """
    what = {"reference": notice.la_reference, "kind": notice.kind, "sent_on": notice.sent_on}
    async with database.begun_at_once(actor, statements.AT_ONCE_ON_NOTICE, key, what) as (work, row):
        if row.same is not None and not notice.not_a_duplicate:
            raise NotAtOnce
        yield CasesWork(work.connection, work.actor, work.now)


def _with_its_case(work: Work, row: Row) -> CaseWork:
    if row.id is None:
        raise Unseen
    return CaseWork(work.connection, work.actor, work.now, case=_stored(row))


def _columns(staged: Staged, actor: Actor) -> dict[str, Any]:
    case, happened = staged.case, staged.event
    facts, appeal = case.facts, case.facts.appeal
    values: dict[str, Any] = {
        "case_id": case.id, "la_id": case.la_id, "provider_id": case.provider_id, "body_id": case.body_id,
        "mediating_provider_id": case.mediating_provider_id, "arrange_by": staged.arrange_by,
        "offer_on": staged.offer_on,
        "about": None if happened.about is None else as_json(happened.about),
        "state": facts.state, "placement_only": staged.placement_only, "facts": as_json(staged.facts_json),
        "sealed": case.sealed, "version": case.version, "head": case.head, "at": case.updated_at,
        "type": happened.type, "action": happened.action, "by_kind": happened.by,
        "organisation_id": actor.organisation_id, "client_id": actor.client_id,
        "occurred_on": happened.occurred_on, "changes": as_json(happened.changes), "previous": happened.previous,
        "salt": happened.covers.salt if happened.covers else None,
    }  # fmt: skip
    if staged.opened:
        contents = case.notice_contents
        values |= {
            "la_code": case.la_code, "la_reference": case.la_reference,
            "appellant_reference": case.appellant_reference, "regime": facts.regime, "kind": facts.kind,
            "notice_sent_on": facts.notice_sent_on, "not_a_duplicate": staged.not_a_duplicate,
            "notice_contents": None if contents is None else as_json(contents),
        }  # fmt: skip
    else:
        values |= {
            "certificate_number": facts.certificate.number if facts.certificate else None,
            "appeal_basis": appeal.basis if appeal else None,
            "permission_granted_on": appeal.permission_granted_on if appeal else None,
            "exemption_claimed": facts.exemption_claimed_on is not None,
        }
    return values


def _stored(row: Row) -> StoredCase:
    return StoredCase(
        id=row.id,
        la_id=row.la_id,
        la_code=row.la_code,
        provider_id=row.provider_id,
        body_id=row.body_id,
        la_reference=row.la_reference,
        appellant_reference=row.appellant_reference,
        notice_contents=_contents(row),
        facts=facts_from_json(row.facts),
        sealed=row.sealed,
        version=row.version,
        head=row.head,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        mediating_provider_id=row.mediating_provider_id,
    )


def _outline(row: Row) -> Outline:
    return Outline(
        row.id, row.la_code, row.la_reference, row.appellant_reference, _contents(row), row.version, row.head
    )


def _contents(row: Row) -> dict[str, bool] | None:
    return None if row.notice_contents is None else json.loads(row.notice_contents)
