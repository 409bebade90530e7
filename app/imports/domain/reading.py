"""Reads a file of rows as it comes in, a piece at a time. Holds no more of it than one record.

Forgives what spreadsheets do: a mark of the byte order, semicolons or tabs, breaks within quotes, the code page of
Windows, and empty columns and rows at the end.
"""

import codecs
import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from app.imports.domain.words import FileFormat

MOST_ROWS = 10_000
LONGEST_RECORD = 16_384
"""Characters of one row: the longest cells of all columns together fit many times."""
DELIMITERS = ",;\t|"
UTF_8, UTF_16, WINDOWS = "utf-8", "utf-16", "windows-1252"

RawRow = tuple[int, dict[str, Any]]
"""The number of a row in its file, as a spreadsheet counts, and its cells by column."""


class NotACaseload(Exception):
    """The file cannot be taken in. Nothing of it is."""

    def __init__(self, reason: str, code: str, pointer: str = "#") -> None:
        super().__init__(reason)
        self.reason, self.code, self.pointer = reason, code, pointer


class Text:
    """Turns bytes into text with plain line ends. The first character outside ASCII decides how all are read."""

    def __init__(self) -> None:
        self.encoding = UTF_8
        self._decoder: io.IncrementalNewlineDecoder | None = None
        self._held = b""

    def feed(self, chunk: bytes, *, last: bool = False) -> str:
        """Return the text of a piece. Raises NotACaseload."""
        text = self._read(chunk, last=last)
        if "\0" in text:
            raise NotACaseload(
                "The file holds a character that cannot be read (U+0000). Save the file again as CSV UTF-8", "encoding"
            )
        return text

    def _read(self, chunk: bytes, *, last: bool) -> str:
        if self._decoder is None:
            self._held += chunk
            if not last and not self._decided():
                return self._plain_so_far()
            chunk, self._held = self._held, b""
            self.encoding = _encoding_of(chunk)
            inner = codecs.getincrementaldecoder("utf-8-sig" if self.encoding == UTF_8 else self.encoding)()
            self._decoder = io.IncrementalNewlineDecoder(inner, translate=True)
        try:
            return self._decoder.decode(chunk, final=last)
        except UnicodeDecodeError:
            reason = (
                f"The file begins in the encoding {self.encoding}, but a later part has another encoding. "
                "Save the file again as CSV UTF-8"
            )
            raise NotACaseload(reason, "encoding") from None

    def _plain_so_far(self) -> str:
        """Return what is the same in every encoding: ASCII alone. The rest is held."""
        if not self._held.isascii():
            return ""
        held_back = b"\r" if self._held.endswith(b"\r") else b""
        plain, self._held = self._held.removesuffix(b"\r"), held_back
        return plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("ascii")

    def _decided(self) -> bool:
        """Whether the first character outside ASCII is there with all its bytes."""
        return not self._held.isascii() and len(self._held) >= _first_beyond_ascii(self._held) + 4


_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _first_beyond_ascii(data: bytes) -> int:
    return next(place for place, byte in enumerate(data) if byte > 0x7F)


def _encoding_of(data: bytes) -> str:
    """Return the encoding of text by its mark, or by its first character outside ASCII."""
    if data[:2] in _UTF_16_MARKS:
        return UTF_16
    if data.isascii():
        return UTF_8
    start = _first_beyond_ascii(data)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data[start : start + 4])
    except UnicodeDecodeError as fault:
        return WINDOWS if fault.start == 0 else UTF_8
    return UTF_8


class _NeedMore(Exception):
    """The record goes on in a piece that has not come yet."""


class _Lines(Iterator[str]):
    """The lines that have come, for the reader of CSV. A record that is not whole yet is read again later."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.over = False

    def __next__(self) -> str:
        if self.waiting:
            self.taken.append(self.waiting.popleft())
            return self.taken[-1]
        if self.over:
            raise StopIteration
        raise _NeedMore


class Caseload:
    """Reads the rows of a file from its pieces, CSV or NDJSON."""

    def __init__(self, columns: Sequence[str], required: Sequence[str], form: FileFormat | None = None) -> None:
        self._columns, self._required = columns, required
        self._text, self._lines = Text(), _Lines()
        self._rest = ""
        self._number = 0
        self._header: list[str | None] | None = None
        self.form = form
        self.delimiter: str | None = None
        self.named: list[str] = []
        """The columns that the file has, in its order."""
        self.rows = 0

    @property
    def encoding(self) -> str:
        """The encoding in which the file was read."""
        return self._text.encoding

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[RawRow]:
        """Yield the rows that are whole by now. Raises NotACaseload."""
        self._rest += self._text.feed(chunk, last=last)
        *whole, self._rest = self._rest.split("\n")
        self._lines.waiting.extend(f"{line}\n" for line in whole)
        if last:
            if self._rest:
                self._lines.waiting.append(self._rest)
            self._lines.over, self._rest = True, ""
        if len(self._rest) > LONGEST_RECORD:
            raise self._too_long()
        yield from self._told()
        if last and not self.rows:
            raise NotACaseload("The file has no rows", "empty")

    def _told(self) -> Iterator[RawRow]:
        if self.form is None and not self._guessed():
            return
        for cells in self._records() if self.form is FileFormat.NDJSON else self._table():
            self.rows += 1
            if self.rows > MOST_ROWS:
                reason = f"The file has more than {MOST_ROWS} rows. Split the file and send the parts one by one"
                raise NotACaseload(reason, "too_many_rows", f"#/rows/{self._number}")
            yield self._number, cells

    def _guessed(self) -> bool:
        """Tell NDJSON by its brace."""
        first = next((line.lstrip() for line in self._lines.waiting if line.strip()), None)
        if first is not None:
            self.form = FileFormat.NDJSON if first.startswith("{") else FileFormat.CSV
        return first is not None

    def _records(self) -> Iterator[dict[str, Any]]:
        while self._lines.waiting:
            line = self._lines.waiting.popleft()
            self._number += 1
            if not line.strip():
                continue
            if len(line) > LONGEST_RECORD:
                raise self._too_long()
            try:
                cells = json.loads(line, parse_float=str, parse_constant=_no_number)
            except (ValueError, RecursionError):
                cells = None
            if _HALF_A_PAIR.search(line) and not _storable(cells):
                reason = (
                    f"Line {self._number} holds half of a character (half a surrogate pair). Write the whole character"
                )
                raise NotACaseload(reason, "encoding", f"#/rows/{self._number}")
            if not isinstance(cells, dict):
                raise NotACaseload(f"Line {self._number} is not a JSON object", "ndjson", f"#/rows/{self._number}")
            self._must_be_known(list(cells))
            self.named = [name for name in self._columns if name in cells or name in self.named]
            yield cells

    def _table(self) -> Iterator[dict[str, Any]]:
        if self._header is None and not self._headed():
            return
        for record in self._csv():
            header = self._header or []
            beyond = [cell for cell in record[len(header) :] if cell.strip()]
            if beyond:
                reason = (
                    f"Row {self._number} has more cells than the header row. Put a cell in quotes if it "
                    "holds the character that separates the columns"
                )
                raise NotACaseload(reason, "cells", f"#/rows/{self._number}")
            cells = {name: cell.strip() for name, cell in zip(header, record, strict=False) if name and cell.strip()}
            if cells:
                yield cells

    def _headed(self) -> bool:
        """Read the header, if it has come."""
        while self._lines.waiting and not self._lines.waiting[0].strip(f" {DELIMITERS}\n"):
            self._lines.waiting.popleft()
            self._number += 1
        if not self._lines.waiting:
            return False
        first = self._lines.waiting[0]
        if first.lower().startswith("sep=") and len(first.strip()) == 5:  # a line that Excel reads, and does not show
            self.delimiter = first.strip()[4]
            self._lines.waiting.popleft()
            return self._headed()
        self.delimiter = self.delimiter or max(DELIMITERS, key=first.count)
        record = next(self._csv(), None)
        if record is None:
            return False
        names = [_plain(cell) for cell in record]
        self._must_be_known([name for name in names if name])
        self._header = [name or None for name in names]
        self.named = [name for name in names if name]
        return True

    def _must_be_known(self, names: Sequence[str]) -> None:
        unknown = [name for name in names if name not in self._columns]
        if unknown:
            like = get_close_matches(unknown[0], self._columns, 1)
            hint = f". Did you mean {like[0]}?" if like else ". The template lists all columns"
            told = unknown[0][:64]
            raise NotACaseload(f"The template has no column {told}{hint}", "unknown_column", f"#/columns/{told}")
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise NotACaseload(f"The file has the column {twice} twice", "doubled_column", f"#/columns/{twice}")
        missing = [name for name in self._required if name not in names]
        if missing and self.form is FileFormat.CSV:
            reason = f"The file lacks these columns: {', '.join(missing)}"
            raise NotACaseload(reason, "missing_column", f"#/columns/{missing[0]}")

    def _csv(self) -> Iterator[list[str]]:
        """Yield the records that are whole. One that is not goes back, to be read again."""
        lines = self._lines
        while True:
            lines.taken = []
            try:
                record = next(csv.reader(lines, delimiter=self.delimiter or ",", strict=True), None)
            except _NeedMore:
                lines.waiting.extendleft(reversed(lines.taken))
                if sum(map(len, lines.taken)) > LONGEST_RECORD:
                    raise self._too_long() from None
                return
            except csv.Error as fault:
                row = self._number + 1
                reason = f"Row {row} cannot be read as CSV: {fault}"
                raise NotACaseload(reason, "csv", f"#/rows/{row}") from None
            if record is None:
                return
            self._number += 1
            if sum(map(len, lines.taken)) > LONGEST_RECORD:
                raise self._too_long()
            yield record

    def _too_long(self) -> NotACaseload:
        row = self._number + 1
        reason = (
            f"Row {row} has more than {LONGEST_RECORD} characters. Check whether a closing quotation mark is missing"
        )
        return NotACaseload(reason, "too_long", f"#/rows/{row}")


_HALF_A_PAIR = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
"""How JSON writes a half of a surrogate pair. Two halves together are a character."""


def _storable(cells: object) -> bool:
    """Whether every text in a row has a form in UTF-8."""
    try:
        json.dumps(cells, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(told: str) -> None:
    """Refuse `NaN` and `Infinity`: Python reads them, and JSON has no such numbers."""
    raise ValueError(told)


def _plain(name: str) -> str:
    """Return a column's name as the template has it."""
    return "_".join(name.replace("_", " ").replace("-", " ").split()).lower()
