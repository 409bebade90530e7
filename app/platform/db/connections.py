"""Connections straight from the driver. SQLAlchemy writes each statement once.

To execute a statement through SQLAlchemy costs as much as everything else that a request does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

import asyncpg
from sqlalchemy import ClauseElement, text
from sqlalchemy.dialects.postgresql import asyncpg as dialects

from app.platform.db.outages import Away, Unsure, outage, undone

DIALECT = dialects.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its dialects untyped


class Statement:
    """A statement with named values, `... WHERE id = :id`, compiled for the driver when it is first used."""

    def __init__(self, statement: str | ClauseElement) -> None:
        self._statement = statement

    @cached_property
    def sql(self) -> str:
        """What the driver takes."""
        return self._compiled[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its values, in the order in which the driver takes them."""
        return self._compiled[1]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[str, ...]]:
        statement = text(self._statement) if isinstance(self._statement, str) else self._statement
        compiled = statement.compile(dialect=DIALECT)
        return str(compiled), tuple(getattr(compiled, "positiontup", None) or ())

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the values in the order in which the driver takes them."""
        return [values[name] for name in self.names]


class Row(asyncpg.Record):  # type: ignore[misc] # the driver ships no types
    """A row whose columns are attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class NotUnique(Exception):
    """A unique key forbids what was to be written: it is there already. `by` names the key."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NotAtOnce(Exception):
    """The work needs a transaction after all: it needs more than its two statements, or the first is out of date."""


class Connection:
    """A connection inside a transaction.

    Each method raises Away, or a subclass, if the database fails. Then nothing is stored.
    """

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._savepoints = 0
        self.answered = True
        """Whether the database has answered all that it was asked: only then can it be asked for more."""
        self.deciding = False
        """Whether COMMIT has been sent. From then on only the database knows what is stored."""

    async def run(self, statement: Statement, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a statement and return its rows."""
        self.answered = False
        try:
            rows: list[Row] = await self._driver.fetch(statement.sql, *statement.arguments(values or {}))
        except Exception as error:
            self._tell(error)
            raise
        self.answered = True
        return rows

    async def order(self, sql: str) -> None:
        """Run statements that have no values and no rows."""
        self.answered = False
        try:
            await self._driver.execute(sql)
        except Exception as error:
            self._tell(error)
            raise
        self.answered = True

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what was written inside, and only that, when an exception leaves it."""
        self._savepoints += 1
        name = f"inner_{self._savepoints}"
        await self.order(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            if self.answered:
                await self.order(f"ROLLBACK TO {name}")
            raise
        await self.order(f"RELEASE {name}")

    async def commit(self) -> None:
        """Commit what was written. Call this last: anything after it would run outside the transaction.

        Raises:
            Unsure: COMMIT was sent and no answer came.
        """
        await self._decide(self._driver.execute, "COMMIT")

    async def _decide(self, send: Callable[..., Awaitable[Any]], *said: Any) -> Any:
        """Send what commits, and return the answer to it."""
        if self.gone:
            raise Away
        self.deciding, self.answered = True, False
        try:
            answer = await send(*said)
        except Exception as error:
            if not undone(error, gone=self.gone):
                raise Unsure from error
            self.deciding = False
            self._tell(error)
            raise
        self.answered = True
        return answer

    @property
    def gone(self) -> bool:
        """Whether the connection has ended."""
        try:
            return bool(self._driver.is_closed())
        except asyncpg.InterfaceError:  # the pool has taken it away already
            return True

    @property
    def open(self) -> bool:
        """Whether there is something to undo."""
        return not self.gone and bool(self._driver.is_in_transaction())

    def _tell(self, error: Exception) -> None:
        """Raise what an error means to the caller, if it is the database's doing."""
        gone = self.gone
        self.answered = isinstance(error, asyncpg.PostgresError) and not gone
        meaning = outage(error, gone=gone)
        if meaning is not None:
            raise meaning from error
        if isinstance(error, asyncpg.UniqueViolationError):
            raise NotUnique(error.constraint_name) from error


class AtOnce(Connection):
    """A connection outside of a transaction, for work that reads once and then writes once.

    Each of the two statements is a transaction and says itself who asks. What else is asked raises NotAtOnce.
    """

    async def read(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """Run the statement that reads."""
        return await super().run(statement, values)

    async def write(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """Run the statement that writes everything. It commits.

        Raises:
            NotAtOnce: what was read has changed.
            Unsure: it was sent and no answer came.
        """
        try:
            rows: list[Row] = await self._decide(self._driver.fetch, statement.sql, *statement.arguments(values))
        except NotUnique as meanwhile:
            raise NotAtOnce from meanwhile
        return rows

    async def run(self, _: Statement, __: Mapping[str, Any] | None = None) -> list[Row]:
        """Refuse: a statement that does not say who asks would be nobody's."""
        raise NotAtOnce

    async def order(self, _: str) -> None:
        """Refuse likewise."""
        raise NotAtOnce

    async def commit(self) -> None:
        """Refuse: the write has committed, or there was none."""
        raise NotAtOnce

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Nothing is written before the one write, so there is nothing to undo."""
        yield
