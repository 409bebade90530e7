"""The states of a case, and the actions that change it. The names are published: never change one."""

from enum import StrEnum


class State(StrEnum):
    """The state of a case, as every party sees it."""

    NOTIFIED = "notified"
    ADVISER_CONTACTED = "adviser_contacted"
    MEDIATION_DECLINED = "mediation_declined"
    MEDIATION_REQUESTED = "mediation_requested"
    MEDIATION_ARRANGED = "mediation_arranged"
    MEDIATION_CONCLUDED = "mediation_concluded"
    MEDIATION_NOT_ARRANGED = "mediation_not_arranged"
    CERTIFIED = "certified"
    APPEAL_REGISTERED = "appeal_registered"
    RESOLVED = "resolved"
    CLOSED = "closed"


STAGES = tuple(State)[:8]
"""The stages of mediation, in order. An appealed or resolved case keeps the stage it had: mediation may go on."""


class Action(StrEnum):
    """Something that happened and that a party records."""

    CONTACT_ADVISER = "contact-adviser"
    DECLINE_MEDIATION = "decline-mediation"
    REQUEST_MEDIATION = "request-mediation"
    NOTIFY_COMMISSIONING_BODY = "notify-commissioning-body"
    ARRANGE_MEDIATION = "arrange-mediation"
    CANCEL_SESSION = "cancel-session"
    REPORT_CANNOT_ARRANGE = "report-cannot-arrange"
    RECORD_SESSION_OUTCOME = "record-session-outcome"
    ISSUE_CERTIFICATE = "issue-certificate"
    REISSUE_CERTIFICATE = "reissue-certificate"
    RECORD_AGREEMENT = "record-agreement"
    CONCEDE = "concede"
    REGISTER_APPEAL = "register-appeal"
    WIDEN_GROUNDS = "widen-grounds"
    RECORD_APPEAL_OUTCOME = "record-appeal-outcome"
    REINSTATE_APPEAL = "reinstate-appeal"
    COMPLETE_DUTY = "complete-duty"
    CLAIM_EXEMPTION = "claim-exemption"
    DECIDE_EXEMPTION = "decide-exemption"
    RECORD_PANEL_REVIEW = "record-panel-review"
    WITHDRAW = "withdraw"
    CLOSE = "close"


class OfferMoment(StrEnum):
    """The moments at which a family must be offered independent help. The last one, `unasked`, is for an answer without
    an offer."""

    NOTICE = "notice"
    HALF_CONTACT_PERIOD = "half_contact_period"
    MEDIATION_CHOSEN = "mediation_chosen"
    MEDIATION_REFUSED = "mediation_refused"
    SESSION_FIXED = "session_fixed"
    CONTACT_MISSED = "contact_missed"
    RIGHT_PASSED = "right_passed"
    APPEAL_REGISTERED = "appeal_registered"
    APPEAL_LATE = "appeal_late"
    UNASKED = "unasked"  # no moment: the family answered before anybody asked
