"""A row of the table of moves of a case, and the sets of states and parties that rows use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.words import STAGES, Action, State
from app.kernel.moves import Move
from app.kernel.readers import Readers
from app.kernel.terms import OrganisationKind
from app.law.domain.regime import Regime

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
BODY, TRIBUNAL = OrganisationKind.COMMISSIONING_BODY, OrganisationKind.TRIBUNAL
ARRANGERS = frozenset({LA, PROVIDER, BODY})

S = State

OPEN = frozenset(STAGES)
"""No appeal yet, nothing resolved."""
UNRESOLVED = OPEN | {S.APPEAL_REGISTERED}
"""Mediation may go on beside an appeal: it does not stop one, nor one it."""
UNENDED = UNRESOLVED | {S.RESOLVED}
UNDER_WAY = frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED})
CERTIFIED, ARRANGED = frozenset({S.CERTIFIED}), frozenset({S.MEDIATION_ARRANGED})

C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True, eq=False)
class CaseMove(Move[CaseFacts, C, Law], Generic[C]):
    """One way an action may take a case from one stage to another.

    `states` are the states in which the case may be; `stages` narrows by the stage of mediation beneath an appeal or
    a resolution. `target` is the stage it leads to (None: it stays, or an appeal or ending takes over). `which` picks
    the variant of the action, and `when` the cases that it is for: at most one move of an action may claim a command.
    `exists` says whether a regime has this move at all, and `which` may ask the regime too. `recorder` names the
    organisation that records it, where a regime says which; `who` then holds those of the published regimes.
    `reopens` marks a step of the family, or for it: it takes a closed case up again, as the case stood beneath its
    closing. `shown_to` are the readers of its event: any other reader is told only that something happened.
    """

    stages: frozenset[State] = OPEN
    which: Callable[[C, Law, Regime], bool] = lambda _command, _law, _regime: True
    when: Callable[[CaseFacts, C], bool] = lambda _facts, _command: True
    reopens: bool = False
    exists: Callable[[Regime], bool] = lambda _regime: True
    recorder: Callable[[Regime], OrganisationKind | None] | None = None
    shown_to: Readers = frozenset()

    @property
    def action(self) -> Action:
        """The action that it answers."""
        return self.command.action


AnyMove = CaseMove[Any]


def exempts(regime: Regime) -> bool:
    """Whether a regime exempts families from attending."""
    return regime.exemptions is not None


def asks_no_certificate(regime: Regime) -> bool:
    """Whether an appeal needs no certificate under a regime."""
    return not regime.asks_certificate


def decider(regime: Regime) -> OrganisationKind | None:
    """Return who decides exemptions under a regime."""
    return regime.exemptions.decided_by if regime.exemptions else None
