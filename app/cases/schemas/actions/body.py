"""What the body of every action has: the day, an example with its story, and the command that it becomes."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.ports import any_version
from app.cases.schemas.shared import OccurredOn
from app.cases.stories import Story
from app.cases.use_cases import TakeAction
from app.kernel.terms import OrganisationKind
from app.platform.http.fields import Body

TRIBUNALS_DECISION: Any = Field(
    None,
    description="The reference of the tribunal's decision. You must give the reference if you are not the tribunal.",
)


EMPTY = "The request says nothing yet. Give at least the day on which the action happened (`occurred_on`)"


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records the action, on which day, and how to draw a certificate number if one is needed."""

    by: OrganisationKind
    today: date
    draw_number: Callable[[], str]


class ActionIn(Body):
    """What every action may say."""

    occurred_on: OccurredOn = None
    example: ClassVar[Mapping[str, Any]] = {}
    """What the documents show. It fits the story's case, as a sandbox keeps it."""
    summary: ClassVar[str]
    """What its path does, in a few words."""
    action: ClassVar[Action]
    made_of: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Which members a fact of the command is worked out from, where the body has no member of its name."""
    not_corrected: ClassVar[frozenset[str]] = frozenset()
    """The members that a correction cannot say again."""
    says_something: ClassVar[bool] = False
    """Whether the body must say something: an empty body would record a fact that nobody stated."""
    story: ClassVar[Story]
    """The case that the example is about, up to the point where the action is due."""

    @model_validator(mode="after")
    def is_not_empty(self) -> Self:
        """Refuse a body that says nothing, where it must say something."""
        if not self.says_something:
            return self
        for name, field in type(self).model_fields.items():
            if getattr(self, name) != field.get_default(call_default_factory=True):
                return self
        raise PydanticCustomError("empty", EMPTY)

    def on(self, recording: Recording) -> dict[str, Any]:
        """Return the members that every command has."""
        return {"by": recording.by, "occurred_on": self.occurred_on or recording.today}

    @classmethod
    def known(cls, command: Mapping[str, Any], said: Mapping[str, object]) -> dict[str, Any]:
        """Return the body that was recorded, as far as its command tells. `said` are the members that are corrected."""
        del said
        return {name: value for name, value in command.items() if value is not None}

    @abstractmethod
    def command(self, recording: Recording) -> commands.Command:
        """Return the domain's command."""

    def private(self) -> dict[str, Any]:
        """Return what is sealed for the parties and never logged."""
        return {}

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        """Return the command with all that is said beside it."""
        return TakeAction(command=command, private=self.private(), must_be_version=must_be_version)
