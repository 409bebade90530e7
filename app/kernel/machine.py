"""One state machine for every kind of record: may this happen, and what is the record after it?

A wing brings its facts, its commands and a table of moves. Only what is in the table can happen. Pure and total.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, make_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Generic, NamedTuple

from app.kernel.errors import GateClosed, NotNow, NotYours, OutOfOrder, OutsideKnownLaw, Refusal
from app.kernel.moves import C, Changed, F, G, M, recorders
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: what became true, by which action, on which day in the world, recorded by whom."""

    type: str
    action: Any | None
    by: OrganisationKind
    occurred_on: date
    changes: Changed


class _Draft(NamedTuple):
    """How facts of a kind are read, all at once, and the same slots where they may be written."""

    read: Callable[[Any], tuple[Any, ...]]
    of: Callable[..., Any]


@cache
def _draft(kind: type) -> _Draft:
    names = [one.name for one in fields(kind)]
    return _Draft(attrgetter(*names), make_dataclass(f"{kind.__name__}Draft", names, slots=True, eq=False))


def changed(facts: F, changes: Changed) -> F:
    """Return facts with some of them changed.

    Quicker than `replace`, which calls `object.__setattr__` for every fact: a search of all records does little else.
    A draft has no such setter. Once it is written, it becomes facts like all others.
    """
    kind = type(facts)
    read, draft = _draft(kind)
    after = draft(*read(facts))
    for name, value in changes.items():
        setattr(after, name, value)
    after.__class__ = kind
    made: F = after
    return made


def apply(facts: F, event: Happened) -> F:
    """Return the facts after an event."""
    return changed(facts, event.changes)


def fold(begun: F, events: Iterable[Happened]) -> F:
    """Return the facts after all events, in order."""
    for event in events:
        begun = apply(begun, event)
    return begun


class Machine(Generic[M, F, C, G]):
    """A table of moves, and what a move needs besides facts and command: a law, a recording, or nothing.

    A test may give another table, to show that the assurance can fail.
    """

    stage: ClassVar[str] = "stage"
    """The fact to which a move's target is written."""
    nobodys: ClassVar[str]
    """The rule that refuses an action without a move."""

    def __init__(self, moves: Sequence[M], given: G) -> None:
        self.moves = tuple(moves)
        self.given = given
        self._by_action: dict[StrEnum, tuple[M, ...]] = {}
        for move in self.moves:
            self._by_action[move.action] = (*self._by_action.get(move.action, ()), move)

    def moves_of(self, action: StrEnum) -> tuple[M, ...]:
        """Return the variants of an action."""
        return self._by_action.get(action, ())

    def decide(self, facts: F, command: C, today: date) -> Happened:
        """Return what happens when a command is recorded.

        Args:
            facts: everything known about the record.
            command: what is said to have happened, on `occurred_on`.
            today: the day of recording, in London.

        Raises:
            NotYours: another party's action.
            OutOfOrder: the day is in the future, before the record began, or before what must come first.
            NotNow: no move leads from the state of the record.
            GateClosed: a move exists, and a gate on it is shut.
        """
        moves = self.moves_of(command.action)
        self.must_be_theirs(facts, command)
        self.must_be_in_time(facts, command, today)
        claiming = self.claiming(facts, command)
        if not claiming:
            raise self.not_now(facts, command, moves)
        return self.make(claiming[0], facts, command)

    def must_be_theirs(self, facts: F, command: C) -> None:
        """Refuse an action that another party records, in every state of the record."""
        moves = self.moves_of(command.action)
        if not any(command.by in move.who for move in moves):
            who = recorders(moves) or "nobody"
            raise NotYours(
                f"{command.action} is recorded by: {who}.",
                self.whose_rule(command, moves),
            )
        for question in dict.fromkeys(one for move in moves for one in move.whose):
            if not question.is_open(facts, command, self.given):
                raise question.refusal(facts, command, self.given)

    def claiming(self, facts: F, command: C) -> list[M]:
        """Return the moves that claim a command on a record: one, or none. The assurance proves it."""
        return [move for move in self.moves_of(command.action) if facts.state in move.states]

    def make(self, move: M, facts: F, command: C) -> Happened:
        """Make a move that claims a command, where its order and its gates allow it."""
        self._after_what_comes_first(move, facts, command)
        try:
            shut = next((one for one in move.gates if not one.is_open(facts, command, self.given)), None)
        except OutsideKnownLaw as unknown:
            raise GateClosed(unknown.reason, unknown.rule_id) from unknown
        if shut is not None:
            raise shut.refusal(facts, command, self.given)
        return Happened(
            move.event, command.action, command.by, command.occurred_on, self._changes(move, facts, command)
        )

    def changes_if_open(self, move: M, facts: F, command: C) -> Changed | None:
        """Return the changes that `make` would make. None where `make` refuses.

        A search asks no reason, and `make` refuses most of what it tries.
        """
        occurred_on, given = command.occurred_on, self.given
        for name in move.not_before:
            day = self.day_of(facts, name)
            if day is not None and occurred_on < day:
                return None
        try:
            for gate in move.gates:
                if not gate.is_open(facts, command, given):
                    return None
        except OutsideKnownLaw:
            return None
        try:
            return self._changes(move, facts, command)
        except Refusal:
            return None

    def _changes(self, move: M, facts: F, command: C) -> Changed:
        changes = dict(self.first(move, facts, command))
        if changes:
            facts = changed(facts, changes)
        changes |= move.becomes(facts, command, self.given)
        if move.target is not None:
            changes[self.stage] = move.target
        return changes

    def began(self, facts: F) -> tuple[date, str] | None:
        """Return the day before which nothing can be recorded, with the words that name it."""
        del facts
        return None

    def day_of(self, facts: F, name: str) -> date | None:
        """Return the day of a fact that a move must not precede."""
        day: date | None = getattr(facts, name)
        return day

    def first(self, move: M, facts: F, command: C) -> Changed:
        """Return what becomes true before a move is made."""
        del move, facts, command
        return {}

    def whose_rule(self, command: C, moves: tuple[M, ...]) -> str:
        """Return the rule by which an action is another party's."""
        del command
        return moves[0].rule if moves else self.nobodys

    def not_now(self, facts: F, command: C, moves: tuple[M, ...]) -> NotNow:
        """Say from where an action would be possible."""
        states = ", ".join(state for state in type(facts.state) if any(state in move.states for move in moves))
        return NotNow(
            f"{command.action} is possible only in these states: {states}. The present state is: {facts.state}.",
            moves[0].rule,
        )

    def must_be_in_time(self, facts: F, command: C, today: date) -> None:
        """Refuse a day that has not come, or on which the record had not begun."""
        rule = self.moves_of(command.action)[0].rule
        if command.occurred_on > today:
            raise OutOfOrder(f"{command.occurred_on} is in the future. Today is {today}.", rule)
        began = self.began(facts)
        if began is not None and command.occurred_on < began[0]:
            raise OutOfOrder(f"{command.occurred_on} is before {began[1]} {began[0]}.", rule)

    def _after_what_comes_first(self, move: M, facts: F, command: C) -> None:
        for name in move.not_before:
            day = self.day_of(facts, name)
            if day is not None and command.occurred_on < day:
                what = name.removesuffix("_on").replace("_", " ")
                raise OutOfOrder(
                    f"{command.action} cannot have happened on {command.occurred_on}. It can only happen after "
                    f"this: {what} on {day}.",
                    move.rule,
                )
