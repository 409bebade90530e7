"""What becomes true of a case by each move: only the facts that change. An event carries exactly these."""

from collections.abc import Mapping
from typing import Any, cast

from app.domain.pathway import commands as c
from app.domain.pathway.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.domain.pathway.gates import Law
from app.domain.terms import AppealBasis, SessionOutcome

Changed = Mapping[str, Any]


def adviser_contacted(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The contact's day."""
    return {"contacted_on": command.occurred_on}


def mediation_declined(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The day the adviser was told; from it the certificate's three working days run."""
    return {"declined_on": command.occurred_on}


def mediation_requested(facts: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The request's day, and whether health is in it; an earlier mediation makes room for this one.

    A failed arrangement stays on record: what once freed the family goes on freeing it.
    """
    asked = cast("c.RequestMediation", command)
    return {
        "requested_on": asked.occurred_on,
        "health_raised": asked.health_raised,
        "health_only": asked.health_only,
        "body_notified_on": None,
        "declined_on": facts.declined_on if facts.certificate else None,
        "arranged_on": None,
        "session_on": None,
        "session_outcome": None,
        "concluded_on": None,
    }


def commissioning_body_notified(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The day the commissioning body was told."""
    return {"body_notified_on": command.occurred_on}


def mediation_arranged(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The day it was fixed, and the day it is fixed for."""
    fixed = cast("c.ArrangeMediation", command)
    return {"arranged_on": fixed.occurred_on, "session_on": fixed.session_on, "session_outcome": None}


def cannot_arrange_reported(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The day the adviser was told."""
    return {"cannot_arrange_reported_on": command.occurred_on}


def session_held(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The outcome, and the day mediation concluded."""
    ended = cast("c.RecordSessionOutcome", command)
    return {"session_outcome": ended.outcome, "concluded_on": ended.occurred_on}


def session_not_held(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The outcome; the arrangement falls away."""
    ended = cast("c.RecordSessionOutcome", command)
    return {"session_outcome": ended.outcome, "arranged_on": None, "session_on": None}


def certificate_issued(facts: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The certificate, to whoever holds the right."""
    issued = cast("c.IssueCertificate", command)
    return {"certificate": Certificate(issued.number, issued.ground, issued.occurred_on, facts.appellant_kind)}


def certificate_reissued(facts: CaseFacts, command: c.Command, __: Law) -> Changed:
    """A new number, and the first date: the appeal's time does not move."""
    again = cast("c.ReissueCertificate", command)
    lost = cast("Certificate", facts.certificate)
    holder = again.holder_kind or lost.holder_kind
    return {
        "certificate": Certificate(again.number, lost.ground, lost.issued_on, holder),
        "appellant_kind": holder,
    }


def agreement_recorded(facts: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The terms; a full agreement resolves the dispute, though never the family's right to its certificate."""
    agreed = cast("c.RecordAgreement", command)
    changed: dict[str, Any] = {"agreement_made_on": agreed.occurred_on, "agreement_terms": agreed.terms}
    if facts.session_outcome is SessionOutcome.FULL_AGREEMENT:
        changed["resolved_on"] = agreed.occurred_on
    return changed


def decision_conceded(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The day of the concession. Nothing else stops."""
    return {"conceded_on": command.occurred_on}


def appeal_unopposed(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """Treated as decided for the appellant (reg 45): the dispute is resolved, and its clocks begin."""
    return {"unopposed_notified_on": command.occurred_on, "resolved_on": command.occurred_on}


def appeal_registered(facts: CaseFacts, command: c.Command, law: Law) -> Changed:
    """The appeal, marked late where it is: the tribunal alone decides what lateness means."""
    lodged = cast("c.RegisterAppeal", command)
    window = law.appeal_window(facts)
    late = False
    if window is not None and window.due_at is not None:
        after_five = lodged.received_at is not None and lodged.received_at > window.due_at
        late = lodged.occurred_on > window.due_on or after_five
    permission = lodged.occurred_on if lodged.basis is AppealBasis.PERMISSION else None
    return {
        "appeal": Appeal(lodged.basis, lodged.occurred_on, late, permission, lodged.tribunal_reference),
        "appellant_kind": lodged.appellant_kind or facts.appellant_kind,
        "resolved_on": None,
    }


def grounds_widened(facts: CaseFacts, command: c.Command, _: Law) -> Changed:
    """The sections now disputed."""
    return {"sections": facts.sections | cast("c.WidenGrounds", command).sections}


def appeal_decided(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The order, where one was made; from it regulation 44 runs."""
    decided = cast("c.RecordAppealOutcome", command)
    return {
        "order_made_on": decided.occurred_on if decided.order_kind else None,
        "order_kind": decided.order_kind,
        "resolved_on": decided.occurred_on,
    }


def duty_completed(facts: CaseFacts, command: c.Command, _: Law) -> Changed:
    """The duty, done."""
    done = cast("c.CompleteDuty", command)
    return {"completed": (*facts.completed, CompletedDuty(done.code, done.occurred_on, done.term, done.step))}


def exemption_claimed(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The claim's day."""
    return {"exemption_claimed_on": command.occurred_on}


def exemption_decided(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The decision."""
    return {"exemption_granted": cast("c.DecideExemption", command).granted}


def panel_reviewed(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The review's day."""
    return {"panel_reviewed_on": command.occurred_on}


def closed(_: CaseFacts, command: c.Command, __: Law) -> Changed:
    """The end."""
    return {"closed_on": command.occurred_on}
