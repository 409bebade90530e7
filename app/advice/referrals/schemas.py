"""Referrals to the advice service, as JSON: how one is made, one body for each action, and what each reader sees."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.advice.domain import commands
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
from app.cases.domain.standing import Standing
from app.cases.domain.words import State
from app.cases.schemas.cases import OccurredOn, Organisation
from app.kernel.terms import DecisionKind, OrganisationKind, Party, PlanSection
from app.law.domain.model import Code
from app.law.fields import KnownLaCode
from app.platform.http.cursors import Page
from app.platform.http.fields import Answer, Body, Day, Email, Line, Reference

Note = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    Field(description="A note of the service's own. Sealed: only the service reads it, and no log holds it."),
]


class ConsentIn(Body):
    """What the person agreed to. A young person's consent is their own: a parent's does not stand in for it.

    The holder of the right to appeal may open the parts of the case that they name. Anyone else consents to `contact`
    only.
    """

    given_by: ReferredPerson = Field(description="Must be the person who is referred.")
    given_on: Day
    covers: list[ConsentCovers] = Field(
        min_length=1,
        max_length=5,
        description="`contact`, and whatever else the service may see of the case.\n\n"
        + "\n".join(f"- `{purpose}`: {means}" for purpose, means in MEANS.items()),
    )

    def consent(self) -> Consent:
        """Return the domain's consent."""
        return Consent(self.given_by, self.given_on, frozenset(self.covers))


class ContactIn(Body):
    """How the service reaches the person. Sealed: the service alone reads it, while consent stands."""

    name: Line
    telephone: Line | None = None
    email: Email | None = None
    best_time: Line | None = None

    @model_validator(mode="after")
    def reachable(self) -> Self:
        """Refuse a person whom nobody can reach."""
        if self.telephone is None and self.email is None:
            raise ValueError("give a telephone number or an e-mail address")
        return self


class ReferIn(Body):
    """A referral. Which organisation makes it is the caller's: it is never taken from the body."""

    case_id: UUID | None = Field(None, description="Only a service may leave it out, of a family that has no case yet.")
    area: KnownLaCode | None = Field(None, description="Without a case: the family's authority, if you serve several.")
    advice_service: Reference | None = Field(
        None, description="A service of the area, by its name here or its id. Left out: the authority's first choice."
    )
    source: Source | None = Field(
        None, description="Who refers. A service says whether `family` or `school` came to it; others are themselves."
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
    """What the referrer is told at once."""

    id: UUID
    case_id: UUID | None
    advice_service: AdviceServiceOut
    source: Source
    person: ReferredPerson
    referred_on: date
    full: bool = Field(description="The service has no room: the person will wait. The referral stands all the same.")
    alternative: AdviceServiceOut | None = Field(description="Another of the area that has room, if that one is full.")


class ConsentSaid(Answer):
    """The consent on which a referral rests, as it was given."""

    given_by: ReferredPerson
    given_on: date
    covers: list[ConsentCovers]


class ConsentOut(Answer):
    """The consent on which a referral rests, and when it was taken back: then it is told no more whose it was."""

    given_by: ReferredPerson | None
    given_on: date
    covers: list[ConsentCovers]
    withdrawn_on: date | None


class ReferralReceipt(Answer):
    """A referral as its referrer knows it. What became of it is between the service and the family."""

    id: UUID
    case_id: UUID
    advice_service: Organisation
    source: Source
    person: ReferredPerson
    consent: ConsentSaid = Field(description="As you wrote it. Whether it stands still is not told.")
    referred_on: date
    referred_at: datetime
    help_is_given: Literal[True] | None = Field(
        description="True, to an authority, if the family agreed that it may know. Null: not known to you. Never false."
    )


class ContactMade(Answer):
    """That the service and the person were in touch. What was said is nowhere."""

    on: date
    means: ContactMeans


class Referral(Answer):
    """A referral as its service sees it. Once the consent is taken back: its id, its dates and `withdrawn`."""

    id: UUID
    state: ReferralState
    version: int
    area: str = Field(description="The code of the family's authority.")
    case_id: UUID | None
    source: Source | None
    referred_by: Organisation | None = Field(description="Null where the family or a school came to you.")
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
    """What the decision was about, where the consent covers `decision`."""

    kind: DecisionKind
    paragraph: str
    sections: list[PlanSection]


class DateSeen(Answer):
    """A deadline of the case, where the consent covers `case_dates`."""

    code: Code
    due_on: date
    due_at: datetime | None
    owed_by: Party
    status: Standing = Field(
        description="`breached`: a party did not do its duty in time. `passed`: the family's own time ran out, which "
        "breaks no duty.",
        examples=["running"],
    )
    rule: str
    citation: str


class CaseSeen(Answer):
    """As much of the case as the consent covers, and nothing of what came of mediation."""

    decision: DecisionSeen | None
    state: State | None = Field(
        description="Where `case_dates` is covered. `closed` once the dispute has ended, however it ended. How far a "
        "mediation came that was asked for is told where `mediation` is covered; else it stays `mediation_requested`."
    )
    deadlines: list[DateSeen] | None = Field(
        description="Where `case_dates` is covered. Those of mediation itself and of its certificate where `mediation` "
        "is covered too, until the dispute has ended. What was not done when it ended is `lapsed`."
    )
    session_on: date | None = Field(description="The day of the mediation session, where `mediation` is covered.")


class NoteOut(Answer):
    """A note of the service's own."""

    id: UUID
    note: str
    written_at: datetime


class ReferralRead(Referral):
    """A referral with what is sealed of it and what the consent shows of the case."""

    contact: ContactIn | None
    notes: list[NoteOut]
    case: CaseSeen | None
    same_person: list[UUID] = Field(
        description="Other live referrals of the same person on this case: decline all but one as `duplicate`."
    )


class ReferralList(Page[Referral | ReferralReceipt]):
    """One page: referrals for a service, receipts for a referrer."""


class ReferralChoice(Answer):
    """An action on a referral today."""

    action: ReferralAction
    allowed: bool
    recorded_by: list[OrganisationKind]
    post_to: str
    rule: str | None = None
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[ReferralAction] = Field([], description="The shortest lawful way to it; empty where there is none.")


class ReferralChoices(Answer):
    """Every action on a referral today."""

    referral_id: UUID
    state: ReferralState | None = Field(description="Null in a receipt.")
    as_of: date
    actions: list[ReferralChoice]


class ReferralActionIn(Body):
    """What everything that is recorded of a referral may say."""

    occurred_on: OccurredOn = None
    example: ClassVar[Mapping[str, Any]] = {}
    """What the documents show."""

    @property
    def noted(self) -> str | None:
        """What the service notes beside it, for itself."""
        return None

    def on(self, by: OrganisationKind, today: date) -> dict[str, Any]:
        """Return the members that every command has."""
        return {"by": by, "occurred_on": self.occurred_on or today}

    @abstractmethod
    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        """Return the domain's command."""


class NotedIn(ReferralActionIn):
    """An action beside which the service may note something for itself."""

    note: Note = None

    @property
    def noted(self) -> str | None:
        return self.note


class OpenReferralIn(NotedIn):
    """The service has read the referral."""

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Open(**self.on(by, today))


class AcceptReferralIn(NotedIn):
    """The service will help."""

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Accept(**self.on(by, today))


class DeclineReferralIn(NotedIn):
    """The service cannot help, and says why in a word. No other organisation is told."""

    example: ClassVar = {"reason": "out_of_area"}

    reason: DeclineReason

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Decline(**self.on(by, today), reason=self.reason)


class WaitListReferralIn(NotedIn):
    """The service will help and has no room yet: the person waits, and knows it."""

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.WaitList(**self.on(by, today))


class StartHelpIn(NotedIn):
    """Help begins."""

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Start(**self.on(by, today))


class ContactMadeIn(NotedIn):
    """The service and the person were in touch. A contact is a fact: a day and a means.

    No more than 500 are kept of one referral, and so no more notes.
    """

    example: ClassVar = {"means": "phone"}

    means: ContactMeans

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.RecordContact(**self.on(by, today), means=self.means)


class CloseReferralIn(NotedIn):
    """Help is over: what came of it, and how much it was."""

    example: ClassVar = {"outcome": "supported_to_mediate", "level_of_help": 3}

    outcome: CloseOutcome
    level_of_help: LevelOfHelp | None = Field(None, description="1 information, 2 guidance, 3 casework, 4 intensive.")

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Close(**self.on(by, today), outcome=self.outcome, level=self.level_of_help)


class WithdrawConsentIn(ReferralActionIn):
    """The person takes the consent back. No reason is asked for or noted, and the service sees nothing more.

    A consent taken back at the service ends every referral of the person on that case to that service, on a consent up
    to that day. Taken back at the referrer, it ends every such referral that this organisation made, to any service.
    Their receipts do not change.
    """

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.WithdrawConsent(**self.on(by, today))
