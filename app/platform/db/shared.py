"""Shares one running question: callers that ask meanwhile wait for the same answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Shared(Generic[Answer]):
    """A question that is asked once at a time."""

    def __init__(self, ask: Callable[[], Awaitable[Answer]]) -> None:
        self._ask = ask
        self._under_way: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Wait for the answer. The question continues if a caller stops waiting for it."""
        return await asyncio.shield(self.begin())

    def begin(self) -> asyncio.Task[Answer]:
        """Ask, if nobody is asking, and do not wait for the answer."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._asked())
            self._under_way.add_done_callback(_heard)
        return self._under_way

    async def _asked(self) -> Answer:
        return await self._ask()


def _heard(task: asyncio.Task[Answer]) -> None:
    """Read a failure that no caller waits for any more, so that asyncio does not report it as forgotten."""
    if not task.cancelled():
        task.exception()
