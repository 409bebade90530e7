"""Referrals as JSON: how to make a referral, and what each reader sees."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.advice.domain.facts import Consent
from app.advice.domain.words import (
    MEANS,
    CloseOutcome,
    ConsentCovers,
    ContactMeans,
    DeclineReason,
    LevelOfHelp,
    ReferralAction,
    ReferralState,
    ReferredPerson,
    Source,
)
from app.advice.referrals.use_cases import Refer
from app.advice.services.schemas import AdviceServiceOut
from app.cases.domain.standing import DeadlineStatus
from app.cases.domain.words import State
from app.cases.schemas.shared import OccurredOn, Organisation
from app.kernel.terms import DecisionKind, OrganisationKind, Party, PlanSection
from app.law.domain.kinds import Code
from app.law.fields import KnownLaCode
from app.platform.http.cursors import Page
from app.platform.http.fields import Answer, Body, Day, Email, Line, Reference


class ConsentIn(Body):
    """The consent of the person who is referred. A young person must give the consent personally: a parent's consent
    does not replace the young person's consent.

    The holder of the right to appeal may let the advice service see the parts of the case that the consent names. A
    person who does not hold the right to appeal can consent only to contact by the advice service (`contact`).
    """

    given_by: ReferredPerson = Field(
        description="The person who gave the consent. This must be the person who is referred."
    )
    given_on: Day
    covers: list[ConsentCovers] = Field(
        min_length=1,
        max_length=5,
        description=(
            "What the person consents to: `contact`, and any part of the case that the advice service may see.\n\n"
        )
        + "\n".join(f"- `{purpose}`: {means}" for purpose, means in MEANS.items()),
    )

    def consent(self) -> Consent:
        """Return the domain's consent."""
        return Consent(self.given_by, self.given_on, frozenset(self.covers))


class ContactIn(Body):
    """How the advice service reaches the person. We store these details encrypted. Only the advice service can read
    these details, and only while the consent is in force."""

    name: Line
    telephone: Line | None = None
    email: Email | None = None
    best_time: Line | None = None

    @model_validator(mode="after")
    def reachable(self) -> Self:
        """Refuse contact details without a telephone number and an e-mail address."""
        if self.telephone is None and self.email is None:
            raise ValueError("give a telephone number or an e-mail address")
        return self


class ReferIn(Body):
    """A referral to make. Your own organisation makes the referral: you cannot name another organisation."""

    case_id: UUID | None = Field(
        None,
        description="The id of the case. Only an advice service may leave out the case, and only for a family "
        "that has no case yet.",
    )
    area: KnownLaCode | None = Field(
        None,
        description=(
            "The code of the family's authority, for a referral without a case. Give the code only if your "
            "advice service has several areas."
        ),
    )
    advice_service: Reference | None = Field(
        None,
        description="The advice service that receives the referral: its short name in this service, or its id. "
        "If you leave `advice_service` out, the referral goes to the authority's first choice of advice service.",
    )
    source: Source | None = Field(
        None,
        description="Who asked the advice service to help the person. An advice service gives `family` or `school`, if "
        "the family came on its own or a school sent the family. An organisation that is not an advice service gives "
        "its kind of organisation as the source, for example `local_authority`.",
    )
    person: ReferredPerson
    consent: ConsentIn
    contact: ContactIn
    occurred_on: OccurredOn = None

    def command(self) -> Refer:
        """Return the command."""
        return Refer(
            person=self.person,
            consent=self.consent.consent(),
            contact=self.contact.model_dump(),
            case_id=self.case_id,
            area=self.area,
            advice_service=self.advice_service,
            source=self.source,
            referred_on=self.occurred_on,
        )


class ReferralMade(Answer):
    """The referral that you made, and the advice service that received it."""

    id: UUID
    case_id: UUID | None
    advice_service: AdviceServiceOut
    source: Source
    person: ReferredPerson
    referred_on: date
    full: bool = Field(
        description="`true` means that the advice service is full. We make the referral, but the person must wait for "
        "help."
    )
    alternative: AdviceServiceOut | None = Field(
        description=(
            "Another advice service of the area that can take more families. You get `alternative` only if the "
            "advice service of the referral is full."
        )
    )


class ConsentSaid(Answer):
    """The consent to a referral, as the person gave it."""

    given_by: ReferredPerson
    given_on: date
    covers: list[ConsentCovers]


class ConsentOut(Answer):
    """The consent to a referral, and when the person withdrew it. After a withdrawal, we no longer show who gave the
    consent."""

    given_by: ReferredPerson | None
    given_on: date
    covers: list[ConsentCovers]
    withdrawn_on: date | None


class ReferralReceipt(Answer):
    """A referral as the organisation that made it sees it (a receipt). The receipt does not show what happened
    afterwards, because only the advice service and the family know what happened."""

    id: UUID
    case_id: UUID
    advice_service: Organisation
    source: Source
    person: ReferredPerson
    consent: ConsentSaid = Field(
        description="The consent as you recorded it. The receipt does not show whether the consent is still in force."
    )
    referred_on: date
    referred_at: datetime
    help_is_given: Literal[True] | None = Field(
        description="`true` means that the advice service is helping the person, and the person agreed that "
        "you, the authority, may know about the help. `null` means that we do not tell you whether the person "
        "receives help. The value is never `false`."
    )


class ContactMade(Answer):
    """A contact between the advice service and the person. We do not store what the person and the advice service
    said."""

    on: date
    means: ContactMeans


class Referral(Answer):
    """A referral, as the advice service that received it sees the referral. After the person withdraws the consent,
    the advice service sees only the referral's id, its dates and `withdrawn`."""

    id: UUID
    state: ReferralState
    version: int
    area: str = Field(description="The three-digit code of the family's authority.")
    case_id: UUID | None
    source: Source | None
    referred_by: Organisation | None = Field(
        description=(
            "The organisation that made the referral. `referred_by` is `null` if the family came on its own or "
            "a school sent the family."
        )
    )
    person: ReferredPerson | None
    consent: ConsentOut
    referred_on: date
    opened_on: date | None
    accepted_on: date | None
    declined_on: date | None
    decline_reason: DeclineReason | None
    wait_listed_on: date | None
    started_on: date | None
    contacts: list[ContactMade]
    days_to_first_contact: int | None
    closed_on: date | None
    outcome: CloseOutcome | None
    level_of_help: LevelOfHelp | None
    referred_at: datetime
    updated_at: datetime


class DecisionSeen(Answer):
    """What the decision was about. The advice service sees the decision if the consent covers `decision`."""

    kind: DecisionKind
    paragraph: str
    sections: list[PlanSection]


class DateSeen(Answer):
    """A deadline of the case. The advice service sees deadlines if the consent covers `case_dates`."""

    code: Code
    due_on: date
    due_at: datetime | None
    owed_by: Party
    status: DeadlineStatus = Field(
        description="The status of the deadline. `breached`: the time limit is over, and the organisation has not "
        "done its duty. `met_late`: the organisation did its duty, but only after the time limit. "
        "`passed`: the family's own time limit ended, and no organisation broke a duty.",
        examples=["running"],
    )
    rule: str
    citation: str


class CaseSeen(Answer):
    """The parts of the case that the consent covers. A consent never covers the result of mediation."""

    decision: DecisionSeen | None
    state: State | None = Field(
        description="The state of the case. You see the state if the consent covers `case_dates`. After the "
        "dispute has ended, the state is `closed`, however the dispute ended. You see how far the mediation has "
        "come only if the consent also covers `mediation`. Without that consent, the state is "
        "`mediation_requested` from the day on which the family asks for mediation."
    )
    deadlines: list[DateSeen] | None = Field(
        description="The deadlines of the case. You see the deadlines if the consent covers `case_dates`. You see "
        "the deadlines of mediation and of the mediation certificate only if the consent also covers "
        "`mediation`. After the dispute has ended, you no longer see these deadlines. If a deadline was not "
        "met before the dispute ended, the status of the deadline is `lapsed`."
    )
    session_on: date | None = Field(
        description="The day of the mediation session. You see this day if the consent covers `mediation`."
    )


class NoteOut(Answer):
    """A note of the advice service, for its own use."""

    id: UUID
    note: str
    written_at: datetime


class ReferralRead(Referral):
    """A referral with its encrypted parts, and with the parts of the case that the consent covers."""

    contact: ContactIn | None
    notes: list[NoteOut]
    case: CaseSeen | None
    same_person: list[UUID] = Field(
        description="Other open referrals of the same person on this case. Keep one of these referrals open, "
        "and decline the other referrals as `duplicate`."
    )


class ReferralList(Page[Referral | ReferralReceipt]):
    """One page of the list: an advice service gets referrals, and any other organisation gets receipts."""


class ReferralChoice(Answer):
    """An action, and whether you may record it on a referral today."""

    action: ReferralAction
    allowed: bool
    recorded_by: list[OrganisationKind]
    post_to: str
    rule: str | None = None
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[ReferralAction] = Field(
        [],
        description="The shortest series of actions that the law allows and that makes this action possible. The "
        "list is empty if no series of actions makes this action possible.",
    )


class ReferralChoices(Answer):
    """Every action on a referral, and whether you may record it today."""

    referral_id: UUID
    state: ReferralState | None = Field(description="The state of the referral. `state` is `null` in a receipt.")
    as_of: date
    actions: list[ReferralChoice]
