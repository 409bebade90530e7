"""What a service is told of a case, where consent covers its dates: never more, and never what came of mediation.

Facts are told by name, so that a new one is hidden until it is named here, and in the database's own function.
"""

from dataclasses import replace

from app.domain.law.model import Code
from app.domain.pathway.facts import Appeal, CaseFacts
from app.domain.pathway.words import State
from app.domain.terms import AppealBasis, CertificateGround

OF_THE_AGREEMENT = frozenset({Code.CARRY_OUT_AGREEMENT, Code.REPORT_AGREEMENT})
"""Dates from which it could be read what came of mediation: told to no service."""
OF_MEDIATION = frozenset(
    {
        Code.NOTIFY_COMMISSIONING_BODY,
        Code.ARRANGE_MEDIATION,
        Code.COMMISSIONING_BODY_ARRANGE_MEDIATION,
        Code.NOTIFY_SESSION,
        Code.ISSUE_CERTIFICATE,
    }
)
"""Dates that tell, by being there or by how they stand, whether there is or was a session."""
AFTER_THE_REQUEST = frozenset({State.MEDIATION_ARRANGED, State.MEDIATION_CONCLUDED, State.MEDIATION_NOT_ARRANGED})
ENDS = frozenset({State.RESOLVED, State.CLOSED})


def state_told(state: State, *, mediation: bool) -> State:
    """Return the state of a case as a service reads it.

    How far a mediation came that was asked for, only where the consent covers it. That the dispute has ended is one
    word, however it ended.
    """
    if state in ENDS:
        return State.CLOSED
    return State.MEDIATION_REQUESTED if state in AFTER_THE_REQUEST and not mediation else state


def facts_told(facts: CaseFacts, *, mediation: bool) -> CaseFacts:
    """Return the facts from which a service may be told dates.

    Without what consent covers `mediation` for: nothing since the family was first in touch but the certificate's day.
    A certificate has no ground here, and an end no day: in a session it would be the session's.
    """
    certificate, appeal = facts.certificate, facts.appeal
    told = CaseFacts(
        facts.regime, facts.kind, facts.notice_sent_on, facts.appellant_kind, facts.sections,
        stage=state_told(facts.stage, mediation=mediation),
        first_contact_on=facts.first_contact_on,
        certificate=certificate and replace(certificate, number="", ground=CertificateGround.DECLINED),
        appeal=appeal and Appeal(AppealBasis.CERTIFICATE, appeal.registered_on, appeal.late),
        unopposed_notified_on=facts.unopposed_notified_on,
        order_made_on=facts.order_made_on,
        order_kind=facts.order_kind,
        completed=tuple(done for done in facts.completed if is_told(done.code, mediation=mediation)),
        closed_on=facts.notice_sent_on if facts.state in ENDS else None,
    )  # fmt: skip
    if not mediation:
        return told
    return replace(
        told,
        declined_on=facts.declined_on, requested_on=facts.requested_on, under_way=facts.under_way,
        health_raised=facts.health_raised, health_only=facts.health_only, body_notified_on=facts.body_notified_on,
        arranged_on=facts.arranged_on, session_on=facts.session_on, concluded_on=facts.concluded_on,
        cannot_arrange_reported_on=facts.cannot_arrange_reported_on,
    )  # fmt: skip


def is_told(code: Code, *, mediation: bool, ended: bool = False) -> bool:
    """Whether a service is told of a date. Of a dispute that has ended no more how its mediation stands.

    How it does would tell an agreement, which leaves the right to a certificate, from a case that was closed.
    """
    return code not in OF_THE_AGREEMENT and (code not in OF_MEDIATION or (mediation and not ended))
