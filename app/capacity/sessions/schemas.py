"""Sessions as JSON: one body for each thing that may happen to a session. No body can hold what was said."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    RecordChildsViews,
    Reschedule,
    SessionCommand,
    Tell,
)
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
from app.capacity.scenes import (
    CALLING_OFF,
    CHANGING_PLACE,
    ENDING,
    FINDING_INTERPRETER,
    MOVING,
    NAMING,
    SAYING_WHO_CAME,
    SEEKING_VIEWS,
    TELLING,
    Scene,
)
from app.capacity.sessions.taking import Held, Joined, Offered
from app.capacity.slots.schemas import MediatorBrief
from app.cases.domain.words import State
from app.cases.schemas.shared import WHICH_AUTHORITY, OccurredOn
from app.kernel.terms import OrganisationKind, SessionOutcome
from app.platform.http.fields import Answer, AtMost, Body, Line


class BookIn(Body):
    """Book the held time, or join a session of the same family. The booking also arranges the mediation of the case."""

    hold_id: UUID | None = Field(None, description="The hold on the time. Give `hold_id` or `joins`.")
    joins: UUID | None = Field(
        None,
        description="The booked session of another case of the same family. The new session has the same time, "
        "mediator, format and place. Give `joins` or `hold_id`.",
    )
    case_id: UUID | None = Field(None, description="With `joins` only: the case for which you book.")
    one_family: StrictBool = Field(
        False,
        description="With `joins` only. True: you confirm that both cases are of one family. Give `true` if no "
        "`family_reference` or `child_reference` of yours links the cases.",
    )
    format: Format | None = Field(
        None, description="If you leave this out, we use the first format that both the mediator and the family accept."
    )
    place: Line | None = Field(
        None, description="The place, or how to join. Stored encrypted. Every party can read this text."
    )
    occurred_on: Annotated[
        OccurredOn,
        Field(
            description="The day of the booking. If you leave this out: today. This day cannot be before the day on "
            "which you held the time. With `joins` it cannot be before today."
        ),
    ] = None

    @model_validator(mode="after")
    def one_time(self) -> Self:
        """Refuse a booking without a time, with two, or with what another session settles already."""
        if (self.hold_id is None) is (self.joins is None):
            raise ValueError("give either hold_id or joins")
        if (self.joins is None) is not (self.case_id is None):
            raise ValueError("give case_id with joins, and not with hold_id")
        if self.joins is None and self.one_family:
            raise ValueError("one_family is for joins")
        if self.joins is not None and (self.format or self.place):
            raise ValueError("the session that you join has a format and a place already")
        return self

    def time(self) -> Held | Joined:
        """Return the time that the body names."""
        if self.joins is not None:
            return Joined(self.joins, self.one_family)
        assert self.hold_id is not None  # noqa: S101 - the body names one of the two
        return Held(self.hold_id)


class SessionIn(Body):
    """What every record about a session may say."""

    occurred_on: OccurredOn = None
    example: ClassVar[Mapping[str, Any]] = {}
    """What the documents show. It fits the session of the scene in a sandbox."""
    summary: ClassVar[str]
    """What its path does, in a few words."""
    scene: ClassVar[Scene]
    """What the example is about."""

    of_its_day: ClassVar[bool] = False
    """Whether the usual day is the session's own day, not the day of the recording."""

    def on(self, by: OrganisationKind, today: date, session: Session) -> dict[str, Any]:
        """Return the members that every command has. If the session is still to come, the usual day is today."""
        usual = min(today, session.day) if self.of_its_day else today
        return {"by": by, "occurred_on": self.occurred_on or usual}

    @abstractmethod
    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        """Return the domain's command."""

    def about(self) -> dict[str, Any]:
        """Return what the log says. It holds only codes."""
        return {}

    def private(self) -> dict[str, Any]:
        """Return what is encrypted for the parties and never logged."""
        return {}


class TellIn(SessionIn):
    """One or more parties were told the day and place of the session."""

    summary: ClassVar = "Record who was told about a session"
    scene: ClassVar = TELLING
    example: ClassVar = {"parties": ["parent_or_young_person", "local_authority"], "shorter_notice_agreed": True}

    parties: list[Attending] = Field(min_length=1, max_length=3)
    shorter_notice_agreed: StrictBool = Field(
        False,
        description="True: on this day the family agreed to less than 5 working days' notice (reg 36). The family "
        "may be told now, or may have been told earlier.",
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return Tell(
            **self.on(by, today, session), parties=tuple(self.parties), shorter_notice_agreed=self.shorter_notice_agreed
        )

    def about(self) -> dict[str, Any]:
        return {"parties": sorted(self.parties), "shorter_notice_agreed": self.shorter_notice_agreed}


class RepresentativeIn(SessionIn):
    """The authority or the commissioning body names its representative, and declares that this person may decide for
    it."""

    summary: ClassVar = "Name a representative for a session"
    scene: ClassVar = NAMING
    example: ClassVar = {"name": "R. Osei", "role": "SEND service manager", "has_power_to_decide": True}

    name: Line = Field(description="Stored encrypted. Every party can read the name.")
    role: Line
    has_power_to_decide: Literal[True] = Field(
        description="Must be true: regulation 37 asks for a person with the power to decide."
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return NameRepresentative(**self.on(by, today, session))

    def private(self) -> dict[str, Any]:
        return {"name": self.name, "role": self.role}


class InterpreterIn(SessionIn):
    """An interpreter was found."""

    summary: ClassVar = "Record that an interpreter was found"
    scene: ClassVar = FINDING_INTERPRETER

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return BookInterpreter(**self.on(by, today, session))


class PlaceIn(SessionIn):
    """The session has another link or another room. Its time stays, and so does every duty that was done.

    Tell the new place to the parties that were told before: `notice.tell_again` lists them. The session gets a new
    `SEQUENCE` in the mediator's calendar. The audit trail says that the place changed, but not the place.
    """

    summary: ClassVar = "Change the link or the room of a session"
    scene: ClassVar = CHANGING_PLACE
    example: ClassVar = {"place": "https://meet.example/room/4471"}

    place: Line | None = Field(
        description="The new place, or how to join. Stored encrypted. Null: there is no place at the moment."
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return ChangePlace(**self.on(by, today, session))

    def private(self) -> dict[str, Any]:
        return {"place": self.place}


class OfItsDay(SessionIn):
    """What is recorded about the day of the session itself."""

    occurred_on: Annotated[OccurredOn, Field(description="If you leave this out: the day of the session.")] = None

    of_its_day: ClassVar = True


class AttendanceIn(OfItsDay):
    """Say who took part. If an advocate or a child came, we record only that this person came.

    The provider whose mediator held the session records this.
    """

    summary: ClassVar = "Record who took part in a session"
    scene: ClassVar = SAYING_WHO_CAME

    attendance: Annotated[dict[Attending, Attendance], AtMost(len(Attending))] = Field(min_length=1)
    example: ClassVar = {
        "attendance": {
            "parent_or_young_person": "attended",
            "local_authority": "attended",
            "advocate": "attended_remotely",
        }
    }

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return RecordAttendance(**self.on(by, today, session), attendance=self.came())

    def came(self) -> tuple[Came, ...]:
        """Return the domain's attendance."""
        return tuple(Came(who, how) for who, how in self.attendance.items())


class ChildsViewsIn(SessionIn):
    """Say which steps the mediator took to learn the child's views. The views themselves are never recorded.

    The provider whose mediator held the session records this.
    """

    summary: ClassVar = "Record how the child's views were sought"
    scene: ClassVar = SEEKING_VIEWS
    example: ClassVar = {"how": "through_advocate"}

    how: ChildsViews

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return RecordChildsViews(**self.on(by, today, session), how=self.how)

    def about(self) -> dict[str, Any]:
        return {"how": self.how}


class RescheduleIn(SessionIn):
    """The session was moved to a time that was held for the case, or that is free. Every party must be told again.

    The new slot may overlap the session's present time, if `GET /v1/slots` says so. The present time becomes free at
    the same moment.
    """

    summary: ClassVar = "Move a session"
    scene: ClassVar = MOVING
    example: ClassVar = {
        "hold_id": str(scene.hold_id),
        "moved_by": "parent_or_young_person",
        "why": "illness",
    }

    hold_id: UUID | None = Field(None, description="The hold on the new time. Give this or `slot_id`.")
    slot_id: UUID | None = Field(
        None,
        description="The slot for the new time, if you do not hold that time. Give this or `hold_id`. No other "
        "session may use the slot.",
    )
    format: Format | None = Field(None, description="The new format. If you leave this out: the same format as before.")
    place: Line | None = Field(
        None,
        description="The place, or how to join. Stored encrypted. If you leave this out, the place stays the same "
        "if the format stays the same. If the format changes, the old place is removed: a video session cannot use "
        "the address of a room. Null: there is no place yet.",
    )
    moved_by: CancelledBy = Field(
        description="Who asked for the move. If the family asked, the session still counts as arranged on the day on "
        "which its first date was fixed. If anyone else asked, the session counts as arranged on the day on which the "
        "new date was fixed."
    )
    why: WhyMoved

    @model_validator(mode="after")
    def one_time(self) -> Self:
        """Refuse a move to nowhere, or to two places."""
        if (self.hold_id is None) is (self.slot_id is None):
            raise ValueError("give either hold_id or slot_id")
        return self

    def command(self, by: OrganisationKind, today: date, session: Session) -> Reschedule:
        """Return the move, with the session's present day until the new time is found."""
        said = self.on(by, today, session)
        return Reschedule(
            **said,
            day=session.day,
            format=self.format or session.format,
            fixed_on=said["occurred_on"],
            word_of=self.moved_by,
            why=self.why,
        )

    def about(self) -> dict[str, Any]:
        return {"moved_by": self.moved_by, "why": self.why}

    def private(self) -> dict[str, Any]:
        return {"place": self.place, "representatives": {}}

    def time(self) -> Held | Offered:
        """Return the time that the body names."""
        if self.slot_id is not None:
            return Offered(self.slot_id)
        assert self.hold_id is not None  # noqa: S101 - the body names one of the two
        return Held(self.hold_id)


class CancelIn(SessionIn):
    """The session was called off before it was held. Its time is free again, and the 30 days continue to run.

    Once the session has begun, only the mediator's provider can record that the session was called off, and only if
    nobody came.
    """

    summary: ClassVar = "Call off a session"
    scene: ClassVar = CALLING_OFF
    example: ClassVar = {"cancelled_by": "local_authority", "why": "unavailable"}

    cancelled_by: CancelledBy = Field(
        description="Who called off the session. Only the mediator's own provider may give `mediator`."
    )
    why: WhyMoved

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return Cancel(**self.on(by, today, session), word_of=self.cancelled_by, why=self.why)

    def about(self) -> dict[str, Any]:
        return {"cancelled_by": self.cancelled_by, "why": self.why}


class OutcomeIn(OfItsDay):
    """Say how the session ended. The outcome also changes the case, as `record-session-outcome` does.

    The provider whose mediator held the session records this.
    """

    summary: ClassVar = "Record how a session ended"
    scene: ClassVar = ENDING
    example: ClassVar = {
        "outcome": "partial_agreement",
        "attendance": {"parent_or_young_person": "attended"},
    }

    outcome: SessionOutcome = Field(description=WHICH_AUTHORITY)
    attendance: Annotated[dict[Attending, Attendance], AtMost(len(Attending))] = Field(
        {}, description="Who took part, if you have not recorded that before."
    )
    childs_views: ChildsViews | None = Field(
        None, description="Which steps the mediator took to learn the child's views."
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        came = tuple(Came(who, how) for who, how in self.attendance.items())
        return End(**self.on(by, today, session), outcome=self.outcome, attendance=came, childs_views=self.childs_views)


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
        description="The parties that were told before the place changed, and not since. Tell these parties the new "
        "place, and record that you told them (`told`)."
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
        description="Which steps the mediator took to learn the child's views. Never the views themselves."
    )
    moved: int = Field(description="How many times the session was moved.")
    moved_by: CancelledBy | None
    why_moved: WhyMoved | None
    outcome: SessionOutcome | None = Field(description=WHICH_AUTHORITY)
    ended_on: date | None
    cancelled_on: date | None
    cancelled_by: CancelledBy | None
    why_cancelled: WhyMoved | None
    allocation_id: UUID | None = Field(description="The allocation that booked the session, if one did.")
    version: int
    booked_at: datetime
    updated_at: datetime
