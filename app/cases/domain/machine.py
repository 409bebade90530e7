"""The machine: may this happen, and what becomes true if it does. Pure and total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from app.cases.domain.changes import taken_up_again
from app.cases.domain.commands import Command
from app.cases.domain.facts import Appeal, CaseFacts, Certificate
from app.cases.domain.law import Law
from app.cases.domain.moves import MOVES, Move
from app.cases.domain.words import Action, State
from app.kernel.errors import GateClosed, NotNow, NotYours, OutOfOrder, OutsideKnownLaw
from app.kernel.terms import OrganisationKind
from app.law.domain.regimes import REGIMES, RegimeId

_FACTS = tuple(one.name for one in fields(CaseFacts))
_values = attrgetter(*_FACTS)
_PLACES = {name: place for place, name in enumerate(_FACTS)}
_put = tuple(getattr(CaseFacts, name).__set__ for name in _FACTS)


_ENDS_MEDIATION = frozenset({Action.DECLINE_MEDIATION, Action.ISSUE_CERTIFICATE, Action.REISSUE_CERTIFICATE})
"""Steps after which nobody waits for a mediation that was under way when its case was closed."""


def _leaves_mediation(move: Move) -> bool:
    return move.action not in _ENDS_MEDIATION


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: what became true, by which action, on which day in the world, recorded by whom."""

    type: str
    action: Action | None
    by: OrganisationKind
    occurred_on: date
    changes: Mapping[str, Any]


def apply(facts: CaseFacts, event: Happened) -> CaseFacts:
    """Return the facts after an event.

    Quicker than `replace`, which calls `object.__setattr__` for every fact: the search of all cases does little else.
    """
    return _with(facts, event.changes)


def _with(facts: CaseFacts, changes: Mapping[str, Any]) -> CaseFacts:
    known = list(_values(facts))
    for name, value in changes.items():
        known[_PLACES[name]] = value
    after = object.__new__(CaseFacts)
    for put, value in zip(_put, known, strict=True):
        put(after, value)
    return after


def fold(opened: CaseFacts, events: Iterable[Happened]) -> CaseFacts:
    """Return the facts after all events, in order."""
    for event in events:
        opened = apply(opened, event)
    return opened


class Pathway:
    """The table of moves under a law. Another table may be given, so that the assurance can be shown to fail."""

    def __init__(self, law: Law, moves: Sequence[Move] = MOVES) -> None:
        self.law = law
        self.moves = tuple(moves)
        self._by_action = {action: tuple(m for m in moves if m.action is action) for action in Action}
        self._leading: dict[tuple[Action, RegimeId, State, State | None, State], tuple[Move, ...]] = {}

    def moves_of(self, action: Action) -> tuple[Move, ...]:
        """Return the variants of an action."""
        return self._by_action[action]

    def decide(self, facts: CaseFacts, command: Command, today: date) -> Happened:
        """Say what becomes true when a command is recorded on a case.

        Args:
            facts: everything known of the case.
            command: what is said to have happened, on `occurred_on`.
            today: the day of recording, in London.

        Raises:
            NotYours: another party's action.
            OutOfOrder: the day lies ahead, before the notice, or before what must come first.
            NotNow: no move leads from where the case stands.
            GateClosed: a move does, and a gate on it is shut.
        """
        moves = self._by_action[command.action]
        if not any(command.by in move.who for move in moves):
            raise self._not_yours(command, moves)
        self._in_time(facts, command, today, moves[0].rule)
        claiming = self.claiming(facts, command)
        if not claiming:
            raise self._not_now(facts, command, moves)
        return self.make(claiming[0], facts, command)

    def make(self, move: Move, facts: CaseFacts, command: Command) -> Happened:
        """Make a move that claims a command, where its order and its gates allow it."""
        self._after_what_comes_first(facts, command, move)
        try:
            shut = next((gate for gate in move.gates if not gate.is_open(facts, command, self.law)), None)
        except OutsideKnownLaw as unknown:
            raise GateClosed(unknown.reason, unknown.rule_id) from unknown
        if shut is not None:
            raise GateClosed(shut.shut, shut.rule)
        changes: dict[str, Any] = {}
        if facts.over_on is not None and move.reopens and command.occurred_on >= facts.over_on:
            changes |= taken_up_again(facts, command.occurred_on, self.law, mediation=_leaves_mediation(move))
            facts = _with(facts, changes)
        changes |= move.becomes(facts, command, self.law)
        if move.target is not None:
            changes["stage"] = move.target
        return Happened(move.event, command.action, command.by, command.occurred_on, changes)

    def claiming(self, facts: CaseFacts, command: Command) -> list[Move]:
        """Return the moves that claim a command on a case: one, or none. The assurance proves it."""
        here = (command.action, facts.regime, facts.state, facts.taken_up_as, facts.stage)
        leading = self._leading.get(here)
        if leading is None:
            leading = self._leading[here] = self._lead_on(*here)
        return [move for move in leading if move.which(command, self.law) and move.when(facts, command)]

    def _lead_on(
        self, action: Action, regime: RegimeId, state: State, taken_up_as: State | None, stage: State
    ) -> tuple[Move, ...]:
        """Return the moves of an action that lead on from where a case stands, whatever is said with it."""
        return tuple(
            move
            for move in self._by_action[action]
            if regime in move.regimes
            and stage in move.stages
            and (state in move.states or (move.reopens and taken_up_as in move.states))
        )

    def _not_yours(self, command: Command, moves: tuple[Move, ...]) -> NotYours:
        who = " or ".join(sorted({kind.replace("_", " ") for move in moves for kind in move.who}))
        certifies = command.action in (Action.ISSUE_CERTIFICATE, Action.REISSUE_CERTIFICATE)
        rule = "independent-adviser" if certifies else moves[0].rule if moves else "duty-of-its-party"
        return NotYours(f"{command.action} is recorded by: {who or 'nobody'}.", rule)

    @staticmethod
    def _in_time(facts: CaseFacts, command: Command, today: date, rule: str) -> None:
        if command.occurred_on > today:
            raise OutOfOrder(f"{command.occurred_on} has not come yet: today is {today}.", rule)
        if command.occurred_on < facts.notice_sent_on:
            raise OutOfOrder(
                f"{command.occurred_on} is before the notice, which was sent on {facts.notice_sent_on}.",
                rule,
            )

    def _not_now(self, facts: CaseFacts, command: Command, moves: tuple[Move, ...]) -> NotNow:
        claimed = [move for move in moves if move.which(command, self.law)] or list(moves)
        chosen = [move for move in claimed if move.when(facts, command)] or claimed
        if not any(facts.regime in move.regimes for move in chosen):
            title = REGIMES[facts.regime].title
            return NotNow(f"{command.action} does not exist under this case's regime: {title}.", chosen[0].rule)
        if not any(facts.state in move.states for move in chosen):
            return NotNow(f"{command.action} is not possible once a case is {facts.state}.", chosen[0].rule)
        stages = sorted({stage.replace("_", " ") for move in chosen for stage in move.stages})
        here = facts.stage.replace("_", " ")
        return NotNow(
            f"{command.action} is possible when the case is: {', '.join(stages)}. It is: {here}.", chosen[0].rule
        )

    @staticmethod
    def _after_what_comes_first(facts: CaseFacts, command: Command, move: Move) -> None:
        for name in move.not_before:
            first = getattr(facts, name)
            match first:
                case Appeal():
                    day = first.registered_on
                case Certificate():
                    day = first.issued_on
                case _:
                    day = first
            if day is not None and command.occurred_on < day:
                what = name.removesuffix("_on").replace("_", " ")
                raise OutOfOrder(
                    f"{command.action} on {command.occurred_on} would come before what it follows: {what} on {day}.",
                    move.rule,
                )
