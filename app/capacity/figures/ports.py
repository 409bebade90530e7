"""The interface to the database that the use cases of figures need, and the counts that it returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.capacity.figures.roster import Roster
from app.platform.actor import Actor


@dataclass(frozen=True, slots=True)
class Period:
    """The providers and the period of the figures, and the moment before which a session is at short notice."""

    providers: Sequence[UUID]
    from_at: datetime
    until: datetime
    now: datetime
    told_from: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """What a provider's mediators of a sort offer in a week, at short notice or not, and how much of it is free."""

    provider_id: UUID
    sort: int
    week: date
    short_notice: bool
    offered: int
    free: int


@dataclass(frozen=True, slots=True)
class Engaged:
    """What is booked and held with a provider's mediators of a sort in a week.

    `offered` counts what lies in time that is not offered any more.
    """

    provider_id: UUID
    sort: int
    week: date
    booked: int
    held: int
    offered: int


@dataclass(frozen=True, slots=True)
class Twice:
    """What is free twice over in a week: time of a person whom several of the providers registered."""

    sort: int
    week: date
    short_notice: bool
    twice: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many families of an area wait for a provider's mediators, with the same last day."""

    provider_id: UUID
    area: str
    due_on: date
    waiting: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many families of an area asked a provider for mediation."""

    provider_id: UUID
    area: str
    requested: int


@dataclass(frozen=True, slots=True)
class UnmetDemand:
    """The cases of a week for which a search found no mediator in time, and reports made though it found one."""

    week: date
    cases: int
    reported_though_free: int


class Figures(Protocol):
    """The figures of capacity."""

    async def offered(self, roster: Roster, period: Period) -> list[Offered]:
        """Count what is offered, and how much of that is free."""

    async def session_minutes(self, period: Period) -> int | None:
        """Return how long the sessions are that some providers offer, on average. None if they offer none."""

    async def engaged(self, roster: Roster, period: Period) -> list[Engaged]:
        """Count what is held and booked."""

    async def twice(self, roster: Roster, period: Period) -> list[Twice]:
        """Count what is free twice over."""

    async def waiting(self) -> list[Waiting]:
        """Count the families that wait for each provider's mediators, of every authority."""

    async def waiting_by_area(self, actor: Actor) -> list[Waiting]:
        """Count the caller's waiting families."""

    async def arrivals(self, since: date) -> list[Arrivals]:
        """Count the requests for mediation that each provider has had since a day."""

    async def unmet(self, actor: Actor, from_at: datetime, until: datetime) -> list[UnmetDemand]:
        """Count unmet demand by week, for a caller that arranges mediation."""
