"""The body of each action on a referral, and the command that it becomes."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from app.advice.domain import commands
from app.advice.domain.words import (
    CloseOutcome,
    ContactMeans,
    DeclineReason,
    LevelOfHelp,
)
from app.advice.scenes import (
    ACCEPTING,
    CALLING,
    CLOSING,
    DECLINING,
    OPENING,
    STARTING,
    WAIT_LISTING,
    WITHDRAWING,
    Referred,
)
from app.cases.schemas.shared import OccurredOn
from app.kernel.terms import OrganisationKind
from app.platform.http.fields import AS_NUMBER, Body, Passage

Note = Annotated[
    Passage | None,
    Field(
        description="A note of the advice service, for its own use. We store the note encrypted. Only the "
        "advice service can read the note. The note is never in a log."
    ),
]


class ReferralActionIn(Body):
    """What every record about a referral may say."""

    occurred_on: OccurredOn = None
    example: ClassVar[Mapping[str, Any]] = {}
    """What the documents show."""
    summary: ClassVar[str]
    """What its path does, in a few words."""
    scene: ClassVar[Referred]
    """The referral that the example is about."""

    @property
    def noted(self) -> str | None:
        """The note that the advice service adds for itself."""
        return None

    def on(self, by: OrganisationKind, today: date) -> dict[str, Any]:
        """Return the members that every command has."""
        return {"by": by, "occurred_on": self.occurred_on or today}

    @abstractmethod
    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        """Return the domain's command."""


class NotedIn(ReferralActionIn):
    """An action to which the advice service may add its own note."""

    note: Note = None

    @property
    def noted(self) -> str | None:
        return self.note


class OpenReferralIn(NotedIn):
    """The advice service has read the referral."""

    summary: ClassVar = "Record that you have read a referral"
    scene: ClassVar = OPENING

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Open(**self.on(by, today))


class AcceptReferralIn(NotedIn):
    """The advice service will help the person."""

    summary: ClassVar = "Accept a referral"
    scene: ClassVar = ACCEPTING

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Accept(**self.on(by, today))


class DeclineReferralIn(NotedIn):
    """The advice service cannot help, and gives a short reason. We do not tell any other organisation that the advice
    service declined the referral."""

    summary: ClassVar = "Decline a referral"
    scene: ClassVar = DECLINING
    example: ClassVar = {"reason": "out_of_area"}

    reason: DeclineReason

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Decline(**self.on(by, today), reason=self.reason)


class WaitListReferralIn(NotedIn):
    """The advice service will help but has no room yet. The person must wait, and was told about the wait."""

    summary: ClassVar = "Put a person on the waiting list"
    scene: ClassVar = WAIT_LISTING

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.WaitList(**self.on(by, today))


class StartHelpIn(NotedIn):
    """The advice service begins to help."""

    summary: ClassVar = "Record that help begins"
    scene: ClassVar = STARTING

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Start(**self.on(by, today))


class ContactMadeIn(NotedIn):
    """The advice service and the person were in touch. We record only the day and the means of contact.

    A referral can have at most 500 contacts, and at most 500 notes.
    """

    summary: ClassVar = "Record a contact with the person"
    scene: ClassVar = CALLING
    example: ClassVar = {"means": "phone"}

    means: ContactMeans

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.RecordContact(**self.on(by, today), means=self.means)


class CloseReferralIn(NotedIn):
    """The advice service has finished helping. Say what the help led to, and how much help you gave."""

    summary: ClassVar = "Close a referral"
    scene: ClassVar = CLOSING
    example: ClassVar = {"outcome": "supported_to_mediate", "level_of_help": 3}

    outcome: CloseOutcome
    level_of_help: Annotated[LevelOfHelp, AS_NUMBER] | None = Field(
        None, description="How much help you gave: 1 is information, 2 is guidance, 3 is casework, 4 is intensive help."
    )

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.Close(**self.on(by, today), outcome=self.outcome, level=self.level_of_help)


class WithdrawConsentIn(ReferralActionIn):
    """The person withdraws the consent. We do not ask why the person withdraws the consent, and we record no reason.
    After the withdrawal, the advice service sees nothing more of the case.

    A withdrawal can end several referrals of the person on this case. If the advice service records the withdrawal of
    the consent, every referral of the person to that service ends. If the organisation that made the referral records
    the withdrawal of the consent, every referral of the person by that organisation ends. A referral does not end if
    its consent was given after the day of the withdrawal. Receipts do not change.
    """

    summary: ClassVar = "Withdraw a person's consent"
    scene: ClassVar = WITHDRAWING

    def command(self, by: OrganisationKind, today: date) -> commands.Command:
        return commands.WithdrawConsent(**self.on(by, today))
