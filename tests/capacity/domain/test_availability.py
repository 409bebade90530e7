"""Slots: inside what is open, clear of what is busy, right on the days when the clocks change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capacity.domain.availability import (
    Availability,
    Extra,
    Leave,
    Weekly,
    expand,
    joined,
    last_day_with_room,
    midnight,
    within_hours,
)
from app.capacity.domain.mediator import Span
from app.kernel.london import LONDON
from app.law.domain.calendars import EnglishCalendar

MONDAY = date(2026, 6, 1)
SPRING_FORWARD = date(2026, 3, 29)
FALL_BACK = date(2026, 10, 25)
DAY = timedelta(days=1)


ALWAYS = EnglishCalendar(frozenset(), date(2030, 12, 31))
"""No bank holidays: they have tests of their own."""


def laid_out(availability: Availability, from_on: date, to_on: date) -> tuple[Span, ...]:
    return expand(availability, from_on, to_on, ALWAYS)


def room_until(availability: Availability, from_on: date, to_on: date, most: int) -> date:
    return last_day_with_room(availability, from_on, to_on, most, ALWAYS)


def open_for(availability: Availability, span: Span) -> bool:
    return within_hours(availability, span, ALWAYS)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def starts(availability: Availability, from_on: date, to_on: date | None = None) -> list[str]:
    """When the slots start, as a London wall clock shows it."""
    slots = laid_out(availability, from_on, to_on or from_on)
    return [slot.starts_at.astimezone(LONDON).strftime("%a %d %H:%M") for slot in slots]


def kept(starts_: time, ends: time, *weekdays: int, valid_from: date = date(2026, 1, 1)) -> Availability:
    return Availability(weekly=tuple(Weekly(weekday, starts_, ends, valid_from) for weekday in weekdays))


MONDAYS = kept(time(9, 30), time(17), 0)


def test_sessions_follow_one_another_with_a_gap() -> None:
    assert starts(MONDAYS, MONDAY, MONDAY + 7 * DAY) == ["Mon 01 09:30", "Mon 01 13:00", "Mon 08 09:30", "Mon 08 13:00"]
    assert laid_out(MONDAYS, MONDAY, MONDAY)[0] == Span(utc(MONDAY, 8, 30), utc(MONDAY, 11, 30))


def test_a_slot_may_end_with_its_window_but_not_after() -> None:
    assert len(laid_out(kept(time(9), time(12), 0), MONDAY, MONDAY)) == 1
    assert laid_out(kept(time(9), time(11, 59), 0), MONDAY, MONDAY) == ()


def test_slots_may_overlap_so_that_a_booker_chooses() -> None:
    chosen = Availability(extra=(Extra(MONDAY, time(9), time(13)),), starts_every_minutes=30)
    assert starts(chosen, MONDAY) == ["Mon 01 09:00", "Mon 01 09:30", "Mon 01 10:00"]


def test_hours_are_kept_from_the_first_day_to_the_last() -> None:
    hours = Weekly(0, time(9), time(12), MONDAY, MONDAY + 14 * DAY)
    availability = Availability(weekly=(hours,))
    assert starts(availability, MONDAY - 7 * DAY, MONDAY + 28 * DAY) == ["Mon 01 09:00", "Mon 08 09:00", "Mon 15 09:00"]
    shorter = replace(hours, valid_from=MONDAY + DAY, valid_until=MONDAY + 13 * DAY)
    assert starts(Availability(weekly=(shorter,)), MONDAY, MONDAY + 28 * DAY) == ["Mon 08 09:00"]


@pytest.mark.parametrize("valid_from", [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY])
def test_every_other_week_counts_from_the_week_of_the_first_day(valid_from: date) -> None:
    wednesdays = Weekly(2, time(9), time(12), valid_from, every_weeks=2)
    shown = starts(Availability(weekly=(wednesdays,)), MONDAY, MONDAY + 28 * DAY)
    assert shown == ["Wed 03 09:00", "Wed 17 09:00"]


def test_leave_takes_whole_london_days_the_first_and_the_last_included() -> None:
    daily = kept(time(9), time(12), *range(7))
    away = replace(daily, leave=(Leave(MONDAY + DAY, MONDAY + 2 * DAY),))
    assert starts(away, MONDAY, MONDAY + 3 * DAY) == ["Mon 01 09:00", "Thu 04 09:00"]


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        (Span(utc(MONDAY, 7), utc(MONDAY, 8, 30)), ["09:30", "13:00"]),  # over when the slot begins
        (Span(utc(MONDAY, 7), utc(MONDAY, 8, 31)), ["13:00"]),
        (Span(utc(MONDAY, 11, 30), utc(MONDAY, 12)), ["09:30", "13:00"]),  # begins when the slot is over
        (Span(utc(MONDAY, 11, 29), utc(MONDAY, 12)), ["13:00"]),
        (Span(utc(MONDAY, 9), utc(MONDAY, 9, 1)), ["13:00"]),
        (Span(utc(MONDAY - DAY, 0), utc(MONDAY + DAY, 0)), []),
    ],
)
def test_busy_time_takes_the_slots_that_it_touches_and_moves_no_other(busy: Span, left: list[str]) -> None:
    assert [shown[-5:] for shown in starts(replace(MONDAYS, busy=(busy,)), MONDAY)] == left


def test_windows_that_meet_are_one() -> None:
    extra = Extra(MONDAY, time(17), time(20))
    assert starts(replace(MONDAYS, extra=(extra,)), MONDAY) == ["Mon 01 09:30", "Mon 01 13:00", "Mon 01 16:30"]
    assert starts(replace(MONDAYS, extra=(Extra(MONDAY, time(9), time(12)),)), MONDAY)[0] == "Mon 01 09:00"


def test_a_calendars_windows_are_open_too_and_are_cut_at_londons_midnight() -> None:
    weekend = Span(utc(MONDAY, 16), utc(MONDAY + DAY, 11))  # 17:00 to noon in London
    sent = Availability(windows=(weekend,))
    assert starts(sent, MONDAY) == ["Mon 01 17:00", "Mon 01 20:30"]
    assert starts(sent, MONDAY + DAY) == ["Tue 02 00:00", "Tue 02 03:30", "Tue 02 07:00"]


def test_mornings_are_mornings_on_both_sides_of_a_change_of_the_clocks() -> None:
    mornings = kept(time(9, 30), time(12, 30), *range(7))
    for change, before, after in ((SPRING_FORWARD, 9, 8), (FALL_BACK, 8, 9)):
        slots = laid_out(mornings, change - DAY, change + DAY)
        assert [slot.starts_at.hour for slot in slots] == [before, after, after]
        assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(hours=3)}


@pytest.mark.parametrize(("day", "hours"), [(SPRING_FORWARD, 3), (FALL_BACK, 5), (MONDAY, 4)])
def test_a_night_has_the_hours_that_it_has(day: date, hours: int) -> None:
    night = Availability(extra=(Extra(day, time(0), time(4)),), session_minutes=60, gap_minutes=0)
    slots = laid_out(night, day, day)
    assert len(slots) == hours
    assert slots[0].starts_at == midnight(day)
    assert slots[-1].ends_at == datetime.combine(day, time(4), LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "span"),
    [
        # 01:30 never is in March: nobody is booked for a moment that the window does not show
        (SPRING_FORWARD, time(0, 30), time(1, 30), None),
        (SPRING_FORWARD, time(1, 15), time(1, 45), None),
        (SPRING_FORWARD, time(1, 30), time(3), (1, 30, 2, 0)),
        # 01:30 is twice in October
        (FALL_BACK, time(0, 30), time(1, 30), (-1, 30, 0, 30)),
        (FALL_BACK, time(1, 30), time(3), (1, 30, 3, 0)),
    ],
)
def test_a_window_at_the_change_itself_is_the_shorter_of_its_readings(
    day: date, opens: time, closes: time, span: tuple[int, int, int, int] | None
) -> None:
    quarters = Availability(extra=(Extra(day, opens, closes),), session_minutes=15, gap_minutes=0)
    slots = laid_out(quarters, day, day)
    if span is None:
        assert slots == ()
        return
    zero = datetime.combine(day, time(), UTC)
    assert slots[0].starts_at == zero + timedelta(hours=span[0], minutes=span[1])
    assert slots[-1].ends_at == zero + timedelta(hours=span[2], minutes=span[3])


def test_days_in_the_wrong_order_hold_no_slot() -> None:
    assert laid_out(MONDAYS, MONDAY, MONDAY - DAY) == ()


LONDONS_OWN = Span(datetime(2026, 1, 1, tzinfo=LONDON), datetime(2026, 1, 2, tzinfo=LONDON))
BACKWARDS = Span(utc(MONDAY, 9), utc(MONDAY, 9))


@pytest.mark.parametrize(
    ("illegal", "says"),
    [
        (lambda: Weekly(7, time(9), time(10), MONDAY), "weekday must be from 0 to 6"),
        (lambda: Weekly(-1, time(9), time(10), MONDAY), "weekday must be from 0 to 6"),
        (lambda: Weekly(0, time(9), time(9), MONDAY), "end after they start"),
        (lambda: Weekly(0, time(9), time(10, tzinfo=UTC), MONDAY), "leave out the time zone"),
        (lambda: Weekly(0, time(9), time(10), MONDAY, every_weeks=0), "every_weeks must be from 1 to 8"),
        (lambda: Weekly(0, time(9), time(10), MONDAY, every_weeks=9), "every_weeks must be from 1 to 8"),
        (lambda: Weekly(0, time(9), time(10), MONDAY, MONDAY - DAY), "cannot be before their first day"),
        (lambda: Extra(MONDAY, time(10), time(9)), "end after they start"),
        (lambda: Leave(MONDAY, MONDAY - DAY), "before it begins"),
        (lambda: Availability(session_minutes=14), "session_minutes must be from 15 to 720"),
        (lambda: Availability(session_minutes=721), "session_minutes must be from 15 to 720"),
        (lambda: Availability(gap_minutes=-1), "gap_minutes must be from 0 to 240"),
        (lambda: Availability(starts_every_minutes=4), "starts_every_minutes must be from 5 to 720"),
        (lambda: Availability(busy=(LONDONS_OWN,)), "in UTC"),
        (lambda: Availability(windows=(BACKWARDS,)), "end after they start"),
    ],
)
def test_what_no_calendar_could_hold_is_refused(illegal: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        illegal()


def test_the_ends_of_every_range_are_allowed() -> None:
    Weekly(6, time(0), time(23, 59), MONDAY, MONDAY, every_weeks=8)
    Leave(MONDAY, MONDAY)
    Availability(session_minutes=15, gap_minutes=0, starts_every_minutes=5)
    Availability(session_minutes=720, gap_minutes=240, starts_every_minutes=720)


# Days about both changes of the clocks, and times on the quarter of an hour.
DAYS = st.sampled_from([change + n * DAY for change in (SPRING_FORWARD, FALL_BACK) for n in range(-9, 10)])
QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
HOURS = st.lists(QUARTERS, min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def weeklies(draw: st.DrawFn) -> Weekly:
    opens, closes = draw(HOURS)
    weeks = draw(st.integers(1, 8))
    return Weekly(draw(st.integers(0, 6)), opens, closes, draw(DAYS) - 60 * DAY, every_weeks=weeks)


@st.composite
def extras(draw: st.DrawFn) -> Extra:
    opens, closes = draw(HOURS)
    return Extra(draw(DAYS), opens, closes)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts_at = utc(draw(DAYS), 0) + timedelta(minutes=draw(st.integers(0, 1439)))
    return Span(starts_at, starts_at + timedelta(minutes=draw(st.integers(1, 3000))))


@st.composite
def availabilities(draw: st.DrawFn) -> Availability:
    away = draw(st.lists(DAYS, max_size=2))
    return Availability(
        weekly=tuple(draw(st.lists(weeklies(), max_size=4))),
        extra=tuple(draw(st.lists(extras(), max_size=3))),
        leave=tuple(Leave(day, day + draw(st.integers(0, 3)) * DAY) for day in away),
        busy=tuple(draw(st.lists(spans(), max_size=4))),
        windows=tuple(draw(st.lists(spans(), max_size=3))),
        session_minutes=draw(st.integers(15, 240)),
        gap_minutes=draw(st.integers(0, 60)),
        starts_every_minutes=draw(st.none() | st.integers(15, 90)),
    )


RANGES = st.lists(DAYS, min_size=2, max_size=2).map(sorted)


@given(availabilities(), RANGES)
def test_a_slot_is_open_clear_and_as_long_as_a_session(availability: Availability, days: list[date]) -> None:
    slots = laid_out(availability, *days)
    assert list(slots) == sorted(set(slots), key=lambda slot: slot.starts_at)
    for slot in slots:
        day = slot.starts_at.astimezone(LONDON).date()
        assert days[0] <= day <= days[1]
        assert slot.ends_at - slot.starts_at == timedelta(minutes=availability.session_minutes)
        assert not any(slot.overlaps(busy) for busy in availability.busy)
        assert not any(leave.from_on <= day <= leave.to_on for leave in availability.leave)
        assert _open(availability, slot.starts_at)
        assert _open(availability, slot.starts_at + (slot.ends_at - slot.starts_at) / 2)
        assert _open(availability, slot.ends_at - timedelta(microseconds=1))


def _open(availability: Availability, at: datetime) -> bool:
    """Whether a clock on the wall, or a calendar, says open at an instant: worked out without any laying out."""
    shown = at.astimezone(LONDON)
    day, clock = shown.date(), shown.time()
    return (
        any(hours.covers(day) and hours.starts <= clock < hours.ends for hours in availability.weekly)
        or any(extra.on == day and extra.starts <= clock < extra.ends for extra in availability.extra)
        or any(window.starts_at <= at < window.ends_at for window in availability.windows)
    )


@given(availabilities().map(lambda one: replace(one, starts_every_minutes=None)), RANGES)
def test_slots_of_the_default_mode_never_overlap(availability: Availability, days: list[date]) -> None:
    assert all(one.ends_at <= following.starts_at for one, following in pairwise(laid_out(availability, *days)))


@given(availabilities(), RANGES, st.data())
def test_each_day_stands_alone(availability: Availability, days: list[date], data: st.DataObject) -> None:
    first, last = days
    middle = data.draw(st.dates(first, last))
    parts = laid_out(availability, first, middle) + laid_out(availability, middle + DAY, last)
    assert laid_out(availability, first, last) == parts


@given(availabilities(), RANGES, spans())
def test_more_busy_time_only_takes_slots_away(availability: Availability, days: list[date], busy: Span) -> None:
    before = laid_out(availability, *days)
    after = laid_out(replace(availability, busy=(*availability.busy, busy)), *days)
    assert after == tuple(slot for slot in before if not slot.overlaps(busy))


@given(availabilities(), RANGES, st.integers(0, 40))
def test_room_is_counted_as_slots_would_be_laid_out(availability: Availability, days: list[date], most: int) -> None:
    """Busy time is not taken off, and each day counts whole."""
    first, last = days
    free = replace(availability, busy=())
    until = room_until(availability, first, last, most)
    assert len(laid_out(free, first, until)) <= most
    assert until == last or len(laid_out(free, first, until + DAY)) > most


def test_stretches_that_meet_are_joined() -> None:
    first, second, apart = (Span(utc(MONDAY, a), utc(MONDAY, b)) for a, b in ((9, 11), (11, 12), (13, 14)))
    within = Span(utc(MONDAY, 9), utc(MONDAY, 10))
    assert joined((apart, second, first, within)) == (Span(utc(MONDAY, 9), utc(MONDAY, 12)), apart)
    assert joined(()) == ()


def test_a_fixed_offset_is_not_utc() -> None:
    odd = timezone(timedelta(hours=1))
    with pytest.raises(ValueError, match="in UTC"):
        Availability(busy=(Span(datetime(2026, 6, 1, 9, tzinfo=odd), datetime(2026, 6, 1, 10, tzinfo=odd)),))


def test_hours_hold_whatever_lies_within_them_and_is_not_busy() -> None:
    """Of any length, and not across a break; on leave none is kept."""
    morning, afternoon = Extra(MONDAY, time(9), time(12)), Extra(MONDAY, time(13), time(17))
    hours = Availability(extra=(morning, afternoon), busy=(Span(utc(MONDAY, 13), utc(MONDAY, 14)),))
    for starts_at, ends_at, within in (
        (8, 11, True),  # 9 to 12 in London
        (9, 10, True),
        (7, 10, False),
        (10, 13, False),
        (12, 13, True),
        (12, 14, False),
        (14, 16, True),
    ):
        span = Span(utc(MONDAY, starts_at), utc(MONDAY, ends_at))
        assert open_for(hours, span) is within, span
        assert not open_for(replace(hours, leave=(Leave(MONDAY, MONDAY),)), span)


def test_weekly_hours_rest_on_holidays_and_single_windows_do_not() -> None:
    easter_monday, christmas = date(2027, 3, 29), date(2027, 12, 25)  # a Saturday: its bank holiday is the Monday after
    england = EnglishCalendar(frozenset({easter_monday}), date(2027, 12, 31))
    weekly = kept(time(9), time(12), *range(7))
    both = replace(weekly, extra=(Extra(easter_monday, time(13), time(16)),))
    for day in (easter_monday, christmas):
        assert expand(weekly, day, day, england) == ()
        assert len(expand(weekly, day - DAY, day + DAY, england)) == 2
        assert last_day_with_room(weekly, day - DAY, day + DAY, 2, england) == day + DAY
    [afternoon] = expand(both, easter_monday, easter_monday, england)
    assert afternoon.starts_at == utc(easter_monday, 12)
    assert within_hours(both, afternoon, england)
    assert not within_hours(weekly, Span(utc(easter_monday, 8), utc(easter_monday, 11)), england)
    windows = replace(weekly, windows=(Span(utc(easter_monday, 12), utc(easter_monday, 15)),))
    assert expand(windows, easter_monday, easter_monday, england) == (afternoon,)
