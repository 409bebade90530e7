"""The table of moves and what each command says by itself, repeated beside this file, where people review them.

A member of a row that is lost by accident would let a party do, or read, what it may not.
"""

from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from app.cases.domain.commands import ListHearing
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import STAGES, Action, State
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind
from app.law.domain.regime import IN_FORCE
from app.law.domain.regimes import REGIMES
from tests.cases.domain.builders import COMMANDS, LAW, PATHWAY

HERE = Path(__file__).parent
LETTERS = dict(zip((*STAGES, State.APPEAL_REGISTERED, State.RESOLVED, State.CLOSED), "nhdracfzARC", strict=True))
"""A letter for each state: notified, heard, declined, requested, arranged, concluded, failed, certified; then an
appeal, resolved, closed."""


def rendered(move: AnyMove) -> Iterator[str]:
    yield f"{move.action}{f' ({move.variant})' if move.variant else ''}: {move.event}, under {move.rule}"
    yield f"    by {', '.join(sorted(move.who))}{' or the decider' * (move.recorder is not None)}"
    states, stages = ("".join(LETTERS[one] for one in State if one in some) for some in (move.states, move.stages))
    yield f"    from {states}, stages {stages}, to {move.target or '-'}{', reopens' * move.reopens}"
    yield f"    gates: {' '.join(gate.name for gate in chain(move.whose, move.gates)) or '-'}"
    yield f"    not before: {' '.join(move.not_before) or '-'}"
    yield f"    shown to: {' '.join(one for one in Reader if one in move.shown_to)}"


def by_itself(kind: type[Any]) -> str:
    said = ((one.name, one.default) for one in fields(kind))
    return " ".join(f"{name}={default}" for name, default in said if default is not MISSING) or "-"


def test_the_table_of_moves_is_the_reviewed_one() -> None:
    """If you mean to change a row, change it in `moves.txt` too."""
    assert [*chain.from_iterable(map(rendered, MOVES))] == (HERE / "moves.txt").read_text("utf-8").splitlines()


def test_what_a_command_says_if_its_recorder_says_nothing() -> None:
    """If you mean to change a default, change it in `defaults.txt` too."""
    found = [f"{action}: {by_itself(kind)}" for action, kind in COMMANDS.items()]
    assert found == (HERE / "defaults.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("listed_on", "adjourned", "variant"),
    [(date(2026, 10, 1), False, None), (date(2026, 10, 1), True, None), (None, True, "adjourned"), (None, False, None)],
)
def test_one_row_takes_each_hearing(listed_on: date | None, variant: str | None, *, adjourned: bool) -> None:
    """A hearing on a day, a new day in place of the old, none yet, and one that says nothing."""
    hearing = ListHearing(
        by=OrganisationKind.TRIBUNAL, occurred_on=date(2026, 9, 1), listed_on=listed_on, adjourned=adjourned
    )
    rows = [move for move in PATHWAY.moves_of(Action.LIST_HEARING) if move.which(hearing, LAW, REGIMES[IN_FORCE])]
    assert [move.variant for move in rows] == [variant]
