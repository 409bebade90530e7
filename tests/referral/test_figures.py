"""What an area may know: figures by stage, made of published counts alone."""

from fractions import Fraction

import pytest

from app.domain.pathway.words import STAGES, State
from app.domain.referral.disclosure import Cell
from app.domain.referral.figures import Effect, Figures, Journey, Reached, effect

R = Reached
CERTIFIED, NOTIFIED = State.CERTIFIED, State.NOTIFIED


def families(
    number: int, stage: State = CERTIFIED, reached: Reached | None = R.ACCEPTED, days: int | None = None,
    *, settled: bool | None = None,
) -> list[Journey]:  # fmt: skip
    return [Journey(stage, reached, days, settled)] * number


def at(found: Effect, stage: State) -> Figures:
    return next(figures for figures in found.by_stage if figures.stage is stage)


MANY = [
    *families(6, reached=R.OFFERED, settled=False),
    *families(9, reached=R.OFFERED, settled=True),
    *families(7, reached=R.CONSENTED),
    *families(8, reached=R.WAITING),
    *families(20, days=3, settled=True),
    *families(10, days=11, settled=False),
]


def test_each_count_includes_the_next() -> None:
    found = at(effect(MANY), CERTIFIED)
    assert (found.offered, found.consented, found.accepted, found.waiting) == (Cell(60), Cell(45), Cell(38), Cell(8))
    assert found.median_days_to_first_contact == 3
    assert found.settled_with_support == Fraction(20, 30)
    assert found.settled_without_support == Fraction(9, 15)


def test_there_is_a_row_for_every_stage_and_one_for_all() -> None:
    found = effect(MANY)
    assert [figures.stage for figures in found.by_stage] == list(STAGES)
    assert found.overall.stage is None
    assert found.overall.offered == Cell(60)
    empty = at(found, NOTIFIED)
    assert (empty.offered, empty.waiting, empty.settled_with_support) == (Cell(0), Cell(0), None)


def test_no_families_no_figures() -> None:
    found = effect([])
    assert found.overall.offered == Cell(0)
    assert found.overall.median_days_to_first_contact is None


def test_a_family_that_no_offer_reached_counts_among_the_endings_alone() -> None:
    found = effect([*MANY, *families(30, reached=None, settled=True)])
    assert found.overall.offered == Cell(60)
    assert found.overall.settled_without_support == Fraction(39, 45)


@pytest.mark.parametrize(("number", "told"), [(4, False), (5, True)])
def test_four_families_who_wait_are_not_told_and_five_are(number: int, told: bool) -> None:
    found = at(
        effect([*families(20), *families(30, reached=R.OFFERED), *families(number, reached=R.WAITING)]), CERTIFIED
    )
    assert found.waiting.suppressed is not told
    assert found.accepted.suppressed is not told, "nor can they be had by taking one from the other"


def test_a_share_wants_both_its_counts_published() -> None:
    """Twelve of thirteen settled: the one that did not would be found."""
    found = at(effect([*families(12, days=2, settled=True), *families(1, days=2, settled=False)]), CERTIFIED)
    assert found.settled_with_support is None
    found = at(effect([*families(12, days=2, settled=True), *families(5, days=2, settled=False)]), CERTIFIED)
    assert found.settled_with_support == Fraction(12, 17)


@pytest.mark.parametrize(("in_touch", "days"), [(4, None), (5, 6.0)])
def test_a_median_wants_five_families(in_touch: int, days: float | None) -> None:
    found = at(effect([*families(20), *families(in_touch, days=6)]), CERTIFIED)
    assert found.accepted == Cell(20 + in_touch)
    assert found.median_days_to_first_contact == days


def test_a_median_wants_a_published_count_of_the_accepted() -> None:
    """Else it would tell that a withheld count is five or more, and so which of two is the small one."""
    found = at(effect([*families(3, reached=R.OFFERED), *families(9, days=6)]), CERTIFIED)
    assert found.accepted.suppressed
    assert found.median_days_to_first_contact is None


def test_nothing_is_published_that_the_tables_do_not_hold() -> None:
    found = effect(MANY)
    assert found.overall.waiting == found.reach.column_totals[2]
    assert found.overall.offered == found.reach.total
    assert at(found, CERTIFIED).offered == found.reach.row_totals[STAGES.index(CERTIFIED)]
