"""How long the event loop lets nobody else have a turn: while it works, sleeps, or waits for a thread to let it go on.

Seconds say little of a program: they grow with every other program on the machine, and with the age of the machine. So
the time in which the loop's thread could run and another had the processor is not counted, where the system tells it.
What is left is told in parses, measured in the same process at the same time.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median
from threading import get_native_id
from time import perf_counter, thread_time

from app.platform.http.sizes import JSON_BYTES
from tests.support.bodies import members

LARGEST = members(JSON_BYTES)
"""An ordinary body of the largest size."""
PAUSE = 0.002
"""Seconds between two beats of a pulse."""


def a_parse() -> float:
    """Return the processor seconds that parsing the largest body takes now. A fast machine needs some 1.5 ms."""

    def once() -> float:
        since = thread_time()
        json.loads(LARGEST)
        return thread_time() - since

    return median(once() for _ in range(9))


class Pulse:
    """A task that asks the loop for a turn again and again, as any other caller does."""

    def __init__(self) -> None:
        self._idle = Path(f"/proc/self/task/{get_native_id()}/schedstat")
        self.begins()

    def begins(self) -> None:
        """Forget every wait so far."""
        self._longest, self._since = 0.0, self._now()

    @property
    def longest_wait(self) -> float:
        """The longest wait for a turn so far, in seconds; also the present one, which has not ended."""
        return max(self._longest, self._now() - self._since) - PAUSE

    async def beats(self) -> None:
        """Beat until it is cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            now = self._now()
            self._longest, self._since = max(self._longest, now - self._since), now

    def _now(self) -> float:
        kept_waiting = int(self._idle.read_bytes().split()[1]) if self._idle.exists() else 0
        return perf_counter() - kept_waiting / 1e9


@asynccontextmanager
async def pulse_of_this_loop() -> AsyncIterator[Pulse]:
    """Let a pulse beat in the loop that runs this."""
    pulse = Pulse()
    task = asyncio.create_task(pulse.beats())
    try:
        yield pulse
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
