"""A proposal as it is stored: every waiting case, with a slot or with the reason why it has none."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Self
from uuid import UUID

from app.capacity.domain.allocation import Judgement, WhyUnplaced
from app.capacity.domain.words import AllocationStatus, Format


@dataclass(frozen=True, slots=True)
class Placed:
    """A case and the slot that is proposed for it, with the session after the booking."""

    case_id: UUID
    la_reference: str | None
    slot_id: UUID
    mediator_id: UUID
    mediator: str
    provider_id: UUID
    provider: str
    starts_at: datetime
    ends_at: datetime
    format: Format
    due_on: date
    in_time: bool
    tell_by: date
    notice_possible: bool
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A case for which there is no slot, and the reason."""

    case_id: UUID
    la_reference: str | None
    due_on: date
    why: WhyUnplaced


@dataclass(frozen=True, slots=True)
class Judged:
    """The stored measure of how good an assignment is."""

    duties_broken: int
    unplaced: int
    spread: int
    long_waits: int
    duties_kept: int
    heaviest_load: int

    @classmethod
    def of(cls, judgement: Judgement) -> Self:
        """Return the stored form of a judgement."""
        return cls(**{one.name: getattr(judgement, one.name) for one in fields(cls)})


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """A proposal, and for comparison the result of serving the cases in turn."""

    id: UUID
    status: AllocationStatus
    made_at: datetime
    booked_at: datetime | None
    waiting: int
    slots: int
    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    judgement: Judged
    first_come_first_served: Judged
    oldest_duty_first: Judged
    proven: bool
    solver: str
