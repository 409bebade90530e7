"""The letter as plain text, for a case system that writes its own letters."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from app.notices.domain.letter import Letter, Part

TITLE = "Mediation about a decision"
ONLY_LEFT_OUT = "Information about mediation that our notice left out"
NOTHING_LEFT_OUT = "Our records show nothing that the notice left out."
WIDTH = 80


def as_text(letter: Letter, parts: Sequence[Part], warnings: Sequence[str]) -> str:
    """Return the letter with some of its parts. `warnings` stand at its head."""
    return "\n".join(_lines(letter, parts, warnings)) + "\n"


def title(letter: Letter, parts: Sequence[Part]) -> str:
    """Return the title: a letter that only sends what was left out says so."""
    return TITLE if len(parts) == len(letter.parts) else ONLY_LEFT_OUT


def _lines(letter: Letter, parts: Sequence[Part], warnings: Sequence[str]) -> Iterator[str]:
    for warning in warnings:
        yield from (*wrap(warning, WIDTH), "")
    yield from (title(letter, parts), "")
    for label, value in letter.particulars():
        yield from wrap(f"{label}: {value}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    for part in parts:
        yield from ("", f"{part.required.paragraph} {part.required.heading}")
        for sentence in part.text:
            yield from wrap(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)
        yield f"[{part.required.citation}]"
    if not parts:
        yield from ("", NOTHING_LEFT_OUT)
    for more in (letter.time_to_appeal(), letter.on_the_day()):
        if more is not None:
            yield from ("", *wrap(more, WIDTH))
