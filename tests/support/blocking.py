"""How long the event loop works at one thing, while every other caller waits."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Longest:
    """The longest turn of the loop so far, in seconds of its own processor time: other programs do not count."""

    seconds: float = 0.0


@contextmanager
def longest_turn() -> Iterator[Longest]:
    """Measure every turn of the loop that begins while this lasts: run what is measured as a task of its own."""
    longest = Longest()
    run = asyncio.Handle._run

    def measured(handle: asyncio.Handle) -> Any:
        started = time.thread_time()
        try:
            return run(handle)
        finally:
            longest.seconds = max(longest.seconds, time.thread_time() - started)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asyncio.Handle, "_run", measured)
        yield longest
