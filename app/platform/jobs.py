"""The work that goes on behind the requests of one worker: a small piece at a time, and requests between the pieces."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog

from app.platform.db.outages import Away
from app.platform.db.work import Database
from app.platform.http.logging import traced
from app.platform.wing import Job, Working

LOOK_EVERY = 5.0
"""Seconds between two looks for work: another worker may have died over its work, or taken in more than it does."""


class Jobs:
    """Does the jobs of every wing. A worker that takes work in wakes its own jobs at once."""

    def __init__(self, jobs: Sequence[Job], database: Database, service: Callable[[], Any]) -> None:
        """`service` returns what the jobs work with. It is made when there is something to do."""
        self._jobs, self._database, self._service = jobs, database, service
        self._begun: dict[str, Working] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    async def run(self) -> None:
        """Work until this is cancelled."""
        try:
            while True:
                await self._look()
        finally:
            for working in self._begun.values():
                await working.end()

    async def _look(self) -> None:
        """Do a piece of each job, and wait if none has more."""
        self._woken.clear()
        more = [await self._piece(job) for job in self._jobs]
        if any(more):
            await asyncio.sleep(0)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._woken.wait()

    async def _piece(self, job: Job) -> bool:
        """Do one piece; return whether more is waiting. A piece that fails is tried again at the next look."""
        try:
            if job.what not in self._begun:
                if not await job.waits(self._database):
                    return False
                self._begun[job.what] = await asyncio.to_thread(self._load, job)
            return await self._begun[job.what].go_on(self._service())
        except Away:
            return False
        except Exception as failure:  # noqa: BLE001 - one job must not end the others, and the log says what happened
            structlog.get_logger("jobs").error("job failed", job=job.what, failure=traced(failure, with_message=False))
            return False

    def _load(self, job: Job) -> Working:
        self._service()
        return job.begin()


async def ended(task: "asyncio.Task[None]") -> None:
    """End a task and wait until it has ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
