"""Reads a mediator's own calendar for busy and available times, and for nothing else.

A calendar that is sent here may be broken or hostile. Titles, places and people are private. They are thrown away line
by line, and no error message repeats them.
"""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import BinaryIO, Final
from uuid import UUID

from app.capacity.domain.availability import joined, midnight
from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars.components import Component, NotACalendar, components
from app.capacity.mediators.calendars.entries import Entry, entry_of, read_periods
from app.capacity.mediators.calendars.lines import lines_of
from app.capacity.mediators.calendars.series import UNKNOWN_ZONE, Placing, changed_dates, current
from app.capacity.mediators.calendars.values import Lasting, Unreadable, When, duration, when
from app.capacity.mediators.calendars.zones import Zones

MOST_ENTRIES: Final = 100_000
MOST_OCCURRENCES: Final = 500_000
MOST_TIMES: Final = 10_000
"""How many stretches of time are stored: more than two an hour for a year."""
MOST_NAMED: Final = 50
"""How many faults are named one by one. Further faults are only counted."""
_AROUND: Final = timedelta(days=2)
"""More than the clocks of any place differ from UTC's."""


@dataclass(frozen=True, slots=True)
class Imported:
    """When a mediator is open to sessions and when it is busy, in UTC, sorted and joined.

    Joined, so that not even the number of its appointments is kept. `sessions` are the events named like this
    service's own sessions, by the session: whether it is one, the reader does not know. `skipped` names each entry
    that could not be read as it is meant, by its line, with why and what is done instead.
    """

    windows: tuple[Span, ...]
    busy: tuple[Span, ...]
    skipped: tuple[str, ...]
    sessions: Mapping[UUID, tuple[Span, ...]] = field(default_factory=dict)


def read_calendar(text: BinaryIO, from_on: date, to_on: date) -> Imported:
    """Read what an iCalendar file says of the London days from `from_on` to `to_on`, both included.

    Events block time unless they are cancelled or marked as free (TRANSP:TRANSPARENT), and so does what a VFREEBUSY
    does not call FREE; what is AVAILABLE (RFC 7953) opens it. A time without a zone is London's, or that of the
    calendar's X-WR-TIMEZONE. What cannot be placed blocks the time read as London's, and opens none.

    Raises:
        NotACalendar: the text is not one, is broken, or asks for more than is reasonable.
    """
    reading = _Reading(Span(midnight(from_on), midnight(to_on + timedelta(days=1))))
    lines = lines_of(io.TextIOWrapper(text, encoding="utf-8-sig", errors="replace"))
    for component in components(lines):
        reading.take(component)
    reading.place()
    named, more = reading.faults[:MOST_NAMED], reading.faulty - MOST_NAMED
    told = (
        *(text for _, text in sorted(named)),
        *([f"There are {more} more entries that we could not read in full."] if more > 0 else []),
    )
    if len(reading.windows) + len(reading.busy) + len(reading.sessions) > MOST_TIMES:
        reading.windows, reading.busy = list(joined(reading.windows)), list(joined(reading.busy))
    if len(reading.windows) + len(reading.busy) + len(reading.sessions) > MOST_TIMES:
        raise NotACalendar(f"This calendar has more than {MOST_TIMES:,} separate times in the year ahead.")
    ours = {session_id: joined(spans) for session_id, spans in reading.sessions.items()}
    return Imported(joined(reading.windows), joined(reading.busy), told, ours)


class _Reading:
    """A file while it is read."""

    def __init__(self, asked: Span) -> None:
        self.asked = asked
        self.windows: list[Span] = []
        self.busy: list[Span] = []
        self.sessions: defaultdict[UUID, list[Span]] = defaultdict(list)
        self.faults: list[tuple[int, str]] = []
        self._low, self._high = (at.replace(tzinfo=None) for at in (asked.starts_at - _AROUND, asked.ends_at + _AROUND))
        self.faulty, self._entries, self._occurrences = 0, 0, 0
        self._by_uid: defaultdict[bytes, list[Entry]] = defaultdict(list)
        self._latest: defaultdict[bytes, int] = defaultdict(int)
        self._waiting: list[Component] = []
        """The components of the calendar that has not ended: its zones may be described after them."""
        self._events: list[Entry] = []

    def take(self, component: Component) -> None:
        """Read a component that has ended."""
        if component.name == "VCALENDAR":
            self._end(component)
        elif component.name == "VEVENT":
            self._count(1)
            if (entry := self._entry(component)) is not None:
                self._events.append(entry)
        else:
            self._count(1 + len(component.inside))
            self._waiting.append(component)

    def place(self) -> None:
        """Place the events of the whole file."""
        for uid, entries in self._by_uid.items():
            changed = changed_dates(entries)
            placing = Placing(self.asked, changed)
            for entry in (*current(entries, self._latest[uid]), *changed):
                if entry.takes_time:
                    into = self.busy if entry.session_id is None else self.sessions[entry.session_id]
                    into += self._placed(entry, placing, self.asked)
                    for fault in entry.faults:
                        self._name(Component("VEVENT", entry.number), entry.start, fault)

    def _end(self, calendar: Component) -> None:
        if (scale := calendar.value("CALSCALE").strip().upper()) and scale != "GREGORIAN":
            number = calendar.lines["CALSCALE"][0].number
            raise NotACalendar(f"Line {number} of this calendar has a CALSCALE other than GREGORIAN.")
        frames = [one for one in self._waiting if one.name == "VTIMEZONE"]
        zones = Zones(frames, self.asked, calendar.value("X-WR-TIMEZONE").strip())
        called_off = calendar.value("METHOD").strip().upper() == "CANCEL"  # RFC 5546, 3.2.5
        for entry in self._events:
            entry.zones, name = zones, entry.uid or str(entry.number).encode()
            if entry.start.is_utc and entry.rules:
                entry.start = zones.at_home(entry.start)
            if called_off:
                entry.called_off, entry.takes_time = True, False
            if entry.replaces is None:
                self._latest[name] = max(self._latest[name], entry.sequence)
            if called_off or not self._is_elsewhere(entry):
                self._by_uid[name].append(entry)
        for component in self._waiting:
            if component.name == "VFREEBUSY" and not called_off:
                self._read_periods(component, zones)
            elif component.name == "VAVAILABILITY" and not called_off:
                self._read_hours(component, zones)
        self._waiting, self._events = [], []

    def _entry(self, component: Component) -> Entry | None:
        try:
            return entry_of(component)
        except Unreadable as why:
            self._name(component, None, f"it has {why}: it is left out")
            return None

    def _is_elsewhere(self, entry: Entry) -> bool:
        """Whether an entry is far from the days asked for, and has no dates but its own: most of a diary of years."""
        if entry.repeats or entry.replaces is not None:
            return False
        ends = entry.ends.wall if entry.ends else entry.start.wall
        latest = max(ends, entry.start.wall)
        return entry.start.wall > self._high or (latest < self._low and self._low - latest > entry.lasting.at_most)

    def _placed(self, entry: Entry, placing: Placing, within: Span) -> Iterator[Span]:
        """Yield the time that an entry takes within a stretch of time."""
        for starts_at, ends_at in placing.taken(entry):
            self._occur()
            yield from _cut(starts_at, ends_at, within)

    def _read_periods(self, component: Component, zones: Zones) -> None:
        """Read the periods of a VFREEBUSY: all but those that are FREE."""
        for line in component.lines.get("FREEBUSY", ()):
            if line.parameter("FBTYPE").upper() == "FREE":
                continue
            if line.cut:
                self._name(component, None, f"line {line.number} is too long: its last times are left out")
            for period, why in read_periods(line):
                self._occur()
                if why:
                    self._name(component, None, f"line {line.number} has {why}")
                if period is None:
                    continue
                start, ends = period
                zone, known = zones.of(start)
                if not known:
                    self._name(component, start, UNKNOWN_ZONE)
                starts_at = zone(start.wall)
                if isinstance(ends, Lasting):
                    ends_at = zone(start.wall + ends.by_the_clock) + ends.in_fact
                else:
                    ends_at = zones.instant(ends)
                self.busy += _cut(starts_at, ends_at, self.asked)

    def _read_hours(self, frame: Component, zones: Zones) -> None:
        """Read the AVAILABLE parts of a VAVAILABILITY, within its own stretch of time. A fault opens no time."""
        try:
            within = self._framed(frame, zones)
        except Unreadable as why:
            self._name(frame, None, f"it has {why}: it opens no time")
            return
        by_uid: defaultdict[bytes, list[Entry]] = defaultdict(list)
        parts = {}
        for part in frame.inside:
            try:
                entry = entry_of(part)
            except Unreadable as why:
                self._name(part, None, f"it has {why}: it opens no time")
                continue
            entry.zones, parts[entry.number] = zones, part
            by_uid[entry.uid or str(entry.number).encode()].append(entry)
        for entries in by_uid.values() if within is not None else ():
            changed = changed_dates(entries)
            placing = Placing(self.asked, changed)
            latest = max(entry.sequence for entry in entries)
            for entry in (*current(entries, latest), *changed):
                opened = list(self._placed(entry, placing, within)) if within and entry.takes_time else []
                if not entry.faults:
                    self.windows += opened
                for fault in entry.faults:
                    self._name(parts[entry.number], entry.start, f"{fault.partition(':')[0]}: it opens no time")

    def _framed(self, frame: Component, zones: Zones) -> Span | None:
        """Cut the wanted days to the stretch of time of a VAVAILABILITY. None if they do not meet."""
        starts_at, ends_at = self.asked.starts_at, self.asked.ends_at
        begins = self._known(frame, "DTSTART", zones)
        if begins is not None:
            starts_at = max(starts_at, zones.instant(begins))
            if (line := frame.first("DURATION")) is not None:
                lasting = duration(line.value)
                ends_at = min(ends_at, zones.instant(begins) + lasting.at_most)
        if (ends := self._known(frame, "DTEND", zones)) is not None:
            ends_at = min(ends_at, zones.instant(ends))
        return Span(starts_at, ends_at) if starts_at < ends_at else None

    def _known(self, frame: Component, name: str, zones: Zones) -> When | None:
        if (line := frame.first(name)) is None:
            return None
        at = when(line.value, line.parameter("TZID"))
        if not zones.of(at)[1]:
            raise Unreadable("a time zone that is not known")
        return at

    def _count(self, entries: int) -> None:
        self._entries += entries
        if self._entries > MOST_ENTRIES:
            raise NotACalendar(f"This calendar has more than {MOST_ENTRIES:,} entries.")

    def _occur(self) -> None:
        self._occurrences += 1
        if self._occurrences > MOST_OCCURRENCES:
            raise NotACalendar("This calendar repeats its entries too often for us to read.")

    def _name(self, component: Component, start: When | None, fault: str) -> None:
        """Name an entry by its line and its time, and say what is wrong with the entry."""
        self.faulty += 1
        if len(self.faults) < MOST_NAMED:
            on = f" ({start.wall.day} {start.wall:%B %Y{'' if start.is_date else ', %H:%M'}})" if start else ""
            self.faults.append((component.number, f"The {component.name} at line {component.number}{on}: {fault}."))


def _cut(starts_at: datetime, ends_at: datetime, within: Span) -> list[Span]:
    """Return the time that two stretches share: nothing, or one stretch."""
    starts_at, ends_at = max(starts_at, within.starts_at), min(ends_at, within.ends_at)
    return [Span(starts_at, ends_at)] if starts_at < ends_at else []
