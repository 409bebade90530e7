"""The optimiser against every possible assignment, against the plain ways, and at the edges."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.capacity.allocations.optimiser import propose
from app.capacity.domain.allocation import (
    Assignment,
    Opening,
    Question,
    first_come_first_served,
    flaws,
    judge,
    oldest_duty_first,
)
from tests.capacity.domain.test_allocation import ANN, BEN, ask, case, give, slot


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Small ones, in which much overlaps, little suits, and some duties are past."""
    small, hours = st.integers(-3, 6), st.integers(1, 4)
    waiting = [case(number, draw(small), draw(st.integers(0, 40))) for number in range(1, 1 + draw(st.integers(0, 5)))]
    openings = [
        slot(number, draw(st.sampled_from([ANN, BEN])), draw(st.integers(0, 5)), draw(hours) + 8, draw(hours))
        for number in range(11, 11 + draw(st.integers(0, 6)))
    ]
    numbers = [one.slot_id.int for one in openings]
    suits = {one.case_id.int: draw(st.sets(st.sampled_from(numbers))) if numbers else set() for one in waiting}
    return ask(waiting, openings, suits, {ANN: draw(st.integers(0, 3))})


def every(question: Question) -> Iterator[Assignment]:
    """All legal assignments."""
    cases = list(question.waiting)

    def further(index: int, placed: dict[UUID, UUID], held: list[Opening]) -> Iterator[Assignment]:
        if index == len(cases):
            yield Assignment(dict(placed))
            return
        yield from further(index + 1, placed, held)
        case_id = cases[index].case_id
        for opening in question.suitable[case_id]:
            if not any(opening.clashes(other) for other in held):
                yield from further(index + 1, placed | {case_id: opening.slot_id}, [*held, opening])

    return further(0, {}, [])


@settings(max_examples=150, deadline=None)
@given(questions())
def test_no_assignment_at_all_is_better(question: Question) -> None:
    proposal = propose(question)
    assert proposal.proven
    assert flaws(question, proposal.assignment) == []
    assert proposal.judgement == judge(question, proposal.assignment)
    assert proposal.judgement == min(judge(question, one) for one in every(question))


@settings(max_examples=50, deadline=None)
@given(questions())
def test_the_plain_ways_are_legal_and_never_better(question: Question) -> None:
    for plain in (first_come_first_served(question), oldest_duty_first(question)):
        assert flaws(question, plain) == []
        assert propose(question).judgement <= judge(question, plain)


def test_a_duty_breaks_in_turn_and_none_by_thought() -> None:
    """Who comes first can wait, and whoever is due first can go to a mediator whom nobody else can see."""
    waiting = [case(1, 9, asked=9), case(2, 2, asked=5), case(3, 4, asked=1)]
    openings = [slot(11, ANN, 1), slot(12, BEN, 2), slot(13, ANN, 7)]
    question = ask(waiting, openings, {1: {11, 13}, 2: {11, 12}, 3: {11}})
    assert judge(question, first_come_first_served(question)).duties_broken == 1
    assert judge(question, oldest_duty_first(question)).duties_broken == 1
    proposal = propose(question)
    assert proposal.assignment == give(c1=13, c2=12, c3=11)
    assert proposal.judgement.duties_broken == 0


def test_a_kept_duty_outweighs_two_late_sessions() -> None:
    question = ask(
        [case(1, 0), case(2, -1), case(3, -1)],
        [slot(11, ANN, 0, 10, 4), slot(12, ANN, 0, 9), slot(13, ANN, 0, 13)],
        {1: {11}, 2: {12}, 3: {13}},
    )
    assert propose(question).assignment == give(c1=11)


def test_a_case_past_due_still_gets_a_session_but_takes_nobodys_time() -> None:
    openings = [slot(11, ANN, 0), slot(12, ANN, 3)]
    assert propose(ask([case(1, -10), case(2, 1)], openings)).assignment == give(c1=12, c2=11)
    assert propose(ask([case(1, -10)], openings)).assignment == give(c1=11)


def test_of_two_who_cannot_both_be_served_the_older_duty_is() -> None:
    question = ask([case(1, -1), case(2, -2)], [slot(11, ANN, 0)])
    assert propose(question).assignment == give(c2=11)


def test_overlapping_slots_of_one_mediator_serve_one_case_and_of_two_mediators_two() -> None:
    waiting = [case(1, 5), case(2, 5)]
    assert propose(ask(waiting, [slot(11, ANN, 0, 10), slot(12, ANN, 0, 11)])).judgement.unplaced == 1
    assert propose(ask(waiting, [slot(11, ANN, 0, 10), slot(12, ANN, 0, 12)])).judgement.unplaced == 0
    assert propose(ask(waiting, [slot(11, ANN, 0, 10), slot(12, BEN, 0, 11)])).judgement.unplaced == 0


def test_half_a_session_is_none() -> None:
    """With fractions one could serve a case and a half: halves of 10-11 and 9-10 for one, half of 9-11 for each."""
    openings = [slot(11, ANN, 0, 9, 2), slot(12, ANN, 0, 10, 1), slot(13, ANN, 0, 9, 1)]
    proposal = propose(ask([case(1, 9), case(2, 9)], openings, {2: {11}}))
    assert proposal.proven
    assert proposal.judgement.unplaced == 1


def test_load_is_spread_and_what_is_booked_already_counts() -> None:
    """In turn, all four would go to Ann, who is free earlier. Nobody's duty needs that."""
    waiting = [case(number, 9) for number in (1, 2, 3, 4)]
    openings = [slot(11 + day, ANN, day) for day in range(4)] + [slot(21 + day, BEN, 4 + day) for day in range(4)]
    even, uneven = ask(waiting, openings), ask(waiting, openings, load={ANN: 2})
    assert judge(even, oldest_duty_first(even)).heaviest_load == 4
    assert propose(even).judgement.heaviest_load == 2
    assert propose(uneven).judgement.heaviest_load == 3
    assert propose(uneven).judgement.spread == 3**2 + 3**2


@pytest.mark.parametrize("question", [ask([], []), ask([case(1, 3)], []), ask([], [slot(11, ANN, 0)])])
def test_nothing_to_assign_is_proven_at_once(question: Question) -> None:
    proposal = propose(question)
    assert proposal.assignment == give()
    assert proposal.proven


def crowd(order: Random | None = None) -> Question:
    """Thirty cases and three mediators, mixed up by `order`."""
    chance = Random(36)  # noqa: S311 - repeatable on purpose
    mediators = [UUID(int=number) for number in (101, 102, 103)]
    openings = [
        slot(100 + n, chance.choice(mediators), chance.randrange(9), chance.randrange(8, 16), chance.randrange(1, 5))
        for n in range(60)
    ]
    waiting = [case(n, chance.randrange(-2, 9), chance.randrange(30)) for n in range(1, 31)]
    suits = {n: set(chance.sample(range(100, 160), 6)) for n in range(1, 31)}
    if order:
        order.shuffle(waiting)
        order.shuffle(openings)
    return ask(waiting, openings, suits)


def test_the_same_question_has_the_same_answer_in_any_order_and_any_thread() -> None:
    """Threads that end, too: a solver's own threads have been known to hang on them."""
    first = propose(crowd())
    assert first.proven
    found: list[Assignment] = []

    def again(seed: int) -> None:
        found.append(propose(crowd(Random(seed))).assignment)  # noqa: S311 - no secret

    threads = [threading.Thread(target=again, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [first.assignment] * 4


def test_without_time_the_better_plain_way_is_taken_and_nothing_is_claimed() -> None:
    question = crowd()
    plain = [judge(question, way(question)) for way in (first_come_first_served, oldest_duty_first)]
    proposal = propose(question, seconds=0)
    assert not proposal.proven
    assert proposal.judgement == min(plain)
    assert propose(question).judgement < min(plain)


def test_the_solver_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    propose(crowd())
    assert capfd.readouterr() == ("", "")


def test_who_never_proposes_does_not_load_the_solver() -> None:
    code = "import sys, app.capacity.allocations.optimiser; sys.exit(bool({'highspy', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - ourselves
