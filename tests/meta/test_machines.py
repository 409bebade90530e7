"""Every machine is a table of the one kind of move, and every row of every table is complete."""

import ast
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import app
from app.advice.domain import moves as of_referrals
from app.advice.domain.commands import Command as ReferralCommand
from app.advice.domain.gates import GATES as REFERRAL_GATES
from app.advice.domain.words import ReferralAction, ReferralState
from app.capacity.domain import session_moves as of_sessions
from app.capacity.domain.session_commands import SessionCommand
from app.capacity.domain.words import SessionAction, SessionStatus
from app.cases.domain import moves as of_cases
from app.cases.domain.commands import Command as CaseCommand
from app.cases.domain.gates import GATES as CASE_GATES
from app.cases.domain.words import Action, State
from app.kernel.moves import Command, Gate, Move
from app.kernel.terms import OrganisationKind
from app.law.domain.rulebook import RULEBOOK


class Table(NamedTuple):
    """A machine's table, and the words that it is written in."""

    moves: Sequence[Move[Any, Any, Any]]
    command: type[Command]
    actions: type[StrEnum]
    states: type[StrEnum]
    gates: dict[str, Gate[Any, Any, Any]]


TABLES = {
    "referral": Table(of_referrals.MOVES, ReferralCommand, ReferralAction, ReferralState, REFERRAL_GATES),
    "pathway": Table(of_cases.MOVES, CaseCommand, Action, State, CASE_GATES),
    "session": Table(of_sessions.MOVES, SessionCommand, SessionAction, SessionStatus, of_sessions.GATES),
}
ROWS = [
    pytest.param(table, move, id=f"{name} {move.action} {move.variant or ''}".strip())
    for name, table in TABLES.items()
    for move in table.moves
]


@pytest.mark.parametrize(("table", "move"), ROWS)
def test_every_move_has_a_command_a_rule_and_somebody_who_records_it(table: Table, move: Move[Any, Any, Any]) -> None:
    assert issubclass(move.command, table.command)
    assert move.command is not table.command
    assert move.action in table.actions
    assert RULEBOOK.knows(move.rule)
    assert move.who
    assert move.who <= set(OrganisationKind)
    assert move.says.endswith(".")
    assert move.event == move.event.lower().strip("-")
    assert move.states <= set(table.states)
    assert move.target is None or move.target in table.states


@pytest.mark.parametrize(("table", "move"), ROWS)
def test_every_gate_of_a_move_is_a_question_with_a_rule_and_an_answer(table: Table, move: Move[Any, Any, Any]) -> None:
    for gate in (*move.gates, *move.whose):
        assert gate.asks.endswith("?")
        assert gate.shut.endswith(".")
        assert RULEBOOK.knows(gate.rule)
        assert table.gates[gate.name].under(gate.rule) == gate, "a gate stands in its wing, under whichever rule"


@pytest.mark.parametrize("name", TABLES)
def test_every_action_has_a_move_and_every_gate_stands_somewhere(name: str) -> None:
    table = TABLES[name]
    assert {move.action for move in table.moves} == set(table.actions)
    assert {gate.name for move in table.moves for gate in (*move.gates, *move.whose)} == table.gates.keys()


@pytest.mark.parametrize("name", TABLES)
def test_one_command_answers_one_action(name: str) -> None:
    table = TABLES[name]
    by_action = {move.action: move.command for move in table.moves}
    assert all(by_action[move.action] is move.command for move in table.moves)
    assert len(set(by_action.values())) == len(by_action)


OF_THE_KERNEL = {
    "Gate", "Happened", "Move", "Machine", "Attempt", "Explored", "Search", "Property", "Proof", "Assurance",
    "apply", "fold", "changed", "ways", "watching", "verdict",
}  # fmt: skip
"""What there is one of, for every machine."""

IN_A_WING = {"verdict": "cases/domain/assurance.py"}
"""Functions of the same name that hand on to the kernel's."""


def test_no_wing_writes_its_own_machine() -> None:
    """A wing has rows, questions and words; how they are read, searched and drawn stands in the kernel alone."""
    root = Path(app.__path__[0])
    found = set()
    for path in root.glob("*/domain/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "name", "") if isinstance(node, ast.ClassDef | ast.FunctionDef) else ""
            place = path.relative_to(root).as_posix()
            if name in OF_THE_KERNEL and IN_A_WING.get(name) != place:
                found.add(f"{place}: {name}")
            if isinstance(node, ast.Constant) and node.value == "stateDiagram-v2":
                found.add(f"{place}: draws its own diagram")
    assert found == set()
