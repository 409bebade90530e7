"""Forecasting when the thirty days break: for each provider that a caller sees, and for all of them together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.capacity.domain.allocation import THIRTY_DAYS
from app.capacity.domain.forecast import ONE_DAY, Week, forecast, monday
from app.capacity.domain.ranking import noticed_from
from app.capacity.domain.serving import Due, Sessions
from app.capacity.figures import schemas as c
from app.capacity.figures.roster import Roll
from app.capacity.figures.store import Figures, Period
from app.cases.unit import Service
from app.cases.views import organisation
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Row
from app.platform.db.work import Work

RATE_OVER = timedelta(weeks=4)
"""Over how long the present rate of requests is taken."""

TAKEN_TOGETHER = (
    "The providers are taken as one: any free session of any of them suits any family of an area that its mediator "
    "serves, whichever provider the family was sent to and whichever its authority instructs. A mediator whom "
    "several of them registered is counted once, serves the areas of every registration, and has that time once."
)

Free = Mapping[date, Counter[Sessions]]
"""By week, how many sessions of each sort are free."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What all forecasts of one answer are made from."""

    plan: Sequence[date]
    today: date
    told_from: date
    waiting: Mapping[UUID, Sequence[Due]]
    arrivals: Sequence[Row]
    roll: Roll
    areas: frozenset[str] | None
    """Of whose families the caller is told apart; None where of all. Another authority's are not everybody's business.
    """


def moment(day: date) -> datetime:
    """Return the instant at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def period(service: Service, work: Work, providers: Sequence[UUID], begins: date, weeks: int) -> Period:
    """Return the weeks over which some providers' sessions are counted."""
    ends = moment(begins + timedelta(weeks=weeks))
    told_from = noticed_from(work.today, service.pathway.law.england)
    return Period(providers, moment(begins), ends, work.now, moment(told_from))


async def forecasts(
    service: Service, work: Work, roll: Roll, providers: Sequence[UUID], weeks: int
) -> tuple[list[c.ProviderForecast], c.JointForecast]:
    """Forecast from today, whatever week the figures were asked from: each provider, and all of them as one."""
    begins = monday(work.today)
    known = await _known(service, work, roll, providers, [begins + timedelta(weeks=n) for n in range(weeks)])
    asked = period(service, work, providers, begins, weeks)
    apart: dict[UUID, Free] = {one: defaultdict(Counter) for one in providers}
    of_all: Free = defaultdict(Counter)
    for row in await Figures(work.connection).offered(roll, asked):
        sort = roll.sorts[row.sort]
        apart[row.provider_id][row.week][Sessions(sort.areas, row.short_notice)] += row.free
        of_all[row.week][Sessions(sort.of_the_person, row.short_notice)] += row.free
    for row in await Figures(work.connection).twice(roll, asked):
        of_all[row.week][Sessions(roll.sorts[row.sort].of_the_person, row.short_notice)] -= row.twice
    known_as = {one: organisation(one, service.organisations) for one in providers}
    shown = [c.ProviderForecast(provider=known_as[one], **_outlook(known, [one], apart[one], one)) for one in providers]
    together = _outlook(known, providers, of_all)
    together["assumption"] += f" {TAKEN_TOGETHER}"
    return shown, c.JointForecast(providers=list(known_as.values()), **together)


async def _known(service: Service, work: Work, roll: Roll, providers: Sequence[UUID], plan: Sequence[date]) -> _Known:
    waiting: dict[UUID, list[Due]] = {one: [] for one in providers}
    for row in await Figures(work.connection).waiting():
        if row.provider_id in waiting:
            waiting[row.provider_id] += [Due(row.due_on, row.area)] * row.waiting
    arrivals = await Figures(work.connection).arrivals(work.today - RATE_OVER + ONE_DAY)  # today is one of the days
    told_from = noticed_from(work.today, service.pathway.law.england)
    return _Known(plan, work.today, told_from, waiting, arrivals, roll, _told_apart(service, work.actor))


def _told_apart(service: Service, actor: Actor) -> frozenset[str] | None:
    if actor.kind is OrganisationKind.MEDIATION_PROVIDER:
        return None
    own = service.organisations.by_id(actor.organisation_id).la_code
    return frozenset({own} if own else ())


def _outlook(known: _Known, providers: Iterable[UUID], free: Free, alone: UUID | None = None) -> dict[str, Any]:
    asked = set(providers)
    waiting = [due for one in asked for due in known.waiting[one]]
    requests: Counter[str] = Counter()
    for row in known.arrivals:
        if row.provider_id in asked:
            requests[row.area] += row.requested
    per_week = {area: number / (RATE_OVER / timedelta(weeks=1)) for area, number in requests.items()}
    plan = [Week(week, free.get(week, {})) for week in known.plan]
    found = forecast(
        plan, waiting, per_week, known.today, arrange_within_days=THIRTY_DAYS.days, noticed_from=known.told_from
    )
    people = known.roll.people(known.today, known.plan[-1] + timedelta(days=6), alone)
    return {
        "mediators": people.registered,
        "mediators_left_out": people.left_out,
        "waiting": len(waiting),
        "requests_per_week": sum(per_week.values()),
        "availability_oldest": people.oldest,
        "availability_newest": people.newest,
        "mediators_without_availability": people.silent,
        **asdict(found),
        "areas": [asdict(one) for one in found.areas if known.areas is None or one.area in known.areas],
    }
