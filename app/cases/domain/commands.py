"""The commands that a party may record on a case: one type for each action, with the facts that it brings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.cases.domain.conceded import Promised
from app.cases.domain.panels import Followed, PanelAnswer, PanelMembers, Recommendation
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow, Ordered
from app.cases.domain.words import (
    Action,
    AppealOutcome,
    ChildsViewsGiven,
    DisputeReason,
    HearingFormat,
    HearingKind,
)
from app.kernel import moves
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    ExemptionGround,
    Party,
    PlanSection,
    RightPasses,
    SessionOutcome,
    TermKind,
)
from app.law.domain.chronology import Directed, Term
from app.law.domain.kinds import Code
from app.law.domain.model import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(moves.Command):
    """Something that happened to a case on a day, as recorded by an organisation."""

    action: ClassVar[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdviser(Command):
    """The family reached a mediation adviser (reg 33)."""

    action: ClassVar = Action.CONTACT_ADVISER


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineMediation(Command):
    """The family told the adviser that it does not wish to mediate (s.55(4))."""

    action: ClassVar = Action.DECLINE_MEDIATION


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMediation(Command):
    """The family said that it wishes to mediate; whether health is among the issues, and whether it is all of them.

    Beside a request that is under way, health is added to it.
    """

    action: ClassVar = Action.REQUEST_MEDIATION
    health_raised: bool = False
    health_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyCommissioningBody(Command):
    """The authority told each commissioning body of the health issues (reg 35)."""

    action: ClassVar = Action.NOTIFY_COMMISSIONING_BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeMediation(Command):
    """A session was fixed, or fixed again, perhaps because the family asked for it to be moved.

    Without a day, the day is still to be told.
    """

    action: ClassVar = Action.ARRANGE_MEDIATION
    session_on: date | None = None
    moved_for_the_family: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession(Command):
    """The session that was fixed was called off before it was held; another may be fixed."""

    action: ClassVar = Action.CANCEL_SESSION


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCannotArrange(Command):
    """The arranger told the adviser that mediation cannot be arranged in time (reg 39)."""

    action: ClassVar = Action.REPORT_CANNOT_ARRANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSessionOutcome(Command):
    """How a session ended."""

    action: ClassVar = Action.RECORD_SESSION_OUTCOME
    outcome: SessionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCertificate(Command):
    """The adviser issues the certificate. The number is drawn outside the domain.

    An authority that brings its cases in tells of a certificate that was issued elsewhere: then `number` is the
    issuer's own, or empty, and `issuer` is the name by which the authority knows the issuer.
    """

    action: ClassVar = Action.ISSUE_CERTIFICATE
    ground: CertificateGround
    number: str
    told_by_authority: bool = False
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueCertificate(Command):
    """The adviser replaces a lost certificate, or one whose right has passed to the young person."""

    action: ClassVar = Action.REISSUE_CERTIFICATE
    number: str
    holder_kind: AppellantKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAgreement(Command):
    """An agreement reached in mediation was recorded in writing (reg 42)."""

    action: ClassVar = Action.RECORD_AGREEMENT
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concede(Command):
    """The authority gives way outside a session.

    Before its response to an appeal, it tells the tribunal that it will not oppose (reg 45); after its response it asks
    for an order by consent (r.29). `sections` are what it concedes; none: everything in dispute. `tribunal_told`: it
    tells the tribunal of a concession before an appeal. The tribunal knows of each later concession.
    """

    action: ClassVar = Action.CONCEDE
    sections: frozenset[PlanSection] = frozenset()
    promises: tuple[Promised, ...] = ()
    tribunal_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPromise(Command):
    """The authority did what it promised with a concession. `promise` is the number of the promise, from 1."""

    action: ClassVar = Action.KEEP_PROMISE
    promise: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAppeal(Command):
    """The tribunal received an appeal. `received_at` (aware) decides lateness to the minute where it is known."""

    action: ClassVar = Action.REGISTER_APPEAL
    basis: AppealBasis
    appellant_kind: AppellantKind | None = None
    received_at: datetime | None = None
    permission_reference: str | None = None
    tribunal_reference: str | None = None
    phase_transfer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WidenGrounds(Command):
    """The family disputes further sections of the plan; beside a placement-only appeal, perhaps by permission."""

    action: ClassVar = Action.WIDEN_GROUNDS
    sections: frozenset[PlanSection]
    permission_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppealOutcome(Command):
    """The tribunal ended the appeal, with orders or without; each order has the dates that the tribunal set for its
    steps.

    A recording without an outcome has at most one order, in `order_kind` and `directed`. `decision_reference` names the
    tribunal's decision, where somebody else records it. `recommends_health` and `recommends_care` say that the tribunal
    made recommendations.
    """

    action: ClassVar = Action.RECORD_APPEAL_OUTCOME
    order_kind: TermKind | None = None
    directed: tuple[Directed, ...] = ()
    decision_reference: str | None = None
    outcome: AppealOutcome | None = None
    orders: tuple[Ordered, ...] = ()
    recommends_health: bool = False
    recommends_care: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateAppeal(Command):
    """The tribunal took up an appeal again: one withdrawn (r.17), struck out (r.8), or ended by what was no decision.

    `applied_on` is the day on which it received the application, `occurred_on` if left out. `time_extended` says that
    the tribunal extended the 28 days (r.5(3)(a)).
    """

    action: ClassVar = Action.REINSTATE_APPEAL
    applied_on: date | None = None
    time_extended: bool = False
    decision_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondToAppeal(Command):
    """The authority sent its response to the tribunal (r.21). `asks_for_time`: it says why it is late, and asks for
    more time. `copied`: the family was sent a copy on the same day."""

    action: ClassVar = Action.RESPOND_TO_APPEAL
    copied: bool = False
    childs_views: ChildsViewsGiven | None = None
    asks_for_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDirections(Command):
    """The tribunal directed dates. `by_staff`: a member of its staff made the decision, and not a judge (r.4(3))."""

    action: ClassVar = Action.RECORD_DIRECTIONS
    directions: tuple[Dated, ...]
    by_staff: bool = False
    decision_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHearing(Command):
    """A hearing was fixed, or put off. An adjourned hearing with a day was fixed again for that day."""

    action: ClassVar = Action.LIST_HEARING
    listed_on: date | None = None
    listed_at: datetime | None = None
    format: HearingFormat | None = None
    adjourned: bool = False
    kind: HearingKind = HearingKind.FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBundle(Command):
    """The authority sent the hearing bundle. `permission_reference` names the tribunal's leave for more pages."""

    action: ClassVar = Action.SEND_BUNDLE
    parts: tuple[BundlePart, ...] = ()
    permission_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAppealIssues(Command):
    """Issues of an appeal were added, or stand otherwise than before.

    `family_confirmed`: the family says that it agrees to what is agreed.
    """

    action: ClassVar = Action.CHANGE_APPEAL_ISSUES
    changes: tuple[IssueNow, ...]
    decision_reference: str | None = None
    family_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteDuty(Command):
    """A party did what it owed; of a session the family may have agreed, on that day, to be told later (reg 36)."""

    action: ClassVar = Action.COMPLETE_DUTY
    code: Code
    term: TermKind | None = None
    term_index: int | None = None
    step: Step | None = None
    shorter_notice_agreed_on: date | None = None
    owed_by: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExemption(Command):
    """The family asks not to have to attend, and says why.

    `attended_on` is the day of an earlier mediation, and `providers_contacted` how many providers the family asked in
    vain. Each is evidence for one ground.
    """

    action: ClassVar = Action.CLAIM_EXEMPTION
    ground: ExemptionGround = ExemptionGround.OTHER
    attended_on: date | None = None
    providers_contacted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideExemption(Command):
    """The claimed exemption was granted or refused."""

    action: ClassVar = Action.DECIDE_EXEMPTION
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPanelReview(Command):
    """A panel reviewed the decision, and perhaps the authority answered."""

    action: ClassVar = Action.RECORD_PANEL_REVIEW
    members: tuple[PanelMembers, ...] = ()
    followed_law: Followed | None = None
    met_standards: Followed | None = None
    recommendation: Recommendation | None = None
    authority_answer: PanelAnswer = PanelAnswer.PENDING
    authority_answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPanelReview(Command):
    """The authority answered a panel. Without `reviewed_on`, the answer is about the latest review that waits."""

    action: ClassVar = Action.ANSWER_PANEL_REVIEW
    authority_answer: PanelAnswer
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRight(Command):
    """The right to appeal passed to another person (ss.80, 83; regs 63-65)."""

    action: ClassVar = Action.PASS_RIGHT
    to: AppellantKind
    because: RightPasses


@dataclass(frozen=True, slots=True, kw_only=True)
class AddIssues(Command):
    """The family added issues to its request. `health_raised`: health is among them; `other_raised`: something else is.

    No day of the mediation begins again; if health is new, the commissioning body must be told (reg 35).
    """

    action: ClassVar = Action.ADD_ISSUES
    health_raised: bool = False
    other_raised: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DropIssues(Command):
    """The family dropped issues of its request. No day of the mediation begins again.

    `health_dropped`: health was among them, and none is left. `health_only`: only health is left.
    """

    action: ClassVar = Action.DROP_ISSUES
    health_dropped: bool = False
    health_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """The family gave the dispute up; once an appeal is registered, with the tribunal's consent (r.17).

    `notice_received_on` is the day on which the tribunal received the notice of withdrawal, or of the hearing at which
    it was given; `occurred_on` if left out. `decision_reference` names the tribunal's decision to consent.
    """

    action: ClassVar = Action.WITHDRAW
    family_confirmed: bool = False
    notice_received_on: date | None = None
    decision_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command):
    """The case is over; while a right to appeal lives, only the family can say so."""

    action: ClassVar = Action.CLOSE
    family_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmNotice(Command):
    """The authority confirms a notice that an adviser recorded, and gives its reference and the day of sending.

    Without a day of sending, the notice was sent on the day from which its time limits count already. The printed date
    is told where the family did not read it out.
    """

    action: ClassVar = Action.CONFIRM_NOTICE
    la_reference: str
    notice_sent_on: date | None = None
    notice_printed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNotice(Command):
    """The authority says that a notice is not as an adviser recorded it. No time limit stops."""

    action: ClassVar = Action.DISPUTE_NOTICE
    reason: DisputeReason
