"""When the thirty days will break, what would prevent it, and who is next in line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement
from math import floor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.capacity.domain.forecast import Forecast, InArea, Reckoning, Week, forecast, why_here
from app.capacity.domain.serving import Due, Sessions
from app.law.domain.model import Unit
from app.law.domain.rulebook import RULEBOOK

CLOCK = RULEBOOK.rule("authority-arranges").clock
assert CLOCK is not None
assert CLOCK.period.unit is Unit.DAYS
WITHIN = CLOCK.period.amount

MONDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 25)


HERE = "991"
THERE = "992"


def of(*areas: str, short_notice: bool = False) -> Sessions:
    return Sessions(frozenset(areas), short_notice)


def weeks(*free: int) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=n), {of(HERE): one}) for n, one in enumerate(free)]


def look(
    ahead: Sequence[Week], due: Sequence[date] = (), rate: float = 0, per_day: float = 2, within: int = WITHIN
) -> Forecast:
    """Forecast where there is one area only, and everybody can be told in time."""
    waiting = [Due(day, HERE) for day in due]
    return forecast(ahead, waiting, {HERE: rate}, TODAY, Reckoning(within, sessions_per_mediator_day=per_day))


def look_at(ahead: Sequence[Mapping[Sessions, int]], *waiting: tuple[str, str], told_from: date = TODAY) -> Forecast:
    """Forecast weeks with sessions of several sorts, for cases given by area and due day."""
    plan = [Week(MONDAY + timedelta(weeks=n), free) for n, free in enumerate(ahead)]
    line = [Due(date.fromisoformat(day), area) for area, day in waiting]
    return forecast(plan, line, {}, TODAY, Reckoning(WITHIN, told_from))


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
    past, one, two = Week(MONDAY - timedelta(7), {of(HERE): 9}), *weeks(1, 0, 1)[::2]
    assert look([two, past, one, two], due) == look(weeks(1, 0, 2), due)


@pytest.mark.parametrize(("begins_on", "free"), [(MONDAY, -1), (TODAY, 1)])
def test_what_is_no_week_is_refused(begins_on: date, free: int) -> None:
    with pytest.raises(ValueError, match="begins on a Monday"):
        Week(begins_on, {of(HERE): free})


@pytest.mark.parametrize(("rate", "per_day"), [(-0.1, 2), (1, 0), (1, -1)])
def test_rates_that_mean_nothing_are_refused(rate: float, per_day: float) -> None:
    with pytest.raises(ValueError, match="cannot be fewer"):
        look(weeks(1), rate=rate, per_day=per_day)


def test_the_assumption_is_told_with_its_numbers() -> None:
    said = look(weeks(1), rate=2.5, per_day=1.5).assumption
    assert "2.5 a week" in said
    assert f"due after {WITHIN} days" in said
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


FRIDAY = "2026-11-27"


def test_a_session_is_of_use_only_where_its_mediator_serves() -> None:
    found = look_at([{of(THERE): 3}, {of(THERE): 3}], (HERE, FRIDAY), (HERE, "2026-12-02"), (THERE, FRIDAY))
    assert (*breach(found), found.sessions_short, found.mediator_days_needed) == (MONDAY, 2, 2, 1)


def test_whoever_can_be_served_elsewhere_makes_room() -> None:
    both_and_one = [{of(HERE, THERE): 1, of(HERE): 1}]
    for first, second in ((HERE, THERE), (THERE, HERE)):
        assert breach(look_at(both_and_one, (first, FRIDAY), (second, "2026-11-28"))) == (None, 0)
    # One makes room for the next, who makes room for another.
    chain = [{of(HERE, THERE): 1, of(THERE, "993"): 1, of(HERE): 1}]
    assert breach(look_at(chain, (HERE, "2026-11-26"), (THERE, FRIDAY), ("993", "2026-11-28"))) == (None, 0)
    assert breach(look_at(chain, (HERE, "2026-11-26"), *[(THERE, FRIDAY)] * 2, ("993", FRIDAY))) == (MONDAY, 1)


def test_who_is_overdue_in_one_area_takes_no_extra_session_of_another() -> None:
    found = look_at([{}], (HERE, "2026-11-20"), (THERE, FRIDAY))
    assert (found.overdue, found.duties_broken, found.sessions_short) == (1, 1, 1)


@pytest.mark.parametrize(
    ("due", "broken"),
    [
        ("2026-11-30", 0),  # its days end before notice is possible: it may be asked to agree to less
        ("2026-12-02", 1),  # it can be told in time of a later session, and there is none
        ("2026-11-24", 0),  # overdue: nothing is kept any more by a session at short notice
    ],
)
def test_short_notice_is_for_those_alone_whose_days_end_sooner(due: str, broken: int) -> None:
    soon = {of(HERE, short_notice=True): 1}
    told_from = date(2026, 12, 2)
    assert look_at([soon, {}], (HERE, due), told_from=told_from).duties_broken == broken
    assert look_at([soon, {of(HERE): 1}], (HERE, due), told_from=told_from).duties_broken == 0
    overdue_first = look_at([soon], (HERE, "2026-11-24"), (HERE, "2026-11-28"), told_from=told_from)
    assert (overdue_first.overdue, overdue_first.duties_broken) == (1, 0)


def test_requests_to_come_are_shared_out_by_area() -> None:
    def at(*rates: float) -> tuple[date | None, int]:
        both = dict(zip((HERE, THERE), rates, strict=True))
        return breach(forecast(weeks(*[2] * 8), [], both, TODAY, Reckoning(WITHIN)))

    assert at(1, 0) == (None, 0)
    assert at(0, 1) == (date(2026, 12, 28), 3)
    assert at(0.5, 0.5)[1] in (1, 2)  # in turn: of three that are due in time, one or two


def test_whoever_is_ahead_takes_an_extra_session_first_by_an_exchange_with_another_area() -> None:
    """One more for the first's area, and it makes room: the session for both then goes to whoever is ahead."""
    both = of(HERE, THERE)
    line = (HERE, "2026-11-18"), (THERE, "2026-11-20"), (HERE, FRIDAY)
    for area in (HERE, THERE):
        assert look_at([{both: 1, of(area): 1}], *line).duties_broken == 1
    assert look_at([{both: 1, of(HERE): 1, of(THERE): 1}], *line).duties_broken == 0
    found = look_at([{both: 1}], *line)
    assert (found.duties_broken, found.sessions_short, found.mediator_days_needed) == (1, 2, 1)
    without_the_overdue_there = look_at([{both: 1}], line[0], line[2])
    assert without_the_overdue_there.sessions_short == 1


def test_each_area_is_told_what_breaks_there() -> None:
    """The last, with nobody of its own, is in no line."""
    line = (HERE, FRIDAY), (HERE, "2026-12-02"), (HERE, "2026-12-11"), (THERE, "2026-12-10"), ("993", "2026-12-11")
    found = look_at([{of(HERE): 1, of("994"): 3}, {}, {of("993"): 1}], *line)
    assert found.areas == (
        InArea(HERE, date(2026, 11, 30), 2, sessions_short=2, mediator_days_needed=1),
        InArea(THERE, date(2026, 12, 7), 1, sessions_short=1, mediator_days_needed=1),
        InArea("993", None, 0, sessions_short=0, mediator_days_needed=0),
    )
    assert (*breach(found), found.sessions_short, found.mediator_days_needed) == (date(2026, 11, 30), 3, 3, 2)


def test_an_area_that_waits_behind_another_asks_for_its_sessions_too() -> None:
    line = (HERE, "2026-11-18"), (THERE, "2026-11-20"), (HERE, FRIDAY)
    [here, there] = look_at([{of(HERE, THERE): 1}], *line).areas
    assert (here.duties_broken, here.sessions_short, there.duties_broken, there.sessions_short) == (1, 2, 0, 0)


def test_a_session_at_short_notice_is_taken_by_nobody_who_is_overdue() -> None:
    told_from = date(2026, 12, 2)
    found = look_at([{}], (HERE, "2026-11-20"), (HERE, FRIDAY), told_from=told_from)
    assert (found.duties_broken, found.sessions_short) == (1, 1)
    soon = {of(HERE, short_notice=True): 1}
    assert look_at([soon], (HERE, "2026-11-20"), (HERE, FRIDAY), told_from=told_from).duties_broken == 0


@pytest.mark.parametrize(("told_from", "needed"), [(TODAY, 1), (date(2026, 12, 2), 2)])
def test_what_is_over_of_a_day_helps_nobody_who_cannot_be_told_in_time(told_from: date, needed: int) -> None:
    line = (HERE, FRIDAY), (HERE, "2026-12-04")
    assert look_at([{}, {}], *line, told_from=told_from).mediator_days_needed == needed


AREAS = st.sampled_from([(HERE,), (THERE,), (HERE, THERE)])
FEW = st.lists(st.dictionaries(st.tuples(AREAS, st.booleans()), st.integers(0, 2), max_size=3), min_size=1, max_size=3)
"""For each week, how many sessions for which areas, before or after the day from which notice can be given."""
LINE = st.lists(
    st.tuples(st.sampled_from([HERE, THERE]), st.integers(-3, 20).map(lambda days: str(TODAY + timedelta(days)))),
    max_size=6,
)
Few = list[dict[tuple[tuple[str, ...], bool], int]]


def notices(week: int, told_from: date) -> list[bool]:
    """Say whether a session of a week is at short notice: there may be both."""
    begins = MONDAY + timedelta(weeks=week)
    return [True] * (begins < told_from) + [False] * (told_from < begins + timedelta(weeks=1))


@settings(max_examples=150)
@example([{((HERE, THERE), False): 1}], [(HERE, "2026-11-22"), (THERE, "2026-11-23"), (HERE, FRIDAY)], 0)
@given(FEW, LINE, st.sampled_from([0, 5, 7]))
def test_so_many_sessions_are_enough_for_several_areas_and_one_less_is_not(
    few: Few, waiting: list[tuple[str, str]], days_to_tell: int
) -> None:
    told_from = TODAY + timedelta(days_to_tell)
    ahead = [
        {of(*areas, short_notice=short): n for (areas, short), n in free.items() if short in notices(week, told_from)}
        for week, free in enumerate(few)
    ]
    places = [
        (week, of(area, short_notice=short))
        for week in range(len(ahead))
        for area in (HERE, THERE)
        for short in notices(week, told_from)
    ]

    def helped(sessions: int) -> bool:
        for chosen in combinations_with_replacement(places, sessions):
            better = [Counter(free) for free in ahead]
            for week, sort in chosen:
                better[week][sort] += 1
            if look_at(better, *waiting, told_from=told_from).duties_broken == 0:
                return True
        return False

    found = look_at(ahead, *waiting, told_from=told_from)
    short = found.sessions_short
    assert sum(one.sessions_short for one in found.areas) == short
    assert sum(one.duties_broken for one in found.areas) == found.duties_broken
    assert helped(short)
    assert short == 0 or not helped(short - 1)


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


@pytest.mark.parametrize(
    ("due", "ahead", "says"),
    [
        ("2026-11-24", [], "The case was due by 2026-11-24: none of the waiting cases that you see is due sooner."),
        (
            "2026-11-25",
            ["2026-11-24"],
            "The case is due by 2026-11-25: 1 of the waiting cases that you see is due sooner.",
        ),
        (
            "2026-12-01",
            ["2026-11-24", "2026-11-25", "2026-12-01"],
            "The case is due by 2026-12-01: 2 of the waiting cases that you see are due sooner."
            " 1 of the cases with the same due date asked earlier or on the same day.",
        ),
        (
            None,
            ["2026-11-24", None],
            "The case has no due date: 1 of the waiting cases that you see is due sooner."
            " 1 of the cases without a due date asked earlier or on the same day.",
        ),
    ],
)
def test_why_a_case_stands_where_it_stands(due: str | None, ahead: list[str | None], says: str) -> None:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    assert why_here(day(due), [day(one) for one in ahead], TODAY) == says
