"""What becomes true of a case by each move: only the facts that change. An event carries exactly these."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

from app.cases.domain import commands
from app.cases.domain.duties import still_done
from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.gates import is_permission, needs_no_permission
from app.cases.domain.law import Law
from app.cases.domain.words import State
from app.kernel.moves import Changed
from app.kernel.terms import AppealBasis, AppellantKind, SessionOutcome
from app.law.domain.dispute import is_health_only
from app.law.domain.kinds import OwedAgainFor

_OPEN_AGAIN: Changed = {"closed_on": None, "closed_by_family": False}


def _first_contact(facts: CaseFacts, on: date) -> date:
    """Return the earlier of a contact and those before it: recorded late, it still counts."""
    return min(on, facts.first_contact_on or on)


def adviser_contacted(facts: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The contact's day."""
    return {
        "contacted_on": command.occurred_on,
        "first_contact_on": _first_contact(facts, command.occurred_on),
    }


def mediation_declined(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the adviser was told; from it the certificate's three working days run."""
    return {"declined_on": command.occurred_on, "under_way": False}


def mediation_requested(facts: CaseFacts, command: commands.RequestMediation, __: Law) -> Changed:
    """The request's day, and whether health is in it; an earlier mediation makes room for this one.

    A failed arrangement stays on record: what once freed the family goes on freeing it.
    """
    health_only = command.health_only or is_health_only(facts.kind, facts.sections)
    return {
        "requested_on": command.occurred_on,
        "first_contact_on": _first_contact(facts, command.occurred_on),
        "under_way": True,
        "health_raised": command.health_raised or health_only,
        "health_raised_on": None,
        "health_only": health_only,
        "body_notified_on": None,
        "declined_on": facts.declined_on if facts.certificate else None,
        "arranged_on": None,
        "session_on": None,
        "session_outcome": None,
        "missed_on": None,
        "concluded_on": None,
    }


def health_added(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """Health among the issues of a request that is under way: its own clock begins, and no other changes."""
    return {"health_raised": True, "health_raised_on": command.occurred_on}


def commissioning_body_notified(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the commissioning body was told."""
    return {"body_notified_on": command.occurred_on}


def mediation_arranged(facts: CaseFacts, command: commands.ArrangeMediation, law: Law) -> Changed:
    """The day it was fixed, and the day it is fixed for, of which the family must be told anew.

    After a session that was adjourned, that the family missed or, as the law is read, that it asked to have moved, the
    duty to arrange stays kept on its first day. Whoever else moves one arranges on the day of the move.
    """
    moved_for_it = command.moved_for_the_family and facts.session_arranged
    first_stands = facts.session_outcome or (moved_for_it and law.readings.move_for_the_family_keeps_the_first_day)
    return {
        "arranged_on": facts.arranged_on if first_stands else command.occurred_on,
        "session_on": command.session_on,
        "session_outcome": None,
        "completed": still_done(facts, OwedAgainFor.SESSION),
    }


def session_cancelled(facts: CaseFacts, _: commands.Command, __: Law) -> Changed:
    """No day is fixed any more: the duty to arrange runs on from the request, as if none had been."""
    return {
        "arranged_on": None,
        "session_on": None,
        "completed": still_done(facts, OwedAgainFor.SESSION),
    }


def cannot_arrange_reported(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the adviser was told; what was arranged until then falls away."""
    return {
        "cannot_arrange_reported_on": command.occurred_on,
        "arranged_on": None,
        "session_on": None,
        "session_outcome": None,
    }


def session_held(_: CaseFacts, command: commands.RecordSessionOutcome, __: Law) -> Changed:
    """The outcome, and the day mediation concluded."""
    return {"session_outcome": command.outcome, "concluded_on": command.occurred_on, "under_way": False}


def session_not_held(facts: CaseFacts, command: commands.RecordSessionOutcome, law: Law) -> Changed:
    """The outcome; another session may be fixed. One that the family missed may give the arranger its days anew.

    Not where they were over by then: a family that could be certified is not made to wait by an offer that came late.
    """
    regime = law.regime(facts)
    absent = command.outcome is SessionOutcome.FAMILY_DID_NOT_ATTEND and regime.absence_renews_days
    over = facts.arrangement_overdue(command.occurred_on, regime.arrangement_days, law.readings)
    return {
        "session_outcome": command.outcome,
        "session_on": None,
        "missed_on": command.occurred_on if absent and not over else facts.missed_on,
    }


def certificate_issued(facts: CaseFacts, command: commands.IssueCertificate, __: Law) -> Changed:
    """The certificate, to whoever holds the right."""
    return {"certificate": Certificate(command.number, command.ground, command.occurred_on, facts.appellant_kind)}


def certificate_reissued(facts: CaseFacts, command: commands.ReissueCertificate, __: Law) -> Changed:
    """A new number, and the first date: the appeal's time does not move."""
    lost = cast("Certificate", facts.certificate)
    holder = command.holder_kind or lost.holder_kind
    return {
        "certificate": Certificate(command.number, lost.ground, lost.issued_on, holder),
        **_held_by(facts, holder, command.occurred_on),
    }


def _held_by(facts: CaseFacts, holder: AppellantKind, on: date) -> Changed:
    """Who holds the right to appeal; and, where that is somebody else than before, from which day on."""
    if holder is facts.appellant_kind:
        return {"appellant_kind": holder}
    return {"appellant_kind": holder, "right_passed_on": on, "was_young_persons": facts.young_persons}


def agreement_recorded(facts: CaseFacts, command: commands.RecordAgreement, __: Law) -> Changed:
    """The terms, in place of an earlier agreement's; a full one resolves the dispute, not the right to a certificate.

    An appeal that is registered ends by withdrawal or order alone (rr.17, 29 HESC Rules 2008).
    """
    changed: dict[str, Any] = {
        "agreement_made_on": command.occurred_on,
        "agreement_terms": command.terms,
        "completed": still_done(facts, OwedAgainFor.AGREEMENT),
    }
    if facts.session_outcome is SessionOutcome.FULL_AGREEMENT and facts.appeal is None:
        changed["resolved_on"] = command.occurred_on
    return changed


def decision_conceded(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day of the concession. Nothing else stops."""
    return {"conceded_on": command.occurred_on}


def appeal_unopposed(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """Treated as decided for the appellant (reg 45): the dispute is resolved, and its clocks begin."""
    return {"unopposed_notified_on": command.occurred_on, "resolved_on": command.occurred_on}


def appeal_conceded(facts: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day on which the authority gave way after its response. The appeal goes on until the tribunal's order."""
    return {"appeal": replace(_appeal_of(facts), conceded_on=command.occurred_on)}


def _appeal_of(facts: CaseFacts) -> Appeal:
    return cast("Appeal", facts.appeal)


def _owed_again(facts: CaseFacts) -> Changed:
    """The duties done, without those of an earlier appeal; nothing where none was done."""
    kept = still_done(facts, OwedAgainFor.APPEAL)
    return {} if kept == facts.completed else {"completed": kept}


def appeal_registered(facts: CaseFacts, command: commands.RegisterAppeal, law: Law) -> Changed:
    """The appeal, marked late where it is: the tribunal alone decides what lateness means."""
    window = law.appeal_window(facts)
    late = False
    if window is not None and window.due_at is not None:
        after_five = command.received_at is not None and command.received_at > window.due_at
        late = command.occurred_on > window.due_on or after_five
    permitted = command.basis is AppealBasis.PERMISSION
    return {
        "appeal": Appeal(
            command.basis,
            command.occurred_on,
            late,
            permission_granted_on=command.occurred_on if permitted else None,
            tribunal_reference=command.tribunal_reference,
            permission_reference=command.permission_reference if permitted else None,
        ),
        **_held_by(facts, command.appellant_kind or facts.appellant_kind, command.occurred_on),
        **_owed_again(facts),
        "resolved_on": None,
        **_OPEN_AGAIN,  # whoever closed the case: the right is the family's, and it has used it
    }


def grounds_widened(facts: CaseFacts, command: commands.WidenGrounds, law: Law) -> Changed:
    """The sections now disputed; an appeal that needs the tribunal's permission for them now stands on it."""
    sections = facts.sections | command.sections
    if facts.appeal is None or needs_no_permission(facts, sections, law) or not is_permission(command):
        return {"sections": sections}
    on = command.occurred_on
    return {
        "sections": sections,
        "appeal": replace(
            facts.appeal,
            basis=AppealBasis.PERMISSION,
            permission_granted_on=on,
            permission_reference=command.permission_reference,
        ),
    }


def appeal_decided(facts: CaseFacts, command: commands.RecordAppealOutcome, __: Law) -> Changed:
    """The order, where one was made; from it regulation 44 runs, but for the dates that the tribunal directed."""
    return {
        "appeal": replace(_appeal_of(facts), decision_reference=command.decision_reference),
        "order_made_on": command.occurred_on if command.order_kind else None,
        "order_kind": command.order_kind,
        "directed": command.directed,
        "resolved_on": command.occurred_on,
        "closed_on": None,
    }


def appeal_withdrawn(facts: CaseFacts, command: commands.Withdraw, __: Law) -> Changed:
    """The end of the appeal and of the case; the time for reinstatement runs from the tribunal's receipt (r.17)."""
    appeal = replace(
        _appeal_of(facts),
        withdrawn_on=command.occurred_on,
        withdrawal_received_on=command.notice_received_on or command.occurred_on,
        decision_reference=command.decision_reference,
    )
    return {
        "appeal": appeal,
        "resolved_on": command.occurred_on,
        "closed_on": command.occurred_on,
        "closed_by_family": True,
    }


def appeal_reinstated(facts: CaseFacts, command: commands.ReinstateAppeal, __: Law) -> Changed:
    """The appeal as it was, before the tribunal again; an order, and what was done to carry it out, fall away."""
    appeal = replace(
        _appeal_of(facts),
        withdrawn_on=None,
        withdrawal_received_on=None,
        reinstated_on=command.occurred_on,
        decision_reference=command.decision_reference,
    )
    undone: dict[str, Any] = {}
    if facts.decided:
        undone = {"order_made_on": None, "order_kind": None, "directed": (), "unopposed_notified_on": None}
        undone["completed"] = still_done(facts, OwedAgainFor.END_OF_APPEAL)
    return {"appeal": appeal, "resolved_on": None, **undone, **_OPEN_AGAIN}


def duty_completed(facts: CaseFacts, command: commands.CompleteDuty, _: Law) -> Changed:
    """The duty, command."""
    agreed_on = command.shorter_notice_agreed_on
    duty = CompletedDuty(command.code, command.occurred_on, command.term, command.step, command.term_index, agreed_on)
    return {"completed": (*facts.completed, duty)}


def exemption_claimed(_: CaseFacts, command: commands.ClaimExemption, __: Law) -> Changed:
    """The claim's day and its ground."""
    return {
        "exemption_claimed_on": command.occurred_on,
        "exemption_ground": command.ground,
    }


def exemption_decided(_: CaseFacts, command: commands.DecideExemption, __: Law) -> Changed:
    """The decision, and its day."""
    return {
        "exemption_decided_on": command.occurred_on,
        "exemption_granted": command.granted,
    }


def panel_reviewed(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The review's day."""
    return {"panel_reviewed_on": command.occurred_on}


def closed(_: CaseFacts, command: commands.Withdraw | commands.Close, __: Law) -> Changed:
    """The end, and whether the family's word ends the case. Nothing else changes: the case may be taken up again."""
    return {"closed_on": command.occurred_on, "closed_by_family": command.family_confirmed}


def taken_up_again(facts: CaseFacts, on: date, law: Law, *, mediation: bool) -> Changed:
    """A closed case as it stood: the family has taken its next step. A session that was fixed has fallen away.

    Where `mediation` goes on with that step, its days begin again, as from a new request: whoever arranges waited for
    the family. Not where they were over when the case was closed: a right that the family had by then stays.
    """
    changed: dict[str, Any] = dict(_OPEN_AGAIN)
    if facts.session_arranged:
        changed |= {
            "arranged_on": None,
            "session_on": None,
            "completed": still_done(facts, OwedAgainFor.SESSION),
        }
        if facts.stage is State.MEDIATION_ARRANGED:
            changed["stage"] = State.MEDIATION_REQUESTED
    over = facts.arrangement_overdue(on, law.regime(facts).arrangement_days, law.readings)
    if mediation and facts.under_way and not over:
        changed |= {"requested_on": on, "missed_on": None, "body_notified_on": None, "health_raised_on": None}
    return changed
