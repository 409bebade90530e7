"""The body of each action, and the command that it becomes. Each action has its own schema, named in the OpenAPI
document."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.ports import any_version
from app.cases.schemas.shared import WHICH_AUTHORITY, OccurredOn
from app.cases.stories import (
    AGREED,
    ARRANGED,
    COMPELLED,
    CONTACTED,
    CONTENT,
    DECLINED,
    EXEMPTION_CLAIMED,
    HEALTH,
    HEALTH_REQUESTED,
    REQUESTED,
    Story,
    appealed,
    certified,
    withdrawn,
)
from app.cases.use_cases import TakeAction
from app.kernel.london import LONDON
from app.kernel.terms import (
    HEALTH_SECTIONS,
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    ExemptionGround,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.chronology import Directed, Term
from app.law.domain.model import Code, Step
from app.platform.http.fields import Body, Day, Instant, Line, Passage, Reference

TRIBUNALS_DECISION: Any = Field(
    None, description="The reference of the tribunal's decision. Required unless the tribunal itself records this."
)


def _is_about_health(issue: str) -> bool:
    """Whether an issue is a health section of the plan, or names health: a false alarm costs the authority a letter."""
    said = issue.casefold().removeprefix("section ").strip()
    return "health" in said or said.upper() in HEALTH_SECTIONS


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records the action, on which day, and how to draw a certificate number if one is needed."""

    by: OrganisationKind
    today: date
    draw_number: Callable[[], str]


class ActionIn(Body):
    """What every action may say."""

    occurred_on: OccurredOn = None
    example: ClassVar[Mapping[str, Any]] = {}
    """What the documents show. It fits the story's case, as a sandbox keeps it."""
    action: ClassVar[Action]
    story: ClassVar[Story]
    """The case that the example is about, up to the point where the action is due."""

    def on(self, recording: Recording) -> dict[str, Any]:
        """Return the members that every command has."""
        return {"by": recording.by, "occurred_on": self.occurred_on or recording.today}

    @abstractmethod
    def command(self, recording: Recording) -> commands.Command:
        """Return the domain's command."""

    def private(self) -> dict[str, Any]:
        """Return what is sealed for the parties and never logged."""
        return {}

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        """Return the command with all that is said beside it."""
        return TakeAction(command=command, private=self.private(), must_be_version=must_be_version)


class ContactAdviserIn(ActionIn):
    """The family reached a mediation adviser, who gave information and advice."""

    action: ClassVar = Action.CONTACT_ADVISER
    story: ClassVar = Story(action)
    example: ClassVar = {"occurred_on": "2026-02-09"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.ContactAdviser(**self.on(recording))


class DeclineMediationIn(ActionIn):
    """The family told the adviser that it does not wish to mediate. No reason is asked for."""

    action: ClassVar = Action.DECLINE_MEDIATION
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-10"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.DeclineMediation(**self.on(recording))


class RequestMediationIn(ActionIn):
    """The family wishes to mediate. If health is among the issues, the commissioning body's time limits start.

    If mediation is already under way, a request with health adds health to the issues. No other date changes.
    """

    action: ClassVar = Action.REQUEST_MEDIATION
    story: ClassVar = Story(action, steps=CONTACTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-10", "issues": ["F"]}

    issues: list[Line] = Field(
        [],
        max_length=20,
        description="What the family wants to mediate about (s.52(3)): plan sections, `education`, `health`, "
        "`social_care`, or a few words. Stored encrypted. The parties to the case can read it. It is never in a log.",
        examples=[["F"]],
    )
    health_provision_wanted: Passage | None = Field(
        None, description="The health provision that the family wants, if health is among the issues. Stored encrypted."
    )

    def command(self, recording: Recording) -> commands.Command:
        about_health = [_is_about_health(issue) for issue in self.issues]
        health = self.health_provision_wanted is not None or any(about_health)
        only = bool(about_health) and all(about_health)
        return commands.RequestMediation(**self.on(recording), health_raised=health, health_only=only)

    def private(self) -> dict[str, Any]:
        return {"issues": self.issues, "health_provision_wanted": self.health_provision_wanted}


class NotifyCommissioningBodyIn(ActionIn):
    """The authority told the commissioning body about the health issues. From now on the commissioning body sees the
    case."""

    action: ClassVar = Action.NOTIFY_COMMISSIONING_BODY
    story: ClassVar = Story(action, steps=HEALTH_REQUESTED, **HEALTH)
    example: ClassVar = {"occurred_on": "2026-02-12", "commissioning_body": "sandbox-icb"}

    commissioning_body: Reference | None = Field(
        None,
        description="The short name in this service of a commissioning body that the authority works with. If you "
        "leave this out: the first one.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.NotifyCommissioningBody(**self.on(recording))

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        return replace(super().said(command, must_be_version), commissioning_body=self.commissioning_body)


class ArrangeMediationIn(ActionIn):
    """A session was fixed, or fixed again."""

    action: ClassVar = Action.ARRANGE_MEDIATION
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-16", "session_on": "2026-03-03"}

    session_on: Day | None = Field(
        None, description="The day of the session. Leave it out if the day is not fixed yet."
    )
    moved_for_the_family: StrictBool = Field(
        False,
        description="True: the family asked to move the session that is fixed now. The duty to arrange then counts "
        "from the day on which the session was first fixed. This has no effect if no session is fixed.",
    )

    def command(self, recording: Recording) -> commands.Command:
        moved = self.moved_for_the_family
        return commands.ArrangeMediation(**self.on(recording), session_on=self.session_on, moved_for_the_family=moved)


class CancelSessionIn(ActionIn):
    """A fixed session was called off before it was held."""

    action: ClassVar = Action.CANCEL_SESSION
    story: ClassVar = Story(action, steps=ARRANGED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-20"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.CancelSession(**self.on(recording))


class ReportCannotArrangeIn(ActionIn):
    """The party that arranges tells the adviser that mediation cannot be arranged in 30 days."""

    action: ClassVar = Action.REPORT_CANNOT_ARRANGE
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-10"}

    search_id: UUID | None = Field(
        None,
        description="The search without result on which the report is based. `POST /v1/cases/{case_id}/searches` "
        "makes and stores one. It must be the latest search for the case, made after the family last asked for "
        "mediation and after its needs last changed. If you leave this out, we make a search and store it with the "
        "report. The report is recorded whatever that search finds: the event says how many slots were free in time.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReportCannotArrange(**self.on(recording))

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        return replace(super().said(command, must_be_version), search_id=self.search_id)


class RecordSessionOutcomeIn(ActionIn):
    """How the session ended. What was said is never recorded."""

    action: ClassVar = Action.RECORD_SESSION_OUTCOME
    story: ClassVar = Story(action, steps=ARRANGED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-03", "outcome": "no_agreement"}

    outcome: SessionOutcome = Field(description=WHICH_AUTHORITY)

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordSessionOutcome(**self.on(recording), outcome=self.outcome)


class IssueCertificateIn(ActionIn):
    """The adviser issues the certificate. `occurred_on` is its date of issue: the month to appeal runs from it."""

    action: ClassVar = Action.ISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=DECLINED)
    example: ClassVar = {"occurred_on": "2026-02-11", "ground": "declined"}

    ground: CertificateGround

    def command(self, recording: Recording) -> commands.Command:
        return commands.IssueCertificate(**self.on(recording), ground=self.ground, number=recording.draw_number())


class ReissueCertificateIn(ActionIn):
    """A lost certificate is replaced, or the right to appeal has passed to the young person. The date of issue stays
    the same.

    The right never passes from a young person to a parent, nor through a person who decides for the young person.
    """

    action: ClassVar = Action.REISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=certified("MC-B5QV-BC7Y-HBK7-7MEK"))
    example: ClassVar = {"occurred_on": "2026-02-25"}

    holder_kind: AppellantKind | None = Field(
        None, description="Who holds the right to appeal now. If you leave this out: the same person as before."
    )
    holder_name: Line | None = Field(
        None, description="The new holder's name, for the certificate only. Stored encrypted."
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReissueCertificate(
            **self.on(recording), number=recording.draw_number(), holder_kind=self.holder_kind
        )

    def private(self) -> dict[str, Any]:
        return {"name": self.holder_name} if self.holder_name else {}


class TermIn(Body):
    """One thing that was agreed, as a kind of action."""

    kind: TermKind
    agreed_by: Day | None = Field(None, description="Another time limit, agreed in writing (reg 42(5)).")


class RecordAgreementIn(ActionIn):
    """The agreement that was reached in mediation, recorded in writing."""

    action: ClassVar = Action.RECORD_AGREEMENT
    story: ClassVar = Story(action, steps=AGREED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-03", "terms": [{"kind": "amend_plan"}]}

    terms: list[TermIn] = Field(min_length=1, max_length=50)

    def command(self, recording: Recording) -> commands.Command:
        terms = tuple(Term(term.kind, term.agreed_by) for term in self.terms)
        return commands.RecordAgreement(**self.on(recording), terms=terms)


class ConcedeIn(ActionIn):
    """The authority gives way outside a session.

    The authority may tell the tribunal that it will not oppose the appeal. If it does so before its response
    (`complete-duty` with `la-response`), the appeal is decided for the family, and the times of regulation 45 start.
    After its response, the appeal goes on until the tribunal makes an order by consent. A concession is recorded once:
    the first day counts.
    """

    action: ClassVar = Action.CONCEDE
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-20"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.Concede(**self.on(recording))


class RegisterAppealIn(ActionIn):
    """The tribunal received an appeal. A late appeal is registered too, and marked as late."""

    action: ClassVar = Action.REGISTER_APPEAL
    story: ClassVar = Story(action, steps=certified("MC-EB7H-DFCJ-TMH7-2PTR"))
    example: ClassVar = {
        "basis": "certificate",
        "received_at": "2026-03-26T10:30:00Z",
        "tribunal_reference": "EH991/26/00101",
    }

    basis: AppealBasis
    received_at: Instant | None = Field(
        None,
        description="When the tribunal received the appeal, to the minute: something due on a day is due by 17:00.",
    )
    appellant_kind: AppellantKind | None = Field(
        None, description="Who appeals, if that is no longer the person on record."
    )
    late_explanation: Passage | None = Field(
        None, description="Why the appeal is late. Stored encrypted, for the judge."
    )
    permission_reference: Reference | None = Field(
        None, description="The reference of the tribunal's decision that gives permission."
    )
    tribunal_reference: str | None = Field(
        None, max_length=14, pattern=r"^EH[0-9]{3}/[0-9]{2}/[0-9]{5}$", examples=["EH991/26/00001"]
    )

    @model_validator(mode="after")
    def received_on_its_day(self) -> "RegisterAppealIn":
        """Refuse two days for one receipt."""
        if self.received_at and self.occurred_on and self.received_at.astimezone(LONDON).date() != self.occurred_on:
            raise ValueError("received_at is on another day than occurred_on")
        return self

    def command(self, recording: Recording) -> commands.Command:
        on = self.on(recording)
        if self.received_at and not self.occurred_on:
            on["occurred_on"] = self.received_at.astimezone(LONDON).date()
        return commands.RegisterAppeal(
            **on,
            basis=self.basis,
            appellant_kind=self.appellant_kind,
            received_at=self.received_at,
            permission_reference=self.permission_reference,
            tribunal_reference=self.tribunal_reference,
        )

    def private(self) -> dict[str, Any]:
        return {"late_explanation": self.late_explanation} if self.late_explanation else {}


class WidenGroundsIn(ActionIn):
    """The family disputes more sections of the plan."""

    action: ClassVar = Action.WIDEN_GROUNDS
    story: ClassVar = Story(action, DecisionKind.PLAN_CONTENT, frozenset({PlanSection.I}))
    example: ClassVar = {"occurred_on": "2026-02-16", "sections": ["F"]}

    sections: list[PlanSection] = Field(min_length=1, max_length=8)
    permission_reference: Reference | None = Field(
        None,
        description="The reference of the tribunal's decision that permits this. Needed if a placement-only "
        "appeal has no certificate.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.WidenGrounds(
            **self.on(recording), sections=frozenset(self.sections), permission_reference=self.permission_reference
        )


class DirectedStepIn(Body):
    """A step of the order, and the day by which the tribunal directs it."""

    step: Step = Field(description="A step of this kind of order: see the deadlines `comply-with-order`.")
    due_on: Day = Field(description="This date replaces the weeks that regulation 44 gives for the step.")


class RecordAppealOutcomeIn(ActionIn):
    """The tribunal ended the appeal. If it made an order, the times of regulation 44 run from `occurred_on`.

    The tribunal records this itself. An authority must give the reference of the tribunal's decision.
    """

    action: ClassVar = Action.RECORD_APPEAL_OUTCOME
    story: ClassVar = Story(action, steps=appealed("MC-MEVS-3P98-NXQZ-W9VH"))
    example: ClassVar = {
        "occurred_on": "2026-07-13",
        "order_kind": "assess",
        "directed": [{"step": "notify", "due_on": "2026-07-20"}],
        "decision_reference": "EH991/26/00101 of 13 July 2026",
    }

    order_kind: TermKind | None = Field(
        None, description="What the tribunal ordered. Leave it out if the tribunal made no order."
    )
    directed: list[DirectedStepIn] = Field(
        [], max_length=10, description="The dates that the tribunal directed for steps of its order (reg 44(1))."
    )
    decision_reference: Reference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordAppealOutcome(
            **self.on(recording),
            order_kind=self.order_kind,
            directed=tuple(Directed(one.step, one.due_on) for one in self.directed),
            decision_reference=self.decision_reference,
        )


class ReinstateAppealIn(ActionIn):
    """The tribunal took up an appeal again. The appeal continues from where it ended.

    After a withdrawal, the application must reach the tribunal within 28 days after the tribunal received the notice of
    withdrawal: see the deadline `apply-for-reinstatement`. An appeal that ended without an order, for example because
    it was struck out, is taken up in the same way. If an order or the end of an unopposed appeal is on record, only the
    tribunal itself can record this: it set the decision aside, or never made it. The order and its deadlines then no
    longer apply.
    """

    action: ClassVar = Action.REINSTATE_APPEAL
    story: ClassVar = Story(action, steps=withdrawn("MC-FHNW-5YRQ-EDTA-4GA2"))
    example: ClassVar = {
        "occurred_on": "2026-04-27",
        "applied_on": "2026-04-20",
        "decision_reference": "EH991/26/00101 of 27 April 2026",
    }

    applied_on: Day | None = Field(
        None,
        description="The day on which the tribunal received the application. If you leave this out: `occurred_on`.",
    )
    time_extended: StrictBool = Field(
        False, description="True if the application came after the 28 days and the tribunal extended them."
    )
    decision_reference: Reference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReinstateAppeal(
            **self.on(recording),
            applied_on=self.applied_on,
            time_extended=self.time_extended,
            decision_reference=self.decision_reference,
        )


class CompleteDutyIn(ActionIn):
    """A party carried out a duty. Name its deadline by the code, and by the step if it has steps."""

    action: ClassVar = Action.COMPLETE_DUTY
    story: ClassVar = Story(action, steps=appealed("MC-CT2J-3ACX-2P84-Q8T7"))
    example: ClassVar = {"occurred_on": "2026-05-06", "code": "la-response"}

    code: Code
    term: TermKind | None = None
    term_index: int | None = Field(
        None,
        ge=0,
        lt=50,
        description="Which term of the agreement, if there are several: see `term_index` of the deadline.",
    )
    step: Step | None = None

    def command(self, recording: Recording) -> commands.Command:
        return commands.CompleteDuty(
            **self.on(recording), code=self.code, term=self.term, term_index=self.term_index, step=self.step
        )


class ClaimExemptionIn(ActionIn):
    """The family asks to be excused from attending. Only under a regime that makes attendance compulsory."""

    action: ClassVar = Action.CLAIM_EXEMPTION
    story: ClassVar = Story(action, steps=CONTACTED, **COMPELLED)
    example: ClassVar = {"occurred_on": "2026-02-11", "ground": "urgency"}

    ground: ExemptionGround = Field(
        ExemptionGround.OTHER,
        description="Why the family should not have to attend. The regime lists the possible grounds.",
        examples=["urgency"],
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ClaimExemption(**self.on(recording), ground=self.ground)


class DecideExemptionIn(ActionIn):
    """The claimed exemption was granted or refused."""

    action: ClassVar = Action.DECIDE_EXEMPTION
    story: ClassVar = Story(action, steps=EXEMPTION_CLAIMED, **COMPELLED)
    example: ClassVar = {"occurred_on": "2026-02-18", "granted": True}

    granted: StrictBool

    def command(self, recording: Recording) -> commands.Command:
        return commands.DecideExemption(**self.on(recording), granted=self.granted)


class RecordPanelReviewIn(ActionIn):
    """A panel reviewed the decision. The review neither opens nor closes the way to appeal."""

    action: ClassVar = Action.RECORD_PANEL_REVIEW
    story: ClassVar = Story(action, steps=CONTACTED, **COMPELLED)
    example: ClassVar = {"occurred_on": "2026-02-23"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordPanelReview(**self.on(recording))


class WithdrawIn(ActionIn):
    """The family gave up the dispute.

    Before an appeal, the family must say so (`family_confirmed`). This is not final: any next step of the family takes
    up the case again from where it ended. Once an appeal is registered, a withdrawal has no effect unless the tribunal
    consents (r.17(2)). The tribunal records it, or you give the reference of its decision (`decision_reference`).
    """

    action: ClassVar = Action.WITHDRAW
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-23", "family_confirmed": True}

    family_confirmed: StrictBool = Field(
        False,
        description="True: the family says that it gives up the dispute. Needed before an appeal. The event then "
        "shows that the family said so.",
    )
    notice_received_on: Day | None = Field(
        None,
        description="After an appeal: the day on which the tribunal received the notice of withdrawal, or the day of "
        "the hearing where it was given. The 28 days for reinstatement run from this day. If you leave it out: "
        "`occurred_on`.",
    )
    decision_reference: Reference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.Withdraw(
            **self.on(recording),
            family_confirmed=self.family_confirmed,
            notice_received_on=self.notice_received_on,
            decision_reference=self.decision_reference,
        )


class CloseIn(ActionIn):
    """The case is over. While the family may still appeal, only the family can say so.

    A case cannot be closed while an appeal is before the tribunal. The tribunal must end the appeal first.
    """

    action: ClassVar = Action.CLOSE
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-23", "family_confirmed": True}

    family_confirmed: StrictBool = Field(
        False, description="True: the family says that the case is over. Needed even after an agreement."
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.Close(**self.on(recording), family_confirmed=self.family_confirmed)


BODIES: Mapping[Action, type[ActionIn]] = {body.action: body for body in ActionIn.__subclasses__()}
"""The body of each action, in the order of this page."""
