"""The record of a case on paper: a chronology in A4 that people can read. Typst sets it as PDF/UA-1."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from app.certificates.letters import breakable, printable, runs
from app.certificates.press import pressed
from app.certificates.typeface import FIRST
from app.keeping.record import chronology
from app.keeping.record.schemas import WholeRecord

_PAGE: Final = Path(__file__).with_name("record.typ")


def render(record: WholeRecord, *, sandbox: bool) -> bytes:
    """Return the record as a tagged PDF. The same record always gives the same bytes. `sandbox`: the people in it are
    invented, and the page says so.
    """
    said = {
        "font": FIRST,
        "title": chronology.title(record, sandbox=sandbox),
        "warning": chronology.SANDBOX if sandbox else None,
        "made": _set(chronology.made(record)),
        "notes": [_set(note) for note in chronology.notes(record)],
        "summary": _pairs(chronology.summary(record)),
        "entries": [
            {
                "day": _set(entry.day),
                "title": _set(entry.title),
                "by": _set(entry.by),
                "marks": [_set(mark) for mark in entry.marks],
                "lines": _pairs(entry.lines),
            }
            for entry in chronology.entries(record)
        ],
        "deadlines": [[_set(cell) for cell in row] for row in chronology.deadlines(record)],
        "sections": [
            {"title": title, "blocks": [_pairs(block) for block in blocks]}
            for title, blocks in chronology.sections(record)
        ],
        "reads": [[_set(cell) for cell in row] for row in chronology.reads(record)],
        "integrity": _pairs(chronology.integrity(record)),
    }
    return pressed(_PAGE, said, record.made_at.replace(microsecond=0))


def _pairs(lines: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(label, _set(text)) for label, text in lines]


def _set(text: str) -> list[tuple[str, str]]:
    """Return a text in pieces, each with the family of letters that prints it."""
    if text.isascii() and text.isprintable() and max(map(len, text.split()), default=0) < 40:
        return [(FIRST, text)]
    return runs(breakable(printable(text)))
