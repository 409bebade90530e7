"""The order in which slots are offered, and by when the family is to be told."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.ranking import Candidate, best_first, noticed_from, tell_by
from app.capacity.domain.words import Format
from app.law.holidays import england

ENGLAND = england()
TODAY = date(2026, 11, 23)
DUE_ON = date(2026, 12, 10)
DEMAND = Demand("991", due_on=DUE_ON, formats=frozenset({Format.PHONE, Format.VIDEO}))


def candidate(number: int, on: str, load: int = 0, hour: int = 10) -> Candidate:
    starts_at = datetime.fromisoformat(on).replace(hour=hour, tzinfo=UTC)
    span = Span(starts_at, starts_at + timedelta(hours=2))
    return Candidate(UUID(int=number), UUID(int=99), span, frozenset(Format), load)


def order(*candidates: Candidate, today: date = TODAY) -> list[int]:
    return [ranked.candidate.slot_id.int for ranked in best_first(candidates, DEMAND, today, ENGLAND)]


def test_duty_then_notice_then_load_then_time() -> None:
    late = candidate(1, "2026-12-11")
    without_notice = candidate(2, "2026-11-24")
    burdened = candidate(3, "2026-12-01", load=1)
    afternoon = candidate(4, "2026-12-02", hour=14)
    morning = candidate(5, "2026-12-02")
    assert order(late, without_notice, burdened, afternoon, morning) == [5, 4, 3, 2, 1]


def test_slots_alike_in_all_come_in_the_same_order_always() -> None:
    one, other = candidate(1, "2026-12-02"), candidate(2, "2026-12-02")
    assert order(one, other) == order(other, one) == [1, 2]


def test_the_due_day_is_in_time_and_the_day_after_is_not() -> None:
    ranked = best_first([candidate(1, "2026-12-10"), candidate(2, "2026-12-11")], DEMAND, TODAY, ENGLAND)
    assert [one.in_time for one in ranked] == [True, False]


def test_every_slot_is_in_time_where_the_thirty_days_do_not_run() -> None:
    (ranked,) = best_first([candidate(1, "2028-01-04")], Demand("991"), TODAY, ENGLAND)
    assert ranked.in_time


def test_the_formats_are_those_in_common_in_one_order() -> None:
    (ranked,) = best_first([candidate(1, "2026-12-02")], DEMAND, TODAY, ENGLAND)
    assert ranked.formats == (Format.VIDEO, Format.PHONE)


@pytest.mark.parametrize(
    ("session_on", "last"),
    [
        ("2026-11-30", "2026-11-23"),
        ("2026-11-29", "2026-11-23"),  # a Sunday is a day like any other to count back from
        ("2026-04-10", "2026-04-01"),  # over Good Friday and Easter Monday
        ("2026-04-13", "2026-04-02"),
        ("2026-04-14", "2026-04-07"),
        ("2027-01-04", "2026-12-23"),  # over Christmas Day, its Monday after and New Year's Day
        ("2027-01-05", "2026-12-24"),
        ("2027-01-06", "2026-12-29"),
    ],
)
def test_five_working_days_before_over_bank_holidays(session_on: str, last: str) -> None:
    day = date.fromisoformat(last)
    for today, possible in ((day - timedelta(1), True), (day, True), (day + timedelta(1), False)):
        (ranked,) = best_first([candidate(1, session_on)], DEMAND, today, ENGLAND)
        assert (ranked.tell_by, ranked.notice_possible) == (day, possible)


def test_beyond_the_published_bank_holidays_the_last_day_is_never_too_late() -> None:
    beyond = ENGLAND.horizon + timedelta(40)
    (ranked,) = best_first([candidate(1, beyond.isoformat())], Demand("991"), TODAY, ENGLAND)
    assert ranked.tell_by == ENGLAND.working_days_before(ENGLAND.horizon, 5)
    assert ranked.notice_possible


DAYS = st.dates(date(2026, 11, 1), ENGLAND.horizon + timedelta(400))


@given(st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def test_a_later_session_is_never_told_earlier(days: list[date]) -> None:
    assert tell_by(days[0], ENGLAND) <= tell_by(days[1], ENGLAND)


SOON = st.dates(date(2026, 11, 20), date(2026, 12, 31))


@given(st.permutations(range(10)), st.lists(st.tuples(SOON, st.integers(0, 3)), min_size=10, max_size=10), SOON)
def test_the_order_loses_nothing_and_keeps_the_duty_first(
    shuffled: list[int], drawn: list[tuple[date, int]], today: date
) -> None:
    candidates = [candidate(n, on.isoformat(), load) for n, (on, load) in enumerate(drawn)]
    ranked = best_first(candidates, DEMAND, today, ENGLAND)
    assert sorted(one.candidate.slot_id.int for one in ranked) == list(range(10))
    assert ranked == best_first([candidates[n] for n in shuffled], DEMAND, today, ENGLAND)
    kept = [(one.in_time, one.notice_possible) for one in ranked]
    assert kept == sorted(kept, reverse=True)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-03-02", "2026-03-07"),  # told on a Monday, that day and four more: from the Saturday on
        ("2026-03-06", "2026-03-13"),
        ("2026-03-07", "2026-03-14"),  # a Saturday is no working day, and no day is lost by telling on it
        ("2025-12-23", "2026-01-01"),  # 23, 24, 29, 30, 31 December
    ],
)
def test_from_which_day_on_a_family_told_today_is_told_in_time(today: str, first: str) -> None:
    day = noticed_from(date.fromisoformat(today), ENGLAND)
    assert day == date.fromisoformat(first)
    assert tell_by(day, ENGLAND) >= date.fromisoformat(today) > tell_by(day - timedelta(days=1), ENGLAND)


def test_near_the_end_of_the_published_bank_holidays_it_ends_all_the_same() -> None:
    assert noticed_from(ENGLAND.horizon, ENGLAND) > ENGLAND.horizon
    assert noticed_from(ENGLAND.horizon - timedelta(days=1), ENGLAND) > ENGLAND.horizon


def test_the_parties_of_a_demand_are_the_authority_the_school_and_the_family() -> None:
    """A mediator who knows one of them is not offered."""
    assert Demand("991", school_reference="school", family_reference="family").parties == {"991", "school", "family"}
    assert Demand("991").parties == {"991"}
