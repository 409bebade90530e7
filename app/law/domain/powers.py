"""Which orders the tribunal can make on which decision. Each row names the rule that gives the power."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.terms import DecisionKind, TermKind
from app.law.domain.matters import Remits

_D = DecisionKind
_OF_A_PLAN = frozenset({_D.PLAN_CONTENT, _D.REFUSAL_TO_AMEND, _D.CEASE_TO_MAINTAIN})


@dataclass(frozen=True, slots=True)
class Power:
    """A kind of order, the decisions on which the tribunal can make the order, and the rule that says so.

    `by_consent`: the tribunal can make the order only in a consent order.
    """

    order: TermKind
    on: frozenset[DecisionKind]
    rule: str
    by_consent: bool = False


POWERS: tuple[Power, ...] = (
    Power(TermKind.ASSESS, frozenset({_D.REFUSAL_TO_ASSESS, _D.REFUSAL_TO_REASSESS}), "may-order-assess"),
    Power(TermKind.MAKE_PLAN, frozenset({_D.REFUSAL_TO_ISSUE_PLAN}), "may-order-make-plan"),
    Power(TermKind.RECONSIDER, frozenset({_D.REFUSAL_TO_ISSUE_PLAN}), "may-order-reconsider"),
    Power(TermKind.CONTINUE_PLAN, _OF_A_PLAN, "may-order-continue-plan"),
    Power(TermKind.AMEND_PLAN, _OF_A_PLAN, "may-order-amend-plan"),
    Power(TermKind.NAME_SETTING, _OF_A_PLAN, "may-order-name-setting"),
    Power(TermKind.CEASE_PLAN, frozenset({_D.CEASE_TO_MAINTAIN}), "may-order-cease-plan"),
    Power(TermKind.OTHER_ACTION, frozenset(DecisionKind), "may-order-what-is-agreed", by_consent=True),
)
"""Every kind of order once."""

REMITTED = Power(TermKind.RECONSIDER, frozenset({_D.PLAN_CONTENT}), "placement-reviewed-and-remitted")
"""The power under a proposal, in place of naming a setting: the tribunal quashes, and the authority reconsiders."""


def powers_on(kind: DecisionKind, *, by_consent: bool = False, remits: Remits = Remits.NOTHING) -> Sequence[Power]:
    """Return the powers of the tribunal in an appeal about a decision.

    `by_consent`: the parties agree on the order. `remits`: what of the dispute the regime lets the tribunal only send
    back. Then nobody but the authority names a setting; what the parties agree, the tribunal may still order.
    """
    today = [one for one in POWERS if kind in one.on and (by_consent or not one.by_consent)]
    match remits:
        case Remits.NOTHING:
            return today
        case Remits.PLACEMENT:
            return [*(one for one in today if one.order is not TermKind.NAME_SETTING), REMITTED]
        case Remits.EVERYTHING:
            return [*(one for one in today if one.by_consent), REMITTED]


def orders_on(kind: DecisionKind, *, by_consent: bool = False, remits: Remits = Remits.NOTHING) -> Sequence[TermKind]:
    """Return the kinds of order that the tribunal can make in an appeal about a decision: see `powers_on`."""
    return [one.order for one in powers_on(kind, by_consent=by_consent, remits=remits)]
