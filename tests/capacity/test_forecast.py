"""When the thirty days will break, what would prevent it, and who is next in line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement
from math import floor
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.capacity.forecast import Forecast, Week, forecast, waiting_order, why_here
from app.domain.law.model import Unit
from app.domain.law.rulebook import RULEBOOK

CLOCK = RULEBOOK.rule("authority-arranges").clock
assert CLOCK is not None
assert CLOCK.period.unit is Unit.DAYS
WITHIN = CLOCK.period.amount

MONDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 25)


def weeks(*free: int) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=n), one) for n, one in enumerate(free)]


def look(
    ahead: Sequence[Week], due: Sequence[date] = (), rate: float = 0, per_day: float = 2, within: int = WITHIN
) -> Forecast:
    return forecast(ahead, due, rate, TODAY, per_day, arrange_within_days=within)


def breach(found: Forecast) -> tuple[date | None, int]:
    return found.first_breach_week, found.duties_broken


def test_where_nobody_waits_and_nobody_comes_nothing_breaks() -> None:
    assert breach(look([])) == breach(look(weeks(0, 0))) == (None, 0)


@pytest.mark.parametrize(
    ("due", "free", "broken_in"),
    [
        ("2026-11-24", (0, 0, 0), None),  # past before today: it is overdue, and tells nothing of the weeks to come
        ("2026-11-25", (1, 0, 0), None),  # today is still inside
        ("2026-11-25", (0, 9, 9), "2026-11-23"),
        ("2026-11-29", (0, 9, 9), "2026-11-23"),  # a Sunday is its week's last day
        ("2026-11-30", (0, 1, 0), None),  # and a Monday the first
        ("2026-11-30", (0, 0, 9), "2026-11-30"),
        ("2026-12-13", (0, 0, 0), "2026-12-07"),
        ("2026-12-14", (0, 0, 0), None),  # beyond the weeks given
        ("2026-09-01", (9, 9, 9), None),
    ],
)
def test_a_duty_breaks_in_the_week_in_which_its_day_passes(
    due: str, free: tuple[int, ...], broken_in: str | None
) -> None:
    expected = (date.fromisoformat(broken_in), 1) if broken_in else (None, 0)
    assert breach(look(weeks(*free), [date.fromisoformat(due)])) == expected


def test_whoever_is_due_first_is_served_first() -> None:
    due = [date(2026, 12, 9), date(2026, 11, 27), date(2026, 12, 2)]
    assert breach(look(weeks(1, 1, 1), due)) == (None, 0)
    assert breach(look(weeks(1, 1, 0), due)) == (date(2026, 12, 7), 1)


def test_a_case_past_its_day_is_still_owed_a_session_and_takes_the_first() -> None:
    found = look(weeks(1), [date(2026, 11, 20), date(2026, 11, 27)])
    assert (found.overdue, *breach(found)) == (1, MONDAY, 1)
    assert found.sessions_short == 1  # what was broken before today is beyond help


def test_what_is_overdue_does_not_hide_the_week_in_which_the_next_duty_breaks() -> None:
    found = look(weeks(1, 1, 0), [date(2026, 11, 2), date(2026, 12, 2), date(2026, 12, 9)])
    assert (found.overdue, *breach(found)) == (1, date(2026, 12, 7), 1)


def test_one_request_each_week_is_due_from_the_week_in_which_its_days_end() -> None:
    """Requests on Wed 2 Dec, 9 Dec, ... are due on Fri 1 Jan, 8 Jan, ..."""
    assert breach(look(weeks(*[0] * 5), rate=1)) == (None, 0)
    assert breach(look(weeks(*[0] * 6), rate=1)) == (date(2026, 12, 28), 1)
    assert breach(look(weeks(*[0] * 8), rate=1)) == (date(2026, 12, 28), 3)
    assert breach(look(weeks(0, *[1] * 7), rate=1)) == (None, 0)


def test_a_new_request_finds_no_session_in_the_week_it_comes() -> None:
    assert breach(look(weeks(9, 9, 0, 0, 0, 0), rate=1)) == (date(2026, 12, 28), 1)
    assert breach(look(weeks(0, 0, 1, 0, 0, 0), rate=1)) == (None, 0)


def test_parts_of_requests_add_up() -> None:
    assert look(weeks(*[0] * 16), rate=0.1).duties_broken == 1
    assert look(weeks(*[0] * 14), rate=0.1).duties_broken == 0
    assert look(weeks(*[0] * 25), rate=0.3).duties_broken == 6  # due from week 5 on: six in 20 weeks


def test_the_period_is_the_callers() -> None:
    assert breach(look(weeks(0, 0, 0), rate=1, within=5)) == (date(2026, 12, 7), 1)
    assert breach(look(weeks(0, 0, 0), rate=1, within=0)) == (date(2026, 11, 30), 2)
    assert breach(look(weeks(0, 1, 1), rate=1, within=0)) == (None, 0)


def test_weeks_out_of_order_doubled_missing_or_past_are_put_right() -> None:
    due = [date(2026, 12, 9)] * 3
    past, one, two = Week(MONDAY - timedelta(7), 9), *weeks(1, 0, 1)[::2]
    assert look([two, past, one, two], due) == look(weeks(1, 0, 2), due)


@pytest.mark.parametrize(("begins_on", "free"), [(MONDAY, -1), (TODAY, 1)])
def test_what_is_no_week_is_refused(begins_on: date, free: int) -> None:
    with pytest.raises(ValueError, match="begins on a Monday"):
        Week(begins_on, free)


@pytest.mark.parametrize(("rate", "per_day"), [(-0.1, 2), (1, 0), (1, -1)])
def test_rates_that_mean_nothing_are_refused(rate: float, per_day: float) -> None:
    with pytest.raises(ValueError, match="cannot be fewer"):
        look(weeks(1), rate=rate, per_day=per_day)


def test_the_assumption_is_told_with_its_numbers() -> None:
    said = look(weeks(1), rate=2.5, per_day=1.5).assumption
    assert "2.5 a week" in said
    assert f"due {WITHIN} days" in said
    assert "1.5 sessions" in said


def test_a_mediators_day_is_never_half_a_day_here_and_half_there() -> None:
    due = [date(2026, 11, 27), date(2026, 12, 9)]
    assert look(weeks(0, 0, 0), due).mediator_days_needed == 1  # the second session serves the second case
    apart = look(weeks(0, 0, 0, 0, 0, 0, 0), [date(2026, 11, 27)], rate=0.5)
    assert (apart.sessions_short, apart.mediator_days_needed) == (2, 2)  # nobody else waits on the first day


def test_parts_of_sessions_add_up() -> None:
    assert look(weeks(0), [TODAY] * 3, per_day=0.3).mediator_days_needed == 10
    one_now_and_two_later = look(weeks(*[0] * 6), [TODAY], rate=2, per_day=1.5)
    assert one_now_and_two_later.sessions_short == 3
    assert one_now_and_two_later.mediator_days_needed == 2


DUE = st.lists(st.integers(-6, 27).map(lambda days: TODAY + timedelta(days)), max_size=8)
FREE = st.lists(st.integers(0, 3), min_size=1, max_size=4)
RATE = st.sampled_from([0, 0.3, 1, 2.5])
SOON = st.sampled_from([0, 4, 9, WITHIN])


@given(FREE, DUE, RATE, SOON, st.data())
def test_more_free_sessions_never_break_more(
    free: list[int], due: list[date], rate: float, within: int, data: st.DataObject
) -> None:
    more = data.draw(st.lists(st.integers(0, 2), min_size=len(free), max_size=len(free)))
    before = look(weeks(*free), due, rate, within=within)
    after = look(weeks(*map(sum, zip(free, more, strict=True))), due, rate, within=within)
    assert after.duties_broken <= before.duties_broken
    assert (after.first_breach_week or date.max) >= (before.first_breach_week or date.max)
    assert after.sessions_short <= before.sessions_short


@settings(max_examples=60)
@given(FREE, DUE, RATE, SOON, st.sampled_from([1, 2, 2.5]))
def test_so_many_mediator_days_are_enough_and_one_less_is_not(
    free: list[int], due: list[date], rate: float, within: int, per_day: float
) -> None:
    found = look(weeks(*free), due, rate, per_day, within)
    assert found.overdue == sum(day < TODAY for day in due)

    def helped(days: int) -> bool:
        return any(
            look(better, due, rate, per_day, within).duties_broken == 0
            for better in with_extra_days(free, days, per_day)
        )

    assert helped(found.mediator_days_needed)
    assert found.mediator_days_needed == 0 or not helped(found.mediator_days_needed - 1)


def with_extra_days(free: list[int], days: int, per_day: float) -> Iterator[list[Week]]:
    """Yield the weeks with a mediator's extra days added in every possible way."""
    brings = [floor((n + 1) * per_day) - floor(n * per_day) for n in range(days)]
    for chosen in combinations_with_replacement(range(len(free)), days):
        extra = Counter[int]()
        for week, sessions in zip(chosen, brings, strict=True):
            extra[week] += sessions
        yield weeks(*(one + extra[week] for week, one in enumerate(free)))


def test_the_waiting_list_is_by_duty_then_by_request() -> None:
    early, late = date(2026, 12, 1), date(2026, 12, 2)
    line = [
        (early, late, UUID(int=9)),
        (late, early, UUID(int=3)),
        (late, late, UUID(int=1)),
        (late, late, UUID(int=2)),
        (None, early, UUID(int=0)),
        (None, late, UUID(int=0)),
    ]
    turned = line[::-1]
    assert sorted(turned, key=lambda one: waiting_order(*one)) == line


@pytest.mark.parametrize(
    ("due", "ahead", "says"),
    [
        ("2026-11-24", [], "Was due by 2026-11-24: none of those waiting is due sooner."),
        ("2026-11-25", ["2026-11-24"], "Due by 2026-11-25: 1 of those waiting is due sooner."),
        (
            "2026-12-01",
            ["2026-11-24", "2026-11-25", "2026-12-01"],
            "Due by 2026-12-01: 2 of those waiting are due sooner, and 1 with the same due date asked no later.",
        ),
        (
            None,
            ["2026-11-24", None],
            "It has no due date: 1 of those waiting is due sooner, and 1 without one asked no later.",
        ),
    ],
)
def test_why_a_case_stands_where_it_stands(due: str | None, ahead: list[str | None], says: str) -> None:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    assert why_here(day(due), [day(one) for one in ahead], TODAY) == says
