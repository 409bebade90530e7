"""The end and the reinstatement of an appeal by the tribunal: what each changes, and the moves."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import OPEN_AGAIN, known
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates.tribunal import ordered_by
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, TRIBUNAL, CaseMove, S
from app.cases.domain.words import AppealOutcome
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL
from app.law.domain.chronology import Directed
from app.law.domain.kinds import OwedAgainFor


def appeal_decided(facts: CaseFacts, command: commands.RecordAppealOutcome, __: Law) -> Changed:
    """The orders, where any were made; from them regulation 44 runs, but for the dates that the tribunal directed."""
    reference, orders = command.decision_reference, ordered_by(command)
    decided: dict[str, Any] = {
        "appeal": replace(
            known(facts.appeal),
            decision_reference=reference,
            outcome=command.outcome,
            recommends_health=command.recommends_health,
            recommends_care=command.recommends_care,
        ),
        "order_made_on": command.occurred_on if orders else None,
        "order_kind": orders[0].order_kind if orders else None,
        "directed": (*_of_no_order(facts), *(date for one in orders for date in one.directed)),
        "resolved_on": command.occurred_on,
        "closed_on": None,
    }
    if command.orders:
        decided["orders"] = command.orders
    return decided


def _of_no_order(facts: CaseFacts) -> tuple[Directed, ...]:
    """Return the dates that the tribunal directed before its decision."""
    return tuple(one for one in facts.directed if not one.of_order)


def appeal_reinstated(facts: CaseFacts, command: commands.ReinstateAppeal, __: Law) -> Changed:
    """The appeal as it was, before the tribunal again; an order, and what was done to carry it out, fall away."""
    appeal = replace(
        known(facts.appeal),
        outcome=None,
        recommends_health=False,
        recommends_care=False,
        withdrawn_on=None,
        withdrawal_received_on=None,
        reinstated_on=command.occurred_on,
        reinstatement_applied_on=command.applied_on or command.occurred_on,
        decision_reference=command.decision_reference,
    )
    undone: dict[str, Any] = {}
    if facts.decided:
        undone = {"order_made_on": None, "order_kind": None, "unopposed_notified_on": None}
        undone |= {"directed": _of_no_order(facts)} | ({"orders": ()} if facts.orders else {})
        undone["completed"] = still_done(facts, OwedAgainFor.END_OF_APPEAL)
    return {"appeal": appeal, "resolved_on": None, **undone, **OPEN_AGAIN}


MOVES = (
    CaseMove(
        commands.RecordAppealOutcome, "appeal-decided",
        "The tribunal ends the appeal, with or without an order.",
        "tribunal-decides", frozenset({LA, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_decided,
        (
            gates.tribunal_decided, gates.orders_are_in_power, gates.setting_may_be_named, gates.orders_fit_outcome,
            gates.directed_dates_follow, gates.recommendations_exist,
        ),
        not_before=("appeal",), which=lambda command, *_: command.outcome is not AppealOutcome.STRUCK_OUT,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.RecordAppealOutcome, "appeal-struck-out",
        "The tribunal strikes the appeal out, which ends the appeal without a decision on the dispute.",
        "strike-out", frozenset({LA, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_decided,
        (gates.tribunal_decided, gates.orders_fit_outcome),
        not_before=("appeal",), which=lambda command, *_: command.outcome is AppealOutcome.STRUCK_OUT,
        variant="struck out",
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.ReinstateAppeal, "appeal-reinstated",
        "The tribunal takes up an appeal again (reinstatement). Reinstatement is possible in three situations: "
        "the appeal was withdrawn or struck out, the tribunal set its decision aside, or the decision was "
        "recorded by mistake. The appeal continues from where it ended.",
        "reinstatement", frozenset({LA, TRIBUNAL}),
        frozenset({S.RESOLVED, S.CLOSED}), None, appeal_reinstated,
        (gates.appeal_can_go_on, gates.tribunal_reinstates, gates.applied_in_time),
        not_before=("resolved_on",), reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
