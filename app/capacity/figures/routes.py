"""Seeing capacity: figures by provider, area and week; the forecast; and the waiting list."""

from datetime import date
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.capacity.domain.forecast import why_here
from app.capacity.figures.schemas import CapacityOut, InLine
from app.capacity.figures.store import Figures
from app.capacity.figures.use_cases import SeeCapacity, see_capacity
from app.capacity.figures.views import capacity_out
from app.capacity.unit import asking
from app.cases.routes import SECURED
from app.cases.unit import TheService
from app.law.fields import KnownLaCode
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Day, Reference
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/capacity", tags=["Capacity"])
Reader = Annotated[Principal, requires(Scope.CAPACITY_READ)]
CAN_FAIL = problem_responses("invalid-input", *SECURED)


class _Place(NamedTuple):
    """A place in the waiting list: whose it is, which number it has, and how many of the same due date are before."""

    due: date = date.min
    requested: str = ""
    case_id: UUID = UUID(int=0)
    position: Annotated[int, Field(ge=0, le=10**6)] = 0
    tied: Annotated[int, Field(ge=0, le=10**6)] = 0

    def next(self, row: Row) -> Self:
        """Return the place of the case after it."""
        tied = self.tied + 1 if self.position and row.arrange_by == self.due else 0
        return self._replace(
            due=row.arrange_by, requested=row.requested_on, case_id=row.id, position=self.position + 1, tied=tied
        )

    @property
    def ahead(self) -> list[date | None]:
        """The due days of all that are before it, as far as they matter: sooner, or the same."""
        return [*[date.min] * (self.position - 1 - self.tied), *[self.due] * self.tied]


_LINE: Cursors[_Place] = Cursors("waiting", _Place)


@router.get("", summary="Capacity by provider, area and week", responses=CAN_FAIL)
async def get_capacity(
    service: TheService,
    caller: Reader,
    provider: Annotated[Reference | None, Query(description="Only this provider, by its name here or its id.")] = None,
    area: Annotated[KnownLaCode | None, Query(description="Only this authority's area.")] = None,
    from_on: Annotated[
        Day | None, Query(alias="from", description="From the week of this day; this week's if left out.")
    ] = None,
    weeks: Annotated[int, Query(ge=1, le=53, description="How many weeks.")] = 8,
) -> CapacityOut:
    """What is offered, held, booked and free; who waits; when the 30 days break at the present rate, and what mends it.

    A provider sees its own, an authority the providers that it instructs. How many wait for a provider is one figure
    over all its authorities, for they draw on the same mediators. A family is counted with the provider it was sent to,
    though it may be sent to another: `together` forecasts for all that you see, as if they were one. Time that is held
    is taken, and its family waits, until it is booked.

    Only time in which a mediator may lawfully mediate is offered and free: not after the accreditation ends or the
    mediator leaves, and not of a mediator who is not independent or has not declared it. An area's line leaves out
    those who have a conflict with its authority. The whole leaves out those who have one with every authority that
    they serve.
    The forecast reckons with areas, weeks and notice, not with languages, formats and single days: of those who wait
    now, `POST /v1/capacity/allocations` says exactly who can be given what.
    """
    async with asking(service, caller) as (work, bench):
        seen = await see_capacity(work, bench, SeeCapacity(weeks, provider, area, from_on))
    return capacity_out(seen, weeks, service.organisations)


@router.get("/waiting", summary="The waiting list", responses=CAN_FAIL)
async def get_waiting(
    turn: Turn,
    service: TheService,
    caller: Reader,
) -> Page[InLine]:
    """The cases that wait for a session, the oldest statutory due date first, each with why it stands where it does.

    Of the cases that you see: another authority's may wait for the same mediators. How many wait for a provider in all
    is in `GET /v1/capacity`.
    """
    after = _LINE.decode(turn.cursor)
    place = after or _Place()
    async with service.database.work(actor_of(caller)) as work:
        rows = await Figures(work.connection).line(
            work.actor, (place.due, place.requested, place.case_id) if after else None, turn.limit + 1
        )
    shown = []
    for row in rows[: turn.limit]:
        place = place.next(row)
        shown.append(
            InLine(
                position=place.position,
                case_id=row.id,
                la_code=row.la_code,
                la_reference=row.la_reference,
                provider=service.organisations.by_id(row.provider_id).slug,
                state=row.state,
                requested_on=_day(row.requested_on),
                due_on=row.arrange_by,
                overdue_days=max(0, (work.today - row.arrange_by).days),
                why_here=why_here(row.arrange_by, place.ahead, work.today),
            )
        )
    more = _LINE.encode(place) if len(rows) > turn.limit else None
    return turn.page(shown, more)


def _day(said: str | None) -> date | None:
    """Read a day from the facts of a case; None where they were changed past the service. The case still waits."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
