"""What a caller is told of families that it does not see: all together, in fives, whatever it adds and subtracts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.capacity.domain.twin import OTHERS
from app.capacity.figures.ports import Arrivals, Waiting
from app.capacity.figures.sight import Sight
from app.kernel.suppression import FEW, in_fives
from tests.support.walks import a_lot

FIRST, SECOND = uuid4(), uuid4()
TODAY = date(2026, 6, 3)  # a Wednesday
OWN = Sight(frozenset({"991"}), TODAY)


@pytest.mark.parametrize(("number", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_in_fives_is_to_the_nearest_five(number: int, told: int) -> None:
    assert in_fives(number) == told


@pytest.mark.parametrize("seed", range(40))
def test_every_sum_over_weeks_of_other_families_is_a_multiple_of_five(seed: int) -> None:
    """An attacker asks from any week to any week, and subtracts: each number is near the truth, and of no single
    family."""
    lot = a_lot(seed)
    found = [
        Waiting(lot.choice((FIRST, SECOND)), lot.choice(("991", "992", "993")), TODAY + timedelta(days=day), 1)
        for day in (lot.randrange(-20, 60) for _ in range(lot.randrange(60)))
    ]
    told = OWN.waiting(found)
    assert [one for one in told if one.area == "991"] == [one for one in found if one.area == "991"]
    for provider in (FIRST, SECOND):
        others = [one for one in told if one.area != "991" and one.provider_id == provider]
        assert {one.area for one in others} <= {OTHERS}
        assert all(one.waiting % FEW == 0 for one in others)
        for until in {one.due_on for one in others}:
            real = sum(
                one.waiting
                for one in found
                if one.area != "991" and one.provider_id == provider and one.due_on <= until
            )
            assert sum(one.waiting for one in others if one.due_on <= until) == in_fives(real)


@pytest.mark.parametrize("others", range(2 * FEW))
def test_which_area_a_family_is_of_and_on_which_day_it_is_due_changes_nothing(others: int) -> None:
    days = [date(2026, 6, 8) + timedelta(days=day % 7) for day in range(others)]
    one = [Waiting(FIRST, "992", day, 1) for day in days]
    other = [Waiting(FIRST, "993", date(2026, 6, 8), 1) for _ in days]
    assert OWN.waiting(one) == OWN.waiting(other)
    came = [[Arrivals(FIRST, area, others)] for area in ("992", "993")]
    assert OWN.arrivals(came[0]) == OWN.arrivals(came[1])


def test_who_sees_every_family_is_told_every_family() -> None:
    found = [Waiting(FIRST, "992", TODAY, 3), Waiting(FIRST, "993", TODAY, 1)]
    came = [Arrivals(FIRST, "992", 1)]
    everything = Sight(None, TODAY)
    assert (everything.waiting(found), everything.arrivals(came)) == (found, came)


def test_who_sees_no_area_apart_is_told_no_family_as_it_is() -> None:
    found = [Waiting(FIRST, "992", TODAY - timedelta(days=3), 4), Waiting(FIRST, "993", TODAY, 4)]
    [overdue, due] = Sight(frozenset(), TODAY).waiting(found)
    assert (overdue.area, overdue.due_on, overdue.waiting) == (OTHERS, TODAY - timedelta(days=1), 5)
    assert (due.due_on, due.waiting) == (date(2026, 6, 7), 5)
