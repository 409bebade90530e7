"""Calendars as files, put together line by line, and read for a year in which the clocks change twice."""

from datetime import UTC, date
from io import BytesIO

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars import Imported, read_calendar
from app.kernel.london import LONDON

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
SECRET = "Dr Private, on the matter of X"


def ics(*lines: str) -> bytes:
    """A calendar of these lines: the first of them is its fourth."""
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: str = "1") -> tuple[str, ...]:
    """An event with a title that is nobody's business."""
    return ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{SECRET}", *lines, "END:VEVENT")


def read(*lines: str, from_on: date = FIRST, to_on: date = LAST) -> Imported:
    """Read a calendar of these lines."""
    return read_bytes(ics(*lines), from_on, to_on)


def read_bytes(text: bytes, from_on: date = FIRST, to_on: date = LAST) -> Imported:
    """Read a file."""
    return read_calendar(BytesIO(text), from_on, to_on)


def shown(spans: tuple[Span, ...]) -> list[str]:
    """Stretches of time as London's clocks show them."""
    return [
        f"{span.starts_at.astimezone(LONDON):%d %b %H:%M} to {span.ends_at.astimezone(LONDON):%d %b %H:%M}"
        for span in spans
    ]


def busy(*lines: str) -> list[str]:
    """When a calendar of these lines is busy. All of it can be read."""
    imported = read(*lines)
    assert imported.skipped == ()
    assert imported.windows == ()
    assert all(span.starts_at.tzinfo is UTC and span.ends_at.tzinfo is UTC for span in imported.busy)
    return shown(imported.busy)
