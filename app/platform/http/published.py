"""Documents that are made once and sent often. The first request makes one, and others wait for it."""

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """A costly value that is kept for a time. It is made once, however many callers ask at once."""

    def __init__(self, make: Callable[[], Awaitable[Made]], *, seconds: float) -> None:
        self._make = make
        self._seconds = seconds
        self._making = asyncio.Lock()
        self._kept: tuple[Made, float] | None = None

    async def get(self) -> Made:
        """Return the kept value, or a new one."""
        if (kept := self._fresh()) is None:
            async with self._making:
                if (kept := self._fresh()) is None:
                    kept = (await self._make(), time.monotonic() + self._seconds)
                    self._kept = kept
        return kept[0]

    def _fresh(self) -> tuple[Made, float] | None:
        return self._kept if self._kept is not None and time.monotonic() < self._kept[1] else None


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document in the two forms in which it is sent."""

    plain: bytes
    squeezed: bytes
    tag: str


def published(document: Callable[[], dict[str, Any]]) -> Kept[Document]:
    """The OpenAPI document, written out once: it takes a second to make."""

    def write() -> Document:
        plain = json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
        return Document(plain, gzip.compress(plain, mtime=0), sha256(plain).hexdigest()[:32])

    async def make() -> Document:
        return await asyncio.to_thread(write)

    return Kept(make, seconds=float("inf"))
