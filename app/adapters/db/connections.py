"""Connections straight from the driver. SQLAlchemy writes the statements once; its way through each execution costs as
much as all else that a request does between its bytes."""

from asyncio import timeout
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from sqlalchemy import ClauseElement, make_url, text
from sqlalchemy.dialects.postgresql import asyncpg as dialects

POOL_TIMEOUT_SECONDS = 5
"""How long a request waits for a connection before it is told to come back."""

BREAKS = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
"""How a connection ends that the database, or the network, has ended."""

_DIALECT = dialects.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its dialects untyped


class Away(Exception):
    """The database cannot be reached, has no connection to lend in time, or went away. Nothing was written."""


class Statement:
    """A statement with named values, `... WHERE id = :id`, compiled once for the driver."""

    def __init__(self, statement: str | ClauseElement) -> None:
        compiled = (text(statement) if isinstance(statement, str) else statement).compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(getattr(compiled, "positiontup", None) or ())


class Row(asyncpg.Record):  # type: ignore[misc] # the driver ships no types
    """A row whose columns are attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Connection:
    """A connection inside a transaction."""

    def __init__(self, driver: Any, transaction: Any) -> None:
        self._driver = driver
        self._transaction = transaction

    async def run(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a statement and return its rows."""
        given = values or {}
        rows: list[Row] = await self._driver.fetch(statement.sql, *[given[name] for name in statement.names])
        return rows

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what was written inside, and only that, when an exception leaves it."""
        async with self._driver.transaction():
            yield

    async def commit(self) -> None:
        """Keep what was written. What comes after would run outside the transaction: let it be the last thing."""
        await self._transaction.commit()


class Pool:
    """A few connections for many requests, each working as the role that row-level security binds."""

    def __init__(self, url: str, size: int) -> None:
        self._options = _DIALECT.create_connect_args(make_url(url))[1]  # type: ignore[no-untyped-call] # likewise
        self._size = size
        self._pool: Any = None

    async def open(self) -> None:
        """Begin to serve. Nothing is connected before the first request."""
        self._pool = await asyncpg.create_pool(
            **self._options,
            min_size=0,
            max_size=self._size,
            max_cached_statement_lifetime=0,
            record_class=Row,
            init=_bind_role,
            reset=_leave_as_it_is,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside a transaction, which is undone unless it was committed.

        Raises:
            Away: there is none to be had, or it broke.
        """
        try:
            async with timeout(POOL_TIMEOUT_SECONDS):
                driver = await self._pool.acquire()
        except (OSError, asyncpg.PostgresError) as error:
            raise Away from error
        try:
            transaction = driver.transaction()
            await transaction.start()
            yield Connection(driver, transaction)
        except BREAKS as error:
            raise Away from error
        except asyncpg.InterfaceError as error:
            if _is_gone(driver):  # ended between two statements: the next finds nothing to run on
                raise Away from error
            raise
        finally:
            with suppress(asyncpg.InterfaceError):  # a connection that broke has nothing left to undo
                if driver.is_in_transaction():
                    await transaction.rollback()
            await self._pool.release(driver)

    async def close(self) -> None:
        """Let every connection go."""
        await self._pool.close()


def _is_gone(driver: Any) -> bool:
    try:
        return bool(driver.is_closed())
    except asyncpg.InterfaceError:  # the pool has taken it away already
        return True


async def _bind_role(driver: Any) -> None:
    """Work as the bound role for the connection's whole life: no request may forget to."""
    await driver.execute("SET ROLE mediation_app")
    # An open transaction holds the feed back for everybody: none may stand idle for long.
    await driver.execute("SET idle_in_transaction_session_timeout = '10s'")


async def _leave_as_it_is(_: Any) -> None:
    """Spare the round trip that resets a session: requests set nothing that outlives their transaction."""
