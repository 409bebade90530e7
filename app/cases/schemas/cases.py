"""A case as JSON: how an authority records a notice, and how every party sees the case."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from app.cases.domain.words import Action, State
from app.cases.use_cases import RecordNotice
from app.cases.who_sees import EVENTS, WITHHELD
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    ExemptionGround,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.model import Step
from app.law.domain.regimes import RegimeId, Undecided
from app.platform.http.fields import Answer, Body, Day, LaCode, Line, Reference
from app.platform.http.for_generators import open_values

WHICH_AUTHORITY = (
    "Where the issues are about health alone, `authority_did_not_attend` and `authority_without_power_to_decide` speak "
    "of the commissioning body: it is the public party then (s.53)."
)


class NoticeContents(Body):
    """What the notice of decision says (regulation 32). Each is required by law.

    True: it is there. False: it is not, which is shown as a fault. Left out: not known.
    """

    right_to_mediation: StrictBool | None = Field(None, description="(a) the right to mediation")
    certificate_requirement: StrictBool | None = Field(None, description="(b) the need for a certificate")
    adviser_contact: StrictBool | None = Field(None, description="(c) how to reach a mediation adviser")
    timescales: StrictBool | None = Field(None, description="(d) the time limits for mediation")
    what_to_tell_the_authority: StrictBool | None = Field(None, description="(e) what to say to mediate")
    authority_contact: StrictBool | None = Field(None, description="(f) whom to tell at the authority")


class DecisionIn(Body):
    """The decision that the notice tells of."""

    kind: DecisionKind = Field(description="One of the six appealable matters of section 51(2).")
    notice_sent_on: Day = Field(description="The day written notice was *sent*: every clock begins here.")
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan in dispute, for `plan_content`; and for `refusal_to_amend`, where "
        "they are known.",
    )
    notice_contents: NoticeContents | None = None


class AppellantIn(Body):
    """Who holds the right to appeal."""

    kind: AppellantKind
    name: Line | None = Field(
        None, description="Printed on the certificate and nowhere else; kept encrypted; never returned by the API."
    )
    reference: Reference | None = Field(None, description="Your own pseudonymous reference. Never a name.")


class NoticeIn(Body):
    """A notice of decision. The authority is the caller's: it is never taken from the body."""

    la_reference: Reference = Field(description="Your reference of the case; the certificate carries it.")
    decision: DecisionIn
    appellant: AppellantIn
    provider: Reference | None = Field(
        None, description="A mediation provider that you instruct, by its name here. Left out: your first choice."
    )
    regime: RegimeId | None = Field(
        None, description="Left out: the law in force on the notice's date. `green-paper-2022` is illustrative."
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="True: this is another notice, though your authority has recorded one of the same kind, day and "
        "reference. Left out or false: the second is 409 `duplicate-notice`.",
    )
    detained: StrictBool = Field(False, description="Detained persons have a scheme of their own: refused here.")

    def command(self) -> RecordNotice:
        """Return the command."""
        contents = self.decision.notice_contents
        return RecordNotice(
            la_reference=self.la_reference,
            kind=self.decision.kind,
            sent_on=self.decision.notice_sent_on,
            sections=frozenset(self.decision.sections),
            contents=contents.model_dump() if contents else None,
            appellant_kind=self.appellant.kind,
            appellant_name=self.appellant.name,
            appellant_reference=self.appellant.reference,
            provider=self.provider,
            regime=self.regime,
            detained=self.detained,
            not_a_duplicate=self.not_a_duplicate,
        )


class Decision(Answer):
    """The decision in dispute."""

    kind: DecisionKind
    paragraph: str = Field(description="Where section 51(2) makes it appealable.", examples=["s.51(2)(a)"])
    notice_sent_on: date
    sections: list[PlanSection]
    notice_contents: NoticeContents | None = None
    notice_faults: list[str] = Field([], description="What regulation 32 requires and the notice leaves out.")


class Appellant(Answer):
    """Who holds the right. No name: see the certificate."""

    kind: AppellantKind
    reference: str | None


class Organisation(Answer):
    """An organisation, by its name here."""

    id: UUID
    slug: str
    name: str


class CertificateSummary(Answer):
    """The certificate in force."""

    number: str
    ground: CertificateGround
    issued_on: date
    holder_kind: AppellantKind


class AppealWindow(Answer):
    """A time that the tribunal's rules give the family. It never blocks: lateness is marked, and a judge decides."""

    closes_on: date
    closes_at: datetime = Field(description="17:00 in London")
    rule: str
    citation: str


class ContactPeriod(Answer):
    """The time for contacting an adviser (reg 33). Another clock than the appeal window; it does not roll."""

    closes_on: date
    missed: bool = Field(
        description="True: no certificate as of right; the tribunal can give permission. Always false for a dispute "
        "that needs no certificate: about the placement alone, or about health and social care alone."
    )


class AppealSummary(Answer):
    """The appeal registered with the tribunal."""

    basis: AppealBasis
    registered_on: date
    late: bool
    late_explanation: str | None = None
    permission_granted_on: date | None
    permission_reference: str | None = Field(description="The tribunal's decision; null where it recorded it itself.")
    tribunal_reference: str | None
    unopposed_on: date | None = Field(
        None,
        description="The day on which the authority told the tribunal, before its response, that it would not oppose: "
        "the appeal counts as decided for the family (reg 45).",
    )
    conceded_on: date | None = Field(
        None, description="The day on which the authority gave way after its response. The tribunal's order ends it."
    )
    withdrawn_on: date | None = Field(
        None, description="The day on which the withdrawal took effect, with the tribunal's consent (r.17)."
    )
    reinstated_on: date | None = Field(None, description="The day on which the tribunal reinstated it.")
    decision_reference: str | None = Field(
        None, description="The tribunal's last decision on the appeal; null where the tribunal recorded it itself."
    )


class DirectedDate(Answer):
    """A step of the order, and the day by which the tribunal directed it."""

    step: Step
    due_on: date


class OrderMade(Answer):
    """What the tribunal ordered: its carrying out is tracked in the deadlines `comply-with-order`."""

    made_on: date
    order_kind: TermKind
    directed: list[DirectedDate] = Field(
        [], description="The dates that the tribunal directed. Each displaces the weeks of regulation 44 for its step."
    )


class Exemption(Answer):
    """Whether the family must attend mediation. Only under a regime that compels attendance."""

    claimed_on: date
    ground: ExemptionGround | None
    decided_on: date | None
    granted: bool | None = Field(description="Null while the claim is not decided.")
    decide_by: date | None = Field(None, description="The last day for deciding the claim.", examples=["2026-02-25"])
    if_undecided: Undecided | None = Field(
        None,
        description="What the claim counts as from the next day on, if it is not decided by then.",
        examples=["granted"],
    )


class PanelReview(Answer):
    """The review of the decision by a panel. Nothing opens or closes by it."""

    reviewed_on: date


class Mediation(Answer):
    """Where mediation stands. Outcomes and days only: what is said in a session is never kept."""

    contacted_on: date | None
    declined_on: date | None
    requested_on: date | None
    issues: list[str] | None = Field(None, description="What the family wishes to mediate; for the parties only.")
    health_provision_wanted: str | None = None
    commissioning_body_notified_on: date | None
    arranged_on: date | None
    session_on: date | None
    session_outcome: SessionOutcome | None = Field(description=WHICH_AUTHORITY)
    concluded_on: date | None
    cannot_arrange_reported_on: date | None


class AgreementTerm(Answer):
    """A term agreed in mediation."""

    kind: TermKind
    agreed_by: date | None


class Agreement(Answer):
    """What was agreed in mediation, as kinds of action: its carrying out is tracked in the deadlines."""

    made_on: date
    terms: list[AgreementTerm]


class Case(Answer):
    """A dispute about one decision, from its notice to its end."""

    id: UUID
    la_code: LaCode
    la_reference: str
    regime: RegimeId
    state: State
    stage: State = Field(description="The stage of mediation, which goes on beneath an appeal.")
    version: int = Field(description="One more with each event; the `ETag`.")
    decision: Decision
    appellant: Appellant
    provider: Organisation
    mediating_provider: Organisation | None = Field(
        None, description="The provider whose mediator conducts the session, where that is not the one that advised."
    )
    placement_only: bool = Field(
        description="Of the sections that can be appealed, only Section I is disputed: no certificate is needed "
        "(s.55(2))."
    )
    appealable: bool = Field(description="False where only health or social care sections are disputed.")
    mediation: Mediation
    certificate: CertificateSummary | None = None
    agreement: Agreement | None = None
    conceded_on: date | None = None
    contact_period: ContactPeriod
    certificate_window_missed: bool = Field(description="The same as `contact_period.missed`.")
    leave_window: AppealWindow | None = Field(
        None,
        description="The time for asking the tribunal for leave to appeal without a certificate (r.19(2)). Shown once "
        "`certificate_window_missed` is true, while there is neither a certificate nor an appeal.",
    )
    appeal_window: AppealWindow | None
    appeal: AppealSummary | None = None
    order: OrderMade | None = None
    exemption: Exemption | None = None
    panel: PanelReview | None = None
    resolved_on: date | None = None
    closed_on: date | None = None
    closed_by_family: bool = Field(
        False,
        description="The family's word ended the case. Before an appeal this is not final: the family's next step "
        "takes the case up again from where it stood.",
    )
    opened_at: datetime
    updated_at: datetime


class CaseLine(Answer):
    """A case in a list."""

    id: UUID
    la_code: LaCode
    la_reference: str
    regime: RegimeId
    state: State
    version: int
    kind: DecisionKind
    notice_sent_on: date
    placement_only: bool
    updated_at: datetime


class Event(Answer):
    """An event of a case. `hash` covers every member but itself and `previous`, and is chained to `previous`.

    An event that tells you what is not yours to know is withheld, whole or in part. Its place in the chain stays.
    """

    case_id: UUID
    seq: int
    type: str = Field(
        description="Of an action, the `event` of its move (`GET /v1/law/pathway`). Else `notice-recorded`, or what "
        "was recorded beside: that independent help was offered (`advice-offered`, with the moment in `about` and the "
        "offer in `changes`) or an offer answered (`advice-answered`, and never how), or what became of a slot, a "
        "session, a search or the family's needs. `withheld`: something between other parties happened, and null "
        "stands for what you are not told.",
        json_schema_extra=open_values([*EVENTS, WITHHELD]),
    )
    action: str | None = Field(
        description="Null where no action of the pathway was taken.",
        json_schema_extra=open_values(Action, but_null=True),
    )
    by: str | None
    organisation_id: UUID | None
    client_id: str | None
    occurred_on: date | None = Field(description="When it happened in the world: the law runs on this.")
    recorded_at: datetime = Field(description="When it was recorded here.")
    changes: dict[str, object]
    about: dict[str, object] | None = Field(
        None,
        description="What happened to a record that hangs on the case, such as its session. Left out where nothing is "
        "said of one; the hash covers it where it stands.",
        exclude_if=lambda about: about is None,
    )
    form: int | None = Field(
        None,
        description="How the event is hashed: 2. Left out in an older event, which has no `salt`, `readers` or "
        "`opening`.",
        exclude_if=lambda form: form is None,
    )
    salt: str | None = Field(
        None,
        description="A random value that the hash covers. Left out where the event is redacted.",
        exclude_if=lambda salt: salt is None,
    )
    readers: dict[str, str | None] | None = Field(
        None,
        description="The organisations on which it depends who may read the case, after this event. Left out where the "
        "event is redacted.",
        exclude_if=lambda readers: readers is None,
    )
    opening: dict[str, object] | None = Field(
        None,
        description="In the first event alone: what the notice said that never changes.",
        exclude_if=lambda opening: opening is None,
    )
    redacted: bool = Field(
        False,
        description="True: part of this event, or all of it, is withheld from you. Its hash covers the whole event, so "
        "you cannot recalculate it: ask for the verification. Left out otherwise.",
        exclude_if=lambda redacted: not redacted,
    )
    previous: str
    hash: str


class ChainVerdict(Answer):
    """Whether a case's events are whole, none changed, dropped or slipped in, and the case is what they add up to."""

    intact: bool
    length: int
    broken_at: int | None = Field(description="The first event that does not fit; null where every event fits.")
    differs: list[str] = Field(
        [],
        description="What is stored of the case and is not what its events add up to: `facts`, a column of the case, "
        "`readers` (who may read it), `tribunal` (whether the tribunal may), or the number of a certificate.",
        examples=[["facts"]],
    )
    head: str


OccurredOn = Annotated[
    Day | None,
    Field(description="When it happened in the world; today if left out. Never ahead, never before the notice."),
]
