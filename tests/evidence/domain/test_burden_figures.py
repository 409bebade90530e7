"""Figures of a quarter: small groups are counted together, and no question gives a family away by subtraction."""

from itertools import combinations
from random import Random

import pytest

from app.evidence.domain.burden import Burden, Side, Way
from app.evidence.domain.burden_figures import QUESTIONS, Part, Question, burden_figures, ways_together
from app.kernel.suppression import FEW
from app.kernel.terms import Party
from tests.support.walks import a_lot

QUICK, SLOW = Burden(Way.DECLINED, 3, 4), Burden(Way.DECLINED, 5, 40)


def some_families(lot: Random, most: int) -> list[Burden]:
    return [
        Burden(
            lot.choice(list(Way)),
            lot.randrange(7),
            lot.choice((None, 3, 20, 45, 90)),
            {party: 2 for party in (Party.LOCAL_AUTHORITY, Party.MEDIATOR) if lot.random() < 0.4},
            moves={side: 1 for side in (Side.FAMILY, Side.NOT_SAID) if lot.random() < 0.3},
        )
        for _ in range(lot.randrange(most))
    ]


def test_fewer_than_five_families_are_not_counted() -> None:
    found = burden_figures([QUICK] * 4)
    assert (found.families, found.answers, found.groups) == (None, {}, ())


def test_a_question_is_shown_if_each_of_its_parts_has_five() -> None:
    found = burden_figures([QUICK] * 5 + [SLOW] * 5)
    assert found.families == 10
    assert Question.CONTACTS not in found.answers, "no family had one or two contacts: a part of nobody says as much"
    late = [Burden(Way.DECLINED, 3, 4, {Party.LOCAL_AUTHORITY: 1})] * 5
    assert burden_figures([QUICK] * 5 + late).answers == {Question.AUTHORITY_LATE: {Part.YES: 5, Part.NO: 5}}
    assert burden_figures([QUICK] * 5 + late[:4]).answers == {}


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_what_is_shown_gives_a_small_number(seed: int) -> None:
    """Whatever is subtracted from whatever, of the families together and of any groups."""
    found = burden_figures(some_families(a_lot(seed), 120))
    for question in Question:
        for part in Part:
            shown = [group.answers.get(question, {}).get(part) for group in found.groups]
            assert None not in shown or not any(shown), "a question is answered for every group or for none"
            total = found.answers.get(question, {}).get(part)
            known = [one for one in shown if one is not None]
            for size in range(len(known) + 1):
                for chosen in combinations(known, size):
                    rest = total - sum(chosen) if total is not None and known else sum(chosen)
                    assert rest == 0 or abs(rest) >= FEW
    assert all(group.families >= FEW for group in found.groups)
    assert sum(group.families for group in found.groups) == (found.families or 0)


@pytest.mark.parametrize("seed", range(20))
def test_every_way_is_in_one_group(seed: int) -> None:
    lot = a_lot(seed)
    sizes = {way: lot.randrange(12) for way in Way}
    groups = ways_together(sizes)
    assert sorted(way for ways in groups for way in ways) == sorted(Way)
    if sum(sizes.values()) >= FEW:
        assert all(sum(sizes[way] for way in ways) >= FEW for ways in groups)


def test_every_question_has_an_answer_for_every_family() -> None:
    assert set(QUESTIONS) == set(Question)
    for seed in range(20):
        for family in some_families(a_lot(seed), 30):
            assert all(part_of(family) in parts for parts, part_of in QUESTIONS.values())
