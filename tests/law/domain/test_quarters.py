"""Quarters: their days, and the day from which their families may be counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law.domain.quarters import FIRST, Quarter, latest, latest_year


@pytest.mark.parametrize(
    ("text", "first", "last", "countable"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 7, 1)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), date(2026, 10, 1)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2027, 1, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 4, 1)),
    ],
)
def test_its_days(text: str, first: date, last: date, countable: date) -> None:
    quarter = Quarter.read(text)
    assert str(quarter) == text
    assert (quarter.first_day, quarter.last_day, quarter.countable_from) == (first, last, countable)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_each_day_lies_in_one(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.last_day + timedelta(days=1) == quarter.later(1).first_day
    assert quarter.later(3).later(-3) == quarter == Quarter.read(str(quarter))
    assert quarter < quarter.later(1)


@given(st.dates(date(2015, 1, 1), date(2999, 12, 31)))
def test_the_latest_may_be_counted_and_the_next_not_yet(today: date) -> None:
    assert latest(today).countable_from <= today < latest(today).later(1).countable_from


def test_the_first_is_the_one_in_which_the_act_began() -> None:
    assert str(FIRST) == "2014-Q3"


@pytest.mark.parametrize(("today", "year"), [("2026-03-31", 2024), ("2026-04-01", 2025), ("2027-03-31", 2025)])
def test_a_year_is_counted_from_1_april_of_the_next(today: str, year: int) -> None:
    assert latest_year(date.fromisoformat(today)) == year
    assert Quarter(year, 4).countable_from <= date.fromisoformat(today)
