"""Takes a file in as it comes: reads it, seals its rows, and remembers what it was read from."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.imports.domain.reading import Caseload
from app.imports.domain.row import COLUMNS
from app.imports.sealed_parts import Parts
from app.platform.sealing import Seal

REQUIRED = tuple(name for name, column in COLUMNS.items() if column.required)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that was read to its end."""

    caseload: Caseload
    parts: Parts
    digest: bytes
    """Of every byte of the file: the same file is recognised by it."""


async def take_in(chunks: AsyncIterator[bytes], seal: Seal) -> TakenIn:
    """Read a file as it comes, and seal its rows.

    Raises:
        NotACaseload: the file cannot be taken in.
    """
    caseload, parts, digest = Caseload(tuple(COLUMNS), REQUIRED), Parts(seal), hashlib.sha256()
    async for chunk in chunks:
        digest.update(chunk)
        for begin in range(0, len(chunk), PIECE):
            parts.take(caseload.feed(chunk[begin : begin + PIECE]))
    parts.take(caseload.feed(b"", last=True))
    parts.close()
    return TakenIn(caseload, parts, digest.digest())


PIECE = 65_536
"""Bytes that are read at once. They take a few milliseconds."""
