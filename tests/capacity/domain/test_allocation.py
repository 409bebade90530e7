"""What makes an assignment legal and how good it is; the two plain ways of assigning."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from app.capacity.domain.allocation import (
    Assignment,
    Judgement,
    Opening,
    Question,
    Waiting,
    WhyUnplaced,
    cliques,
    first_come_first_served,
    flaws,
    judge,
    oldest_duty_first,
    why_unplaced,
)
from app.capacity.domain.mediator import Span

MONDAY = date(2026, 11, 2)
ANN, BEN = UUID(int=101), UUID(int=102)


def case(number: int, due_in: int, asked: int = 0) -> Waiting:
    """A case due so many days after Monday, asked for so many days before it."""
    return Waiting(UUID(int=number), MONDAY + timedelta(days=due_in), MONDAY - timedelta(days=asked))


def slot(number: int, mediator: UUID, day: int, hour: int = 10, hours: int = 2) -> Opening:
    """A slot so many days after Monday."""
    starts_at = datetime(2026, 11, 2, hour, tzinfo=UTC) + timedelta(days=day)
    return Opening(UUID(int=number), mediator, Span(starts_at, starts_at + timedelta(hours=hours)), starts_at.date())


def ask(
    waiting: list[Waiting],
    openings: list[Opening],
    suits: Mapping[int, set[int]] | None = None,
    load: Mapping[UUID, int] | None = None,
) -> Question:
    """Put a question; where `suits` is silent, every slot suits every case."""
    every = {one.slot_id for one in openings}
    named = {UUID(int=number): {UUID(int=slot) for slot in slots} for number, slots in (suits or {}).items()}
    found = {one.case_id: frozenset(named.get(one.case_id, every)) for one in waiting}
    return Question(tuple(waiting), tuple(openings), found, load or {})


def give(**slots: int) -> Assignment:
    """Give case 1 slot 11 by `give(c1=11)`."""
    return Assignment({UUID(int=int(name[1:])): UUID(int=number) for name, number in slots.items()})


@pytest.mark.parametrize(
    ("assignment", "found"),
    [
        (give(c1=11, c2=13), []),
        (give(c1=11, c2=14), []),
        (give(), []),
        (give(c9=11), ["case 9 is not waiting", "slot 11 does not suit case 9"]),
        (give(c1=99), ["slot 99 is not open"]),
        (give(c2=11), ["slot 11 does not suit case 2"]),
        (give(c1=13, c3=13), ["slot 13 is given twice"]),
        (give(c1=11, c3=12), ["slots 11 and 12 of one mediator overlap or leave no gap"]),
    ],
)
def test_everything_illegal_is_found_and_nothing_else(assignment: Assignment, found: list[str]) -> None:
    openings = [slot(11, ANN, 0, 10), slot(12, ANN, 0, 11), slot(13, ANN, 0, 12), slot(14, BEN, 0, 11)]
    question = ask([case(1, 9), case(2, 9), case(3, 9)], openings, {2: {13, 14}})
    named = [str(UUID(int=number)) for number in (1, 2, 3, 9, 11, 12, 13, 99)]
    told = flaws(question, assignment)
    for one in named:
        told = [flaw.replace(one, str(UUID(one).int)) for flaw in told]
    assert told == found


@pytest.mark.parametrize(("due_in", "kept"), [(4, 0), (5, 1), (6, 1)])
def test_a_duty_is_kept_on_its_last_day_and_not_after(due_in: int, kept: int) -> None:
    judgement = judge(ask([case(1, due_in)], [slot(11, ANN, 5)]), give(c1=11))
    assert (judgement.duties_kept, judgement.duties_broken, judgement.unplaced) == (kept, 1 - kept, 0)


def test_a_judgement_counts_load_and_waiting() -> None:
    question = ask([case(1, 0, 30), case(2, 10, 20), case(3, 10, 20)], [slot(11, ANN, 1), slot(12, BEN, 4)])
    question = Question(question.waiting, question.openings, question.suits, {ANN: 3, UUID(int=7): 2})
    judgement = judge(question, give(c1=11, c2=12))
    assert (judgement.duties_kept, judgement.duties_broken, judgement.unplaced) == (1, 2, 1)
    assert (judgement.heaviest_load, judgement.spread) == (4, 4**2 + 1**2 + 2**2)
    assert judgement.waiting_days == 31 + 24
    assert judgement.long_waits == 31**2 + 24**2 + 25**2  # unplaced: until the day after the last opening


def test_judgements_compare_by_the_aims_in_order_and_by_nothing_else() -> None:
    """Each is better than the next in one aim, and worse in all that come after it."""
    aims = [(0, 0, 0, 0), (0, 0, 0, 9), (0, 0, 1, 8), (0, 1, 0, 7), (1, 0, 0, 6)]
    judgements = [Judgement(*aim, duties_kept=5, heaviest_load=5, waiting_days=5) for aim in aims]
    assert all(one < other for one, other in pairwise(judgements))
    assert replace(judgements[0], duties_kept=1, heaviest_load=1, waiting_days=1) == judgements[0]


def test_cliques_are_the_largest_sets_that_share_a_moment() -> None:
    spans = [(9, 3), (10, 3), (11, 3), (13, 1), (14, 2)]
    openings = {number: slot(11 + number, ANN, 0, *span) for number, span in enumerate(spans)}
    assert cliques(openings) == [[0, 1, 2], [2, 3], [4]]


def test_the_plain_ways_serve_by_request_and_by_duty() -> None:
    question = ask([case(1, 9, asked=5), case(2, 3, asked=1)], [slot(11, ANN, 2), slot(12, ANN, 7)])
    assert first_come_first_served(question) == give(c1=11, c2=12)
    assert oldest_duty_first(question) == give(c2=11, c1=12)


def test_the_plain_ways_pass_over_what_overlaps_or_does_not_suit() -> None:
    openings = [slot(11, ANN, 0, 10), slot(12, ANN, 0, 11), slot(13, ANN, 1), slot(14, ANN, 2)]
    question = ask([case(1, 9), case(2, 9), case(3, 9)], openings, {2: {12, 13}, 3: {12, 14}})
    assert first_come_first_served(question) == oldest_duty_first(question) == give(c1=11, c2=13, c3=14)


def test_nothing_waiting_and_nothing_open() -> None:
    for question in (ask([], []), ask([case(1, 3)], []), ask([], [slot(11, ANN, 0)])):
        assert first_come_first_served(question) == oldest_duty_first(question) == give()
        assert judge(question, give()).unplaced == len(question.waiting)


def test_of_two_slots_that_begin_together_the_shorter_is_taken_first() -> None:
    question = ask([case(1, 20)], [slot(11, ANN, 1, hours=3), slot(12, BEN, 1, hours=2)])
    assert first_come_first_served(question) == oldest_duty_first(question) == give(c1=12)


def test_the_unplaced_come_oldest_duty_first() -> None:
    waiting = [case(1, 9), case(2, -4), case(3, 2)]
    assert give(c3=11).unplaced(ask(waiting, [slot(11, ANN, 0)])) == (waiting[1], waiting[0])


@pytest.mark.parametrize(
    ("suits", "assignment", "why"),
    [
        ({3: set()}, give(c1=11), WhyUnplaced.NO_SUITABLE_SLOT),
        ({3: {99}}, give(c1=11), WhyUnplaced.NO_SUITABLE_SLOT),
        ({3: {11}}, give(c1=11), WhyUnplaced.WENT_TO_CASES_DUE_EARLIER),
        ({3: {12}}, give(c1=11), WhyUnplaced.WENT_TO_CASES_DUE_EARLIER),  # 12 is free, its mediator is not
        ({3: {11}}, give(c2=11), WhyUnplaced.WENT_TO_OTHER_CASES),  # due on the same day
        ({3: {11, 13}}, give(c1=11, c2=13), WhyUnplaced.WENT_TO_OTHER_CASES),
        ({3: {11, 13}}, give(c1=11), WhyUnplaced.STILL_FREE),
    ],
)
def test_why_a_case_was_given_nothing(suits: Mapping[int, set[int]], assignment: Assignment, why: WhyUnplaced) -> None:
    openings = [slot(11, ANN, 0, 10), slot(12, ANN, 0, 11), slot(13, BEN, 0)]
    question = ask([case(1, 4), case(2, 5), case(3, 5)], openings, suits)
    assert why_unplaced(question, assignment, UUID(int=3)) is why


def test_of_slots_that_begin_together_the_shorter_comes_first_and_then_the_smaller_id() -> None:
    openings = [slot(13, ANN, 0, hours=3), slot(12, BEN, 0, hours=2), slot(11, ANN, 0, hours=2)]
    for given in (openings, openings[::-1]):
        asked = ask([case(1, 9)], given)
        assert [one.int for one in asked.slots] == [11, 12, 13]
        assert [one.slot_id.int for one in asked.suitable[UUID(int=1)]] == [11, 12, 13]


@pytest.mark.parametrize(("begins", "clash"), [(12, True), (13, False)])
def test_a_mediator_keeps_the_gap_whichever_session_is_asked_first(begins: int, *, clash: bool) -> None:
    """Ann mediates from 10 to 12 and needs an hour."""
    hour = timedelta(hours=1)
    one, other = replace(slot(11, ANN, 0), gap=hour), replace(slot(12, ANN, 0, begins), gap=hour)
    assert one.clashes(other) is other.clashes(one) is clash
