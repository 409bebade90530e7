"""The machine is complete: every action has a move, every gate stands somewhere, every word is published once."""

from collections import defaultdict
from dataclasses import fields

from app.cases.domain import commands
from app.cases.domain.commands import Command
from app.cases.domain.duties import has_own_action
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates import GATES
from app.cases.domain.menu import variants
from app.cases.domain.moves import MOVES
from app.cases.domain.moves import AnyMove as Move
from app.cases.domain.standing import done_on
from app.cases.domain.words import STAGES, Action, State
from app.kernel.terms import OrganisationKind
from tests.cases.domain.builders import COMMANDS, PATHWAY, a_case

NO_MOVE: dict[Action, str] = {}
"""Actions that no move takes, each with its reason. There are none."""


def moves_by_action() -> dict[Action, list[Move]]:
    found: dict[Action, list[Move]] = defaultdict(list)
    for move in MOVES:
        found[move.action].append(move)
    return found


def test_every_action_has_a_move_and_a_command() -> None:
    assert set(Action) - moves_by_action().keys() == NO_MOVE.keys()
    assert COMMANDS.keys() == set(Action)
    named = [kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)]
    assert len(COMMANDS) == len(named) - 1, "two commands claim one action"


def test_every_gate_stands_on_some_move() -> None:
    standing = {gate.name for move in MOVES for gate in move.gates}
    assert standing == GATES.keys()
    assert all(GATES[gate.name] is gate for move in MOVES for gate in move.gates)


def test_the_variants_of_an_action_belong_to_the_same_parties() -> None:
    """Else one party could record through another's variant: `decide` asks before it knows which variant it is."""
    for action, moves in moves_by_action().items():
        assert len({move.who for move in moves}) == 1, action
        assert all(move.who <= set(OrganisationKind) for move in moves)


def test_the_variants_of_an_action_have_names_of_their_own() -> None:
    for action, moves in moves_by_action().items():
        names = [move.variant for move in moves]
        assert len(set(names)) == len(names), action


def test_every_state_is_somewhere_and_every_stage_is_led_to() -> None:
    targets = {move.target for move in MOVES} - {None}
    assert targets == set(STAGES) - {State.NOTIFIED}
    assert set(STAGES) | {State.APPEAL_REGISTERED, State.RESOLVED, State.CLOSED} == set(State)


def test_what_must_not_lie_later_is_a_fact() -> None:
    names = {field.name for field in fields(CaseFacts)}
    assert {name for move in MOVES for name in move.not_before} <= names


def test_every_action_can_be_looked_ahead_to() -> None:
    """But for duties, which depend on the dates of a case alone."""
    on = a_case().opened.notice_sent_on
    assert {a for a in Action if not list(variants(a, on, PATHWAY))} == {Action.COMPLETE_DUTY}


def test_a_duty_is_done_in_one_way() -> None:
    """By an action of its own, or by being completed; no deadline can be met in two ways."""
    facts = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10").facts
    by_action = {d.code for d in PATHWAY.law.deadlines(facts) if done_on(facts, d)}
    assert by_action, "nothing was kept: the case shows nothing"
    assert all(has_own_action(code) for code in by_action)
