"""The bodies that take time and free time: to book, move and call off a session."""

from datetime import date
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Cancel, Reschedule, SessionCommand
from app.capacity.domain.words import CancelledBy, Format, WhyMoved
from app.capacity.scenes import CALLING_OFF, MOVING
from app.capacity.sessions.schemas.body import SessionIn
from app.capacity.sessions.taking import Held, Joined, Offered
from app.cases.schemas.shared import OccurredOn
from app.kernel.terms import OrganisationKind
from app.platform.http.fields import Body, Line


class BookIn(Body):
    """A request to book the time that you hold, or to join a session of the same family. The booking also records the
    action `arrange-mediation` on the case."""

    hold_id: UUID | None = Field(
        None, description="The id of the hold on the mediator's time. Give either `hold_id` or `joins`."
    )
    joins: UUID | None = Field(
        None,
        description="The id of the booked session of another case of the same family. The new session has the "
        "same time, mediator, format and place as this booked session. Give either `joins` or `hold_id`.",
    )
    case_id: UUID | None = Field(
        None, description="The id of the case for which you book. Give `case_id` only with `joins`."
    )
    one_family: StrictBool = Field(
        False,
        description="`true` means that you confirm that both cases are of one family. Give `one_family` only "
        "with `joins`. You must send `one_family` if the two cases share no `family_reference` and no "
        "`child_reference`.",
    )
    format: Format | None = Field(
        None,
        description=(
            "The format of the session. If you leave `format` out, we use the first format that both the "
            "mediator and the family accept."
        ),
    )
    place: Line | None = Field(
        None,
        description=(
            "The place of the session, or how to join it. We store the text encrypted. Every party can read the text."
        ),
    )
    occurred_on: Annotated[
        OccurredOn,
        Field(
            description="The day of the booking. If you leave `occurred_on` out, the day is today. With `hold_id`, "
            "this day must not be before the day on which you placed the hold. With `joins`, this day must not be "
            "before today."
        ),
    ] = None

    @model_validator(mode="after")
    def one_time(self) -> Self:
        """Refuse a booking without a time, with two, or with what another session settles already."""
        if (self.hold_id is None) is (self.joins is None):
            raise ValueError("give either hold_id or joins")
        if (self.joins is None) is not (self.case_id is None):
            raise ValueError("give case_id with joins, and leave it out with hold_id")
        if self.joins is None and self.one_family:
            raise ValueError("give one_family only together with joins")
        if self.joins is not None and (self.format or self.place):
            raise ValueError("leave out format and place: the session that you join already has a format and a place")
        return self

    def time(self) -> Held | Joined:
        """Return the time that the body names."""
        if self.joins is not None:
            return Joined(self.joins, self.one_family)
        assert self.hold_id is not None  # noqa: S101 - the body names one of the two
        return Held(self.hold_id)


class RescheduleIn(SessionIn):
    """The session is moved to a new time: a slot that is on hold for the case, or a free slot. After the move, every
    party must be told the new day and place.

    The new slot may overlap the session's old time if `GET /v1/slots` lists the slot as suitable. The old time becomes
    free when the session is moved.
    """

    summary: ClassVar = "Move a session"
    scene: ClassVar = MOVING
    example: ClassVar = {
        "hold_id": str(scene.hold_id),
        "moved_by": "parent_or_young_person",
        "why": "illness",
    }

    hold_id: UUID | None = Field(
        None, description="The id of the hold on the new time. Give either `hold_id` or `slot_id`."
    )
    slot_id: UUID | None = Field(
        None,
        description="The id of the slot for the new time, if you do not hold the time. Give either `slot_id` or "
        "`hold_id`. No other session may use the slot.",
    )
    format: Format | None = Field(
        None, description="The new format of the session. If you leave `format` out, the format does not change."
    )
    place: Line | None = Field(
        None,
        description="The place of the session, or how to join it. We store this text encrypted. If you leave `place` "
        "out and the format does not change, the place does not change. If the format changes, we delete the old "
        "place: a video session cannot use the address of a room. Send `null` if the session has no room or link "
        "yet.",
    )
    moved_by: CancelledBy = Field(
        description="Who asked to move the session. If the family asked to move the session, the session still "
        "counts as arranged on the day when its first date was fixed. If anyone except the family asked to move the "
        "session, the session counts as arranged on the day when its new date was fixed."
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
    """The session was called off before it was held. The mediator's time is free again, and the 30 days continue.

    After the session has begun, only the mediator's provider can record that the session was called off, and only if
    nobody came.
    """

    summary: ClassVar = "Call off a session"
    scene: ClassVar = CALLING_OFF
    example: ClassVar = {"cancelled_by": "local_authority", "why": "unavailable"}

    cancelled_by: CancelledBy = Field(
        description="Who called off the session. Only the provider of the mediator may record that the mediator "
        "called off the session (`mediator`)."
    )
    why: WhyMoved

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return Cancel(**self.on(by, today, session), word_of=self.cancelled_by, why=self.why)

    def about(self) -> dict[str, Any]:
        return {"cancelled_by": self.cancelled_by, "why": self.why}
