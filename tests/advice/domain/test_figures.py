"""What an area may know: figures by stage, made of what may be told alone."""

import pytest

from app.advice.domain.disclosure import Journey, Reached
from app.advice.domain.figures import Effect, Figures, effect
from app.advice.figures.records import EFFECT
from app.cases.domain.words import STAGES, State

R = Reached
CERTIFIED, NOTIFIED = State.CERTIFIED, State.NOTIFIED


def families(
    number: int, reached: Reached | None = None, days: int | None = None, *, stage: State = CERTIFIED,
    offered: bool = True, settled: bool | None = None, known: bool = False,
) -> list[Journey]:  # fmt: skip
    return [Journey(stage, offered, reached, days, settled, known)] * number


def at(found: Effect, stage: State) -> Figures:
    return next(figures for figures in found.by_stage if figures.stage is stage)


def counts(figures: Figures) -> tuple[int | None, ...]:
    return figures.consented, figures.accepted, figures.waiting


MANY = [
    *families(6, settled=False),
    *families(9, settled=True),
    *families(7, R.CONSENTED, settled=False),
    *families(8, R.WAITING, settled=False),
    *families(20, R.SUPPORTED, 3, settled=True),
    *families(10, R.SUPPORTED, 11, settled=False),
    *families(6, R.ACCEPTED, 40, settled=True),
]


def test_what_is_counted() -> None:
    for figures in (effect(MANY).overall, at(effect(MANY), CERTIFIED)):
        assert (figures.families, figures.offered) == (66, 66)
        assert counts(figures) == (51, 44, 8)
        assert figures.median_days_to_first_contact == 11
        assert figures.settled_with_support == round(20 / 30, 3)
        assert figures.settled_without_support == round(15 / 36, 3), "whoever waited, or was helped after the end, too"


def test_there_is_a_row_for_every_stage_and_nothing_to_withhold_where_nobody_is() -> None:
    found = effect(MANY)
    assert [figures.stage for figures in found.by_stage] == list(STAGES)
    assert found.overall.stage is None
    empty = at(found, NOTIFIED)
    assert (empty.families, empty.offered, *counts(empty)) == (0,) * 5
    assert (empty.median_days_to_first_contact, empty.settled_with_support) == (None, None)


def test_no_families_no_figures() -> None:
    found = effect([])
    assert counts(found.overall) == (0, 0, 0)
    assert found.overall.median_days_to_first_contact is None


def test_an_offer_is_counted_apart_from_what_came_of_it() -> None:
    """The authority knows whom it offered help: did the figure count those who asked unasked, it would tell of them."""
    found = effect([*families(20), *families(12, R.CONSENTED, offered=False)])
    assert (found.overall.offered, found.overall.consented) == (20, 12)


@pytest.mark.parametrize(("inside", "outside"), [(4, 30), (30, 4), (0, 30), (30, 0), (4, 4)])
def test_a_figure_wants_five_in_it_and_five_outside(inside: int, outside: int) -> None:
    """That nobody consented, or everybody, would tell of each family whose case the authority knows."""
    found = effect([*families(inside, R.CONSENTED), *families(outside)])
    assert counts(found.overall) == counts(at(found, CERTIFIED)) == (None,) * 3
    assert effect([*families(5, R.CONSENTED), *families(5)]).overall.consented == 5


@pytest.mark.parametrize(("without", "told"), [(4, None), (5, 25)])
def test_five_of_those_who_consented_were_not_accepted_or_nothing_is_said(without: int, told: int | None) -> None:
    """Of some the authority knows that they consented. It must not learn that all of those were accepted."""
    found = effect([*families(30), *families(without, R.CONSENTED), *families(25, R.ACCEPTED)])
    assert found.overall.consented == 25 + without
    assert found.overall.accepted == told


@pytest.mark.parametrize(("others", "told"), [(4, None), (5, 35)])
def test_whom_the_authority_referred_itself_hides_nobody(others: int, told: int | None) -> None:
    found = effect([*families(40), *families(30, R.CONSENTED, known=True), *families(others, R.CONSENTED)])
    assert found.overall.consented == told


def test_nor_does_who_said_no_to_it() -> None:
    found = effect([*families(40, known=True), *families(4), *families(12, R.CONSENTED)])
    assert found.overall.consented is None


def test_a_stage_is_told_where_the_difference_to_the_total_is_large_enough_too() -> None:
    large = [*families(10, R.CONSENTED), *families(10)]
    for number, told in ((3, False), (5, True)):
        rest = [*families(number, R.CONSENTED, stage=NOTIFIED), *families(number, stage=NOTIFIED)]
        found = effect([*large, *rest])
        assert found.overall.consented == 10 + number
        assert [at(found, stage).consented for stage in (CERTIFIED, NOTIFIED)] == ([10, 5] if told else [None, None])
        assert (at(found, CERTIFIED).families is None) is not told, "what is withheld is withheld whole"


def test_a_stage_is_told_all_that_the_total_is_told_or_nothing() -> None:
    """Who waits excepted: no figure cuts across it, so that it may be told of all stages together alone."""
    both = [
        *families(8, R.CONSENTED), *families(20), *families(9, R.ACCEPTED),
        *families(8, R.CONSENTED, stage=NOTIFIED), *families(20, stage=NOTIFIED),
    ]  # fmt: skip
    here, there = families(9, R.ACCEPTED, stage=NOTIFIED), families(9, R.WAITING, stage=NOTIFIED)
    found = effect([*both, *here, *there])
    assert counts(found.overall) == (43, 27, 9)
    assert [counts(at(found, stage)) for stage in (CERTIFIED, NOTIFIED)] == [(17, 9, None), (26, 18, None)]
    found = effect([*both, *there])
    assert counts(found.overall) == (34, 18, 9)
    found = effect([*both, *families(20)])
    assert counts(found.overall) == (25, 9, None)
    assert counts(at(found, CERTIFIED)) == (None,) * 3, "of the other stage none was accepted, and that would be told"


@pytest.mark.parametrize(("unsettled", "told"), [(4, None), (5, 0.706)])
def test_a_share_wants_five_of_each_kind(unsettled: int, told: float | None) -> None:
    """How many settled, the authority knows. With the shares it would know who had help."""
    found = effect([*MANY[:22], *families(12, R.SUPPORTED, 2, settled=True), *families(5, R.ACCEPTED),
                    *families(unsettled, R.SUPPORTED, 2, settled=False)])  # fmt: skip
    assert found.overall.accepted == 17 + unsettled
    assert found.overall.settled_with_support == told
    assert (found.overall.settled_without_support is None) is (told is None)


def test_nothing_ended_is_nothing_to_share() -> None:
    found = effect([*families(10), *families(10, R.ACCEPTED, 2), *families(10, R.CONSENTED)])
    assert (found.overall.accepted, found.overall.settled_with_support) == (10, None)


@pytest.mark.parametrize(("accepted", "days"), [(4, None), (5, 6.0)])
def test_a_median_wants_its_count_published(accepted: int, days: float | None) -> None:
    found = effect([*families(20), *families(20, R.CONSENTED), *families(accepted, R.ACCEPTED, 6)])
    assert (found.overall.accepted is None) is (days is None)
    assert found.overall.median_days_to_first_contact == days


@pytest.mark.parametrize(("without", "days"), [(9, 6.0), (10, None), (11, None)])
def test_who_was_not_contacted_yet_waits_longer_than_all(without: int, days: float | None) -> None:
    """Left out, they would make the wait look short."""
    found = effect([*families(20), *families(20, R.CONSENTED), *families(10, R.ACCEPTED, 6),
                    *families(without, R.WAITING)])  # fmt: skip
    assert found.overall.accepted == 10 + without
    assert found.overall.median_days_to_first_contact == days


def test_no_small_number_stands_in_a_table_though_it_be_no_secret() -> None:
    assert effect(families(3)).overall.families is None
    found = effect([*families(3), *families(20, offered=False)])
    assert (found.overall.families, found.overall.offered) == (23, None)


def test_what_is_kept_is_what_was_published() -> None:
    found = effect([*MANY, *families(3, stage=NOTIFIED)])
    assert EFFECT.validate_json(EFFECT.dump_json(found)) == found


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_one_to_four_families_stand_in_no_table(number: int, shown: int | None) -> None:
    found = effect([*families(number), *families(20, offered=False, stage=NOTIFIED)])
    assert found.overall.offered == shown


def test_whoever_was_offered_nothing_is_not_counted_as_offered() -> None:
    assert effect([Journey(CERTIFIED)] * 6).overall.offered == 0


def test_endings_are_told_with_their_shares_and_without_them_nothing_is_said_of_them() -> None:
    assert effect(MANY).overall.endings_told
    assert effect([]).overall.endings_told, "of nobody there is nothing to withhold"
    assert not at(effect([*MANY, *families(3, stage=NOTIFIED)]), NOTIFIED).endings_told


def test_the_wait_is_told_with_the_accepted_though_the_endings_are_withheld() -> None:
    few_supported = [
        *families(10, settled=False), *families(10, R.CONSENTED, settled=True),
        *families(12, R.ACCEPTED, 4, settled=True), *families(2, R.SUPPORTED, 4, settled=True),
    ]  # fmt: skip
    found = effect(few_supported).overall
    assert (found.accepted, found.median_days_to_first_contact) == (14, 4)
    assert (found.endings_told, found.settled_with_support, found.settled_without_support) == (False, None, None)


def test_where_no_dispute_has_ended_the_endings_hide_nobody() -> None:
    found = effect([*families(10), *families(10, R.CONSENTED), *families(10, R.ACCEPTED, 4)]).overall
    assert (found.accepted, found.endings_told) == (10, True)
    assert (found.settled_with_support, found.settled_without_support) == (None, None)


def test_families_whose_dispute_goes_on_hide_nobody_whose_dispute_has_ended() -> None:
    """Three of those who did not settle had no support: the shares would tell of them, however many are open."""
    families_ = [
        *families(10, settled=True), *families(10, R.SUPPORTED, 4, settled=True),
        *families(3, settled=False), *families(10, R.SUPPORTED, 4, settled=False), *families(20),
        *families(10, R.CONSENTED), *families(10, R.ACCEPTED, 4),
    ]  # fmt: skip
    assert not effect(families_).overall.endings_told
