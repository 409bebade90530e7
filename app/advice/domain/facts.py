"""The facts of a referral: frozen, complete, and enough to decide every action. No notes, no contact details."""

from dataclasses import dataclass
from datetime import date

from app.advice.domain.words import (
    CloseOutcome,
    ConsentCovers,
    ContactMeans,
    DeclineReason,
    LevelOfHelp,
    ReferralState,
    ReferredPerson,
    Source,
)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to, when, and when they withdrew it (UK GDPR arts 6, 7 and 9)."""

    given_by: ReferredPerson
    given_on: date
    covers: frozenset[ConsentCovers]
    withdrawn_on: date | None = None

    def allows(self, purpose: ConsentCovers) -> bool:
        """Whether this consent now allows something to be seen or done."""
        return self.withdrawn_on is None and purpose in self.covers


@dataclass(frozen=True, slots=True)
class Contact:
    """That the advice service and the person were in touch: the day and the means, never what was said."""

    on: date
    means: ContactMeans


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """Everything that has become true of a referral. A missing date means: has not happened."""

    source: Source
    person: ReferredPerson
    consent: Consent
    referred_on: date
    stage: ReferralState = ReferralState.NEW
    opened_on: date | None = None
    accepted_on: date | None = None
    declined_on: date | None = None
    decline_reason: DeclineReason | None = None
    wait_listed_on: date | None = None
    started_on: date | None = None
    contacts: tuple[Contact, ...] = ()
    closed_on: date | None = None
    outcome: CloseOutcome | None = None
    level: LevelOfHelp | None = None

    @property
    def state(self) -> ReferralState:
        """The state of the referral. If the consent was withdrawn, no other state counts."""
        return self.stage if self.consent.withdrawn_on is None else ReferralState.WITHDRAWN

    @property
    def consented_on(self) -> date:
        """The day of the consent: nothing about the referral lies before it."""
        return self.consent.given_on

    @property
    def first_contact_on(self) -> date | None:
        """The earliest contact, whenever it was recorded."""
        return min((contact.on for contact in self.contacts), default=None)

    @property
    def last_contact_on(self) -> date | None:
        """The latest contact, whenever it was recorded."""
        return max((contact.on for contact in self.contacts), default=None)

    @property
    def days_to_first_contact(self) -> int | None:
        """Calendar days from the referral to the first contact; None while there was none."""
        return None if self.first_contact_on is None else (self.first_contact_on - self.referred_on).days
