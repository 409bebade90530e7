"""The bodies of what happens before a session: who is told, who comes, and where it is held."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import BookInterpreter, ChangePlace, NameRepresentative, SessionCommand, Tell
from app.capacity.domain.words import Attending
from app.capacity.scenes import CHANGING_PLACE, FINDING_INTERPRETER, NAMING, TELLING
from app.capacity.sessions.schemas.body import SessionIn
from app.kernel.terms import OrganisationKind
from app.platform.http.fields import AS_TRUTH, Line


class TellIn(SessionIn):
    """One or more parties were told the day and place of the session."""

    summary: ClassVar = "Record who was told about a session"
    scene: ClassVar = TELLING
    example: ClassVar = {"parties": ["parent_or_young_person", "local_authority"], "shorter_notice_agreed": True}

    parties: list[Attending] = Field(min_length=1, max_length=3)
    shorter_notice_agreed: StrictBool = Field(
        False,
        description="`true` means that the family agreed to less than 5 working days' notice of the session "
        "(regulation 36). The day of the agreement is `occurred_on`. The family must have been told about the "
        "session on that day or earlier.",
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return Tell(
            **self.on(by, today, session), parties=tuple(self.parties), shorter_notice_agreed=self.shorter_notice_agreed
        )

    def about(self) -> dict[str, Any]:
        return {"parties": sorted(self.parties), "shorter_notice_agreed": self.shorter_notice_agreed}


class RepresentativeIn(SessionIn):
    """The authority or the commissioning body names its representative, and declares that this person may decide on its
    behalf.

    Recorded by: the authority or the commissioning body.
    """

    summary: ClassVar = "Name a representative for a session"
    scene: ClassVar = NAMING
    example: ClassVar = {"name": "R. Osei", "role": "SEND service manager", "has_power_to_decide": True}

    name: Line = Field(
        description="The name of the representative. We store the name encrypted. Every party can read the name."
    )
    role: Line
    has_power_to_decide: Annotated[Literal[True], AS_TRUTH] = Field(
        description=(
            "Your declaration that this representative has the power to decide on your organisation's behalf. "
            "`has_power_to_decide` must be `true`: regulation 37 (who attends for the authority) requires a person "
            "with this power."
        )
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return NameRepresentative(**self.on(by, today, session))

    def private(self) -> dict[str, Any]:
        return {"name": self.name, "role": self.role}


class InterpreterIn(SessionIn):
    """An interpreter was found for the session."""

    summary: ClassVar = "Record that an interpreter was found"
    scene: ClassVar = FINDING_INTERPRETER

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return BookInterpreter(**self.on(by, today, session))


class PlaceIn(SessionIn):
    """The session gets a new link or a new room, which replaces the earlier link or room. The new link or room does not
    change the time of the session. Each duty that was done before the change stays done.

    Tell the new place to the parties that were told before: `notice.tell_again` lists these parties. In the mediator's
    calendar, the session gets a new version number (`SEQUENCE`). The audit trail says that the place changed, but not
    what the place is.
    """

    summary: ClassVar = "Change the link or the room of a session"
    scene: ClassVar = CHANGING_PLACE
    example: ClassVar = {"place": "https://meet.example/room/4471"}

    place: Line | None = Field(
        description=(
            "The new place, or how to join the session. We store this text encrypted. Send `null` if the session has "
            "no room or link at the moment."
        )
    )

    def command(self, by: OrganisationKind, today: date, session: Session) -> SessionCommand:
        return ChangePlace(**self.on(by, today, session))

    def private(self) -> dict[str, Any]:
        return {"place": self.place}
