"""Seeing capacity: figures by provider, area and week; the forecast; and the waiting list."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.capacity.domain.forecast import ONE_WEEK, monday, why_here
from app.capacity.figures import schemas as c
from app.capacity.figures.roster import Roll, roll_of
from app.capacity.figures.store import Figures, Period
from app.capacity.figures.use_cases import RATE_OVER, forecasts, period
from app.capacity.mediators.store import Mediators
from app.capacity.unit import asking
from app.capacity.visible import visible_providers
from app.cases.routes import SECURED
from app.cases.unit import Service, TheService
from app.law.domain.model import COMMENCEMENT
from app.law.fields import KnownLaCode
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.platform.http.fields import Day, Reference
from app.platform.http.problems import InvalidInput, problem_responses
from app.platform.http.unit_of_work import actor_of

router = APIRouter(prefix="/v1/capacity", tags=["Capacity"])
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
) -> c.CapacityOut:
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
    async with asking(service, caller) as (work, _):
        horizon = service.pathway.law.england.horizon
        if from_on is not None and not COMMENCEMENT <= from_on <= horizon:
            raise InvalidInput.at("query", "#/from", f"Ask from {COMMENCEMENT} to {horizon}", "from")
        begins = monday(from_on or work.today)
        providers = visible_providers(service.organisations, work.actor, provider)
        registered = await Mediators(work.connection).of_providers(providers)
        areas = {area for one in registered for area in one.mediator.areas}
        roll = roll_of(await Mediators(work.connection).with_elsewhere(registered, areas, work.today))
        asked = period(service, work, providers, begins, weeks)
        counts = await _counts(work, roll, asked)
        waiting = await _waiting(work, providers, begins, begins + weeks * ONE_WEEK)
        apart, together = await forecasts(service, work, roll, providers, weeks)
        unmet = await Figures(work.connection).unmet(work.actor, asked.from_at - RATE_OVER, asked.until)
    items = [
        line
        for line in _lines(service, counts, waiting, roll.oldest_said([begins + n * ONE_WEEK for n in range(weeks)]))
        if area in (None, line.area) and (line.area is None or _own_area(caller, line.area))
    ]
    return c.CapacityOut(
        as_of=work.now,
        from_week=begins,
        weeks=weeks,
        items=sorted(items, key=lambda line: (line.provider, line.area or "", line.week)),
        forecasts=apart,
        together=together,
        unmet=[
            c.Unmet(week=row.week, cases=row.cases, reported_though_free=row.reported_though_free)
            for row in unmet
            if row.cases or row.reported_though_free
        ],
    )


def _own_area(caller: Principal, area: str) -> bool:
    """An authority is shown its own area; where else a mediator works is the provider's business."""
    return caller.la_code in (None, area)


class _Week(dict[str, int]):
    """The counts of one provider, area and week."""

    def __missing__(self, _: str) -> int:
        return 0


_Line = tuple[UUID, str | None, date]
"""A provider, an area or None for the whole, and a week."""


async def _counts(work: Work, roll: Roll, asked: Period) -> dict[_Line, _Week]:
    """Count by provider and week, in the whole and for each area: a mediator who serves two counts in both."""
    found: dict[_Line, _Week] = defaultdict(_Week)
    offered = await Figures(work.connection).offered(roll, asked)
    for names, rows in (
        (("offered", "free"), offered),
        (("held", "booked", "offered"), await Figures(work.connection).engaged(roll, asked)),
    ):
        for row in rows:
            for area in (None, *roll.sorts[row.sort].areas):
                for name in names:
                    found[row.provider_id, area, row.week][name] += row[name]
    return found


async def _waiting(work: Work, providers: list[UUID], begins: date, ends: date) -> dict[_Line, int]:
    """Count who waits by the week in which the 30 days end; whoever is overdue counts in the first week."""
    counted: dict[_Line, int] = defaultdict(int)
    for row in await Figures(work.connection).waiting():
        counted[row.provider_id, None, max(monday(row.due_on), begins)] += row.waiting  # of every area, as one number
    for row in await Figures(work.connection).waiting_by_area(work.actor):
        counted[row.provider_id, row.area, max(monday(row.due_on), begins)] += row.waiting
    return {line: number for line, number in counted.items() if line[0] in providers and line[2] < ends}


def _lines(
    service: Service, counts: dict[_Line, _Week], waiting: dict[_Line, int], said: Mapping[_Line, datetime]
) -> list[c.WeekFigures]:
    """A line where anything is offered or taken, and where somebody waits though nothing is."""
    return [
        c.WeekFigures(
            provider=service.organisations.by_id(provider_id).slug,
            area=area,
            week=week,
            offered=one["offered"],
            held=one["held"],
            booked=one["booked"],
            free=one["free"],
            waiting=waiting.get(line, 0),
            utilisation=round((one["held"] + one["booked"]) / one["offered"], 3) if one["offered"] else None,
            availability_oldest=said.get(line),
        )
        for line in counts.keys() | waiting.keys()
        for provider_id, area, week in [line]
        for one in [counts.get(line, _Week())]
    ]


@router.get("/waiting", summary="The waiting list", responses=CAN_FAIL)
async def get_waiting(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[c.InLine]:
    """The cases that wait for a session, the oldest statutory due date first, each with why it stands where it does.

    Of the cases that you see: another authority's may wait for the same mediators. How many wait for a provider in all
    is in `GET /v1/capacity`.
    """
    after = _LINE.decode(cursor)
    place = after or _Place()
    async with service.database.work(actor_of(caller)) as work:
        rows = await Figures(work.connection).line(
            work.actor, (place.due, place.requested, place.case_id) if after else None, limit + 1
        )
    shown = []
    for row in rows[:limit]:
        place = place.next(row)
        shown.append(
            c.InLine(
                position=place.position,
                case_id=row.id,
                la_code=row.la_code,
                la_reference=row.la_reference,
                provider=service.organisations.by_id(row.provider_id).slug,
                state=row.state,
                requested_on=row.requested_on,
                due_on=row.arrange_by,
                overdue_days=max(0, (work.today - row.arrange_by).days),
                why_here=why_here(row.arrange_by, place.ahead, work.today),
            )
        )
    more = _LINE.encode(place) if len(rows) > limit else None
    return page(request, response, shown, more)
