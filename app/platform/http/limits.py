"""How often a caller may call: a fixed window for each caller, in the memory of one worker.

The headers `RateLimit` and `RateLimit-Policy` show it (draft-ietf-httpapi-ratelimit-headers, from draft 08).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

CAPACITY = 50_000
"""The most windows in memory. Beyond it, the oldest window is removed, even if it has not ended."""


@dataclass(slots=True)
class _Window:
    ends_at: float
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a caller's allowance after a request."""

    allowed: bool
    remaining: int
    """Requests left in this window."""
    resets_in: int
    """Whole seconds until the next window, rounded up."""


class Allowance:
    """So many requests for each caller in each window. The window opens with the caller's first request, so that
    callers do not all come back in the same second."""

    def __init__(
        self,
        name: str,
        quota: int,
        *,
        window_seconds: int = 60,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`name` tells this policy from the others in the headers; `clock` counts seconds."""
        self.quota = quota
        self._name = name
        self._seconds = window_seconds
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._policy = (b"ratelimit-policy", f'"{name}";q={quota};w={window_seconds}'.encode())

    def spend(self, caller: str, cost: int = 1) -> Balance:
        """Takes `cost` off the caller's allowance; with a cost of 0 it only looks."""
        now = self._clock()
        window = self._windows.get(caller)
        if window is None or window.ends_at <= now:
            window = self._open(caller, now)
        window.spent += cost
        left = self.quota - window.spent
        allowed = left >= 0 if cost else left > 0
        resets_in = min(ceil(window.ends_at - now), self._seconds)  # a sum of floats may be a hair too long
        return Balance(allowed, max(left, 0), resets_in)

    def headers(self, balance: Balance) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
        """The two header fields, ready for an ASGI message."""
        limit = f'"{self._name}";r={balance.remaining};t={balance.resets_in}'.encode()
        return self._policy, (b"ratelimit", limit)

    def _open(self, caller: str, now: float) -> _Window:
        self._windows.pop(caller, None)
        while self._windows:  # all are equally long, so they end in the order in which they opened
            first = next(iter(self._windows))
            if self._windows[first].ends_at > now and len(self._windows) < CAPACITY:
                break
            del self._windows[first]
        self._windows[caller] = window = _Window(now + self._seconds)
        return window
