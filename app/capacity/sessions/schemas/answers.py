"""A session as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.capacity.domain.words import (
    AccessNeed,
    Attendance,
    Attending,
    CancelledBy,
    ChildsViews,
    Format,
    SessionStatus,
    WhyMoved,
)
from app.capacity.slots.schemas import MediatorBrief
from app.cases.domain.words import State
from app.cases.schemas.shared import WHICH_AUTHORITY
from app.kernel.terms import SessionOutcome
from app.platform.http.fields import Answer


class ToldOut(Answer):
    """A party that was told, and the day."""

    party: Attending
    on: date


class RepresentativeOut(Answer):
    """The representative of the authority or of the commissioning body. That organisation declared that this person
    may decide."""

    party: Attending
    name: str | None
    role: str | None
    declared_on: date


class Notice(Answer):
    """Whether every party was told about the session, and whether the family was told in time (reg 36)."""

    to_be_told: list[Attending] = Field(
        description="The parties that must be told: the family, the authority and, if health is an issue, the "
        "commissioning body. If health is the only issue, the commissioning body is told instead of the authority "
        "(s.53)."
    )
    told: list[ToldOut]
    everyone_told_on: date | None
    tell_again: list[Attending] = Field(
        description="The parties that know only the old place. Tell these parties the new place, and record that "
        "you told them (`told`)."
    )
    tell_family_by: date = Field(
        description="The last day on which to tell the family: 5 working days before the session."
    )
    shorter_notice_agreed: bool
    shorter_notice_agreed_on: date | None
    told_in_time: bool | None = Field(description="Null if the family has not been told.")
    rule: str
    citation: str


class SessionOut(Answer):
    """A session, from its booking to its end. What was said in the session is never stored."""

    id: UUID
    case_id: UUID
    case_state: State | None = Field(None, description="The state of the case, if this request changed it.")
    mediator: MediatorBrief
    format: Format
    starts_at: datetime
    ends_at: datetime
    day: date = Field(description="In London.")
    status: SessionStatus
    place: str | None = Field(
        description="The place, or how to join. A commissioning body that is not a party to the session gets null."
    )
    place_changed_on: date | None = Field(
        description="The day on which the place last changed without a move of the session."
    )
    interpreter: str | None = Field(description="The language for which an interpreter is needed.")
    interpreter_booked_on: date | None
    access: list[AccessNeed]
    notice: Notice
    representatives: list[RepresentativeOut]
    attendance: dict[Attending, Attendance]
    childs_views: ChildsViews | None = Field(
        description="Which steps the mediator took to learn the child's views. The views themselves are never recorded."
    )
    moved: int = Field(description="How many times the session was moved.")
    moved_by: CancelledBy | None
    why_moved: WhyMoved | None
    outcome: SessionOutcome | None = Field(description=WHICH_AUTHORITY)
    ended_on: date | None
    cancelled_on: date | None
    cancelled_by: CancelledBy | None
    why_cancelled: WhyMoved | None
    allocation_id: UUID | None = Field(description="The allocation that booked the session, if an allocation did.")
    version: int
    booked_at: datetime
    updated_at: datetime
