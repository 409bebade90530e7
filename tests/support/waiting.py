"""Waiting for what comes a moment late by design, or late because the machine is slow or busy.

No test says how fast a machine is. A test waits until something is so. Its limits guard against a hang: they are far
longer than anything takes on the slowest machine, and measure nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic, sleep
from typing import TypeVar

PATIENCE = 300.0
"""Seconds after which a test gives up on what does not come."""

T = TypeVar("T")


async def until(satisfied: Callable[[T], bool], ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again until the answer satisfies, or patience is over; return the last answer for the test to judge.

    The feed holds an event back while any older transaction of the server is open, also one of the server's own upkeep.
    """
    ends_at = monotonic() + PATIENCE
    while True:
        answer = await ask()
        if satisfied(answer) or monotonic() > ends_at:
            return answer
        await asyncio.sleep(0.05)


async def comes_true(condition: Callable[[], bool]) -> None:
    """Wait until something is so, while the loop goes on."""
    ends_at = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < ends_at, "what the test waits for never came"
        await asyncio.sleep(0.02)


def becomes_true(condition: Callable[[], bool]) -> None:
    """Wait until something is so, in a test without a loop."""
    ends_at = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < ends_at, "what the test waits for never came"
        sleep(0.02)
