"""The values of a calendar's properties (RFC 5545, 3.3): dates, times, durations and periods."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.capacity.mediators.calendars.lines import Line

_WHEN: Final = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
"""Also with hyphens and colons, without seconds or with an offset: programs write what RFC 5545 leaves out."""
_DURATION: Final = re.compile(
    r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?", re.ASCII
)
_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)


class Unreadable(ValueError):
    """A value or an entry that cannot be read. The message says why, and does not repeat the value."""


@dataclass(frozen=True, slots=True)
class When:
    """A date, or a time as a clock shows it: UTC's, that of the zone `zone_id`, or with no zone the calendar's own."""

    wall: datetime
    zone_id: str = ""
    is_date: bool = False
    is_utc: bool = False


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something takes: first by the local clock, then in real time."""

    by_the_clock: timedelta = timedelta()
    in_fact: timedelta = timedelta()

    @property
    def at_most(self) -> timedelta:
        """The greatest length, apart from a change of the clocks."""
        return self.by_the_clock + self.in_fact


def when(text: str, zone_id: str = "") -> When:
    """Read a date or a time. A `Z` or an offset counts, whatever zone is named beside it.

    Raises:
        Unreadable: it is neither.
    """
    found = _WHEN.fullmatch(text.strip().upper())
    if found is None:
        raise Unreadable("a date or time that cannot be read")
    year, _, month, day, hour, minute, second, utc = found.groups()
    try:
        if hour is None:
            return When(datetime.combine(date(int(year), int(month), int(day)), time()), is_date=True)
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59))  # noqa: DTZ001 - as a clock shows it
        wall -= timedelta() if utc in (None, "Z") else offset(utc.replace(":", ""))
    except (ValueError, OverflowError):
        raise Unreadable("a date or time that does not exist") from None
    return When(wall, "" if utc else zone_id, is_utc=bool(utc))


def whens(line: Line) -> list[When]:
    """Read a list of dates and times. For periods, read where each begins. Empty members are ignored."""
    if line.cut:
        raise Unreadable("a line that is too long")
    zone_id = line.parameter("TZID")
    return [when(one.partition("/")[0], zone_id) for one in line.value.split(",") if one.strip()]


def duration(text: str) -> Lasting:
    """Read a duration: days and weeks by the local clock, hours and less in real time.

    Raises:
        Unreadable: it is none.
    """
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise Unreadable("a duration that cannot be read")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    lasting = Lasting(timedelta(weeks=weeks, days=days), timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if found[1] == "-" and lasting.at_most:
        raise Unreadable("a negative duration")
    return lasting


def offset(text: str) -> timedelta:
    """Read how far a clock is ahead of UTC.

    Raises:
        Unreadable: it is no such offset, or one that no clock has.
    """
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise Unreadable("an offset that cannot be read")
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    ahead = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or ahead >= timedelta(hours=24):
        raise Unreadable("an offset that no clock has")
    return -ahead if found[1] == "-" else ahead
