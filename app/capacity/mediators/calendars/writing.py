"""Writes a calendar for subscribers: sessions as an iCalendar file, in London time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.capacity.domain.mediator import Span
from app.kernel.london import LONDON

if TYPE_CHECKING:
    from icalendar import Event

_REFRESH: Final = timedelta(hours=1)
_OURS: Final = "@mediation"

_LONDON_CLOCK: Final = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
"""The rule since 1996 (Summer Time Order 2002, SI 2002/262). The library would list each change, up to a last year."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar shows of one stretch of time.

    `uid` stays the same for good; `sequence` grows with every change to the time. `busy` says whether it blocks time
    in the calendar of whoever subscribes. `summary` is read by everybody who has the address: no names of families.
    """

    uid: str
    span: Span
    summary: str
    busy: bool
    updated_at: datetime
    sequence: int = 0
    cancelled: bool = False


def uid_of(session_id: UUID) -> str:
    """Return the name of a session's event in every calendar."""
    return f"{session_id}{_OURS}"


def session_of(uid: str) -> UUID | None:
    """Return the session of which an event of this name speaks, if it is one of ours. None if it cannot be."""
    try:
        session_id = UUID(uid.strip().removesuffix(_OURS))
    except ValueError:
        return None
    return session_id if uid_of(session_id) == uid.strip() else None


def write_calendar(name: str, entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Write entries as an iCalendar file (RFC 5545), in the order given. `at` is the instant of writing."""
    from icalendar import Calendar, Timezone, vText

    calendar = Calendar()
    calendar.prodid = "-//Mediation before tribunal//Sessions//EN"
    calendar.version = "2.0"
    calendar.calscale = "GREGORIAN"
    calendar.method = "PUBLISH"
    for title in ("NAME", "X-WR-CALNAME"):
        calendar.add(title, vText(_printable(name)))  # the library's own setter leaves commas unescaped
    calendar.add("REFRESH-INTERVAL", _REFRESH, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    calendar.add_component(Timezone.from_ical(_LONDON_CLOCK))
    for entry in entries:
        calendar.add_component(_event(entry, at))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, at: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("UID", _printable(entry.uid))
    event.add("DTSTAMP", at)
    event.add("LAST-MODIFIED", entry.updated_at)
    event.add("SEQUENCE", entry.sequence)
    starts_at, ends_at = _by_the_clock(entry.span)
    event.add("DTSTART", starts_at)
    event.add("DTEND", ends_at)
    event.add("SUMMARY", _printable(entry.summary))
    event.add("TRANSP", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def _by_the_clock(span: Span) -> tuple[datetime, datetime]:
    """Write both ends in London's time, or in UTC if the clock shows one of them for the second time (RFC 5545,
    3.3.5)."""
    ends = span.starts_at.astimezone(LONDON), span.ends_at.astimezone(LONDON)
    if ends[0].fold or ends[1].fold:
        return span.starts_at.astimezone(UTC), span.ends_at.astimezone(UTC)
    return ends


def _printable(text: str) -> str:
    """Replace line breaks and control characters: some readers take them for the end of a line, and of the entry."""
    return "".join(character if character.isprintable() else " " for character in text)
