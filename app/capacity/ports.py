"""The interfaces to the database that the use cases of capacity need. The stores and the tests implement them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.capacity.needs import Needs
from app.capacity.records import (
    BookedTime,
    Hold,
    HoldFor,
    KnownNeeds,
    NewSlot,
    Own,
    Slot,
    StoredMediator,
    StoredSearch,
    StoredSession,
)
from app.capacity.slots.matching import Opening
from app.cases.records import StoredCase
from app.platform.actor import Actor
from app.platform.journal import Entry


class Mediators(Protocol):
    """Mediators, and the slots that they offer."""

    async def find(self, mediator_id: UUID, *, lock: bool = False) -> StoredMediator | None:
        """Return a mediator that the caller may see."""

    async def of_providers(self, providers: Sequence[UUID]) -> list[StoredMediator]:
        """Return every mediator of some providers, by name, without availability."""

    async def with_elsewhere(
        self, found: Sequence[StoredMediator], references: Iterable[str], today: date
    ) -> list[StoredMediator]:
        """Add what bars the same people in other providers' registrations."""

    async def insert(self, stored: StoredMediator, entry: Entry) -> bool:
        """Register a mediator. False if the provider has registered the same number before."""

    async def update(self, stored: StoredMediator, entry: Entry | None) -> None:
        """Store a changed mediator that the caller has locked."""

    async def write_out(self, stored: StoredMediator, slots: Sequence[NewSlot], now: datetime) -> None:
        """Replace the mediator's slots from now on."""

    async def booked(self, mediator_id: UUID, now: datetime) -> list[BookedTime]:
        """Return the time of the sessions that are booked with a mediator from now on."""

    async def keep_secret(self, mediator_id: UUID, secret: str) -> None:
        """Store the secret by which calendar programs read a mediator's times; an older one ends."""


class Slots(Protocol):
    """Slots, and the mediators' time that is held or booked."""

    async def find(self, slot_id: UUID) -> Slot | None:
        """Return a slot that the caller may see."""

    async def between(
        self, mediators: Sequence[UUID], from_at: datetime, until: datetime, now: datetime, own: Sequence[UUID] = ()
    ) -> list[Opening]:
        """Return the slots of mediators that begin in a stretch of time; the `own` engagements take none of it."""

    async def load(
        self, mediators: Sequence[UUID], from_at: datetime, until: datetime, now: datetime
    ) -> dict[UUID, int]:
        """Return how often the time of mediators is taken in a stretch of time."""

    async def holds_of(self, case_id: UUID, now: datetime) -> int:
        """Return how many holds a case has that have not expired."""

    async def own(self, engagements: Sequence[UUID]) -> list[Own]:
        """Return the time that some engagements take."""

    async def take(
        self, slot: Slot, now: datetime, expires_at: datetime | None, engagement_id: UUID | None = None
    ) -> UUID:
        """Take a mediator's time. Raises TimeTaken if the time is not free: the transaction can then not go on."""

    async def hold(self, slot: Slot, case: StoredCase, actor: Actor, now: datetime, wanted: HoldFor) -> Hold:
        """Hold a mediator's time for a case. Raises TimeTaken if the time is not free: the transaction can then not go
        on."""

    async def held(self, hold_id: UUID) -> Hold | None:
        """Return a hold, whether or not it has expired."""

    async def consume(self, one: Hold, now: datetime) -> bool:
        """Turn held time into booked time, once. False if the hold has expired or was used."""

    async def release(self, hold_id: UUID) -> bool:
        """Release held time. False if nothing is held."""

    async def release_all(self, case_id: UUID, now: datetime) -> list[UUID]:
        """Release all time that is held for a case, and return the holds that had not expired."""


class Sessions(Protocol):
    """Sessions."""

    async def known(self, person: str, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of some ids are a person's sessions in this deployment."""

    async def find(self, session_id: UUID) -> StoredSession | None:
        """Return a session that the caller may see."""

    async def booked_on(self, case_id: UUID) -> UUID | None:
        """Return the session that is booked on a case."""

    async def time_of(self, case_id: UUID, now: datetime) -> dict[UUID, UUID | None]:
        """Return the mediators' time that is held or booked for a case: each with the session that takes it."""

    async def sharing(self, engagement_id: UUID) -> list[StoredSession]:
        """Return the sessions that take one time, as far as the caller may see them."""

    async def one_family(self, case_id: UUID, other: UUID) -> bool | None:
        """Return whether the caller's references say that two cases are of one family. None: another party's case."""

    async def insert(self, stored: StoredSession) -> None:
        """Store a new session. Raises TimeTaken if it cannot join: the transaction can then not go on."""

    async def update(self, stored: StoredSession) -> None:
        """Store a changed session. The time that it took until now is free if no other session takes it."""

    async def let_go(self, stored: StoredSession) -> None:
        """Free the time of a session that takes other time before the transaction ends."""

    async def call_off_unseen(self, case_id: UUID, now: datetime) -> tuple[UUID | None, list[UUID]]:
        """Let the tribunal call off the session ahead of a case, and its holds; return their ids."""


class NeedsKept(Protocol):
    """What cases' mediations need: sealed where it is kept."""

    async def of(self, case_id: UUID) -> KnownNeeds:
        """Return what is known of a case's needs."""

    async def of_all(self, cases: Sequence[UUID]) -> dict[UUID, Needs | None]:
        """Return what several cases' mediations need, where a party has said so. None if it cannot be read."""

    async def keep(self, case: StoredCase, needs: Needs, now: datetime) -> int:
        """Store what a case's mediation needs, and return the version."""


class Searches(Protocol):
    """Searches for a mediator."""

    async def keep(self, case: StoredCase, actor: Actor, search: StoredSearch) -> None:
        """Store a search."""

    async def find(self, search_id: UUID, case_id: UUID) -> StoredSearch | None:
        """Return a search made for a case, and what has happened since."""
