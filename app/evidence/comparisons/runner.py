"""Runs comparisons in processes of their own, one at a time in each worker of the service."""

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import structlog

from app.cases.unit import Service
from app.evidence.comparisons import statements
from app.evidence.comparisons.process import ask, end, last_words, start
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.outages import Away
from app.platform.db.work import Database

MOST_ATTEMPTS = 3
"""How many workers in a row may die over a comparison before it is given up."""
TIME_LIMIT = 1800.0
"""Seconds that one comparison may take."""
BEATS = (1.0, 2.0, 3.0, 4.0, 5.0)
"""Seconds between two signs of life of a worker: the last number goes on. A cancelled comparison stops within this
time. Each sign is a transaction, which keeps other requests waiting. So a long comparison gives few."""
YIELDS = True
"""Whether a process computes only on a processor that is free."""
STARVED = 20.0
"""Seconds without progress after which a process that yields the processor to everything else is started again, with a
share of its own. A piece of work takes a few seconds on a free processor."""
GIVEN_UP = "The service could not finish this comparison. Ask for the comparison again"
TOO_LONG = (
    "This comparison took longer than 30 minutes, so the service stopped it. Ask for fewer decisions or fewer samples"
)


class _Stopped(Exception):
    """The comparison was cancelled, or another worker has taken it."""


class _Failed(Exception):
    """The process ended without a result."""


class _Starved(Exception):
    """The machine is so busy that a process that yields to everything else gets nowhere."""


@dataclass(slots=True)
class Runner:
    """Takes one comparison at a time. `cluster` is the address of a Dask scheduler. Empty: this machine works."""

    cluster: str
    holder: UUID = field(default_factory=uuid4)
    _running: "asyncio.Task[None] | None" = None

    async def go_on(self, service: Service) -> bool:
        """Begin with a comparison that waits, unless one is running here."""
        if self._running is not None and not self._running.done():
            return False
        for one in await service.database.read(statements.WAITING, {}):
            actor = Actor(one.la_id, OrganisationKind.LOCAL_AUTHORITY, one.client_id)
            begun = _One(service.database, actor, one.id, self.holder, self.cluster)
            asked = await begun.claim()
            if asked is not None:
                self._running = asyncio.create_task(begun.run(asked))
                break
        return False

    async def end(self) -> None:
        """Stop the process. Another worker, or this one after its next start, begins again."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running


@dataclass(slots=True)
class _One:
    """One comparison in the hands of this worker."""

    database: Database
    actor: Actor
    id: UUID
    holder: UUID
    cluster: str
    progress: float = 0.0
    heard_at: float = 0.0
    """When the process was started, or last said something."""

    async def claim(self) -> Mapping[str, Any] | None:
        """Take the comparison, and return what is asked. None if another worker was first, or if it is given up."""
        async with self.database.work(self.actor) as work:
            values = {"id": self.id, "holder": self.holder, "at": work.now}
            rows = await work.connection.run(statements.CLAIM, values)
            await work.commit()
        if not rows:
            return None
        if rows[0].attempts > MOST_ATTEMPTS:
            await self._write(statements.FAIL, failure=GIVEN_UP)
            return None
        asked: Mapping[str, Any] = json.loads(rows[0].asked)
        return asked

    async def run(self, asked: Mapping[str, Any]) -> None:
        """Work the comparison out, and store what came of it."""
        log = structlog.get_logger("comparisons")
        try:
            async with asyncio.timeout(TIME_LIMIT):
                told = await self._told(asked)
            written = {"result": json.dumps(told["result"]), "charts": json.dumps(told["charts"])}
            await self._write(statements.FINISH, **written)
        except _Stopped:
            log.info("comparison stopped", comparison_id=str(self.id))
        except asyncio.CancelledError:
            with suppress(Away):
                await self._write(statements.RELEASE)
            raise
        except TimeoutError:
            await self._write(statements.FAIL, failure=TOO_LONG)
        except _Failed as failed:
            log.error("comparison failed", comparison_id=str(self.id), failure=str(failed))
            await self._write(statements.FAIL, failure=GIVEN_UP)
        except Away:  # the lease runs out, and a worker begins again
            log.warning("comparison lost its database", comparison_id=str(self.id))

    async def _told(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the last word of the process. On a cluster, the other machines compute: this one need not yield."""
        if YIELDS and not self.cluster:
            with suppress(_Starved):
                return await self._worked_out({**asked, "yield": True})
        return await self._worked_out({**asked, "cluster": self.cluster or None})

    async def _worked_out(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Start the process, listen to it, and return its last word."""
        self.heard_at = monotonic()
        process = await start()
        asks = asyncio.create_task(ask(process, asked))
        complains = asyncio.create_task(last_words(process))
        beats = asyncio.create_task(self._beats(yields=bool(asked.get("yield"))))
        listens = asyncio.create_task(self._listens(process, complains))
        try:
            await asyncio.wait((beats, listens), return_when=asyncio.FIRST_COMPLETED)
            if listens.done():
                return listens.result()
            beats.result()
            raise _Stopped
        finally:
            for task in (asks, beats, complains, listens):
                task.cancel()
            await asyncio.gather(asks, beats, complains, listens, return_exceptions=True)
            await end(process)

    async def _beats(self, *, yields: bool) -> None:
        """Say every few seconds that this worker is alive, and how far it is. Return once it lost the comparison.

        Raises:
            _Starved: the process yields to everything else, and gets nowhere.
        """
        for seconds in chain(BEATS, repeat(BEATS[-1])):
            await asyncio.sleep(seconds)
            if not await self._write(statements.GO_ON, progress=self.progress):
                return
            if yields and monotonic() - self.heard_at > STARVED:
                raise _Starved

    async def _listens(self, process: Process, complains: "asyncio.Task[str]") -> Mapping[str, Any]:
        assert process.stdout is not None  # noqa: S101 - it was piped
        line = b""
        try:
            while line := await process.stdout.readline():
                self.heard_at = monotonic()
                told: Mapping[str, Any] = json.loads(line)
                if "result" in told:
                    return {name: told[name] for name in ("result", "charts")}
                self.progress = min(float(told["progress"]), 1.0)
        except (LookupError, TypeError, ValueError) as unreadable:  # a line that is too long is a ValueError, too
            raise _Failed(f"unreadable: {line[:200]!r}") from unreadable
        raise _Failed(await complains)

    async def _write(self, statement: Statement, **values: Any) -> bool:
        """Run a statement about this comparison as its authority; return whether it touched a row."""
        async with self.database.work(self.actor) as work:
            about = {"id": self.id, "holder": self.holder, "at": work.now}
            rows = await work.connection.run(statement, about | values)
            await work.commit()
        return bool(rows)
