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
    """A party that was told about the session, and the day."""

    party: Attending
    on: date


class RepresentativeOut(Answer):
    """The representative of the authority or of the commissioning body. The organisation declared that the
    representative may decide on its behalf."""

    party: Attending
    name: str | None
    role: str | None
    declared_on: date


class Notice(Answer):
    """Whether every party was told about the session, and whether the family got enough notice (regulation 36,
    arranging mediation)."""

    to_be_told: list[Attending] = Field(
        description="The parties that must be told: the family, the authority and, if health is an issue, the "
        "commissioning body. If health is the only issue, tell the family and the commissioning body, but not the "
        "authority (section 53, mediation about health)."
    )
    told: list[ToldOut]
    everyone_told_on: date | None
    tell_again: list[Attending] = Field(
        description="The parties that know only the old place. Tell the new place to the parties in this list, "
        "and record that you told them (`told`)."
    )
    tell_family_by: date = Field(
        description="The last day on which to tell the family: 5 working days before the session."
    )
    shorter_notice_agreed: bool
    shorter_notice_agreed_on: date | None
    told_in_time: bool | None = Field(
        description="Whether the family got 5 working days' notice of the session, or agreed to shorter notice. "
        "`told_in_time` is `null` if the family has not been told."
    )
    rule: str
    citation: str


class SessionOut(Answer):
    """A session, from its booking to its end. We never store what was said in the session."""

    id: UUID
    case_id: UUID
    case_state: State | None = Field(
        None,
        description=(
            "The new state of the case. You get `case_state` only if your request changed the state of the case."
        ),
    )
    mediator: MediatorBrief
    format: Format
    starts_at: datetime
    ends_at: datetime
    day: date = Field(description="The day of the session, in London time.")
    status: SessionStatus
    place: str | None = Field(
        description=(
            "The place of the session, or how to join it. `place` is `null` for a commissioning body that is "
            "not a party to the session."
        )
    )
    place_changed_on: date | None = Field(
        description="The last day on which the place of the session changed but the time of the session did not change."
    )
    interpreter: str | None = Field(description="The language for which an interpreter is needed.")
    interpreter_booked_on: date | None
    access: list[AccessNeed]
    notice: Notice
    representatives: list[RepresentativeOut]
    attendance: dict[Attending, Attendance]
    childs_views: ChildsViews | None = Field(
        description="The steps that the mediator took to learn the child's views. We never record what the child's "
        "views are."
    )
    moved: int = Field(description="The number of times that the session was moved.")
    moved_by: CancelledBy | None
    why_moved: WhyMoved | None
    outcome: SessionOutcome | None = Field(description=WHICH_AUTHORITY)
    ended_on: date | None
    cancelled_on: date | None
    cancelled_by: CancelledBy | None
    why_cancelled: WhyMoved | None
    allocation_id: UUID | None = Field(
        description=(
            "The id of the proposal (allocation) whose sessions were booked together, including this session. "
            "`allocation_id` is `null` if the session was booked without a proposal."
        )
    )
    version: int
    booked_at: datetime
    updated_at: datetime
