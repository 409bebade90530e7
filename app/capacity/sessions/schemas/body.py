"""What every record about a session has. No body can hold what was said in a session."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import SessionCommand
from app.capacity.scenes import Scene
from app.cases.schemas.shared import OccurredOn
from app.kernel.terms import OrganisationKind
from app.platform.http.fields import Body


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


class OfItsDay(SessionIn):
    """What is recorded about the day of the session itself."""

    occurred_on: Annotated[
        OccurredOn,
        Field(
            description=(
                "The day on which this happened. If you leave `occurred_on` out, the day is the day of the session."
            )
        ),
    ] = None

    of_its_day: ClassVar = True
