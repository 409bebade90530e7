"""The exhaustive check of sessions holds of the table; and it would say so of a faulty one, and show the way there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from app.capacity.domain import session_conduct as conduct
from app.capacity.domain import session_gates as gates
from app.capacity.domain.session import Session
from app.capacity.domain.session_assurance import COVERED, assure
from app.capacity.domain.session_commands import Recording, SessionCommand
from app.capacity.domain.session_machine import Sessions
from app.capacity.domain.session_moves import GATES, MOVES, SessionMove
from app.capacity.domain.session_properties import PROPERTIES
from app.capacity.domain.session_search import (
    BOOKED_ON,
    FIRST,
    MOMENTS,
    OTHER,
    RECORDERS,
    STARTS,
    Moment,
    SessionSearch,
    commands,
    named,
    told,
)
from app.capacity.domain.words import SessionAction, SessionStatus
from app.kernel.assure import Always, EachStep, InReach, Property, counter_example, verdict, watching
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.moves import Gate
from app.kernel.search import Explored, Node, Step
from app.kernel.terms import OrganisationKind

A, S = SessionAction, SessionStatus
EDUCATION, MIXED, HEALTH = STARTS
EVERY = {one.name: one for one in (*PROPERTIES, *COVERED)}
LA = OrganisationKind.LOCAL_AUTHORITY


@cache
def explored(start: Session) -> Explored[SessionMove, Session, Moment]:
    """Search what can become of one session once, however many tests ask."""
    begun = Node(start, MOMENTS[0], told=told(start))
    return SessionSearch().explore(begun, watching([*EVERY.values()]))


def test_every_oneholds_of_every_reachable_session() -> None:
    found = verdict([explored(start) for start in STARTS], [*EVERY.values()])
    assert {p.name: p.counter_example for p in found.properties if not p.holds} == {}
    assert found.holds
    assert [p.name for p in found.properties] == list(EVERY)
    assert found.states_examined > 5000
    assert found.steps_examined > found.states_examined
    assert found.moves_made == set(MOVES)


Change = Callable[[SessionMove], list[SessionMove]]


def changed(action: SessionAction, **says: Any) -> Change:
    return lambda move: [replace(move, **says)] if move.action is action else [move]


def without(gate: Gate[Any, Any, Any], *actions: SessionAction) -> Change:
    def change(move: SessionMove) -> list[SessionMove]:
        if move.action not in actions:
            return [move]
        kept, whose = (tuple(one for one in some if one.name != gate.name) for some in (move.gates, move.whose))
        assert (kept, whose) != (move.gates, move.whose)
        return [replace(move, gates=kept, whose=whose)]

    return change


def from_also(action: SessionAction, *states: SessionStatus) -> Change:
    return lambda move: [replace(move, states=move.states | {*states}) if move.action is action else move]


def nobody_records(action: SessionAction) -> Change:
    return lambda move: [] if move.action is action else [move]


def twice(action: SessionAction) -> Change:
    return lambda move: [move, move] if move.action is action else [move]


def keeps_what_was_told(move: SessionMove) -> list[SessionMove]:
    def becomes(*said: Any) -> dict[str, Any]:
        return {name: value for name, value in move.becomes(*said).items() if name != "told"}

    return [replace(move, becomes=becomes)] if move.action is A.RESCHEDULE else [move]


def forgets_what_was_told(move: SessionMove) -> list[SessionMove]:
    def becomes(*said: Any) -> dict[str, Any]:
        return {**move.becomes(*said), "told": ()}

    return [replace(move, becomes=becomes)] if move.action is A.CHANGE_PLACE else [move]


@dataclass(frozen=True)
class Mutant:
    """A table with a fault, the session at which it shows, and the property that must notice."""

    fault: str
    change: Change
    notices: str
    start: Session = EDUCATION
    dropped: Gate[Any, Any, Any] | None = None

    @property
    def moves(self) -> list[SessionMove]:
        return [new for move in MOVES for new in self.change(move)]


def dropping(
    fault: str, gate: Gate[Any, Any, Any], action: SessionAction, notices: str, start: Session = EDUCATION
) -> Mutant:
    return Mutant(fault, without(gate, action), notices, start, gate)


HELD, AGREES, WHO = "held-once-begun", "outcome-says-who-came", "its-provider-says-what-came-of-it"
MUTANTS = [
    dropping("who came is told beforehand", conduct.has_begun, A.RECORD_ATTENDANCE, HELD),
    dropping("who came is told as of an earlier day", conduct.on_its_day_or_later, A.RECORD_ATTENDANCE, HELD),
    dropping("it ends before it begins", conduct.has_begun, A.END, HELD),
    dropping("it ends as of an earlier day", conduct.on_its_day_or_later, A.END, HELD),
    dropping("it ends on a later day", conduct.ended_on_its_day, A.END, "ended-with-an-outcome"),
    Mutant("an end leaves it booked", changed(A.END, target=None), "ended-with-an-outcome"),
    dropping("an outcome without those whom it needs", conduct.outcome_agrees, A.END, AGREES),
    dropping("who came turns round after the end", conduct.outcome_agrees, A.RECORD_ATTENDANCE, AGREES),
    Mutant("what has ended is called off", from_also(A.CANCEL, S.ENDED), "an-end-stands"),
    Mutant("parties are told of what has ended", from_also(A.TELL, S.ENDED), "an-end-stands"),
    Mutant("calling off leaves it booked", changed(A.CANCEL, target=None), "called-off-was-not-held"),
    Mutant("calling off says nothing", changed(A.CANCEL, becomes=lambda *_: {}), "called-off-was-not-held"),
    Mutant("what was called off is told", from_also(A.TELL, S.CANCELLED), "called-off-is-the-end"),
    Mutant("what was called off is ended", from_also(A.END, S.CANCELLED), "called-off-is-the-end"),
    dropping("what took place is called off", conduct.nobody_attended, A.CANCEL, "held-is-not-undone"),
    dropping("what took place is moved", conduct.nobody_attended, A.RESCHEDULE, "held-is-not-undone"),
    dropping("it is called off after its day", conduct.by_its_day, A.CANCEL, "undone-by-its-day"),
    dropping("it is moved after its day", conduct.by_its_day, A.RESCHEDULE, "undone-by-its-day"),
    dropping("another provider ends it", gates.by_its_provider, A.END, WHO),
    dropping("another provider says who came", gates.by_its_provider, A.RECORD_ATTENDANCE, WHO),
    dropping("another provider speaks for the child", gates.by_its_provider, A.RECORD_CHILDS_VIEWS, WHO),
    dropping("anybody passes the mediator's word on", gates.mediators_word, A.CANCEL, WHO),
    dropping("a party calls off what has begun", conduct.ahead_or_by_its_provider, A.CANCEL, WHO),
    dropping("a party moves what has begun", conduct.ahead_or_by_its_provider, A.RESCHEDULE, WHO),
    dropping("a power is declared afterwards", gates.done_beforehand, A.NAME_REPRESENTATIVE, "declared-beforehand"),
    dropping("an interpreter is found afterwards", gates.done_beforehand, A.BOOK_INTERPRETER, "declared-beforehand"),
    dropping("another link comes afterwards", gates.done_beforehand, A.CHANGE_PLACE, "declared-beforehand"),
    Mutant("another link undoes what was told", forgets_what_was_told, "another-place-keeps-the-rest"),
    dropping("a family agrees untold", gates.told_before_agreeing, A.TELL, "told-before-agreeing"),
    dropping("a family agrees afterwards", gates.agreed_by_its_day, A.TELL, "told-before-agreeing"),
    dropping("a stranger is told", gates.told_are_parties, A.TELL, "parties-alone"),
    dropping("a stranger is named", gates.names_for_a_party, A.NAME_REPRESENTATIVE, "parties-alone"),
    dropping("the authority is named for health alone", gates.names_for_a_party, A.NAME_REPRESENTATIVE,
             "parties-alone", HEALTH),
    dropping("a stranger calls it off", conduct.word_of_a_party, A.CANCEL, "parties-alone"),
    dropping("a stranger moves it", conduct.word_of_a_party, A.RESCHEDULE, "parties-alone"),
    Mutant("what was told of the old day stays", keeps_what_was_told, "nothing-before-it-was-fixed"),
    Mutant(
        "the authority may not call off", changed(A.CANCEL, who=frozenset({OrganisationKind.MEDIATION_PROVIDER})),
        "can-be-called-off-until-it-begins", MIXED,
    ),
    Mutant("no session ends", nobody_records(A.END), "can-be-ended"),
    Mutant("who came bars every outcome", changed(A.RECORD_ATTENDANCE, target=S.CANCELLED), "called-off-was-not-held"),
    Mutant("two moves for one telling", twice(A.TELL), "no-two-moves-claim-one-session"),
    Mutant("a move from nowhere", changed(A.RESCHEDULE, states=frozenset()), "every-move-is-used"),
    Mutant("an end that calls off", changed(A.END, target=S.CANCELLED), "every-state-is-reached"),
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_in_the_table_is_found_and_the_way_to_it_shown(mutant: Mutant) -> None:
    one = EVERY[mutant.notices]
    way = counter_example(SessionSearch(mutant.moves), [Node(mutant.start, MOMENTS[0], told=told(mutant.start))], one)
    assert way, "a fault comes with what shows it"
    if one in COVERED:
        return
    assert way[0] == told(mutant.start)
    clash = mutant.notices.startswith("no-two")
    stood: list[Stood] = [(mutant.start, MOMENTS[0], None), *replayed(mutant, way[1:-1] if clash else way[1:])]
    assert clash or is_broken(one, mutant, stood[-1]), "and the way can be gone, and leads there"


Stood = tuple[Session, Moment, Step[SessionMove, Session, SessionCommand, Moment] | None]


def replayed(mutant: Mutant, steps: Sequence[str]) -> Iterator[Stood]:
    """Take each step of a counter-example through the faulty machine, one after the other."""
    session, when = mutant.start, MOMENTS[0]
    for said in steps:
        if said.startswith("until "):
            when = next(moment for moment in MOMENTS if said == f"until {moment}")
            yield session, when, None
            continue
        command, recording = next(one for one in tried(session, when) if named(one[0], own=one[1].own) == said)
        machine = Sessions(recording, mutant.moves)
        after = apply(session, machine.decide(session, command, when.day))
        yield after, when, Step(Node(session, when), said, machine.claiming(session, command)[0], command, machine)
        session = after


def tried(session: Session, when: Moment) -> Iterator[tuple[SessionCommand, Recording]]:
    for by, own in RECORDERS:
        for on in {when.day, session.day, session.fixed_on}:
            for command in commands(by, on, when.day):
                yield command, Recording(when.day, when.has_begun(session), own)


def is_broken(one: Property, mutant: Mutant, last: Stood) -> bool:
    session, when, step = last
    if isinstance(one, Always):
        return not one.holds(session)
    if isinstance(one, EachStep):
        return step is not None and not one.holds(step, session)
    assert isinstance(one, InReach)
    assert one.concerns(Node(session, when))
    for moment in (one for one in MOMENTS if one >= when):
        for command, recording in tried(session, moment):
            machine = Sessions(recording, mutant.moves)
            try:
                after = apply(session, machine.decide(session, command, moment.day))
            except Refusal:
                continue
            moved = Step(Node(session, moment), "", machine.moves[0], command, machine)
            if one.may_rely_on(moved) and one.kept(after):
                return False
    return True


def test_every_gate_of_the_table_is_missed_by_the_check() -> None:
    """But one: whether an interpreter is needed stands sealed with the session, and bars nothing else."""
    assert {mutant.dropped.name for mutant in MUTANTS if mutant.dropped} == GATES.keys() - {"interpreter_needed"}


def test_the_check_does_not_depend_on_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moved to other days, it examines as much and finds as little."""
    move = {day: date.fromordinal(day.toordinal() + 399) for day in {one.day for one in MOMENTS} | {OTHER}}
    module = "app.capacity.domain.session_search"
    monkeypatch.setattr(f"{module}.OTHER", move[OTHER])
    moments = tuple(replace(one, day=move[one.day]) for one in MOMENTS)
    monkeypatch.setattr(f"{module}.MOMENTS", moments)
    monkeypatch.setattr("app.capacity.domain.session_assurance.MOMENTS", moments)
    shifted = assure(starts=[replace(EDUCATION, day=move[FIRST], fixed_on=move[BOOKED_ON])])
    assert shifted.holds
    usual = explored(EDUCATION)
    assert (shifted.states_examined, shifted.steps_examined) == (len(usual.nodes), usual.steps)


def test_the_check_of_all_sessions_names_the_session_from_which_its_way_begins() -> None:
    mutant = next(one for one in MUTANTS if one.start in STARTS)
    shown = [one.counter_example for one in assure(mutant.moves).properties if one.counter_example]
    assert shown
    assert {way[0] for way in shown} <= {told(start) for start in STARTS}
