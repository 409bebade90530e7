"""Costs of a quarter: no small number by any subtraction, money from what is shown, and no claim of a cause."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import pytest

from app.evidence.domain.burden import Burden, Way
from app.evidence.domain.burden_figures import Part, Question, burden_figures
from app.evidence.domain.cost_figures import Answers, Counting, FamilyCounted, Said, SaidBy, cost_figures
from app.evidence.domain.cost_money import MOST_SESSIONS, compared, spent, spent_by
from app.evidence.domain.cost_words import NO_CAUSE, words
from app.evidence.domain.costs import Item, costs_on
from app.kernel.suppression import FEW
from app.kernel.terms import DecisionKind
from tests.support.walks import a_lot

COSTS = costs_on(date(2026, 3, 31))
ASSESS, CONTENT = DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.PLAN_CONTENT


def families(way: Way, appealed: int, not_appealed: int, **of: int) -> list[FamilyCounted]:
    burden = Burden(way, 3, 4, sessions_held=of.get("sessions", way is Way.MEDIATED))
    return [
        FamilyCounted(burden, (ASSESS, CONTENT)[number % 2], number < appealed)
        for number in range(appealed + not_appealed)
    ]


def any_families(lot: Random, most: int) -> list[FamilyCounted]:
    found = []
    for _ in range(lot.randrange(most)):
        way, appealed = lot.choice(list(Way)), lot.random() < 0.4
        burden = Burden(
            way,
            lot.randrange(7),
            None,
            left_after_contact=way is Way.UNDECIDED and not appealed and lot.random() < 0.8,
            time_ran_out=way is Way.NEVER_OFFERED and not appealed and lot.random() < 0.8,
            sessions_held=lot.randrange(1, 4) if way is Way.MEDIATED else 0,
        )
        found.append(FamilyCounted(burden, lot.choice(list(DecisionKind)), appealed))
    return found


QUARTER = families(Way.MEDIATED, 8, 24) + families(Way.DECLINED, 21, 19) + families(Way.NO_CONTACT, 5, 6)


def appeals(answers: Answers) -> dict[Said, int]:
    return {one.answers[0]: one.families for one in answers.get(Counting.APPEALED, ())}


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_what_is_shown_gives_a_small_number(seed: int) -> None:
    found = cost_figures(any_families(a_lot(seed), 200))
    for counting in Counting:
        shown = [group.answers.get(counting) for group in found.groups]
        assert None not in shown or not any(shown), "a question is answered for every group or for none"
        for place, band in enumerate(found.answers.get(counting, ())):
            known = [counts[place].families for counts in shown if counts]
            for size in range(len(known) + 1):
                for chosen in combinations(known, size):
                    rest = band.families - sum(chosen)
                    assert rest == 0 or rest >= FEW
    for group in found.groups:
        assert group.families >= FEW
        several = group.several_sessions
        assert several is None or FEW <= several <= group.families - FEW


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_of_the_burden_is_subtracted_from_the_families_without_an_appeal(seed: int) -> None:
    """A family whose time ran out, or that left after the advice, never appealed."""
    found = any_families(a_lot(seed), 200)
    costs, burden = cost_figures(found), burden_figures([one.burden for one in found])
    both = [(costs.answers, burden.answers)]
    for group in costs.groups:
        parts = [one for one in burden.groups if {*one.ways} & {*group.ways}]
        assert sorted(way for one in parts for way in one.ways) == sorted(group.ways), "one group, or several together"
        assert sum(one.families for one in parts) == group.families
        both += [(group.answers, one.answers) for one in parts]
    for answers, burdens in both:
        without = appeals(answers).get(Said.NO)
        for question in (Question.TIME_RAN_OUT, Question.LEFT_AFTER_CONTACT):
            for band in burdens.get(question, ()):
                if band.parts == (Part.YES,) and without is not None:
                    assert without - band.families >= FEW


def test_kinds_of_few_families_are_counted_together() -> None:
    found = cost_figures(QUARTER)
    assert [one.families for one in found.answers[Counting.DECISION]] == [42, 41]
    one_more = cost_figures([*QUARTER, replace(QUARTER[0], kind=DecisionKind.CEASE_TO_MAINTAIN)])
    assert sum(one.families for one in one_more.answers[Counting.DECISION]) == 84
    assert all(one.families >= FEW for one in one_more.answers[Counting.DECISION])


def test_money_is_the_count_at_the_lowest_and_the_highest_cost() -> None:
    found = cost_figures(QUARTER)
    assert found.answers[Counting.APPEALED] == (SaidBy((Said.YES,), 34), SaidBy((Said.NO,), 49))
    by_item = {one.item: one for one in spent(found, COSTS)}
    appeal = COSTS[Item.APPEAL_AUTHORITY]
    assert (by_item[Item.APPEAL_AUTHORITY].low, by_item[Item.APPEAL_AUTHORITY].high) == (
        34 * appeal.low,
        34 * appeal.high,
    )
    assert (by_item[Item.SESSION].least, by_item[Item.SESSION].most) == (32, 32 * MOST_SESSIONS)
    assert (by_item[Item.ADVISER_HOUR].least, by_item[Item.ADVISER_HOUR].most) == (72, 83)


def test_several_sessions_are_counted_where_all_had_one() -> None:
    found = cost_figures(families(Way.MEDIATED, 6, 10) + families(Way.MEDIATED, 6, 6, sessions=2) + QUARTER[32:])
    [mediated] = [group for group in found.groups if group.ways == (Way.MEDIATED,)]
    assert mediated.several_sessions == 12
    assert (spent_by(mediated, COSTS)[0].least, spent_by(mediated, COSTS)[0].most) == (28 + 12, 28 + 24)


def test_two_families_who_mediated_are_not_told_by_the_money() -> None:
    """They are counted together with others, so the sessions may be none."""
    found = cost_figures(families(Way.MEDIATED, 1, 1) + families(Way.DECLINED, 21, 19))
    assert spent(found, COSTS)[0].least == 0
    assert not list(compared(found, COSTS))


def test_few_families_cost_nothing_that_is_shown() -> None:
    found = cost_figures(QUARTER[:4])
    assert (found.families, found.groups, spent(found, COSTS), list(compared(found, COSTS))) == (None, (), (), [])


def test_a_group_whose_appeals_are_hidden_does_not_hide_the_others() -> None:
    """Nobody of six who were never offered a session appealed: they are counted with those without a contact."""
    found = cost_figures([*QUARTER, *families(Way.NEVER_OFFERED, 0, 6), *families(Way.UNDECIDED, 0, 5)])
    assert [group.ways for group in found.groups][:2] == [(Way.MEDIATED,), (Way.DECLINED,)]
    assert len(found.groups) == 3
    assert all(Counting.APPEALED in group.answers for group in found.groups)
    assert [(pair.one, pair.other) for pair in compared(found, COSTS)] == [(Way.MEDIATED, Way.DECLINED)]


def test_two_groups_are_compared_beside_what_they_disputed() -> None:
    found = cost_figures(QUARTER)
    [pair] = compared(found, COSTS)
    assert (pair.one, pair.other) == (Way.MEDIATED, Way.DECLINED)
    assert pair.difference.value == pytest.approx(8 / 32 - 21 / 40)
    assert pair.difference.low < pair.difference.value < pair.difference.high < 0
    low, high = pair.money[Item.APPEAL_AUTHORITY]
    assert low == pytest.approx(100 * pair.difference.low * COSTS[Item.APPEAL_AUTHORITY].high)
    assert high == pytest.approx(100 * pair.difference.high * COSTS[Item.APPEAL_AUTHORITY].low)
    said = list(words(found, (pair,)))
    assert said[0] == "Of 100 families that mediated, 25 appealed so far."
    assert any("disputed a refusal to assess" in one for one in said), "the groups are shown beside their selection"
    assert said[-1] == NO_CAUSE
    assert not [word for word in ("because of", "prevented", "thanks to", "led to") if word in " ".join(said)]


def test_appeals_that_are_not_shown_cost_nothing_that_is_shown() -> None:
    found = cost_figures(families(Way.MEDIATED, 2, 30) + families(Way.DECLINED, 21, 19))
    assert Counting.APPEALED not in found.groups[0].answers
    assert [one.item for one in spent_by(found.groups[0], COSTS)] == [Item.SESSION, Item.ADVISER_HOUR]
