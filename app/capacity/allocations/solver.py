"""A thread for the optimiser. A question takes seconds, and other work must not wait for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from app.platform.http.problems import Unavailable

Answer = TypeVar("Answer")

IN_LINE = 4
"""How many questions may be in the queue: one is being answered, and the others wait."""
COME_BACK = 20
"""Seconds after which there is room in the queue: the longest time that one question may take."""


class Solver:
    """Answers one question at a time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "solver")
        self._places = BoundedSemaphore(IN_LINE)

    async def answer(self, question: Callable[[], Answer]) -> Answer:
        """Wait for the answer. A caller that hangs up during the calculation keeps its place until the answer is there.

        Raises:
            Unavailable: the line is full.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable(
                "The service is already working on other proposals. Try again in a moment.", retry_after=COME_BACK
            )
        asked = self._thread.submit(question)
        asked.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(asked)

    def close(self) -> None:
        """Accept no more questions, and drop those that have not begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)
