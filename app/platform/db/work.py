"""The database as the service uses it: one transaction for each request, with the rights of the caller."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any

from pydantic import TypeAdapter

from app.kernel.london import london_day
from app.platform.actor import Actor, Recorded
from app.platform.db import eras, statements
from app.platform.db.connections import AtOnce, Connection, NotAtOnce, Row, Statement
from app.platform.db.outages import Away, Busy, Unsure
from app.platform.db.pool import Pool, Pooler
from app.platform.db.shared import Shared
from app.platform.json import as_json, read_back

_HEADERS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])

STATEMENT_SECONDS = 5.0
MARK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key and what it was sent with."""

    value: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The first answer under an idempotency key."""

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is stored under the idempotency key of its request."""

    key: Key
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def columns(self) -> dict[str, Any]:
        """Return the values of its row."""
        return {
            "key": self.key.value,
            "fingerprint": self.key.fingerprint,
            "status": self.status,
            "headers": as_json(self.headers),
            "body": self.body,
        }


@dataclass(slots=True)
class Work:
    """One unit of work: one transaction, with the rights of the caller. Nothing is stored unless `commit` is called."""

    connection: Connection
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        """Return the day in London."""
        return london_day(self.now)

    @property
    def recorded(self) -> Recorded:
        """Return who records in this unit of work, and when."""
        return Recorded(self.actor, self.today, self.now)

    async def commit(self, answer: Answer | None = None) -> None:
        """Commit what was written, and the answer under its key, so that the same request gets it again."""
        if answer is not None:
            await self.connection.run(statements.REMEMBER, self.kept(answer))
        await self.connection.commit()

    def kept(self, answer: Answer | None) -> dict[str, Any]:
        """Return what a statement that writes is told of its caller, and of the answer that it keeps."""
        about = {"organisation_id": self.actor.organisation_id, "asker": self.actor.kind, "at": self.now, "key": None}
        return about if answer is None else about | answer.columns

    def forget(self) -> None:
        """Forget what would be written at the commit: a use case that is refused leaves nothing but its answer."""

    async def advance(self, days: int, limit: date) -> datetime | None:
        """Move the sandbox's clock forward and return the new time. None if it would pass the limit."""
        moved = await self.connection.run(statements.ADVANCE, {"days": days, "limit": limit})
        return datetime.now(UTC) + timedelta(days=moved[0].days_ahead) if moved else None


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
        """A check that must succeed before any work is done. It is repeated until it succeeds."""

    def watched_by(self, watch: Callable[[int, int], None]) -> None:
        """Call `watch` with the number of lent connections and of waiting requests, whenever either changes."""
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
    async def begun(
        self, actor: Actor, begin: Statement, key: Key | None = None, what: Mapping[str, Any] | None = None
    ) -> AsyncIterator[tuple[Work, Row, Answered | None]]:
        """Open a unit of work by a statement that binds its caller and reads what the work begins with.

        Returns:
            The work, the row that the statement read, and what the key was answered with before.
        """
        async with self.transaction() as connection:
            try:
                [row] = await connection.run(begin, _told(actor, key, what or {}))
            except Busy as busy:
                _must_not_be_of_the_key(busy, key)
                raise
            before = None
            if row.fingerprint is not None:
                headers = read_back(_HEADERS, row.headers, "a kept answer")
                before = Answered(row.fingerprint, row.status, headers, row.body)
            yield Work(connection, actor, _present(row)), row, before
            if before is not None:
                await _confirm(connection)

    @asynccontextmanager
    async def begun_at_once(
        self, actor: Actor, begin: Statement, key: Key | None, what: Mapping[str, Any]
    ) -> AsyncIterator[tuple[Work, Row]]:
        """Open a unit of work that reads by this one statement and writes by one more, and holds no lock in between.

        Raises:
            NotAtOnce: behind a pooler, under a key that was sent before, or where the statement finds nothing.
        """
        if not self._pool.direct:
            raise NotAtOnce
        async with self._at_once() as connection:
            rows = await connection.read(begin, _told(actor, key, what))
            if not rows or rows[0].key_known:
                raise NotAtOnce
            try:
                yield Work(connection, actor, _present(rows[0])), rows[0]
            except Busy as busy:
                _must_not_be_of_the_key(busy, key)
                raise

    async def glance(self, actor: Actor, statement: Statement, what: Mapping[str, Any]) -> tuple[Row, datetime] | None:
        """Return the one row of a statement that says who asks, and the current time. None if there is no such row.

        What the statement logs of this look is kept.
        """
        values = _told(actor, None, what)
        if self._pool.direct:
            async with self._at_once() as connection:
                rows = await connection.read(statement, values)
        else:
            async with self.transaction() as bound:
                rows = await bound.run(statement, values)
                await bound.commit()
        return (rows[0], _present(rows[0])) if rows else None

    @asynccontextmanager
    async def _at_once(self) -> AsyncIterator[AtOnce]:
        if not self._looked:
            await self.look()
        async with self._pool.at_once() as connection:
            yield connection

    @asynccontextmanager
    async def work(self, actor: Actor) -> AsyncIterator[Work]:
        """Open a unit of work as its caller."""
        async with self.begun(actor, statements.BEGIN) as (work, _, _):
            yield work

    @asynccontextmanager
    async def keyed(self, actor: Actor, key: Key | None) -> AsyncIterator[Work | Answered]:
        """Open a unit of work under an idempotency key, or return what the key was answered with before."""
        async with self.begun(actor, statements.BEGIN, key) as (work, _, before):
            yield before or work

    async def read(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Read what belongs to no organisation."""
        async with self.transaction() as connection:
            return await connection.run(statement, values)

    async def read_first(self, *asked: Statement) -> list[list[Row]]:
        """Read what must be known before any work: for `first`. Returns the rows of each statement."""
        async with self._pool.transaction() as connection:
            return [await connection.run(statement) for statement in asked]

    async def now(self) -> datetime:
        """Return the current time, by the sandbox's clock if there is one."""
        ahead = await self.read(statements.CLOCK)
        return _present(ahead[0]) if ahead else datetime.now(UTC)

    async def upkeep(self) -> dict[str, datetime]:
        """Return when each command of the upkeep last ended well."""
        return {row.command: row.done_at for row in await self.read(statements.UPKEEP)}

    async def feed_goes_on(self) -> bool:
        """Whether the order of the feed is intact. False in a restored database in which no new era was begun."""
        return bool((await self.read(eras.IN_ORDER))[0].in_order)

    async def feed_lag(self) -> Row:
        """Return how far the feed lags behind what is written."""
        return (await self.read(eras.LAG))[0]

    async def answers(self) -> bool:
        """Whether the database answers, and is reached in the way that the settings say."""
        return len(await self.read(statements.READY)) == 1 and not self._pool.misplaced

    async def keeps(self) -> bool:
        """Whether the database stores what it is given: it is no standby, it has room, and its own standby confirms.

        Each check is a commit, so it happens at most once a second, however many callers ask.
        """
        at, kept = self._marked
        return kept if monotonic() - at < MARK_SECONDS else await self._marking.answer()

    async def _mark(self) -> bool:
        async with self.transaction() as connection:
            [row] = await connection.run(statements.MARK)
            await connection.commit()
        self._marked = monotonic(), row.kept
        return bool(row.kept)


async def began(connection: Connection, actor: Actor, at: datetime) -> Work:
    """Go on in a transaction that has begun, as another caller and at another time: for the sandbox's seed alone."""
    await connection.run(statements.BEGIN, _told(actor, None, {}))
    return Work(connection, actor, at)


async def _confirm(connection: Connection) -> None:
    """Repeat an answer only if its transaction is stored where it must be.

    If the wait for the standby was cut short, a commit can be seen, and is lost if the standby is promoted. A later
    commit is confirmed only together with it. Until then it is not certain that nothing was written.
    """
    try:
        [row] = await connection.run(statements.MARK)
        if not row.kept:
            raise Unsure
        await connection.commit()
    except Away as away:
        raise Unsure from away


def _told(actor: Actor, key: Key | None, what: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a statement that opens work is told."""
    return {"organisation_id": actor.organisation_id, "asker": actor.kind, "key": key.value if key else None, **what}


def _present(row: Row) -> datetime:
    """Return the current time, by the sandbox's clock if there is one."""
    return datetime.now(UTC) + timedelta(days=row.days_ahead or 0)


def _must_not_be_of_the_key(busy: Busy, key: Key | None) -> None:
    """Raise Unsure if a request waited for another request under the same key: the other may still be kept."""
    if key is not None and "pg_advisory_xact_lock" in (getattr(busy.__cause__, "context", None) or ""):
        raise Unsure from busy


async def _nothing() -> None:
    """Look at nothing."""
