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
    KEEP_PROMISE = "keep-promise"
    REGISTER_APPEAL = "register-appeal"
    WIDEN_GROUNDS = "widen-grounds"
    RECORD_APPEAL_OUTCOME = "record-appeal-outcome"
    REINSTATE_APPEAL = "reinstate-appeal"
    COMPLETE_DUTY = "complete-duty"
    CLAIM_EXEMPTION = "claim-exemption"
    DECIDE_EXEMPTION = "decide-exemption"
    RECORD_PANEL_REVIEW = "record-panel-review"
    ANSWER_PANEL_REVIEW = "answer-panel-review"
    PASS_RIGHT = "pass-right"  # noqa: S105 - no password
    ADD_ISSUES = "add-issues"
    DROP_ISSUES = "drop-issues"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    RESPOND_TO_APPEAL = "respond-to-appeal"
    RECORD_DIRECTIONS = "record-directions"
    LIST_HEARING = "list-hearing"
    SEND_BUNDLE = "send-bundle"
    CHANGE_APPEAL_ISSUES = "change-appeal-issues"
    CONFIRM_NOTICE = "confirm-notice"
    DISPUTE_NOTICE = "dispute-notice"


class OfferMoment(StrEnum):
    """The stages of a case at which a family must be offered independent help. The last value, `unasked`, means that
    the family answered although no offer was recorded.
    """

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


class NoticeStatus(StrEnum):
    """Whether the authority has confirmed or disputed a notice. The family and its adviser can take every step of the
    case, whatever the status of the notice."""

    PROVISIONAL = "provisional"  # a mediation adviser recorded it from the family's letter
    CONFIRMED = "confirmed"  # the authority recorded it, or confirmed what the adviser recorded
    DISPUTED = "disputed"  # the authority says that the notice is not as the adviser recorded it


class DisputeReason(StrEnum):
    """Why an authority disputes a notice that a mediation adviser recorded."""

    NOT_OURS = "not_ours"  # another authority made the decision
    NO_APPEALABLE_DECISION = "no_appealable_decision"
    DUPLICATE = "duplicate"  # the notice has another case
    OTHER = "other"  # the explanation says what


class Source(StrEnum):
    """How an event came into this service, if its party did not record it here."""

    IMPORTED = "imported"


class CorrectionReason(StrEnum):
    """Why an event is corrected. If the correction revokes a certificate, the public check of the certificate shows
    this reason."""

    WRONG_DATE = "wrong_date"
    WRONG_CASE = "wrong_case"
    WRONG_OUTCOME = "wrong_outcome"
    WRONG_PERSON = "wrong_person"
    DUPLICATE = "duplicate"
    TOLD_WRONGLY = "told_wrongly"
    OTHER = "other"


class TransferBecause(StrEnum):
    """Why a case has another authority."""

    MOVED = "moved"  # the child's plan was transferred (reg 15)
    REORGANISED = "reorganised"  # the authority ended, and another followed it


class DocumentKind(StrEnum):
    """The kind of a document, for example a decision letter. The content of a document is never stored."""

    DECISION_LETTER = "decision_letter"
    PLAN = "plan"
    CERTIFICATE = "certificate"
    AGREEMENT = "agreement"
    ORDER = "order"
    OTHER = "other"


class DocumentReader(StrEnum):
    """A kind of organisation that may store or read documents. Only organisations of these kinds can read cases."""

    LOCAL_AUTHORITY = "local_authority"
    MEDIATION_PROVIDER = "mediation_provider"
    COMMISSIONING_BODY = "commissioning_body"
    TRIBUNAL = "tribunal"


class AppealState(StrEnum):
    """How far an appeal has come before the tribunal."""

    REGISTERED = "registered"
    RESPONDED = "responded"  # the authority has sent its response
    LISTED = "listed"  # a hearing is fixed
    ADJOURNED = "adjourned"  # the hearing was put off, and no new day is fixed yet
    DECIDED = "decided"  # by the tribunal, with an order or without
    UNOPPOSED = "unopposed"  # the authority gave way before its response, so the appeal counts as decided
    WITHDRAWN = "withdrawn"  # with the tribunal's consent
    STRUCK_OUT = "struck_out"

    @property
    def pending(self) -> bool:
        """Whether the appeal is before the tribunal."""
        return self in PENDING


PENDING = frozenset({AppealState.REGISTERED, AppealState.RESPONDED, AppealState.LISTED, AppealState.ADJOURNED})
"""The states of an appeal that is before the tribunal."""


class AppealOutcome(StrEnum):
    """How an appeal ended."""

    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld_in_part"
    DISMISSED = "dismissed"
    CONSENT_ORDER = "consent_order"  # the tribunal made the order that the parties asked for
    UNOPPOSED = "unopposed"  # the authority gave way before its response (reg 45)
    WITHDRAWN = "withdrawn"  # with the tribunal's consent
    STRUCK_OUT = "struck_out"


class Track(StrEnum):
    """The kind of appeal, which decides how the tribunal handles it."""

    REFUSAL_TO_ASSESS = "refusal_to_assess"
    PLAN_CONTENT = "plan_content"
    PHASE_TRANSFER = "phase_transfer"  # about the plan for the child's next phase of education
    CEASE = "cease"
    OTHER = "other"


class IssueStatus(StrEnum):
    """The status of one issue (one point in dispute) of an appeal."""

    LIVE = "live"
    CONCEDED = "conceded"  # the authority gives way on it
    AGREED = "agreed"  # the parties agree on it
    WITHDRAWN = "withdrawn"  # the family gave it up, with the tribunal's consent
    DECIDED = "decided"  # by the tribunal


class ChildsViewsGiven(StrEnum):
    """What the authority's response says about the child's views (r.21(2)(e))."""

    GIVEN = "given"
    REASONS_GIVEN = "reasons_given"  # it says why the authority has not learned the views
    MISSING = "missing"


class DirectedFor(StrEnum):
    """The step for which the tribunal directs a date."""

    RESPONSE = "response"  # replaces the 30 working days
    EVIDENCE = "evidence"
    WORKING_DOCUMENT = "working_document"
    ATTENDANCE_FORM = "attendance_form"
    CASE_REVIEW = "case_review"
    BUNDLE = "bundle"  # replaces the 10 working days before the hearing
    OTHER = "other"


class HearingFormat(StrEnum):
    """How the tribunal hears an appeal."""

    PAPER = "paper"
    VIDEO = "video"
    IN_PERSON = "in_person"


class HearingKind(StrEnum):
    """What a hearing is for."""

    FINAL = "final"
    JUDICIAL_ADR = "judicial_adr"  # a judge helps the parties to agree; another judge hears the appeal


class FollowsBecause(StrEnum):
    """Why a new decision was made after an earlier dispute."""

    AGREEMENT = "agreement"  # the parties agreed in mediation
    ORDER = "order"  # the tribunal ordered it, or the authority did not oppose the appeal
    CONCESSION = "concession"  # the authority gave way outside a session
