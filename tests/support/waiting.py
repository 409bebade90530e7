"""Waiting for what comes a moment late by design."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(satisfied: Callable[[T], bool], ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again until the answer satisfies, or five seconds are over; return the last answer for the test to judge.

    The feed holds an event back while any older transaction of the server is open, also one of the server's own upkeep.
    """
    for _ in range(100):
        answer = await ask()
        if satisfied(answer):
            return answer
        await asyncio.sleep(0.05)
    return await ask()
