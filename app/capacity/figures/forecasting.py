"""Forecasts of when the 30-day duty will be broken: for each provider that a caller sees, and for all together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.allocation import THIRTY_DAYS
from app.capacity.domain.forecast import ONE_DAY, Forecast, InArea, Reckoning, Week, forecast, monday
from app.capacity.domain.ranking import noticed_from
from app.capacity.domain.serving import Due, Sessions
from app.capacity.domain.twin import OTHERS
from app.capacity.figures.ports import Arrivals, Period
from app.capacity.figures.roster import People, Roster
from app.capacity.figures.sight import Sight, sight_of
from app.cases.ports import Unit
from app.kernel.london import LONDON

RATE_OVER = timedelta(weeks=4)
"""Over how long the present rate of requests is taken."""

Free = Mapping[date, Counter[Sessions]]
"""By week, how many sessions of each sort are free."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast, and what it is made from. Of the areas, those whose families the caller is told apart."""

    people: People
    waiting: int
    requests_per_week: float
    found: Forecast
    areas: tuple[InArea, ...]


@dataclass(frozen=True, slots=True)
class Outlooks:
    """The forecast of each provider, and of all of them as one."""

    apart: Mapping[UUID, Outlook]
    together: Outlook


@dataclass(frozen=True, slots=True)
class _Known:
    """What all forecasts of one answer are made from."""

    plan: Sequence[date]
    today: date
    told_from: date
    waiting: Mapping[UUID, Sequence[Due]]
    arrivals: Sequence[Arrivals]
    roster: Roster
    sight: Sight


def moment(day: date) -> datetime:
    """Return the instant at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def period(work: Unit, bench: Bench, providers: Sequence[UUID], begins: date, weeks: int) -> Period:
    """Return the weeks over which some providers' sessions are counted."""
    ends = moment(begins + timedelta(weeks=weeks))
    told_from = noticed_from(work.today, bench.england)
    return Period(providers, moment(begins), ends, work.now, moment(told_from))


async def forecasts(work: Unit, bench: Bench, roster: Roster, providers: Sequence[UUID], weeks: int) -> Outlooks:
    """Forecast from today, whatever week the figures were asked from: each provider, and all of them as one."""
    begins = monday(work.today)
    known = await _known(work, bench, roster, providers, [begins + timedelta(weeks=n) for n in range(weeks)])
    asked = period(work, bench, providers, begins, weeks)
    apart: dict[UUID, Free] = {one: defaultdict(Counter) for one in providers}
    of_all: Free = defaultdict(Counter)

    def serving(areas: frozenset[str], *, short_notice: bool) -> Sessions:
        return Sessions(frozenset(map(known.sight.area, areas)), short_notice)

    for row in await bench.figures.offered(roster, asked):
        sort = roster.sorts[row.sort]
        apart[row.provider_id][row.week][serving(sort.areas, short_notice=row.short_notice)] += row.free
        of_all[row.week][serving(sort.of_the_person, short_notice=row.short_notice)] += row.free
    for both in await bench.figures.twice(roster, asked):
        twice = serving(roster.sorts[both.sort].of_the_person, short_notice=both.short_notice)
        of_all[both.week][twice] -= both.twice
    each = {one: _outlook(known, [one], apart[one], one) for one in providers}
    return Outlooks(each, _outlook(known, providers, of_all))


async def _known(work: Unit, bench: Bench, roster: Roster, providers: Sequence[UUID], plan: Sequence[date]) -> _Known:
    sight = sight_of(work, bench)
    waiting: dict[UUID, list[Due]] = {one: [] for one in providers}
    for row in sight.waiting(await bench.figures.waiting()):
        if row.provider_id in waiting:
            waiting[row.provider_id] += [Due(row.due_on, row.area)] * row.waiting
    since = work.today - RATE_OVER + ONE_DAY  # today is one of the days
    arrivals = sight.arrivals(await bench.figures.arrivals(since))
    told_from = noticed_from(work.today, bench.england)
    return _Known(plan, work.today, told_from, waiting, arrivals, roster, sight)


def _outlook(known: _Known, providers: Iterable[UUID], free: Free, alone: UUID | None = None) -> Outlook:
    asked = set(providers)
    waiting = [due for one in asked for due in known.waiting[one]]
    requests: Counter[str] = Counter()
    for row in known.arrivals:
        if row.provider_id in asked:
            requests[row.area] += row.requested
    per_week = {area: number / (RATE_OVER / timedelta(weeks=1)) for area, number in requests.items()}
    plan = [Week(week, free.get(week, {})) for week in known.plan]
    found = forecast(plan, waiting, per_week, known.today, Reckoning(THIRTY_DAYS.days, known.told_from))
    return Outlook(
        people=known.roster.people(known.today, known.plan[-1] + timedelta(days=6), alone),
        waiting=len(waiting),
        requests_per_week=sum(per_week.values()),
        found=found,
        areas=tuple(one for one in found.areas if one.area != OTHERS),
    )
