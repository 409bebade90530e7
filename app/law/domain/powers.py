"""Which orders the tribunal can make on which decision. Each row names the rule that gives the power."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.terms import DecisionKind, TermKind

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


def powers_on(kind: DecisionKind, *, by_consent: bool = False) -> Sequence[Power]:
    """Return the powers of the tribunal in an appeal about a decision. `by_consent`: the parties agree on the order."""
    return [one for one in POWERS if kind in one.on and (by_consent or not one.by_consent)]


def orders_on(kind: DecisionKind, *, by_consent: bool = False) -> Sequence[TermKind]:
    """Return the kinds of order that the tribunal can make in an appeal about a decision."""
    return [one.order for one in powers_on(kind, by_consent=by_consent)]
