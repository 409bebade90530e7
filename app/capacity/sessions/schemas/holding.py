"""The bodies of what happened at a session: who came, how the views of the child were sought, and how it ended."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_commands import End, RecordAttendance, RecordChildsViews, SessionCommand
from app.capacity.domain.words import Attendance, Attending, ChildsViews
from app.capacity.scenes import ENDING, SAYING_WHO_CAME, SEEKING_VIEWS
from app.capacity.sessions.schemas.body import OfItsDay, SessionIn
from app.cases.schemas.shared import WHICH_AUTHORITY
from app.kernel.terms import OrganisationKind, SessionOutcome
from app.platform.http.fields import AtMost


class AttendanceIn(OfItsDay):
    """Record who took part in the session. If an advocate or a child came, we record only that this person came.

    Recorded by: the provider whose mediator held the session.
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
    """Record which steps the mediator took to learn the child's views. We never record what the child's views are.

    Recorded by: the provider whose mediator held the session.
    """

    summary: ClassVar = "Record how the mediator sought the child's views"
    scene: ClassVar = SEEKING_VIEWS
    example: ClassVar = {"how": "through_advocate"}

    how: ChildsViews

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return RecordChildsViews(**self.on(by, today, session), how=self.how)

    def about(self) -> dict[str, Any]:
        return {"how": self.how}


class OutcomeIn(OfItsDay):
    """Record how the session ended. The outcome also changes the case, in the same way as the action
    `record-session-outcome`.

    Recorded by: the provider whose mediator held the session.
    """

    summary: ClassVar = "Record how a session ended"
    scene: ClassVar = ENDING
    example: ClassVar = {
        "outcome": "partial_agreement",
        "attendance": {"parent_or_young_person": "attended"},
    }

    outcome: SessionOutcome = Field(description=WHICH_AUTHORITY)
    attendance: Annotated[dict[Attending, Attendance], AtMost(len(Attending))] = Field(
        {}, description="Who took part in the session. Send this field if you have not yet recorded who took part."
    )
    childs_views: ChildsViews | None = Field(
        None, description="The steps that the mediator took to learn the child's views."
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        came = tuple(Came(who, how) for who, how in self.attendance.items())
        return End(**self.on(by, today, session), outcome=self.outcome, attendance=came, childs_views=self.childs_views)
