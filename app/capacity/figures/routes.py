"""The routes for capacity figures by provider, area and week, for the forecast, and for the waiting list."""

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


@router.get("", summary="See sessions and waiting families by provider, area and week", responses=CAN_FAIL)
async def get_capacity(
    service: TheService,
    caller: Reader,
    provider: Annotated[
        Reference | None,
        Query(description="Only this provider. Give the provider's short name in this service, or its id."),
    ] = None,
    area: Annotated[KnownLaCode | None, Query(description="Only the area of this authority.")] = None,
    from_on: Annotated[
        Day | None,
        Query(
            alias="from",
            description=(
                "The first week to show: the week in which this day lies. If you leave `from_on` out, the first "
                "week is this week."
            ),
        ),
    ] = None,
    weeks: Annotated[int, Query(ge=1, le=53, description="The number of weeks to show.")] = 8,
) -> CapacityOut:
    """See how many sessions are offered, held, booked and free, and how many families wait for a session. A forecast
    says in which week the 30-day duty will first be broken if requests come as often as now. The forecast also says how
    many extra days of mediators' work would keep the 30-day duty.

    A provider sees its own figures. An authority sees the providers that it instructs. All authorities that a provider
    works for share its mediators, so the number of waiting families covers all these authorities. Each family counts
    only under the provider it was sent to.

    A provider sees exact numbers for all families that wait for it. An authority sees exact numbers for its own
    families. To protect the families of other authorities, we show an authority only totals for these families, rounded
    to the nearest five. The forecast uses these rounded numbers too. So you cannot recognise a single family of another
    authority in any figure.

    `together` is a forecast for all the providers that you see, as if they were one provider. Time that is held for a
    family counts as not free. Until the held time is booked, the family for which it is held counts as waiting.

    Time counts as offered or free only if the law allows the mediator to mediate then. Time after a mediator's
    accreditation ends, or after a mediator leaves the provider, does not count as offered or free. A mediator's time
    does not count as offered or free if the mediator is not independent, or has not made the declaration of
    independence. The line for an area leaves out mediators who have a conflict of interest with that authority. The
    line for all areas leaves out mediators who have a conflict with every authority that they serve.

    The forecast considers which areas a mediator serves, in which weeks sessions are free, and how much notice a family
    needs. The forecast ignores which languages and formats the families need. The forecast counts in whole weeks, not
    in days. `POST /v1/capacity/allocations` says exactly which waiting family can have which slot.
    """
    async with asking(service, caller) as (work, bench):
        seen = await see_capacity(work, bench, SeeCapacity(weeks, provider, area, from_on))
    return capacity_out(seen, weeks, service.organisations)


@router.get("/waiting", summary="Read the list of cases that wait for a session", responses=CAN_FAIL)
async def get_waiting(
    turn: Turn,
    service: TheService,
    caller: Reader,
) -> Page[InLine]:
    """List the cases that wait for a session, with the oldest due date first. The list says why each case has its place
    in the list.

    You see only the cases that your organisation is party to. Other cases may wait for the same mediators: `GET
    /v1/capacity` says how many families wait for a provider in total.
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
    """Read a day from the facts of a case. None if they were changed past the service. The case still waits."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
