"""When a mediator can hold a session: weekly hours, single windows, leave and busy times, turned into slots."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain

from app.capacity.domain.mediator import Span
from app.kernel.london import LONDON
from app.law.domain.calendars import EnglishCalendar

ONE_DAY = timedelta(days=1)
LONGEST_SESSION = 720
LONGEST_GAP = 240
"""In minutes, both."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours on one weekday (0 is Monday), in London time.

    `valid_until` is the last day included. With `every_weeks` 2, every other week counts, beginning with the week,
    Monday to Sunday, that holds `valid_from`.
    """

    weekday: int
    starts: time
    ends: time
    valid_from: date
    valid_until: date | None = None
    every_weeks: int = 1

    def __post_init__(self) -> None:
        """Reject hours that no week could hold."""
        _within("weekday", self.weekday, 0, 6)
        _within("every_weeks", self.every_weeks, 1, 8)
        _hours(self.starts, self.ends)
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("The last day of these hours cannot be before their first day.")

    def covers(self, day: date) -> bool:
        """Whether these hours are kept on a day."""
        if day.weekday() != self.weekday or day < self.valid_from or (self.valid_until and day > self.valid_until):
            return False
        monday = self.valid_from - self.valid_from.weekday() * ONE_DAY
        return (day - monday).days // 7 % self.every_weeks == 0


@dataclass(frozen=True, slots=True)
class Extra:
    """A window on one day only, in London time."""

    on: date
    starts: time
    ends: time

    def __post_init__(self) -> None:
        """Reject a window that ends before it starts."""
        _hours(self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class Leave:
    """Whole days in London without sessions, including the first and the last."""

    from_on: date
    to_on: date

    def __post_init__(self) -> None:
        """Reject leave that ends before it begins."""
        if self.to_on < self.from_on:
            raise ValueError("Leave cannot end before it begins.")


@dataclass(frozen=True, slots=True)
class Availability:
    """Everything that says when a mediator is free.

    `windows` are instants at which sessions may be held beside the weekly hours, as a calendar sent in gives them;
    `busy` are instants at which none may. Both are in UTC. A session takes `session_minutes`. Where
    `starts_every_minutes` is None, slots follow one another with `gap_minutes` between; otherwise one starts every so
    many minutes, so that slots overlap and a booker chooses. Either way, `gap_minutes` stay free before and after time
    that is held or booked: no slot within them is offered or held, whatever hours it came from.
    """

    weekly: tuple[Weekly, ...] = ()
    extra: tuple[Extra, ...] = ()
    leave: tuple[Leave, ...] = ()
    busy: tuple[Span, ...] = ()
    windows: tuple[Span, ...] = ()
    session_minutes: int = 180
    gap_minutes: int = 30
    starts_every_minutes: int | None = None

    def __post_init__(self) -> None:
        """Reject lengths that no session has, and times that are not instants."""
        _within("session_minutes", self.session_minutes, 15, LONGEST_SESSION)
        _within("gap_minutes", self.gap_minutes, 0, LONGEST_GAP)
        if self.starts_every_minutes is not None:
            _within("starts_every_minutes", self.starts_every_minutes, 5, 720)
        for span in chain(self.busy, self.windows):
            if span.starts_at.tzinfo is not UTC or span.ends_at.tzinfo is not UTC:
                raise ValueError("Busy time and windows are given in UTC.")
            if span.ends_at <= span.starts_at:
                raise ValueError("Busy time and windows end after they start.")

    @property
    def session(self) -> timedelta:
        """How long a session takes."""
        return timedelta(minutes=self.session_minutes)

    @property
    def gap(self) -> timedelta:
        """How long stays free between two sessions."""
        return timedelta(minutes=self.gap_minutes)

    @property
    def step(self) -> timedelta:
        """How long after one slot the next one begins."""
        if self.starts_every_minutes is not None:
            return timedelta(minutes=self.starts_every_minutes)
        return self.session + self.gap


def last_day_with_room(
    availability: Availability, from_on: date, to_on: date, most: int, england: EnglishCalendar
) -> date:
    """Return the last day up to which no more than `most` slots could begin, counted without laying any out.

    Busy time is not taken off: it may be gone tomorrow. Before `from_on`, where that day alone holds too many.
    """
    room = 0
    for window in _windows(availability, from_on, to_on, england):
        length = window.ends_at - window.starts_at
        if length >= availability.session:
            room += (length - availability.session) // availability.step + 1
        if room > most:
            return window.starts_at.astimezone(LONDON).date() - ONE_DAY
    return to_on


def expand(availability: Availability, from_on: date, to_on: date, england: EnglishCalendar) -> tuple[Span, ...]:
    """Lay out every slot that begins on a London day from `from_on` to `to_on`, both included; in UTC, sorted.

    Windows that meet are one window, so that slots of the default mode never overlap. Windows are cut at London's
    midnight, so that each day stands alone: no slot runs through the night, and none moves because a neighbouring one
    is taken. A slot's length is real minutes, also across a change of the clocks.
    """
    session, step = availability.session, availability.step
    busy = joined(availability.busy)
    busy_ends = [span.ends_at for span in busy]
    slots: list[Span] = []
    for window in _windows(availability, from_on, to_on, england):
        at = window.starts_at
        while (ends_at := at + session) <= window.ends_at:
            following = bisect_right(busy_ends, at)  # the first busy time that is not over when the slot begins
            if following == len(busy) or busy[following].starts_at >= ends_at:
                slots.append(Span(at, ends_at))
            at += step
    return tuple(slots)


def within_hours(availability: Availability, span: Span, england: EnglishCalendar) -> bool:
    """Whether a stretch of time lies within the mediator's hours, and touches no busy time. Its length does not
    matter."""
    day = span.starts_at.astimezone(LONDON).date()
    windows = _windows(availability, day, day, england)
    kept = any(window.starts_at <= span.starts_at and span.ends_at <= window.ends_at for window in windows)
    return kept and not any(span.overlaps(busy) for busy in availability.busy)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort stretches of time, and join those that meet or overlap."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda span: span.starts_at):
        if whole and span.starts_at <= whole[-1].ends_at:
            whole[-1] = Span(whole[-1].starts_at, max(whole[-1].ends_at, span.ends_at))
        else:
            whole.append(span)
    return tuple(whole)


def midnight(day: date) -> datetime:
    """The instant at which a day begins in London, in UTC."""
    return datetime.combine(day, time(), UTC) - _ahead(day)


def _windows(availability: Availability, from_on: date, to_on: date, england: EnglishCalendar) -> Iterator[Span]:
    """Yield what is open on each day that is not on leave, in order and without overlap.

    Weekly hours rest on England's holidays: who works on one says so for that day, with `extra` or in a calendar.
    """
    given = joined(availability.windows)
    given_ends = [span.ends_at for span in given]
    for number in range((to_on - from_on).days + 1):
        day = from_on + number * ONE_DAY
        if any(leave.from_on <= day <= leave.to_on for leave in availability.leave):
            continue
        weekly = () if england.is_holiday(day) else availability.weekly
        open_today = [_on(day, hours.starts, hours.ends) for hours in weekly if hours.covers(day)]
        open_today += [_on(day, window.starts, window.ends) for window in availability.extra if window.on == day]
        if given:
            begins_at, over_at = midnight(day), midnight(day + ONE_DAY)
            for span in given[bisect_right(given_ends, begins_at) :]:
                if span.starts_at >= over_at:
                    break
                open_today.append(Span(max(span.starts_at, begins_at), min(span.ends_at, over_at)))
        yield from joined(span for span in open_today if span.starts_at < span.ends_at)


def _on(day: date, starts: time, ends: time) -> Span:
    """Read hours on a wall as instants.

    A time that the clock shows twice in October, or never in March, has two readings. We take those that leave the
    shorter window: nobody is booked for a moment that was not offered.
    """
    if (ahead := _ahead(day)) == _ahead(day + ONE_DAY):
        return Span(datetime.combine(day, starts, UTC) - ahead, datetime.combine(day, ends, UTC) - ahead)
    start, end = datetime.combine(day, starts, LONDON), datetime.combine(day, ends, LONDON)
    return Span(
        max(start.astimezone(UTC), start.replace(fold=1).astimezone(UTC)),
        min(end.astimezone(UTC), end.replace(fold=1).astimezone(UTC)),
    )


@lru_cache(maxsize=4096)
def _ahead(day: date) -> timedelta:
    """How far London's clocks are ahead of UTC when a day begins."""
    return datetime.combine(day, time(), LONDON).utcoffset() or timedelta()


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} must be from {least} to {most}, not {value}.")


def _hours(starts: time, ends: time) -> None:
    if starts.tzinfo is not None or ends.tzinfo is not None:
        raise ValueError("Working hours are London times, so leave out the time zone.")
    if ends <= starts:
        raise ValueError("Working hours must end after they start, on the same day.")
