"""The mediations of a year: the sum of what its quarters tell, and nothing that one of them withholds."""

import pytest

from app.evidence.domain.burden import Way
from app.evidence.domain.cost_figures import CostFigures, CostGroup, Counting, Said, SaidBy
from app.evidence.domain.mediations import Mediations, of_quarter, of_year
from app.law.domain.quarters import Quarter


def told(held: int, appealed: int | None, *ways: Way) -> CostFigures:
    said = () if appealed is None else (SaidBy((Said.YES,), appealed), SaidBy((Said.NO,), held - appealed))
    group = CostGroup(ways or (Way.MEDIATED,), held, {Counting.APPEALED: said} if said else {})
    return CostFigures(held, {}, (group,))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (told(20, 6), Mediations(20, 6)),
        (told(20, None), Mediations(20, None)),
        (told(20, 6, Way.MEDIATED, Way.NOT_HELD), Mediations(None, None)),
        (CostFigures(None, {}, ()), Mediations(None, None)),
    ],
)
def test_a_quarter_tells_mediations_if_their_group_is_shown_alone(figures: CostFigures, expected: Mediations) -> None:
    assert of_quarter(figures) == expected


def test_a_year_is_told_if_every_quarter_is() -> None:
    quarters = [(Quarter(2025, number), told(10 * number, 5)) for number in (1, 2, 3, 4)]
    assert of_year(quarters).year == Mediations(100, 20)
    assert of_year([*quarters[:3], (Quarter(2025, 4), told(10, None))]).year == Mediations(70, None)
    assert of_year([*quarters[:3], (Quarter(2025, 4), CostFigures(None, {}, ()))]).year == Mediations(None, None)
