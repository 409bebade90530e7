# ruff: noqa: DTZ001, DTZ901 - a rule counts by the clock on the wall
"""Recurrence rules: the dates in a stretch of time are those that walking the whole rule gives, at a bounded cost."""

from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # ships no types
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.capacity.mediators.calendars.recurrence import dates, rule_of
from app.capacity.mediators.calendars.values import Unreadable

LOW, HIGH = datetime(2026, 11, 27), datetime(2027, 12, 8)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values.map(str), min_size=1, max_size=most, unique=True).map(",".join)


FILTERS = {
    "BYMONTH": some(st.integers(1, 12)),
    "BYMONTHDAY": some(st.integers(-31, 31).filter(bool)),
    "BYDAY": some(st.sampled_from(DAYS)),
    "BYHOUR": some(st.integers(0, 23)),
    "BYMINUTE": some(st.integers(0, 59)),
    "BYSETPOS": some(st.integers(-3, 3).filter(bool)),
    "BYYEARDAY": some(st.integers(-366, 366).filter(bool)),
    "BYWEEKNO": some(st.integers(1, 53)),
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 14))}", f"WKST={draw(st.sampled_from(DAYS))}"]
    names = draw(st.lists(st.sampled_from(sorted(FILTERS)), max_size=3, unique=True))
    parts += [f"{name}={draw(FILTERS[name])}" for name in names]
    if frequency in ("MONTHLY", "YEARLY") and "BYDAY" not in names and "BYWEEKNO" not in names and draw(st.booleans()):
        parts.append(f"BYDAY={draw(st.integers(-4, 4).filter(bool))}{draw(st.sampled_from(DAYS))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 900))}")
    return ";".join(parts)


@settings(max_examples=50)  # a rule that never comes round takes the plain walk seconds
@given(rules(), st.datetimes(datetime(2016, 2, 1), datetime(2027, 12, 1)).map(lambda at: at.replace(microsecond=0)))
def test_the_dates_are_those_of_walking_the_whole_rule(text: str, first: datetime) -> None:
    try:
        expected = [at for at in takewhile(lambda at: at <= HIGH, rrulestr(text, dtstart=first)) if at >= LOW]
    except ValueError:  # a part that picks from a set that the rule does not have
        assume(False)
    assert list(dates(rule_of(text), first, LOW, HIGH)) == expected


@pytest.mark.parametrize("hours", [1, 5, 24, 100])
def test_hours_go_on_from_the_first_whatever_lies_between(hours: int) -> None:
    first = datetime(2001, 2, 3, 4, 5, 6)
    found = list(dates(rule_of(f"FREQ=HOURLY;INTERVAL={hours}"), first, LOW, HIGH))
    assert all((at - first) % timedelta(hours=hours) == timedelta() for at in found)
    assert len(found) in {(HIGH - LOW) // timedelta(hours=hours) + more for more in (0, 1)}


@pytest.mark.parametrize("frequency", ["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("never", ["BYMONTH=2;BYMONTHDAY=30", "BYYEARDAY=-366;BYMONTH=12", "BYWEEKNO=53;BYMONTH=6"])
def test_a_rule_that_never_comes_round_is_soon_over(frequency: str, never: str) -> None:
    for first in (datetime(1970, 1, 1), datetime(2027, 1, 1), datetime(1, 1, 1)):
        assert list(dates(rule_of(f"FREQ={frequency};{never}"), first, LOW, HIGH)) == []


@pytest.mark.parametrize("first", [datetime(1, 1, 1), datetime(1601, 1, 1), datetime(1970, 1, 1)])
def test_an_old_rule_costs_no_more_than_a_young_one(first: datetime) -> None:
    found = list(dates(rule_of("FREQ=DAILY"), first, LOW, HIGH))
    assert len(found) == (HIGH - LOW).days + 1


@pytest.mark.parametrize(
    "text",
    ["FREQ=MINUTELY", "FREQ=MINUTELY;COUNT=99999", "FREQ=SECONDLY;COUNT=1", "FREQ=DAILY;INTERVAL=100001"],
)
def test_what_repeats_too_often_or_too_seldom_is_not_followed(text: str) -> None:
    with pytest.raises(Unreadable):
        list(dates(rule_of(text), datetime(1970, 1, 1), LOW, HIGH))


def test_a_count_is_followed_from_the_first_date_or_taken_to_go_on() -> None:
    first = datetime(1970, 1, 1)
    assert list(dates(rule_of("FREQ=DAILY;COUNT=5;BYMONTH=1"), first, LOW, HIGH)) == []
    assert len(list(dates(rule_of("FREQ=YEARLY;COUNT=58;BYMONTH=1"), first, LOW, HIGH))) == 1  # the last is in 2027
    assert list(dates(rule_of("FREQ=YEARLY;COUNT=57;BYMONTH=1"), first, LOW, HIGH)) == []
    assert len(list(dates(rule_of("FREQ=DAILY;COUNT=99999;BYMONTH=1"), first, LOW, HIGH))) == 31


def test_a_rule_at_the_end_of_time_ends() -> None:
    last = datetime(9999, 12, 30)
    assert list(dates(rule_of("FREQ=DAILY"), last, last, datetime.max)) == [last, last + timedelta(days=1)]
    assert list(dates(rule_of("FREQ=WEEKLY;INTERVAL=100000;COUNT=999999999"), last, LOW, HIGH)) == []
