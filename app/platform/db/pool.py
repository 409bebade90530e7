"""A few connections for many requests. Every wait has a limit, so a database that hangs holds no request for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Literal, TypeVar

import asyncpg
from sqlalchemy import make_url

from app.platform.db.connections import DIALECT, AtOnce, Connection, Row
from app.platform.db.hosts import Hosts
from app.platform.db.outages import Away, Misplaced, NoWrites, Unsure
from app.platform.db.statements import BOUND_ROLE

ACQUIRE_SECONDS = 5.0
"""How long a request waits for a connection before it is told to come back."""
CONNECT_SECONDS = 3.0
ROLLBACK_SECONDS = 2.0
"""How long a connection may take to end what it was doing before it is cut."""
CLOSE_SECONDS = 3.0
IDLE_SECONDS = 120.0
"""Shorter than firewalls and load balancers remember a silent connection."""
GRACE_SECONDS = 2.0
"""The server's own limit comes first: it ends the statement and frees its locks. The driver's is for its silence."""
STATEMENTS = 4
"""How long a whole transaction may take, in statement limits. An open transaction holds the feed back for every reader.
"""

Lent = TypeVar("Lent", bound=Connection)
Pooler = Literal["none", "session", "transaction"]
"""What is between the service and the database: nothing, or a pooler that lends a server for a session or a
transaction.
"""


class Pool:
    """Lends connections, each working as the role that row-level security binds."""

    def __init__(self, url: str, size: int, *, statement_seconds: float, pooler: Pooler = "none") -> None:
        options = DIALECT.create_connect_args(make_url(url))[1]  # type: ignore[no-untyped-call] # SQLAlchemy's own
        self._connect = None  # the driver's own way
        if isinstance(options.get("host"), list):
            self._connect = Hosts(options.pop("host"), options.pop("port")).connect
        self._options = {
            **options,
            "timeout": CONNECT_SECONDS,
            "command_timeout": statement_seconds + GRACE_SECONDS,
            "max_cached_statement_lifetime": 0,
            **({"statement_cache_size": 0} if pooler == "transaction" else {}),
        }
        self._size = size
        self._pooler = pooler
        self._seconds = STATEMENTS * statement_seconds
        role = {"role": BOUND_ROLE}
        limits = {
            "statement_timeout": f"'{statement_seconds * 1000:.0f}'",
            "lock_timeout": f"'{statement_seconds * 600:.0f}'",
            # An open transaction holds the feed back for everybody: none may stand idle for long.
            "idle_in_transaction_session_timeout": "'10s'",
        }
        # So that the server lets go of clients whose machine has vanished.
        keepalives = {"tcp_keepalives_idle": "60", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
        # Behind a pooler a session's settings may be another client's. The role is never left to that, and in a
        # pooler's transaction mode the limits are not either: both are then said with every transaction.
        for_session, for_transaction = {
            "none": (role | limits | keepalives, {}),
            "session": (limits | keepalives, role),
            "transaction": ({}, role | limits),
        }[pooler]
        self._session = "; ".join(f"SET {name} = {value}" for name, value in for_session.items())
        self._begin = "; ".join(["BEGIN", *(f"SET LOCAL {name} = {value}" for name, value in for_transaction.items())])
        self.direct = pooler == "none"
        """Whether a session is this connection's alone, so that a statement outside of a transaction is bound too."""
        self._pool: Any = None
        self._lent = self._waiting = 0
        self.watch: Callable[[int, int], None] = _nobody
        """Called with the number of lent connections and of waiting requests, whenever either changes."""
        self._ending: set[asyncio.Task[None]] = set()
        self.misplaced = False
        """Whether there is a pooler that the settings do not name."""

    async def open(self) -> None:
        """Begin to serve. Nothing is connected before the first request."""
        self._pool = await asyncpg.create_pool(
            **self._options,
            connect=self._connect,
            min_size=0,
            max_size=self._size,
            max_inactive_connection_lifetime=IDLE_SECONDS,
            record_class=Row,
            init=self._prepare,
            reset=_leave_as_it_is,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside a transaction. The transaction is undone unless it was committed.

        Raises:
            Away: there is no connection, it broke, or the work took too long. Nothing was written.
            Unsure: COMMIT was sent and no answer came.
        """
        async with self._lend(Connection) as connection:
            await connection.order(self._begin)
            yield connection

    def at_once(self) -> AbstractAsyncContextManager[AtOnce]:
        """Lend a connection outside of a transaction. Only a direct one is bound to the role there too.

        Raises as `transaction` does.
        """
        return self._lend(AtOnce)

    @asynccontextmanager
    async def _lend(self, kind: type[Lent]) -> AsyncIterator[Lent]:
        connection: Lent | None = None
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                driver = await self._acquire()
                connection = kind(driver)
                try:
                    yield connection
                finally:
                    self._count(lent=-1)
                    await self._give_back(driver, connection)
        except Misplaced:
            self.misplaced = True
            raise
        except NoWrites:
            await self._pool.expire_connections()  # the server may be a primary no more: look for the one that is
            raise
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise (Unsure if connection is not None and connection.deciding else Away) from error

    async def _acquire(self) -> Any:
        got = 0
        self._count(waiting=1)
        try:
            async with asyncio.timeout(ACQUIRE_SECONDS):
                driver = await self._pool.acquire()
            got = 1
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise Away from error
        finally:
            self._count(lent=got, waiting=-1)
        return driver

    def _count(self, *, lent: int = 0, waiting: int = 0) -> None:
        self._lent += lent
        self._waiting += waiting
        self.watch(self._lent, self._waiting)

    async def _give_back(self, driver: Any, connection: Connection) -> None:
        """Undo what was not committed and return the connection. A failure here does not change what the caller is
        told.
        """
        if not connection.answered:
            if not connection.gone:
                await self._pool.expire_connections()  # the others are as likely to be silent: none is lent again
            self._end_aside(driver)
            return
        try:
            if connection.open:
                async with asyncio.timeout(ROLLBACK_SECONDS):
                    await driver.execute("ROLLBACK")
            await self._pool.release(driver, timeout=ROLLBACK_SECONDS)
        except Exception:  # noqa: BLE001 - the transaction ends with its connection, whatever became of that
            self._end_aside(driver)
        except asyncio.CancelledError:
            self._end_aside(driver)
            raise

    def _end_aside(self, driver: Any) -> None:
        task = asyncio.create_task(self._end(driver))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, driver: Any) -> None:
        """Wait until the driver has cancelled what it was doing, so that the server is free too; or cut it."""
        try:
            async with asyncio.timeout(ROLLBACK_SECONDS):
                await driver.execute("ROLLBACK")
        except (Exception, asyncio.CancelledError):  # noqa: BLE001 - it is cut: nothing more can go wrong with it
            with suppress(asyncpg.InterfaceError):
                driver.terminate()
        with suppress(Exception):
            await self._pool.release(driver, timeout=ROLLBACK_SECONDS)

    async def close(self) -> None:
        """Close every connection. Connections that do not end in time are cut."""
        for task in self._ending:
            task.cancel()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._pool.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            self._pool.terminate()

    async def _prepare(self, driver: Any) -> None:
        """Set what holds for the connection's whole life."""
        try:
            if self._session:
                await driver.execute(self._session)
            if self._pooler == "none":
                await _must_be_direct(driver)
        except BaseException:
            driver.terminate()  # the pool would take its leave first, and wait for the answer
            raise


async def _must_be_direct(driver: Any) -> None:
    """Refuse a pooler that the settings do not name.

    In transaction mode it would run one worker's prepared statement in place of another worker's statement of the same
    name. A pooler is recognised by the process numbers that it gives its clients.
    """
    try:
        server = await driver.fetchval("SELECT pg_backend_pid()")
    except (asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError) as error:
        raise Misplaced from error
    if server != driver.get_server_pid():
        raise Misplaced


def _nobody(_lent: int, _waiting: int) -> None:
    """Ignore the numbers: nothing watches this pool."""


async def _leave_as_it_is(_: Any) -> None:
    """Spare the round trip that resets a session: requests set nothing that outlives their transaction."""
