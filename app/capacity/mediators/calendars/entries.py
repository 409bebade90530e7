"""One entry of a calendar: its time, how it repeats, and which date of a series it replaces. Nothing else is read."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from hashlib import blake2b
from typing import Final
from uuid import UUID

from app.capacity.mediators.calendars.components import Component
from app.capacity.mediators.calendars.lines import Line
from app.capacity.mediators.calendars.recurrence import Rule, rule_of
from app.capacity.mediators.calendars.values import Lasting, Unreadable, When, duration, when, whens
from app.capacity.mediators.calendars.writing import session_of
from app.capacity.mediators.calendars.zones import NO_ZONES, Zones

A_DAY: Final = timedelta(days=1)
_MOST_RULES: Final = 20
_ITS_DAY = "a time whose end cannot be read: the whole day counts as busy"
_TO_THE_END_OF_THE_DAY = "its end cannot be read: the entry counts until the end of its first day"


@dataclass(slots=True)
class Entry:
    """An entry, with the faults that were found in it. Each fault says what is done instead."""

    number: int
    uid: bytes
    session_id: UUID | None
    sequence: int
    start: When
    ends: When | None
    lasting: Lasting
    takes_time: bool
    called_off: bool
    replaces: When | None
    onward: bool
    zones: Zones = NO_ZONES
    rules: list[Rule] = field(default_factory=list)
    more: list[When] = field(default_factory=list)
    periods: list[tuple[When, When | Lasting]] = field(default_factory=list)
    less: list[When] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        """Whether the entry has more dates than its first."""
        return bool(self.rules or self.more or self.periods)


def entry_of(component: Component) -> Entry:
    """Read an entry. If its start can be read, another fault affects only the part that it is in.

    Raises:
        Unreadable: its start cannot be read, so the entry has no place in time.
    """
    if (line := component.first("DTSTART")) is None or line.cut:
        raise Unreadable("no start that can be read")
    start = when(line.value, line.parameter("TZID"))
    said = component.value("UID").strip()
    status, shown = component.value("STATUS").upper().rstrip(), component.value("TRANSP").upper().rstrip()
    entry = Entry(
        component.number,
        blake2b(said.encode(), digest_size=16).digest() if said else b"",
        session_of(said),
        _sequence(component.value("SEQUENCE")),
        start,
        None,
        Lasting(),
        takes_time=status != "CANCELLED" and shown != "TRANSPARENT",
        called_off=False,
        replaces=None,
        onward=False,
    )
    if len(component.lines["DTSTART"]) > 1:
        entry.faults.append("it has more than one start: we read only the first start")
    if component.stray is not None:
        entry.faults.append(f"line {component.stray} is not a line of a calendar: check the entry's time")
    _read_end(entry, component)
    _read_place_in_series(entry, component)
    _read_dates(entry, component)
    return entry


def _read_end(entry: Entry, component: Component) -> None:
    """Read the end, or the length. An all-day entry takes at least one day."""
    start, line = entry.start, component.first("DTEND")
    try:
        if line is not None and line.value.strip():
            ends = when(line.value, line.parameter("TZID"))
            if (start.is_date, start.is_utc, start.zone_id) == (ends.is_date, ends.is_utc, ends.zone_id):
                _must_not_be_before(start.wall, ends.wall)
                entry.lasting = Lasting(ends.wall - start.wall)
            else:
                entry.ends = ends
                return
        elif (line := component.first("DURATION")) is not None and line.value.strip():
            entry.lasting = duration(line.value)
        whole_day = start.is_date or component.value("X-MICROSOFT-CDO-ALLDAYEVENT").strip().upper() == "TRUE"
        if whole_day and entry.lasting.at_most < A_DAY:
            entry.lasting = Lasting(A_DAY)
    except Unreadable:
        entry.lasting = to_the_end_of_the_day(start.wall)
        entry.faults.append(_TO_THE_END_OF_THE_DAY)


def to_the_end_of_the_day(wall: datetime) -> Lasting:
    """Return the time to the end of the day, by the local clock."""
    return Lasting(datetime.combine(wall, time()) + A_DAY - wall)


def _must_not_be_before(start: datetime, ends: datetime) -> None:
    if ends < start:
        raise Unreadable("an end before its start")


def _read_place_in_series(entry: Entry, component: Component) -> None:
    if (line := component.first("RECURRENCE-ID")) is None:
        return
    try:
        entry.replaces = when(line.value, line.parameter("TZID"))
        entry.onward = line.parameter("RANGE").upper() == "THISANDFUTURE"
    except Unreadable:
        entry.faults.append("we cannot read the date that the entry replaces: that date does not change")
        entry.uid = b""


def _read_dates(entry: Entry, component: Component) -> None:
    """Read the rules and the single dates of a series, each on its own."""
    rules = [line for line in component.lines.get("RRULE", ()) if line.value.strip()]
    try:
        if len(rules) > _MOST_RULES or any(line.cut for line in rules):
            raise Unreadable("too many rules for repeating")
        entry.rules = [rule_of(line.value) for line in rules]
    except Unreadable as why:
        entry.faults.append(rule_fault(why))
    for line in component.lines.get("RDATE", ()):
        try:
            if "/" in line.value:
                _read_further_periods(entry, line)
                continue
            for at in whens(line):
                if at.is_date and not entry.start.is_date:  # which time of the day is not said: all of it
                    entry.periods.append((replace(at, zone_id=entry.start.zone_id), Lasting(A_DAY)))
                else:
                    entry.more.append(at)
        except Unreadable as why:
            entry.faults.append(f"its extra dates (RDATE) have {why}: some of these dates are missing")
    for line in component.lines.get("EXDATE", ()):
        try:
            entry.less += whens(line)
        except Unreadable as why:
            entry.faults.append(f"its exceptions (EXDATE) have {why}: some of these dates stay busy")
    if "EXRULE" in component.lines:
        entry.faults.append("we do not read its exceptions by a rule (EXRULE): the dates that they remove stay busy")


def rule_fault(why: Unreadable) -> str:
    """Say that a rule cannot be read."""
    return f"it has {why}: we read only its first time"


def _read_further_periods(entry: Entry, line: Line) -> None:
    for period, why in read_periods(line):
        if period is not None:
            entry.periods.append(period)
        if why:
            entry.faults.append(f"its extra dates (RDATE) have {why}")


def read_periods(line: Line) -> list[tuple[tuple[When, When | Lasting] | None, str]]:
    """Read a list of periods, each with its fault. A period whose end cannot be read lasts to the end of the day. A
    period without a fault has None."""
    zone_id = line.parameter("TZID")
    found: list[tuple[tuple[When, When | Lasting] | None, str]] = []
    for one in line.value.split(","):
        if not one.strip():
            continue
        starts, _, ends = one.partition("/")
        try:
            start = when(starts, zone_id)
        except Unreadable as why:
            found.append((None, f"{why}: that time is left out"))
            continue
        try:
            until = duration(ends) if ends.strip().upper().lstrip("+-").startswith("P") else when(ends, zone_id)
            found.append(((start, until), ""))
        except Unreadable:
            found.append(((start, to_the_end_of_the_day(start.wall)), _ITS_DAY))
    return found


def _sequence(text: str) -> int:
    number = text.strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
