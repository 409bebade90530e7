"""Figures of a quarter: small groups are counted together, and no question gives a family away by subtraction."""

from itertools import combinations
from random import Random

import pytest

from app.evidence.domain.burden import Burden, Side, Way
from app.evidence.domain.burden_figures import (
    COMPARED,
    QUESTIONS,
    Band,
    BurdenFigures,
    Counts,
    Part,
    Question,
    burden_figures,
)
from app.kernel.suppression import FEW, counted_together
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


def bands_of(counts: Counts) -> tuple[tuple[Part, ...], ...]:
    return tuple(band.parts for band in counts)


def test_fewer_than_five_families_are_not_counted() -> None:
    found = burden_figures([QUICK] * 4)
    assert (found.families, found.answers, found.groups) == (None, {}, ())


def test_a_question_is_shown_if_each_of_its_answers_has_five() -> None:
    late = [Burden(Way.DECLINED, 3, 4, {Party.LOCAL_AUTHORITY: 1})] * 5
    answered = burden_figures([QUICK] * 5 + late).answers
    assert answered == {Question.AUTHORITY_LATE: (Band((Part.YES,), 5), Band((Part.NO,), 5))}
    assert burden_figures([QUICK] * 5 + late[:4]).answers == {}


def test_neighbouring_answers_of_few_families_are_counted_together() -> None:
    found = burden_figures([QUICK] * 5 + [SLOW] * 6)
    few = Band((Part.NONE, Part.FEW, Part.SOME), 5)
    assert found.answers[Question.CONTACTS] == (few, Band((Part.MANY,), 6))
    days = found.answers[Question.DAYS_TO_CERTIFICATE]
    assert [band.families for band in days] == [5, 6]
    assert [part for band in days for part in band.parts] == list(QUESTIONS[Question.DAYS_TO_CERTIFICATE][0])


def test_the_total_is_counted_in_the_bands_of_its_groups() -> None:
    """One slow family among the mediated would be the difference of a finer total."""
    other = [Burden(Way.MEDIATED, 3, 4)] * 5 + [Burden(Way.MEDIATED, 3, 40)] * 5 + [Burden(Way.MEDIATED, 3, 20)]
    found = burden_figures([QUICK] * 6 + [SLOW] * 6 + [Burden(Way.DECLINED, 3, 20)] * 9 + other)
    bands = {bands_of(group.answers[Question.DAYS_TO_CERTIFICATE]) for group in found.groups}
    assert bands == {bands_of(found.answers[Question.DAYS_TO_CERTIFICATE])}


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_what_is_shown_gives_a_small_number(seed: int) -> None:
    """Whatever is subtracted from whatever, of the families together and of any groups."""
    families = some_families(a_lot(seed), 120)
    counted = burden_figures(families)
    assert all(group.families >= FEW for group in counted.groups)
    assert sum(group.families for group in counted.groups) == (counted.families or 0)
    for question in Question:
        for found in counted.less_and_less(families, question):
            subtract(found, question)


def subtract(found: BurdenFigures, question: Question) -> None:
    """Subtract the groups that show a question from the total, in every way."""
    shown = {group.ways: group.answers[question] for group in found.groups if question in group.answers}
    hidden = [group.ways for group in found.groups if group.ways not in shown]
    compared = set(COMPARED.get(question, ()))
    assert not shown or not hidden or not any(compared & {*ways} for ways in hidden), "the choice of groups is fixed"
    total = found.answers.get(question, ())
    assert all(bands_of(counts) == bands_of(total) for counts in shown.values())
    for place, band in enumerate(total):
        known = [counts[place].families for counts in shown.values()]
        for size in range(len(known) + 1):
            for chosen in combinations(known, size):
                rest = band.families - sum(chosen)
                nothing_left = size == len(known) and not hidden
                assert rest >= FEW or (rest == 0 and nothing_left)


@pytest.mark.parametrize("seed", range(20))
def test_every_way_is_in_one_group(seed: int) -> None:
    lot = a_lot(seed)
    sizes = {way: lot.randrange(12) for way in Way}
    groups = counted_together(sizes)
    assert sorted(way for ways in groups for way in ways) == sorted(Way)
    if sum(sizes.values()) >= FEW:
        assert all(sum(sizes[way] for way in ways) >= FEW for ways in groups)


def test_every_question_has_an_answer_for_every_family() -> None:
    assert set(QUESTIONS) == set(Question)
    for seed in range(20):
        for family in some_families(a_lot(seed), 30):
            assert all(part_of(family) in parts for parts, part_of in QUESTIONS.values())
