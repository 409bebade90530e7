"""The interfaces to the database that the use cases of advice need. The stores and the tests implement them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.advice.domain.capacity import ServiceCapacity
from app.advice.domain.words import ConsentCovers, OfferDeclineReason, ReferredPerson
from app.advice.offers.recording import OfferSaid, OfferTold
from app.advice.referrals.recording import ConsentBecame, Receipt, StoredReferral
from app.advice.services.records import Room
from app.cases.domain.words import OfferMoment
from app.cases.records import StoredCase
from app.kernel.terms import AppellantKind
from app.platform.actor import Recorded
from app.platform.journal import Entry


class Rooms(Protocol):
    """How much room the advice services say they have."""

    async def all(self) -> Mapping[UUID, Room]:
        """Return what every advice service says, by the advice service's id."""

    async def version_of(self, service_id: UUID) -> int:
        """Return the version of what an advice service says about its room, and lock the row. 0 if the advice service
        has said nothing."""

    async def say(self, service_id: UUID, said: ServiceCapacity, description: str | None) -> Room:
        """Store how much room an advice service says it has. This replaces what it said before."""


class Offers(Protocol):
    """The offers of independent help that were made, and their answers."""

    async def made(self, case_id: UUID) -> list[OfferTold]:
        """Return the offers made on a case, as the asking organisation may see them."""

    async def make(
        self, case: StoredCase, moment: OfferMoment, due_on: date, said: OfferSaid, recorded: Recorded
    ) -> None:
        """Store an offer. The caller has locked the case."""

    async def answer(self, case_id: UUID, said: OfferSaid) -> OfferMoment | None:
        """Store an answer to the last offer that waits for an answer, and return the moment of that offer. None if no
        offer waits."""

    async def correct(self, case_id: UUID, moment: OfferMoment | None, reason: OfferDeclineReason | None) -> bool:
        """Record that a family which had accepted now declines. False if the organisation has no such answer."""


class Referrals(Protocol):
    """The referrals of an advice service, and the receipts of the organisations that referred."""

    async def insert(self, stored: StoredReferral, entry: Entry, sealed: bytes) -> bool:
        """Store a new referral and how to reach the person. False if the same organisation has made this referral
        before."""

    async def own(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral to the advice service that asks. After the consent is withdrawn, return only its id and
        dates."""

    async def locked(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral to the advice service that asks, and lock it if its consent is in force."""

    async def receipt(self, referral_id: UUID) -> Receipt | None:
        """Return the receipt of a referral that the asking organisation made."""

    async def update(self, stored: StoredReferral, entry: Entry) -> None:
        """Store a changed referral. The caller has locked it."""

    async def trail(self, referral_id: UUID, limit: int) -> Sequence[Entry]:
        """Return the first entries of the journal of a referral."""

    async def correct(self, stored: StoredReferral, written: Sequence[Entry]) -> None:
        """Store a corrected referral with the entries of the correction. The caller has locked it."""

    async def withdraw(self, referral_id: UUID, on: date, recorded: Recorded) -> bool:
        """Withdraw the consent. False if the advice service already knew of the withdrawal."""

    async def correct_consent(
        self, referral_id: UUID, covers: Collection[ConsentCovers], given_on: date, reason: str, recorded: Recorded
    ) -> ConsentBecame:
        """Correct a consent, for the organisation that referred, and return what became of the correction."""

    async def add_note(self, stored: StoredReferral, note_id: UUID, sealed: bytes, at: datetime) -> None:
        """Store one of the advice service's own notes."""

    async def taken_back_since(
        self, service_id: UUID, case_id: UUID, person: ReferredPerson, given_on: date
    ) -> date | None:
        """Return the day on which a person withdrew a consent to the advice service, if that was after the day of a
        given consent."""

    async def live_beside(self, case_id: UUID, person: ReferredPerson) -> list[UUID]:
        """Return the advice service's open referrals of a person on a case."""

    async def area_of_case(self, case_id: UUID) -> UUID | None:
        """Return the authority of a case, if the asking advice service serves its area."""

    async def holder_of_case(self, case_id: UUID) -> AppellantKind | None:
        """Return who holds the right to appeal on a case, if the asking advice service serves its area."""
