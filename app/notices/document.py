"""The letter on paper: A4 in black and white, as PDF/UA-1. The same letter always gives the same bytes.

The page is in `notice.typ`. The letters of a name are set as on a certificate.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

from app.certificates.letters import NOTE, breakable, has_numbers, printable, runs
from app.certificates.press import pressed
from app.certificates.typeface import FIRST
from app.notices.domain.letter import Letter, Part
from app.notices.domain.plain import NOTHING_LEFT_OUT, title

_PAGE: Final = Path(__file__).with_name("notice.typ")


def render(letter: Letter, parts: Sequence[Part], warnings: Sequence[str]) -> bytes:
    """Return the letter with some of its parts as a tagged PDF."""
    return pressed(_PAGE, _said(letter, parts, warnings), datetime.combine(letter.about.counts_from, time(), UTC))


def _said(letter: Letter, parts: Sequence[Part], warnings: Sequence[str]) -> dict[str, Any]:
    day = letter.about.counts_from
    texts = [value for _, value in letter.particulars()] + [text for part in parts for text in part.text]
    more = [one for one in (letter.time_to_appeal(), letter.on_the_day()) if one is not None]
    return {
        "font": FIRST,
        "title": title(letter, parts),
        "author": printable(letter.about.authority.name),
        "dated": [day.year, day.month, day.day],
        "warnings": list(warnings),
        "particulars": [(label, _set(value)) for label, value in letter.particulars()],
        "parts": [
            {
                "heading": f"{part.required.paragraph} {part.required.heading}",
                "text": [_set(sentence) for sentence in part.text],
                "citation": part.required.citation,
            }
            for part in parts
        ],
        "nothing": None if parts else NOTHING_LEFT_OUT,
        "more": more,
        "note": NOTE if any(has_numbers(text, printable(text)) for text in texts) else None,
    }


def _set(text: str) -> list[tuple[str, str]]:
    return runs(breakable(printable(text)))
