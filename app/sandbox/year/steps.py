"""What happens to an invented family, day by day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from app.advice.domain.commands import Command as HelpCommand
from app.advice.domain.words import ConsentCovers
from app.capacity.domain.mediator import Span
from app.capacity.domain.words import CancelledBy, WhyMoved
from app.cases.domain.commands import Command
from app.cases.domain.setting import Setting
from app.evidence.domain.experience import Stage
from app.kernel.terms import DecisionKind, OrganisationKind, PlanSection, SessionOutcome

ROOT = "urn:mediation-sandbox:year"


def case_of(name: str) -> UUID:
    """Return the id of a family's case: always the same, in every sandbox."""
    return uuid5(NAMESPACE_URL, f"{ROOT}:{name}")


@dataclass(frozen=True, slots=True)
class Acts:
    """A party records an action on the case. `private` is what is sealed with it."""

    command: Command
    private: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """The authority books a session in a mediator's time."""

    mediator: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tells:
    """The authority tells the family and its own representative the day of the session."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The session is moved to another time of the same mediator."""

    mediator: str
    span: Span
    word_of: CancelledBy
    why: WhyMoved = WhyMoved.UNAVAILABLE


@dataclass(frozen=True, slots=True)
class CallsOff:
    """The session is called off."""

    word_of: CancelledBy
    why: WhyMoved = WhyMoved.ILLNESS


@dataclass(frozen=True, slots=True)
class Holds:
    """The provider records how the session ended, in the evening of its day."""

    outcome: SessionOutcome


@dataclass(frozen=True, slots=True)
class CarriesOut:
    """The authority does what an agreement or an order asks for, if anything is due."""


@dataclass(frozen=True, slots=True)
class OffersHelp:
    """The authority offers independent advice."""


@dataclass(frozen=True, slots=True)
class SeeksHelp:
    """The family comes to the advice service, and consents to what the service may see."""

    covers: frozenset[ConsentCovers]


@dataclass(frozen=True, slots=True)
class Helps:
    """The advice service records what it does for the family."""

    command: HelpCommand


@dataclass(frozen=True, slots=True)
class SaysHowItWas:
    """An organisation passes a link on, and the family answers. `number` chooses the family's answers."""

    stage: Stage
    by: OrganisationKind
    number: int


Does = Acts | Books | Tells | Moves | CallsOff | Holds | CarriesOut | OffersHelp | SeeksHelp | Helps | SaysHowItWas


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens on a day."""

    on: date
    does: Does


@dataclass(frozen=True, slots=True)
class Family:
    """An invented family, its notice and its steps in the order of their days. `name` is the same in every sandbox."""

    name: str
    sent_on: date
    kind: DecisionKind
    sections: frozenset[PlanSection]
    setting: Setting | None
    steps: Sequence[Step]

    @property
    def case_id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return case_of(self.name)

    def id_of(self, record: str) -> UUID:
        """Return the id of a record of this family, such as `session-1`."""
        return uuid5(self.case_id, record)

    @property
    def child_reference(self) -> str:
        """The authority's own reference of the child."""
        return f"CHILD-{self.name}"

    def until(self, today: date) -> Sequence[Step]:
        """Return the steps before a day."""
        return [step for step in self.steps if step.on < today]
