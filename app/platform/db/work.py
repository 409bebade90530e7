"""The database as the service uses it: one transaction a request, under the caller's own eyes."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from app.cases.records import Staged, StoredCase, facts_from_json
from app.kernel.london import LONDON
from app.platform.actor import Actor
from app.platform.db import eras, statements
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.outages import Away, Busy, Unsure
from app.platform.db.pool import Pool, Pooler
from app.platform.db.shared import Shared
from app.platform.json import as_json

STATEMENT_SECONDS = 5.0
MARK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key and what it was sent with."""

    value: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What an idempotency key was answered with before."""

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Work:
    """One request's transaction. Nothing in it is kept unless `write` or `commit` is reached."""

    connection: Connection
    actor: Actor
    now: datetime
    before: Answered | None
    case: StoredCase | None

    @property
    def today(self) -> date:
        """Return the day in London."""
        return self.now.astimezone(LONDON).date()

    async def write(self, staged: Staged, key: Key | None, status: int, headers: Mapping[str, str], body: str) -> None:
        """Write everything that the request brings about, in one statement, and commit."""
        certificate = staged.certificate
        if certificate is not None and certificate.replaces is not None:
            await self.connection.run(statements.REPLACE, {"replaces": certificate.replaces})
        values = _columns(staged, self.actor)
        if certificate is not None:
            values |= {
                "ground": certificate.ground, "holder_kind": certificate.holder_kind,
                "issued_on": certificate.issued_on, "sealed_token": certificate.sealed_token,
            }  # fmt: skip
        if key is not None:
            values |= _remembered(key, status, headers, body)
        await self._must_be_written(statements.WRITE[staged.opened, certificate is not None, key is not None], values)
        await self.connection.commit()

    async def lock_cases(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        """Return several cases, each locked; always in one order, so that two who want the same never wait for ever."""
        rows = await self.connection.run(statements.LOCK_CASES, {"ids": case_ids})
        return {case.id: case for case in map(_stored, rows) if case is not None}

    async def put(self, staged: Staged) -> None:
        """Write a case and its event beside whatever else the request writes; `remember` commits it all."""
        await self._must_be_written(statements.WRITE[staged.opened, False, False], _columns(staged, self.actor))

    async def _must_be_written(self, statement: Statement, values: Mapping[str, Any]) -> None:
        [written] = await self.connection.run(statement, values)
        if written.count != 1:
            raise RuntimeError(f"case {values['case_id']} was not written: its version moved under a lock")

    async def advance(self, days: int, limit: date) -> datetime | None:
        """Move the sandbox's clock on and return its present; None where it would pass the limit."""
        moved = await self.connection.run(statements.ADVANCE, {"days": days, "limit": limit})
        return datetime.now(UTC) + timedelta(days=moved[0].days_ahead) if moved else None

    async def remember(self, key: Key | None, status: int, headers: Mapping[str, str], body: str) -> None:
        """Keep an answer under its key, so that the same request meets it again; then commit."""
        if key is None:
            await self.connection.commit()
            return
        values = {"organisation_id": self.actor.organisation_id, "at": self.now}
        await self.connection.run(statements.REMEMBER, values | _remembered(key, status, headers, body))
        await self.connection.commit()


def _remembered(key: Key, status: int, headers: Mapping[str, str], body: str) -> dict[str, Any]:
    return {
        "key": key.value,
        "fingerprint": key.fingerprint,
        "status": status,
        "headers": as_json(headers),
        "body": body,
    }


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


class Database:
    """A pool of connections, each working as the role that row-level security binds."""

    def __init__(
        self, url: str, pool_size: int, *, statement_seconds: float = STATEMENT_SECONDS, pooler: Pooler = "none"
    ) -> None:
        self._pool = Pool(url, pool_size, statement_seconds=statement_seconds, pooler=pooler)
        self._looked = False
        self._looking = Shared(self._look)
        self._marking = Shared(self._mark)
        self._marked: tuple[float, bool] = (float("-inf"), False)
        self.open = self._pool.open
        self.close = self._pool.close
        self.first: Callable[[], Awaitable[None]] = _nothing
        """What must have been looked at before any work is done. Asked again until it succeeds."""

    def watched_by(self, watch: Callable[[int, int], None]) -> None:
        """Tell `watch` how many connections are lent, and how many requests wait for one, whenever either changes."""
        self._pool.watch = watch

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside a transaction, which is undone unless it was committed."""
        if not self._looked:
            await self.look()
        async with self._pool.transaction() as connection:
            yield connection

    async def look(self) -> None:
        """Look at what must be looked at first. The database may be away when the service starts."""
        await self._looking.answer()

    async def _look(self) -> None:
        await self.first()
        self._looked = True

    @asynccontextmanager
    async def work(
        self,
        actor: Actor,
        *,
        key: Key | None = None,
        case_id: UUID | None = None,
        lock: bool = False,
        acts: bool = False,
    ) -> AsyncIterator[Work]:
        """Open a request's transaction as its caller, with the case locked where it will change."""
        who = {"organisation": actor.organisation_id, "kind": actor.kind, "acts": acts}
        what = {"key": key.value if key else None, "case": case_id, "lock": lock}
        async with self.transaction() as connection:
            try:
                [row] = await connection.run(statements.BEGIN, who | what)
            except Busy as busy:
                if key is not None and _of_the_key(busy):
                    raise Unsure from busy  # an earlier request under this key has not ended: it may yet be kept
                raise
            now = datetime.now(UTC) + timedelta(days=row.days_ahead or 0)
            before = None
            if row.fingerprint is not None:
                before = Answered(row.fingerprint, row.status, json.loads(row.headers), row.body)
            yield Work(connection, actor, now, before, _stored(row))
            if before is not None:
                await _confirm(connection)

    async def read(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Read what belongs to no organisation."""
        async with self.transaction() as connection:
            return await connection.run(statement, values)

    async def read_first(self, statement: Statement) -> list[Row]:
        """Read what must be known before any work: for `first`."""
        async with self._pool.transaction() as connection:
            return await connection.run(statement)

    async def now(self) -> datetime:
        """Return the present, as the sandbox's clock has it where there is one."""
        ahead = await self.read(statements.DAYS_AHEAD)
        return datetime.now(UTC) + timedelta(days=ahead[0].days_ahead if ahead else 0)

    async def upkeep(self) -> dict[str, datetime]:
        """Return when each command of the upkeep last ended well."""
        return {row.command: row.done_at for row in await self.read(statements.UPKEEP)}

    async def feed_goes_on(self) -> bool:
        """Whether the feed's order holds: False in a database that was restored and not told so."""
        return bool((await self.read(eras.IN_ORDER))[0].in_order)

    async def feed_lag(self) -> Row:
        """Return how far the feed lags behind what is written."""
        return (await self.read(eras.LAG))[0]

    async def answers(self) -> bool:
        """Whether the database answers, and is reached in the way that the settings say."""
        return len(await self.read(statements.READY)) == 1 and not self._pool.misplaced

    async def keeps(self) -> bool:
        """Whether the database keeps what it is told: it is no standby, has room, and its own standby confirms.

        Each look is a commit, so it is taken at most once a second, however many ask.
        """
        at, kept = self._marked
        return kept if monotonic() - at < MARK_SECONDS else await self._marking.answer()

    async def _mark(self) -> bool:
        async with self.transaction() as connection:
            [row] = await connection.run(statements.MARK)
            await connection.commit()
        self._marked = monotonic(), row.kept
        return bool(row.kept)


async def _confirm(connection: Connection) -> None:
    """Let an answer be repeated only when what it tells of is kept where it must be.

    A commit whose wait for its standby was cut short can be seen, and is lost if a standby is promoted. A later commit
    is confirmed only together with it. Until then nobody can say that nothing was written.
    """
    try:
        [row] = await connection.run(statements.MARK)
        if not row.kept:
            raise Unsure
        await connection.commit()
    except Away as away:
        raise Unsure from away


def _of_the_key(busy: Busy) -> bool:
    """Whether a request waited for another one under the same key, and not for a case."""
    return "pg_advisory_xact_lock" in (getattr(busy.__cause__, "context", None) or "")


async def _nothing() -> None:
    """Look at nothing."""


def _stored(row: Row) -> StoredCase | None:
    if row.id is None:
        return None
    return StoredCase(
        row.id, row.la_id, row.la_code, row.provider_id, row.body_id, row.la_reference, row.appellant_reference,
        None if row.notice_contents is None else json.loads(row.notice_contents),
        facts_from_json(row.facts), row.sealed, row.version, row.head, row.opened_at, row.updated_at,
        row.mediating_provider_id,
    )  # fmt: skip
