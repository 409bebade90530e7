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
    "If the issues are only about health, `authority_did_not_attend` and `authority_without_power_to_decide` are "
    "about the commissioning body, because it is then the public party (s.53)."
)


class NoticeContents(Body):
    """What the notice of decision says (regulation 32). The law requires each of these.

    True: the notice says it. False: the notice leaves it out, which is shown as a fault. Left out: not known.
    """

    right_to_mediation: StrictBool | None = Field(None, description="(a) the right to mediation")
    certificate_requirement: StrictBool | None = Field(None, description="(b) the need for a certificate")
    adviser_contact: StrictBool | None = Field(None, description="(c) how to reach a mediation adviser")
    timescales: StrictBool | None = Field(None, description="(d) the time limits for mediation")
    what_to_tell_the_authority: StrictBool | None = Field(None, description="(e) what to say to mediate")
    authority_contact: StrictBool | None = Field(None, description="(f) whom to tell at the authority")


class DecisionIn(Body):
    """The decision that the notice is about."""

    kind: DecisionKind = Field(description="One of the six appealable matters of section 51(2).")
    notice_sent_on: Day = Field(description="The day written notice was *sent*. The time limits run from this day.")
    notice_printed_on: Day | None = Field(
        None,
        description="The date printed on the letter, if the letter was sent on another day. No time limit runs from "
        "this date. The tribunal's form asks for it, so the deadlines of the case add a note: the last day to appeal "
        "counted from this date, and which of the two days is the safe one.",
        examples=["2026-01-30"],
    )
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan in dispute, for `plan_content`. For `refusal_to_amend`, give them if "
        "you know them.",
    )
    notice_contents: NoticeContents | None = None


class AppellantIn(Body):
    """Who holds the right to appeal."""

    kind: AppellantKind
    name: Line | None = Field(
        None, description="Printed on the certificate and nowhere else. Stored encrypted. The API never returns it."
    )
    reference: Reference | None = Field(None, description="Your own pseudonymous reference. Never a name.")


class NoticeIn(Body):
    """A notice of decision. The authority is always your own organisation: the body cannot name another."""

    la_reference: Reference = Field(description="Your reference for the case. It is printed on the certificate.")
    decision: DecisionIn
    appellant: AppellantIn
    provider: Reference | None = Field(
        None,
        description="The short name in this service of a mediation provider that you instruct. If you leave this "
        "out: your first choice.",
    )
    regime: RegimeId | None = Field(
        None,
        description="The policy regime. If you leave this out: the law in force on the notice's date. "
        "`green-paper-2022` is illustrative.",
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="True: this is another notice, although your authority has recorded one of the same kind, day and "
        "reference. If you leave this out or send false, you get 409 `duplicate-notice`.",
    )
    detained: StrictBool = Field(
        False, description="True: the person is detained. A separate scheme applies, so the notice is refused here."
    )

    def command(self) -> RecordNotice:
        """Return the command."""
        contents = self.decision.notice_contents
        return RecordNotice(
            la_reference=self.la_reference,
            kind=self.decision.kind,
            sent_on=self.decision.notice_sent_on,
            printed_on=self.decision.notice_printed_on,
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
    paragraph: str = Field(
        description="The paragraph of section 51(2) that makes the decision appealable.", examples=["s.51(2)(a)"]
    )
    notice_sent_on: date
    notice_printed_on: date | None = Field(
        None, description="The date printed on the letter, if the letter was sent on another day."
    )
    sections: list[PlanSection]
    notice_contents: NoticeContents | None = None
    notice_faults: list[str] = Field([], description="What regulation 32 requires and the notice leaves out.")


class Appellant(Answer):
    """Who holds the right to appeal. The name is only on the certificate."""

    kind: AppellantKind
    reference: str | None


class Organisation(Answer):
    """An organisation. `slug` is its short name in this service."""

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
    """A time limit in the tribunal's rules for the family. It never blocks an appeal: a late appeal is marked as late,
    and a judge decides."""

    closes_on: date
    closes_at: datetime = Field(description="17:00 in London on that day")
    rule: str
    citation: str


class ContactPeriod(Answer):
    """The time to contact an adviser (reg 33). It is separate from the time to appeal. Its last day does not move for
    weekends or holidays."""

    closes_on: date
    missed: bool = Field(
        description="True: the family has no certificate as of right. The tribunal can give permission. Always false "
        "for a dispute that needs no certificate: about the placement alone, or about health and social care alone."
    )


class AppealSummary(Answer):
    """The appeal registered with the tribunal."""

    basis: AppealBasis
    registered_on: date
    late: bool
    late_explanation: str | None = None
    permission_granted_on: date | None
    permission_reference: str | None = Field(
        description="The reference of the tribunal's decision. Null if the tribunal recorded it itself."
    )
    tribunal_reference: str | None
    unopposed_on: date | None = Field(
        None,
        description="The day on which the authority told the tribunal, before its response, that it would not oppose "
        "the appeal. The appeal then counts as decided for the family (reg 45).",
    )
    conceded_on: date | None = Field(
        None,
        description="The day on which the authority gave way after its response. The appeal goes on until the "
        "tribunal's order ends it.",
    )
    withdrawn_on: date | None = Field(
        None, description="The day on which the withdrawal took effect, with the tribunal's consent (r.17)."
    )
    reinstated_on: date | None = Field(None, description="The day on which the tribunal reinstated the appeal.")
    decision_reference: str | None = Field(
        None,
        description="The reference of the tribunal's last decision on the appeal. Null if the tribunal recorded it "
        "itself.",
    )


class DirectedDate(Answer):
    """A step of the order, and the day by which the tribunal directed it."""

    step: Step
    due_on: date


class OrderMade(Answer):
    """What the tribunal ordered. The deadlines `comply-with-order` show whether the order is carried out."""

    made_on: date
    order_kind: TermKind
    directed: list[DirectedDate] = Field(
        [],
        description="The dates that the tribunal directed. Each replaces the weeks that regulation 44 gives for its "
        "step.",
    )


class Exemption(Answer):
    """An exemption from attending mediation that the family claimed. Only under a regime that makes attendance
    compulsory."""

    claimed_on: date
    ground: ExemptionGround | None
    decided_on: date | None
    granted: bool | None = Field(description="Null while the claim is not decided.")
    decide_by: date | None = Field(None, description="The last day for deciding the claim.", examples=["2026-02-25"])
    if_undecided: Undecided | None = Field(
        None,
        description="What the claim counts as from the next day, if nobody has decided it by then.",
        examples=["granted"],
    )


class PanelReview(Answer):
    """The review of the decision by a panel. The review neither opens nor closes the way to appeal."""

    reviewed_on: date


class Mediation(Answer):
    """How far mediation has come. Only outcomes and days: what is said in a session is never stored."""

    contacted_on: date | None
    declined_on: date | None
    requested_on: date | None
    issues: list[str] | None = Field(
        None, description="What the family wants to mediate about. Only the parties see this."
    )
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
    """What was agreed in mediation, as kinds of action. The deadlines show whether each is carried out."""

    made_on: date
    terms: list[AgreementTerm]


class Case(Answer):
    """A dispute about one decision, from its notice to its end."""

    id: UUID
    la_code: LaCode
    la_reference: str
    regime: RegimeId
    state: State
    stage: State = Field(description="The stage of mediation. It can still change while there is an appeal.")
    version: int = Field(description="Goes up by one with each event. It is also the `ETag`.")
    decision: Decision
    appellant: Appellant
    provider: Organisation
    mediating_provider: Organisation | None = Field(
        None, description="The provider whose mediator conducts the session, if another provider advised the family."
    )
    placement_only: bool = Field(
        description="True: Section I (the placement) is the only section in dispute that can be appealed. The family "
        "needs no certificate (s.55(2))."
    )
    appealable: bool = Field(description="False if only health or social care sections are disputed.")
    mediation: Mediation
    certificate: CertificateSummary | None = None
    agreement: Agreement | None = None
    conceded_on: date | None = None
    contact_period: ContactPeriod
    certificate_window_missed: bool = Field(description="The same as `contact_period.missed`.")
    leave_window: AppealWindow | None = Field(
        None,
        description="The time to ask the tribunal for leave to appeal without a certificate (r.19(2)). Shown if "
        "`certificate_window_missed` is true and there is neither a certificate nor an appeal.",
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
        description="True: the case ended because the family said so. Before an appeal this is not final: the "
        "family's next step takes up the case again from where it ended.",
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
    """An event of a case. `hash` covers every member except itself and `previous`, and is chained to `previous`, the
    hash of the event before.

    If you may not see an event, or a part of it, that part is withheld. The event keeps its place in the chain.
    """

    case_id: UUID
    seq: int
    type: str = Field(
        description="What happened. For an action: the `event` of its move (`GET /v1/law/pathway`). For the first "
        "event: `notice-recorded`. An offer of independent help is `advice-offered`, with its moment in `about` and "
        "the offer in `changes`. An answer to an offer is `advice-answered`, and never says what the answer was. "
        "Other types are about a slot, a session, a search or the family's needs. `withheld`: something happened "
        "between other parties, and what you may not see is null.",
        json_schema_extra=open_values([*EVENTS, WITHHELD]),
    )
    action: str | None = Field(
        description="Null if the event is not an action of the pathway.",
        json_schema_extra=open_values(Action, but_null=True),
    )
    by: str | None
    organisation_id: UUID | None
    client_id: str | None
    occurred_on: date | None = Field(description="The day it happened. The law counts from this day.")
    recorded_at: datetime = Field(description="When this service recorded it.")
    changes: dict[str, object]
    about: dict[str, object] | None = Field(
        None,
        description="What happened to a record that belongs to the case, such as a session. Left out if there is no "
        "such record. If it is present, the hash covers it.",
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
        description="A random value that the hash covers. Left out if the event is redacted.",
        exclude_if=lambda salt: salt is None,
    )
    readers: dict[str, str | None] | None = Field(
        None,
        description="The organisations that decide who may read the case, as they are after this event. Left out if "
        "the event is redacted.",
        exclude_if=lambda readers: readers is None,
    )
    opening: dict[str, object] | None = Field(
        None,
        description="What the notice said that never changes. Only in the first event.",
        exclude_if=lambda opening: opening is None,
    )
    redacted: bool = Field(
        False,
        description="True: this event, or a part of it, is withheld from you. Its hash covers the whole event, so you "
        "cannot recalculate it: ask for the verification instead. Otherwise left out.",
        exclude_if=lambda redacted: not redacted,
    )
    previous: str
    hash: str


class ChainVerdict(Answer):
    """Whether the events of a case are complete and unchanged, and whether the stored case agrees with them."""

    intact: bool
    length: int
    broken_at: int | None = Field(
        description="The number of the first event that does not fit. Null if every event fits."
    )
    differs: list[str] = Field(
        [],
        description="What is stored about the case and does not agree with its events: `facts`, a column of the case, "
        "`readers` (who may read it), `tribunal` (whether the tribunal may read it), or the number of a certificate.",
        examples=[["facts"]],
    )
    head: str


OccurredOn = Annotated[
    Day | None,
    Field(
        description="The day it happened. If you leave this out: today. It cannot be in the future, or before the "
        "notice."
    ),
]
