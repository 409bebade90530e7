"""The interfaces to the database that the use cases of advice need. The stores and the tests implement them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.advice.domain.capacity import ServiceCapacity
from app.advice.domain.words import OfferDeclineReason, ReferredPerson
from app.advice.offers.recording import OfferSaid, OfferTold
from app.advice.referrals.recording import Receipt, StoredReferral
from app.advice.services.records import Room
from app.cases.domain.words import OfferMoment
from app.cases.records import StoredCase
from app.kernel.terms import AppellantKind
from app.platform.actor import Recorded
from app.platform.journal import Entry


class Rooms(Protocol):
    """What the advice services say of their room."""

    async def all(self) -> Mapping[UUID, Room]:
        """Return what every service says, by the service's id."""

    async def version_of(self, service_id: UUID) -> int:
        """Return the version of what a service says, and lock it; 0 where it has said nothing."""

    async def say(self, service_id: UUID, said: ServiceCapacity, description: str | None) -> Room:
        """Keep what a service says, in place of what it said before."""


class Offers(Protocol):
    """The offers of independent help that were made, and their answers."""

    async def made(self, case_id: UUID) -> list[OfferTold]:
        """Return the offers made on a case, as the asking organisation is told of them."""

    async def make(
        self, case: StoredCase, moment: OfferMoment, due_on: date, said: OfferSaid, recorded: Recorded
    ) -> None:
        """Keep an offer. Its case is locked."""

    async def answer(self, case_id: UUID, said: OfferSaid) -> OfferMoment | None:
        """Keep an answer to the last offer that waits for one, and return its moment; None where none waits."""

    async def correct(self, case_id: UUID, moment: OfferMoment | None, reason: OfferDeclineReason | None) -> bool:
        """Keep that a family which had accepted declines; False where the organisation has no such answer."""


class Referrals(Protocol):
    """The referrals of a service, and the receipts of the organisations that referred."""

    async def insert(self, stored: StoredReferral, entry: Entry, sealed: bytes) -> bool:
        """Keep a new referral and how to reach the person; False where its maker has made it before."""

    async def own(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral of the service that asks; after a withdrawal of the consent, its id and dates."""

    async def locked(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral of the service that asks, and lock it while its consent stands."""

    async def receipt(self, referral_id: UUID) -> Receipt | None:
        """Return the receipt of a referral that the asking organisation made."""

    async def update(self, stored: StoredReferral, entry: Entry) -> None:
        """Keep what became of a referral. It is locked."""

    async def withdraw(self, referral_id: UUID, on: date, recorded: Recorded) -> bool:
        """Take the consent back; False where the service was told before."""

    async def add_note(self, stored: StoredReferral, note_id: UUID, sealed: bytes, at: datetime) -> None:
        """Keep a note of the service's own."""

    async def taken_back_since(
        self, service_id: UUID, case_id: UUID, person: ReferredPerson, given_on: date
    ) -> date | None:
        """Return the day on which a person took a consent to the service back, after the day of another one."""

    async def live_beside(self, case_id: UUID, person: ReferredPerson) -> list[UUID]:
        """Return the service's live referrals of a person on a case."""

    async def area_of_case(self, case_id: UUID) -> UUID | None:
        """Return the authority of a case, where the asking service serves its area."""

    async def holder_of_case(self, case_id: UUID) -> AppellantKind | None:
        """Return who holds the right to appeal on a case, where the asking service serves its area."""
