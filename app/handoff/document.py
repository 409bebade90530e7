"""The cover sheet of an appeal on paper: A4 in black and white, as PDF/UA-1. The same answers give the same bytes.

The page is in `cover.typ`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from app.certificates.letters import NOTE, breakable, has_numbers, printable, runs
from app.certificates.press import pressed
from app.certificates.typeface import FIRST
from app.certificates.wording import ground_name, in_words
from app.handoff.domain import form
from app.handoff.schemas import Send35

_PAGE: Final = Path(__file__).with_name("cover.typ")

NOT_APPEALABLE = "This dispute is about health or social care alone, so it cannot be appealed."


def render(sheet: Send35) -> bytes:
    """Return the cover sheet as a tagged PDF."""
    return pressed(_PAGE, _said(sheet), datetime.combine(sheet.as_of, time(), UTC))


def _said(sheet: Send35) -> dict[str, Any]:
    asks = {one.field: one.asks for one in form.QUESTIONS}
    answers = [(asks[name], _words(value)) for name, value in sheet.fields.items()]
    beside = [(label, value) for label, value in _beside(sheet) if value]
    values = [value for _, value in (*answers, *beside)]
    return {
        "font": FIRST,
        "author": f"Local authority {sheet.beside.la_code}",
        "title": f"Cover sheet for the form {sheet.form}" if sheet.form else "No appeal is possible",
        "dated": [sheet.as_of.year, sheet.as_of.month, sheet.as_of.day],
        "answers": [(label, _set(value)) for label, value in answers],
        "beside": [(label, _set(value)) for label, value in beside],
        "missing": [(one.asks, one.because) for one in sheet.missing],
        "family": [f"Section {one.section}. {one.asks}" for one in sheet.family_fills_in] if sheet.form else [],
        "nothing": None if sheet.form else NOT_APPEALABLE,
        "note": NOTE if any(has_numbers(value, printable(value)) for value in values) else None,
    }


def _words(value: str | date | list[str]) -> str:
    if isinstance(value, list):
        return ", ".join(form.MEANS[word] for word in value)
    return in_words(value) if isinstance(value, date) else form.MEANS.get(value, value)


def _beside(sheet: Send35) -> Iterator[tuple[str, str | None]]:
    beside = sheet.beside
    yield "Local authority", beside.la_code
    yield "The authority's reference", beside.la_reference
    yield "Certificate number", beside.certificate_number
    yield "Ground of the certificate", ground_name(beside.certificate_ground) if beside.certificate_ground else None
    if beside.closes_on:
        yield "Last day to appeal", f"{in_words(beside.closes_on)}, 17:00 in London"
    if beside.closes_by_letter:
        yield (
            "Last day to appeal, counted from the date on the letter",
            f"{in_words(beside.closes_by_letter)}. Keep to this earlier day",
        )
    if beside.late:
        yield "Late", "Yes. A judge decides about a late appeal."


def _set(text: str) -> list[tuple[str, str]]:
    return runs(breakable(printable(text)))
