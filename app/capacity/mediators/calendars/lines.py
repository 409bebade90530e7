"""The lines of a calendar (RFC 5545, 3.1): unfolded one at a time, each with its number. No text is kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 100_000
"""The most characters of one line that are stored. A list of four thousand dates has as many."""

TIMES: Final = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"})
"""The properties that decide an entry's time."""
READ: Final = TIMES | frozenset(
    {
        "BEGIN", "END", "UID", "SEQUENCE", "STATUS", "TRANSP", "FREEBUSY", "METHOD", "CALSCALE", "X-WR-TIMEZONE",
        "X-MICROSOFT-CDO-ALLDAYEVENT", "TZID", "TZOFFSETFROM", "TZOFFSETTO",
    }
)  # fmt: skip
"""The properties whose values are read. Titles, texts, places and people are thrown away with their line."""

_NAME: Final = re.compile(r"([A-Za-z0-9-]+)[ \t]*[;:]")
_PARAMETERS: Final = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*:')
_PARAMETER: Final = re.compile(r'(?:[^;"]|"[^"]*"?)+')


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `name` is empty if the line has no name. The value is stored only for properties that are read."""

    number: int
    name: str
    parameters: str = ""
    value: str = ""
    cut: bool = False
    """Whether the line is longer than the part that is stored."""

    def parameter(self, name: str) -> str:
        """Return a parameter's value, without quotation marks. An empty text if it is missing."""
        for said in _PARAMETER.finditer(self.parameters):
            key, _, value = said[0].partition("=")
            if key.strip().upper() == name:
                return value.strip().replace('"', "")
        return ""


def lines_of(text: Iterable[str]) -> Iterator[Line]:
    """Unfold a calendar's text, given line by line. Blank lines are counted and ignored."""
    number, parts, kept, cut = 0, list[str](), 0, False
    for count, raw in enumerate(text, 1):
        piece = raw.rstrip("\r\n")
        if not piece:
            continue
        if parts and piece[0] in " \t":
            piece = piece[1:]
        else:
            if parts:
                yield _line(number, "".join(parts), cut)
            number, parts, kept, cut = count, [], 0, False
        if kept < LONGEST:
            parts.append(piece[: LONGEST - kept])
        kept += len(piece)
        cut = kept > LONGEST
    if parts:
        yield _line(number, "".join(parts), cut)


def _line(number: int, text: str, cut: bool) -> Line:
    if (named := _NAME.match(text)) is None:
        return Line(number, "")
    name = named[1].upper()
    if name not in READ:
        return Line(number, name)
    rest = text[named.end() - 1 :]
    if rest[0] == ":":
        return Line(number, name, "", rest[1:], cut)
    said = _PARAMETERS.match(rest)
    ends = said.end() if said else rest.find(":") + 1  # a quotation mark without its fellow
    if not ends:
        return Line(number, "")
    return Line(number, name, rest[1 : ends - 1], rest[ends:], cut)
