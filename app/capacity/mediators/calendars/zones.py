"""Time zones: as the file describes them (RFC 5545, 3.6.5: VTIMEZONE governs), otherwise by their name."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars.components import Component
from app.capacity.mediators.calendars.recurrence import dates, rule_of
from app.capacity.mediators.calendars.values import Unreadable, When, offset, when, whens
from app.kernel.london import LONDON

Zone = Callable[[datetime], datetime]
"""The question to a zone: at which instant, in UTC, do its clocks show a time?"""

_LONGEST: Final = 200
_SETTLED: Final = timedelta(days=800)
"""How long before the wanted days we look for a zone's changes. Each zone changes within two years, or never again."""
_MOST_CHANGES: Final = 2_000
_FARTHEST: Final = 14
"""How many hours a clock may differ from UTC."""
_OFFSET_BEFORE: Final = re.compile(r"\((?:utc|gmt)[^()]{0,20}\) *")
_AN_OFFSET: Final = re.compile(r"(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII)


def by_name(name: str) -> Zone | None:
    """Find a zone by its name. None if nothing is known of it.

    Known are `Europe/London`, `GMT Standard Time`, "(UTC+00:00) Dublin, Edinburgh, Lisbon, London", `UTC+01:00`, and
    any of them behind a vendor's own words: `/vendor.example/2026/Europe/London`. Capitals do not matter.
    """
    return _by_name(_plain(name)) if len(name) <= _LONGEST else None


@lru_cache(maxsize=512)
def _by_name(name: str) -> Zone | None:
    shown = _OFFSET_BEFORE.sub("", name, count=1).rpartition(" : ")[2]
    unnumbered = name.rstrip("0123456789").rstrip()  # Outlook numbers zones that it meets twice
    parts = name.rsplit("/", 3)
    candidates = (name, shown, unnumbered, unnumbered.replace(" daylight time", " standard time"))
    for candidate in (*candidates, *("/".join(parts[number:]) for number in range(1, len(parts)))):
        if key := _names().get(candidate):
            return _of(ZoneInfo(key))
    if (found := _AN_OFFSET.fullmatch(name)) and int(found[2]) <= _FARTHEST and int(found[3] or 0) < 60:
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return _fixed(-ahead if found[1] == "-" else ahead)
    return None


def london(wall: datetime) -> datetime:
    """Return the instant at which London's clocks show a time."""
    return wall.replace(tzinfo=LONDON).astimezone(UTC)


def in_utc(wall: datetime) -> datetime:
    """Return the instant at which a clock that shows UTC shows a time."""
    return wall.replace(tzinfo=UTC)


class Zones:
    """The zones of one calendar: those that it describes, and the zone of its times without a zone."""

    def __init__(self, frames: Iterable[Component] = (), asked: Span | None = None, floating: str = "") -> None:
        self._frames: dict[str, Component] = {}
        for frame in frames:
            self._frames.setdefault(plain_id(frame.value("TZID")), frame)
        self._found: dict[str, Zone | None] = {}
        self._asked = asked
        self._floating = floating

    def of(self, at: When) -> tuple[Zone, bool]:
        """Return the zone of a time, and whether the zone is known. London's zone replaces an unknown zone."""
        if at.is_utc:
            return in_utc, True
        if at.is_date or not (name := at.zone_id or self._floating):
            return london, True
        if name not in self._found:
            self._found[name] = self._described(name) or by_name(name)
        zone = self._found[name]
        return (zone, True) if zone is not None else (london, False)

    def at_home(self, at: When) -> When:
        """Return an instant as the calendar's own clock shows it, where X-WR-TIMEZONE says whose: a series keeps it."""
        home = When(at.wall, self._floating)
        zone, known = self.of(home)
        return When(shown_at(at.wall.replace(tzinfo=UTC), zone), self._floating) if self._floating and known else at

    def instant(self, at: When) -> datetime:
        """Return the instant of a date or time."""
        return self.of(at)[0](at.wall)

    def _described(self, name: str) -> Zone | None:
        """Return a zone as the file describes it. None if the file does not describe it, or if the description cannot
        be read."""
        frame = self._frames.get(plain_id(name))
        try:
            return described(frame, self._asked) if frame is not None and self._asked is not None else None
        except Unreadable:
            return None


NO_ZONES: Final = Zones()


def shown_at(instant: datetime, zone: Zone) -> datetime:
    """Return what a zone's clock shows at an instant."""
    wall = instant.replace(tzinfo=None)
    for _ in range(2):  # the second time, as far ahead as the clock is then
        wall += instant - zone(wall)
    return wall


def plain_id(name: str) -> str:
    """Return a zone's name as it is compared: a TZID may be written with escapes, and its parameter is not."""
    return _plain(name.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\"))


def described(frame: Component, asked: Span) -> Zone:
    """Read a VTIMEZONE: from each of its changes on, the clock is that far ahead of UTC.

    Raises:
        Unreadable: it says of no time how far the clock is ahead.
    """
    changes: list[tuple[datetime, timedelta, timedelta]] = []
    for part in frame.inside:
        before, after = offset(part.value("TZOFFSETFROM")), offset(part.value("TZOFFSETTO"))
        # A time that the clock leaves out is read by the clock before, and one that it shows twice as the first.
        left_out = max(after - before, timedelta())
        changes += [(onset + left_out, before, after) for onset in _onsets(part, asked)]
        if len(changes) > _MOST_CHANGES:
            raise Unreadable("a zone that changes more often than clocks do")
    if not changes:
        raise Unreadable("a zone that does not say how far its clock is ahead")
    changes.sort()
    onsets = [onset for onset, _, _ in changes]
    ahead = [changes[0][1], *(after for _, _, after in changes)]
    return lambda wall: (wall - ahead[bisect_right(onsets, wall)]).replace(tzinfo=UTC)


def _onsets(part: Component, asked: Span) -> list[datetime]:
    """Return when a clock changes, by the clock before the change: once before the days asked for, then every time."""
    if (line := part.first("DTSTART")) is None:
        raise Unreadable("a zone whose change has no date")
    first = when(line.value).wall
    found = [first, *(one.wall for more in part.lines.get("RDATE", ()) for one in whens(more))]
    low, high = asked.starts_at.replace(tzinfo=None) - _SETTLED, asked.ends_at.replace(tzinfo=None) + _SETTLED
    for line in part.lines.get("RRULE", ())[:10]:
        rule = rule_of(line.value)
        if rule.frequency not in ("YEARLY", "MONTHLY"):
            raise Unreadable("a zone that changes more often than clocks do")
        ends = high
        if rule.until:
            until = when(rule.until)
            ends = min(high, until.wall + timedelta(days=1)) if until.is_utc or until.is_date else min(high, until.wall)
        found += dates(rule, first, min(low, ends - _SETTLED), ends)
    early = [one for one in found if one < low]
    return [one for one in found if one >= low] + ([max(early)] if early else [])


def _of(zone: ZoneInfo) -> Zone:
    return lambda wall: wall.replace(tzinfo=zone).astimezone(UTC)


def _fixed(ahead: timedelta) -> Zone:
    return lambda wall: (wall - ahead).replace(tzinfo=UTC)


def _plain(name: str) -> str:
    return " ".join(name.replace('"', "").split()).casefold()


@cache
def _names() -> dict[str, str]:
    """Every name of a zone, in small letters. The names that Windows uses and shows come from CLDR."""
    known = {name.casefold(): name for name in available_timezones()}
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    by_windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone in known.values()}
    shown = {}
    text = Path(__file__).with_name("display_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        display, _, windows = line.partition("\t")
        shown[display.casefold()] = by_windows[windows.casefold()]
    return shown | by_windows | known
