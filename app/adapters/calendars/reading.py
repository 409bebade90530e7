"""A mediator's own calendar, read for when it is busy and when it is free, and for nothing else.

What is sent here may be broken or hostile. Titles, places and people are private: they are neither kept nor repeated,
not even in an error.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any, Final

import recurring_ical_events  # type: ignore[import-untyped] # ships no types
from icalendar import Availability, Calendar, Component

from app.adapters.calendars import zones
from app.adapters.calendars.proportion import out_of_proportion
from app.adapters.calendars.rules import MOST_STEPS, Unusable, steps
from app.adapters.calendars.writing import is_ours
from app.domain.capacity.availability import joined, midnight
from app.domain.capacity.mediator import Span
from app.domain.law.deadlines import LONDON

MOST_ENTRIES: Final = 10_000
MOST_OCCURRENCES: Final = 20_000

_BROKEN: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""What the libraries raise over broken text. Which one says nothing more to the person who sent it."""

_TIMES: Final = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")


class NotACalendar(ValueError):
    """What was sent cannot be taken in as a calendar: it is none, it is broken, or it is out of all proportion."""


@dataclass(frozen=True, slots=True)
class Imported:
    """When a mediator is open to sessions and when it is busy, in UTC, sorted and joined.

    Joined, so that not even the number of its appointments is kept. `skipped` says what was left out and why.
    """

    windows: tuple[Span, ...]
    busy: tuple[Span, ...]
    skipped: tuple[str, ...]


def read_calendar(text: bytes, from_on: date, to_on: date) -> Imported:
    """Read what an iCalendar file says of the London days from `from_on` to `to_on`, both included.

    Events block time unless they are cancelled or marked as free (TRANSP:TRANSPARENT), and so does what a VFREEBUSY
    does not call FREE; what is AVAILABLE (RFC 7953) opens it. Our own events, from a calendar that subscribes to ours,
    say nothing new: sessions take their time here, and one that was moved since must not block where it was.
    A time without a zone is London's, or that of the calendar's X-WR-TIMEZONE.

    Raises:
        NotACalendar: the text is not one, is broken, or asks for more than is reasonable.
    """
    if (why := out_of_proportion(text)) is not None:
        raise NotACalendar(f"This calendar is out of all proportion. {why}")
    reading = _Reading(Span(midnight(from_on), midnight(to_on + timedelta(days=1))))
    zones.begin()
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        readable = bool(calendars) and all(
            calendar.name == "VCALENDAR" and str(calendar.calscale).upper() == "GREGORIAN" for calendar in calendars
        )
    except _BROKEN:
        readable = False
    if not readable:  # raised out here, so that the library's error, which quotes the text, is not carried along
        raise NotACalendar("This is not a calendar that can be read. An iCalendar file (RFC 5545) is expected.")
    if sum(len(calendar.walk(kind)) for calendar in calendars for kind in ("VEVENT", "AVAILABLE")) > MOST_ENTRIES:
        raise NotACalendar(f"This calendar has more than {MOST_ENTRIES} entries.")
    for calendar in calendars:
        zone = str(calendar.get("X-WR-TIMEZONE", ""))
        events = [event for event in calendar.walk("VEVENT") if not is_ours(str(event.get("UID", "")))]
        reading.busy += reading.spans(events, zone, reading.asked)
        reading.busy += reading.periods(calendar.walk("VFREEBUSY"))
        for frame in calendar.availabilities:
            hours = [part for part in frame.subcomponents if part.name == "AVAILABLE"]
            reading.windows += reading.spans(hours, zone, reading.framed(frame))
    left_out = tuple(f"{number} left out: {why}" for why, number in sorted(reading.left_out.items()))
    return Imported(joined(reading.windows), joined(reading.busy), left_out)


class _Reading:
    """One calendar while it is read, with what it has cost so far."""

    def __init__(self, asked: Span) -> None:
        self.asked = asked
        self.windows: list[Span] = []
        self.busy: list[Span] = []
        self.left_out: Counter[str] = Counter()
        self._steps = 0
        self._occurrences = 0

    def spans(self, entries: list[Component], zone: str, within: Span | None) -> list[Span]:
        """Expand entries to the stretches of time that they take within a stretch."""
        if within is None:
            return []
        found: list[Span] = []
        by_uid: defaultdict[str | int, list[Component]] = defaultdict(list)
        for number, entry in enumerate(entries):
            by_uid[str(entry["UID"]) if "UID" in entry else number].append(entry)
        for series in by_uid.values():
            try:
                self._steps += _cost(series, within.ends_at)
                if self._steps <= MOST_STEPS:
                    for span in islice(_expand(series, zone, within), MOST_OCCURRENCES - self._occurrences + 1):
                        self._occurrences += 1
                        if span.starts_at < span.ends_at:
                            found.append(span)
            except Unusable as why:
                self.left_out[str(why)] += 1
            except _BROKEN:
                self.left_out["it is broken"] += 1
            if self._steps > MOST_STEPS or self._occurrences > MOST_OCCURRENCES:
                raise NotACalendar("This calendar repeats its entries more often than can be taken in.")
        return found

    def periods(self, entries: list[Component]) -> list[Span]:
        """Read the periods of VFREEBUSYs: all but those that are FREE."""
        found: list[Span] = []
        for entry in entries:
            values = entry.get("FREEBUSY", [])
            for one in values if isinstance(values, list) else [values]:
                self._occurrences += 1
                if self._occurrences > MOST_OCCURRENCES:
                    raise NotACalendar("This calendar has more busy times than can be taken in.")
                try:
                    span = _busy_in(one, self.asked)
                except Unusable as why:
                    self.left_out[str(why)] += 1
                except _BROKEN:
                    self.left_out["it is broken"] += 1
                else:
                    found += [span] if span.starts_at < span.ends_at else []
        return found

    def framed(self, frame: Availability) -> Span | None:
        """Cut what was asked for to the stretch of which a VAVAILABILITY speaks; None where they do not meet."""
        try:
            _must_know_zones(frame)
            starts_at = max(self.asked.starts_at, _instant(frame.DTSTART or self.asked.starts_at))
            ends = frame.DTEND or (frame.DTSTART + frame.DURATION if frame.DTSTART and frame.DURATION else None)
            ends_at = min(self.asked.ends_at, _instant(ends or self.asked.ends_at))
        except Unusable as why:
            self.left_out[str(why)] += 1
        except _BROKEN:
            self.left_out["it is broken"] += 1
        else:
            return Span(starts_at, ends_at) if starts_at < ends_at else None
        return None


def _cost(series: list[Component], until: datetime) -> int:
    for part in series:
        _must_know_zones(part)
    return steps(series, until.date() + timedelta(days=1))


def _must_know_zones(part: Component) -> None:
    for name in _TIMES:
        values = part.get(name, [])
        for value in chain.from_iterable(each.dts for each in (values if isinstance(values, list) else [values])):
            first = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            if isinstance(first, datetime) and first.tzinfo is zones.UNKNOWN:
                raise Unusable("its time zone is not known")


def _expand(series: list[Component], zone: str, within: Span) -> Iterator[Span]:
    """Yield what each occurrence of a series takes of a stretch of time: an empty one where it takes none."""
    alone = Calendar()
    if known := zones.known(zone):
        alone.add("X-WR-TIMEZONE", known.key)
    for part in series:
        alone.add_component(part)
    kind = recurring_ical_events.ComponentsWithName(series[0].name, recurring_ical_events.EventAdapter)
    first, last = within.starts_at.astimezone(LONDON), within.ends_at.astimezone(LONDON)
    for one in recurring_ical_events.of(alone, components=[kind]).series:
        for occurrence in one.between(first, last):
            entry = occurrence.as_component(keep_recurrence_attributes=True)
            starts_at = max(_instant(occurrence.start), within.starts_at)
            ends_at = min(_instant(occurrence.end), within.ends_at)
            takes_none = _says(entry, "STATUS") == "CANCELLED" or _says(entry, "TRANSP") == "TRANSPARENT"
            yield Span(starts_at, starts_at if takes_none else ends_at)


def _busy_in(one: Any, within: Span) -> Span:
    """Return what a period of a VFREEBUSY takes of a stretch of time: an empty one where it takes none."""
    named = str(one.params.get("TZID", ""))
    zone = zones.known(named) if named else LONDON  # the library reads no zone of a period
    if zone is None:
        raise Unusable("its time zone is not known")
    starts, ends = (at if at.tzinfo else at.replace(tzinfo=zone) for at in (one.start, one.end))
    starts_at = max(_instant(starts), within.starts_at)
    is_free = str(one.params.get("FBTYPE", "BUSY")).upper() == "FREE"
    return Span(starts_at, starts_at if is_free else min(_instant(ends), within.ends_at))


def _says(entry: Component, name: str) -> str:
    return str(entry.get(name, "")).strip().upper()


def _instant(when: date) -> datetime:
    """Read a date as its midnight, and a time without a zone as London's."""
    at = when if isinstance(when, datetime) else datetime.combine(when, time())
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC)
