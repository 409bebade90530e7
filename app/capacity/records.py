"""What the use cases of capacity load and store: mediators, slots, held time, sessions and searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.capacity.domain.availability import Availability
from app.capacity.domain.mediator import NOWHERE, Elsewhere, Mediator, Span
from app.capacity.domain.session import Session
from app.capacity.needs import NO_NEEDS, Needs
from app.cases.records import StoredCase


@dataclass(frozen=True, slots=True)
class StoredMediator:
    """A mediator as a provider registered one. `person` is the register and the number on it.

    `elsewhere` is what bars the person in other providers' registrations: read wherever a mediator is judged.
    """

    id: UUID
    provider_id: UUID
    name: str
    mediator: Mediator
    availability: Availability
    slots_until: date | None
    availability_at: datetime | None
    version: int
    head: str
    created_at: datetime
    updated_at: datetime
    elsewhere: Elsewhere = NOWHERE

    @property
    def person(self) -> str:
        """Who this is, whichever provider registered it."""
        return person_of(self.mediator)


def person_of(mediator: Mediator) -> str:
    """Return the register and the number on it, without what spellings differ in: spaces, hyphens and case.

    Nothing else is dropped: 12/3 and 123 may be two people.
    """
    number = mediator.registration_number.replace(" ", "").replace("-", "").upper()
    return f"{mediator.register}:{number}"


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it stands. `engagement_id` is the mediator's time that it takes; none once it is called off.

    `joint` says that it joined the time of another session of the family.
    `sealed_anew` says whether more was sealed since the session was read.
    """

    id: UUID
    case_id: UUID
    la_id: UUID
    provider_id: UUID
    mediator_id: UUID
    engagement_id: UUID | None
    allocation_id: UUID | None
    span: Span
    session: Session
    sealed: bytes
    version: int
    booked_at: datetime
    updated_at: datetime
    joint: bool = False
    sealed_anew: bool = False


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot to be written. Of slots that overlap, or leave no gap, only as many are counted as one mediator
    could hold."""

    id: UUID
    span: Span
    counted: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it stands; without an id, time that was never offered as one."""

    id: UUID | None
    mediator_id: UUID
    provider_id: UUID
    person: str
    span: Span


@dataclass(frozen=True, slots=True)
class Hold:
    """A mediator's time, held for a case until it expires."""

    id: UUID
    case_id: UUID
    organisation_id: UUID
    slot_id: UUID | None
    mediator_id: UUID
    provider_id: UUID
    span: Span
    held_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Own:
    """A mediator's time that is taken for a case: by which hold, or by none if it is booked; in which slot."""

    slot_id: UUID | None
    mediator_id: UUID
    span: Span
    hold_id: UUID | None


@dataclass(frozen=True, slots=True)
class KnownNeeds:
    """What is known of a case's needs. Version 0: no party has said anything yet."""

    needs: Needs = NO_NEEDS
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionOfCase:
    """A session, and its case as it stands beside it."""

    session: StoredSession
    case: StoredCase


@dataclass(frozen=True, slots=True)
class BookedTime:
    """The time of a session that is booked."""

    session_id: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class HoldFor:
    """Until when time is held, and the id of the hold."""

    id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A provider that was asked for a mediator, and its answer."""

    provider: str
    asked_on: date
    by: str
    mediators: int
    suitable: int
    free_in_time: int
    free_with_notice: int | None
    free_later: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened on a case since a search: another search, another request, or other needs."""

    searched: bool = False
    asked: bool = False
    needs_changed: bool = False


NOTHING_SINCE = Since()


@dataclass(frozen=True, slots=True)
class StoredSearch:
    """A search for a mediator as it was made, and what has happened on its case since."""

    id: UUID
    case_id: UUID
    made_at: datetime
    due_on: date | None
    asked: Sequence[Asked]
    free_in_time: int
    reported: bool
    since: Since = NOTHING_SINCE


@dataclass(frozen=True, slots=True)
class Engagement:
    """A mediator's time that a session takes."""

    id: UUID
    mediator_id: UUID
    provider_id: UUID
    span: Span
