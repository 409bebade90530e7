"""No published number, and no difference of published numbers of a quarter, is of fewer than five families."""

from dataclasses import replace

import pytest

from app.evidence.domain.burden_figures import Question, burden_figures
from app.evidence.domain.cost_figures import cost_figures
from app.evidence.domain.outcomes import outcome
from app.evidence.domain.panels import ReviewedCase, panel_figures
from app.evidence.domain.released import QuarterFigures, quarter_figures
from app.evidence.domain.settings import DisputedSetting, setting_figures
from app.kernel.suppression import FEW
from tests.evidence.domain.attacker import a_family, a_quarter, numbers, small_rests
from tests.support.walks import a_lot


@pytest.mark.parametrize("seed", range(60))
def test_subtraction_over_all_figures_of_a_quarter_finds_no_small_group(seed: int) -> None:
    world = a_quarter(seed, 4 + a_lot(seed).randrange(160))
    assert small_rests(world, quarter_figures(world)) == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_last_family_is_it_stands_among_five(seed: int) -> None:
    """The reader knows every family but one, and tries every way in which the last family may have gone."""
    lot, known = a_lot(seed + 1000), a_quarter(seed, 30 + 20 * seed)
    for _ in range(25):
        world = [*known, a_family(lot)]
        assert small_rests(world, quarter_figures(world)) == []


def test_the_attack_would_find_it() -> None:
    """Each figure alone hides small numbers. Without the control of all figures together, subtraction finds some."""
    found = []
    for seed in range(20):
        world = a_quarter(seed, 60)
        of_panels = panel_figures([ReviewedCase(one.reviews, one.became) for one in world if one.reviews])
        settings = [DisputedSetting(one.setting, outcome(one.became)) for one in world if one.setting is not None]
        families = [one.family for one in world]
        burden, costs = burden_figures([one.burden for one in families]), cost_figures(families)
        found += small_rests(world, QuarterFigures(burden, costs, of_panels, setting_figures(settings)))
    assert {"families", "with_parents"} <= {one.split()[0] for one in found}


def test_the_attack_would_find_what_is_left_of_a_total() -> None:
    """Without the control, a group that shows a question gives away a small group that does not."""
    found = []
    for seed in range(12):
        world = a_quarter(seed, 60)
        released = quarter_figures(world)
        families = [one.family.burden for one in world]
        for question in Question:
            ladder = list(burden_figures(families).less_and_less(families, question))
            found += [rest for one in ladder[:-2] for rest in small_rests(world, replace(released, burden=one))]
    assert any("left (" in one for one in found)


def test_figures_are_published_at_all() -> None:
    """A control that withholds everything would pass every other test."""
    told = {name.split()[0] for seed in range(0, 40, 2) for name, _ in numbers(quarter_figures(a_quarter(seed, 150)))}
    assert {"families", "costs", "with_parents", "without_parents", "preferred_on_list", "refused_because"} <= told
    assert "left" in told, "questions are answered for some groups"


def test_fewer_than_five_families_publish_nothing() -> None:
    for size in range(FEW):
        assert list(numbers(quarter_figures(a_quarter(1, size)))) == []
