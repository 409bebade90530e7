"""Decides whether an action on a case may happen under the law, and returns the case after it. Pure and total."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.cases.domain.changes import taken_up_again
from app.cases.domain.commands import Command
from app.cases.domain.facts import Appeal, CaseFacts, Certificate
from app.cases.domain.law import Law
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import Action, State
from app.kernel.errors import NotNow, NotYours
from app.kernel.machine import Machine
from app.kernel.moves import Changed
from app.law.domain.regime import Regime, RegimeId

_ENDS_MEDIATION = frozenset({Action.DECLINE_MEDIATION, Action.ISSUE_CERTIFICATE, Action.REISSUE_CERTIFICATE})
"""Steps after which nobody waits for a mediation that was under way when its case was closed."""


def _as_recorded_under(law: Law, move: AnyMove) -> AnyMove:
    """Return a move with those who record it under some regime of a law, where the regimes say who."""
    if move.recorder is None:
        return move
    who = frozenset(who for regime in law.regimes.values() if (who := move.recorder(regime)))
    return move if who in (frozenset(), move.who) else replace(move, who=who)


def _is_for(move: AnyMove, command: Command, law: Law, regime: Regime) -> bool:
    """Whether a move takes a command: the variant fits, and the regime lets this organisation record the command."""
    return move.which(command, law, regime) and (move.recorder is None or move.recorder(regime) in (None, command.by))


class Pathway(Machine[AnyMove, CaseFacts, Command, Law]):
    """The table of moves of a case under a law."""

    nobodys = "duty-of-its-party"

    def __init__(self, law: Law, moves: Sequence[AnyMove] = MOVES) -> None:
        super().__init__([_as_recorded_under(law, move) for move in moves], law)
        self.law = law
        self._leading: dict[tuple[Action, RegimeId, State, State | None, State], tuple[AnyMove, ...]] = {}

    def claiming(self, facts: CaseFacts, command: Command) -> list[AnyMove]:
        """Return the moves that claim a command on a case: one, or none. The assurance proves it."""
        here = (command.action, facts.regime, facts.state, facts.taken_up_as, facts.stage)
        leading = self._leading.get(here)
        if leading is None:
            leading = self._leading[here] = self._lead_on(*here)
        regime = self.law.regime(facts)
        return [move for move in leading if _is_for(move, command, self.law, regime) and move.when(facts, command)]

    def _lead_on(
        self, action: Action, regime: RegimeId, state: State, taken_up_as: State | None, stage: State
    ) -> tuple[AnyMove, ...]:
        """Return the moves of an action that lead on from where a case stands, whatever is said with it."""
        value = self.law.regimes[regime]
        return tuple(
            move
            for move in self.moves_of(action)
            if move.exists(value)
            and stage in move.stages
            and (state in move.states or (move.reopens and taken_up_as in move.states))
        )

    def must_be_theirs(self, facts: CaseFacts, command: Command) -> None:
        """Refuse an action that another party records: in every state, and under this regime."""
        super().must_be_theirs(facts, command)
        moves, regime = self.moves_of(command.action), self.law.regime(facts)
        who = next((move.recorder(regime) for move in moves if move.recorder), None)
        if who not in (None, command.by):
            raise NotYours(f"{command.action} is recorded by: {who.replace('_', ' ')}.", moves[0].rule)

    def began(self, facts: CaseFacts) -> tuple[date, str]:
        """Return the day of the notice: nothing on the pathway happens before it."""
        return facts.notice_sent_on, "the notice, which was sent on"

    def day_of(self, facts: CaseFacts, name: str) -> date | None:
        """Return the day of a fact; of an appeal the day of its registration, of a certificate that of its issue."""
        known: date | Appeal | Certificate | None = getattr(facts, name)
        if isinstance(known, Appeal):
            return known.registered_on
        return known.issued_on if isinstance(known, Certificate) else known

    def first(self, move: AnyMove, facts: CaseFacts, command: Command) -> Changed:
        """Take up a closed case again, if a step of the family does so."""
        if facts.over_on is None or not move.reopens or command.occurred_on < facts.over_on:
            return {}
        mediation = move.action not in _ENDS_MEDIATION
        return taken_up_again(facts, command.occurred_on, self.law, mediation=mediation)

    def whose_rule(self, command: Command, moves: tuple[AnyMove, ...]) -> str:
        """Return the rule by which an action is another party's: only an adviser certifies (s.56(3))."""
        certifies = command.action in (Action.ISSUE_CERTIFICATE, Action.REISSUE_CERTIFICATE)
        return "independent-adviser" if certifies else super().whose_rule(command, moves)

    def not_now(self, facts: CaseFacts, command: Command, moves: tuple[AnyMove, ...]) -> NotNow:
        """Say what prevents the action: the regime, the state, or the stage of mediation."""
        regime = self.law.regime(facts)
        claimed = [move for move in moves if move.which(command, self.law, regime)] or list(moves)
        chosen = [move for move in claimed if move.when(facts, command)] or claimed
        if not any(move.exists(regime) for move in chosen):
            variant = chosen[0].variant
            named = f"{command.action} ({variant})" if variant else command.action
            return NotNow(
                f"The set of rules that applies to this case (its regime) has no action {named}. The rules are: "
                f"{regime.title}.",
                chosen[0].rule,
            )
        if not any(facts.state in move.states for move in chosen):
            return NotNow(f"{command.action} is not possible after a case is {facts.state}.", chosen[0].rule)
        stages = sorted({stage.replace("_", " ") for move in chosen for stage in move.stages})
        here = facts.stage.replace("_", " ")
        return NotNow(
            f"{command.action} is possible only at these stages of mediation: {', '.join(stages)}. The stage of this "
            f"case is: {here}.",
            chosen[0].rule,
        )
