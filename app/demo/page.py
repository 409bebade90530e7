"""What the demo prints: narrow lines that are readable with or without colour."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any, Self, TextIO

WIDTH = 78
MARGIN = "    "
BOLD, DIM, GREEN, YELLOW, RED = 1, 2, 32, 33, 31
_RECORD_ID = re.compile(r"([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Page:
    """Writes to a stream, in lines of at most WIDTH characters (an address is never broken)."""

    def __init__(self, out: TextIO, *, colour: bool) -> None:
        self._out = out
        self._colour = colour
        self._steps = 0

    @classmethod
    def on(cls, out: TextIO) -> Self:
        """Return a page on a stream, coloured where a person reads it and has not asked for none (NO_COLOR)."""
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return cls(out, colour=out.isatty() and not plain)

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._line()
        self._line(self._styled(text.upper(), BOLD))

    def say(self, text: str) -> None:
        """Write a sentence."""
        for line in _wrapped(text, WIDTH):
            self._line(line)

    def step(self, text: str) -> None:
        """Begin a numbered step."""
        self._steps += 1
        self._line()
        first, *others = _wrapped(text, WIDTH - len(MARGIN))
        self._line(f"{self._steps:2}  {self._styled(first, BOLD)}")
        for line in others:
            self._line(MARGIN + self._styled(line, BOLD))

    def request(self, who: str, method: str, path: str, body: Mapping[str, object] | None) -> None:
        """Write who asked what, the path with its record's id shortened, and the body as it was sent."""
        asked = _RECORD_ID.sub(r"\1...", f"{method} {path}")
        self._line()
        self._line(MARGIN + asked + self._styled(who.rjust(WIDTH - len(MARGIN) - len(asked)), DIM))
        if body:
            for line in _wrapped(json.dumps(body, ensure_ascii=False), WIDTH - 7, "   "):
                self._line(MARGIN + line)

    def file(self, lines: Sequence[str]) -> None:
        """Write the lines of a file that was sent."""
        for line in lines:
            for part in _wrapped(line.replace(";", "; "), WIDTH - 7, "   "):
                self._line(MARGIN + part)

    def answer(self, status: int, phrase: str, rows: Mapping[str, Any]) -> None:
        """Write the status and what matters of the answer."""
        self._line(MARGIN + self._styled(f"{status} {phrase}", GREEN if status < 400 else YELLOW))
        width = max(map(len, rows), default=0) + 2
        for name, value in rows.items():
            self._row(name, width, ("no", "yes")[value] if isinstance(value, bool) else str(value))

    def due(self, deadline: Mapping[str, Any], *, with_working: bool) -> None:
        """Write a deadline and how it stands, and under it how its day was worked out."""
        by = f"{deadline['code']} by {_day_of(deadline['due_on'])}{', 17:00' if deadline['due_at'] else ''}"
        done = f", done on {_day_of(deadline['done_on'])}" if deadline["done_on"] else ""
        self._line()
        self._line(MARGIN + self._styled(by, BOLD))
        owed_by = deadline["owed_by"].replace("_", " ")
        self._row("", 0, f"{owed_by}, {deadline['citation']}: {deadline['status']}{done}")
        for line in deadline["working"] if with_working else ():
            self._row(_day_of(line["date"]), 17, f"{line['step']}: {line['because']}", DIM)

    def fault(self, text: str) -> None:
        """Write what went wrong."""
        self._line()
        for line in _wrapped(text, WIDTH):
            self._line(self._styled(line, RED))

    def _row(self, name: str, width: int, text: str, style: int | None = None) -> None:
        first, *others = _wrapped(text, WIDTH - 6 - width) or [""]
        for label, line in [(name, first), *(("", line) for line in others)]:
            row = label.ljust(width) + line
            self._line(f"{MARGIN}  {self._styled(row, style) if style else row}")

    def _styled(self, text: str, style: int) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour else text

    def _line(self, text: str = "") -> None:
        # The law's own typography must not stop a terminal that cannot show it.
        encoding = self._out.encoding or "ascii"
        self._out.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _day_of(text: str) -> str:
    on = date.fromisoformat(text)
    return f"{on:%a} {on.day} {on:%b %Y}"
