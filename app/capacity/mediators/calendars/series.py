"""Combines the entries of a calendar: series, dates that were moved or called off, and the time that they take."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Final

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars.entries import A_DAY, Entry, rule_fault, to_the_end_of_the_day
from app.capacity.mediators.calendars.recurrence import dates
from app.capacity.mediators.calendars.values import Lasting, Unreadable, When, when
from app.capacity.mediators.calendars.zones import Zone, Zones, shown_at
from app.kernel.london import LONDON

_FARTHEST: Final = timedelta(days=400)
"""How far all later dates of a series may be moved at once."""
_CLOCKS: Final = timedelta(days=2)
"""More than the clocks of any two places differ by, a change of theirs among it."""
UNKNOWN_ZONE: Final = "we do not know its time zone: we read its time as London time"
Taken = tuple[datetime, datetime]


def current(entries: Iterable[Entry], latest: int) -> list[Entry]:
    """Drop entries of one UID that were replaced or called off later, apart from single dates of a series.

    `latest` is the highest SEQUENCE among them, and replaces every lower one. Entries of the same SEQUENCE are separate
    appointments.
    """
    own = [one for one in entries if one.replaces is None]
    called_off = any(one.called_off and one.sequence == latest for one in own)
    return [] if called_off else [one for one in own if one.sequence == latest]


def changed_dates(entries: Iterable[Entry]) -> list[Entry]:
    """Return the latest version of the single dates of a series."""
    by_date: dict[datetime, list[Entry]] = {}
    for one in entries:
        if one.replaces is not None:
            by_date.setdefault(one.zones.instant(one.replaces), []).append(one)
    found = []
    for said in by_date.values():
        latest = max(one.sequence for one in said)
        last = [one for one in said if one.sequence == latest]
        found += [one for one in last if one.called_off][:1] or last
    return found


class Placing:
    """Places the entries of one UID in a stretch of time."""

    def __init__(self, asked: Span, changed: list[Entry]) -> None:
        self._asked = asked
        self._gone = {one.zones.instant(one.replaces) for one in changed if one.replaces is not None}
        self._gone_days = {one.replaces.wall.date() for one in changed if one.replaces and one.replaces.is_date}
        onward = [(one.zones.instant(one.replaces), one) for one in changed if one.replaces and one.onward]
        self._onward = [one for _, one in sorted(onward, key=itemgetter(0))]
        self._since = sorted(since for since, _ in onward)

    def taken(self, entry: Entry) -> Iterator[Taken]:
        """Yield the time that an entry takes, date by date. What cannot be read is added to the entry's faults."""
        zones = entry.zones
        zone, known = zones.of(entry.start)
        if not known:
            entry.faults.append(UNKNOWN_ZONE)
        lasting = self._lasting(entry, zones)
        less = {zones.instant(at) for at in entry.less if not at.is_date}
        less_days = {at.wall.date() for at in entry.less if at.is_date}
        for wall in self._walls(entry, zone, lasting):
            starts_at = zone(wall)
            if starts_at in less or wall.date() in less_days:
                continue
            if entry.replaces is None and (starts_at in self._gone or wall.date() in self._gone_days):
                continue
            yield from self._moved(entry, wall, starts_at, zone, lasting)
        for start, ends in entry.periods:
            at, _ = zones.of(start)
            yield at(start.wall), _end(at, start.wall, ends) if isinstance(ends, Lasting) else zones.instant(ends)

    def _lasting(self, entry: Entry, zones: Zones) -> Lasting:
        if entry.ends is None:
            return entry.lasting
        lasts = zones.instant(entry.ends) - zones.instant(entry.start)
        if lasts >= timedelta():
            return Lasting(in_fact=max(lasts, A_DAY) if entry.start.is_date else lasts)
        entry.faults.append("its end is before its start: the entry counts until the end of its first day")
        return to_the_end_of_the_day(entry.start.wall)

    def _walls(self, entry: Entry, zone: Zone, lasting: Lasting) -> Iterator[datetime]:
        """Yield the entry's dates around the stretch by its local clock, each once, including its own first date."""
        reach = lasting.at_most + _CLOCKS + (_FARTHEST if self._onward else timedelta())
        low = self._asked.starts_at.replace(tzinfo=None) - min(reach, timedelta(days=36_500))
        high = self._asked.ends_at.replace(tzinfo=None) + _CLOCKS + (_FARTHEST if self._onward else timedelta())
        seen = {entry.start.wall}
        yield entry.start.wall
        for rule in entry.rules if entry.replaces is None else ():
            try:
                until = _Until(rule.until, entry.start, zone)
                found = [
                    wall for wall in dates(rule, entry.start.wall, low, min(high, until.latest)) if until.covers(wall)
                ]
            except Unreadable as why:
                entry.faults.append(rule_fault(why))
                continue
            for wall in found:
                if wall not in seen:
                    seen.add(wall)
                    yield wall
        for at in entry.more:
            wall = at.wall if at.is_date else shown_at(entry.zones.instant(at), zone)
            if wall not in seen:
                seen.add(wall)
                yield wall

    def _moved(
        self, entry: Entry, wall: datetime, starts_at: datetime, zone: Zone, lasting: Lasting
    ) -> Iterator[Taken]:
        """Yield what a date takes: where all later dates were moved, as the last of those changes says."""
        place = bisect_right(self._since, starts_at)
        change = self._onward[place - 1] if place else None
        if entry.replaces is None and change is not None and change.replaces is not None:
            if not change.takes_time:
                return
            zones = change.zones
            by = zones.instant(change.start) - zones.instant(change.replaces)
            if abs(by) > _FARTHEST:
                change.faults.append("it moves all later dates too far: the old dates stay busy")
            else:
                starts_at, wall, lasting = starts_at + by, wall + by, self._lasting(change, zones)
        yield starts_at, _end(zone, wall, lasting)


class _Until:
    """The last moment of a rule. A date is included to its end, in the zone of the series."""

    def __init__(self, text: str, start: When, zone: Zone) -> None:
        self._zone, self._instant = zone, None
        self.latest = datetime.max  # noqa: DTZ901 - by the clock on the wall
        if not text:
            return
        until = when(text)
        if until.is_date:
            self.latest = until.wall + timedelta(days=1) - timedelta(seconds=1)
        elif until.is_utc and start.is_date:
            self.latest = until.wall.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)
        elif until.is_utc:
            self._instant = until.wall.replace(tzinfo=UTC)
            self.latest = until.wall + _CLOCKS
        else:
            self.latest = until.wall

    def covers(self, wall: datetime) -> bool:
        """Whether a date is not after the last moment."""
        return self._instant is None or self._zone(wall) <= self._instant


def _end(zone: Zone, wall: datetime, lasting: Lasting) -> datetime:
    return zone(wall + lasting.by_the_clock) + lasting.in_fact
