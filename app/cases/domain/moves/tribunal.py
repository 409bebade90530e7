"""The end and the reinstatement of an appeal by the tribunal: what each changes, and the moves."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import OPEN_AGAIN, known
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, TRIBUNAL, CaseMove, S
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL
from app.law.domain.kinds import OwedAgainFor


def appeal_decided(facts: CaseFacts, command: commands.RecordAppealOutcome, __: Law) -> Changed:
    """The order, where one was made; from it regulation 44 runs, but for the dates that the tribunal directed."""
    return {
        "appeal": replace(known(facts.appeal), decision_reference=command.decision_reference),
        "order_made_on": command.occurred_on if command.order_kind else None,
        "order_kind": command.order_kind,
        "directed": command.directed,
        "resolved_on": command.occurred_on,
        "closed_on": None,
    }


def appeal_reinstated(facts: CaseFacts, command: commands.ReinstateAppeal, __: Law) -> Changed:
    """The appeal as it was, before the tribunal again; an order, and what was done to carry it out, fall away."""
    appeal = replace(
        known(facts.appeal),
        withdrawn_on=None,
        withdrawal_received_on=None,
        reinstated_on=command.occurred_on,
        decision_reference=command.decision_reference,
    )
    undone: dict[str, Any] = {}
    if facts.decided:
        undone = {"order_made_on": None, "order_kind": None, "directed": (), "unopposed_notified_on": None}
        undone["completed"] = still_done(facts, OwedAgainFor.END_OF_APPEAL)
    return {"appeal": appeal, "resolved_on": None, **undone, **OPEN_AGAIN}


MOVES = (
    CaseMove(
        commands.RecordAppealOutcome, "appeal-decided",
        "The tribunal ends the appeal, with an order or without.",
        "tribunal-decides", frozenset({LA, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_decided,
        (gates.tribunal_decided, gates.directed_dates_follow),
        not_before=("appeal",),
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.ReinstateAppeal, "appeal-reinstated",
        "The tribunal takes up an appeal again. This is possible if the appeal was withdrawn or struck out, if the "
        "tribunal set its decision aside, or if the tribunal never made the decision. The appeal continues from where "
        "it ended.",
        "reinstatement", frozenset({LA, TRIBUNAL}),
        frozenset({S.RESOLVED, S.CLOSED}), None, appeal_reinstated,
        (gates.appeal_can_go_on, gates.tribunal_reinstates, gates.applied_in_time),
        not_before=("resolved_on",), reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
