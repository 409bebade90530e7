"""The rows of a file, a few at a time: compressed and sealed, because they hold names."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.imports.domain.reading import RawRow
from app.platform.sealing import Seal

ROWS = 100
"""Rows of one part. They are judged and written together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A few rows of a file, sealed."""

    id: UUID
    rows: int
    sealed: bytes


class Parts:
    """Seals the rows of a file as they come: no more than one part of them is ever readable in memory."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._open: list[RawRow] = []
        self.sealed: list[Part] = []

    def take(self, rows: Iterable[RawRow]) -> None:
        """Take rows that have come."""
        for row in rows:
            self._open.append(row)
            if len(self._open) == ROWS:
                self.close()

    def close(self) -> None:
        """Seal what is left."""
        if self._open:
            self.sealed.append(seal_part(self._seal, self._open))
            self._open = []


def seal_part(seal: Seal, rows: Sequence[RawRow]) -> Part:
    """Seal some rows."""
    part_id = uuid4()
    text = zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 6)
    return Part(part_id, len(rows), seal.seal({"rows": b64encode(text).decode()}, str(part_id)))


def open_part(seal: Seal, part_id: UUID, sealed: bytes) -> Iterator[RawRow]:
    """Yield the rows of a part. Raises CannotOpen."""
    text = zlib.decompress(b64decode(seal.open(sealed, str(part_id))["rows"]))
    yield from map(tuple, json.loads(text))
