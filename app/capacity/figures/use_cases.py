"""The use case of capacity figures: capacity by provider, area and week, waiting families, and the forecast."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.forecast import ONE_WEEK, monday
from app.capacity.figures.forecasting import RATE_OVER, Outlooks, forecasts, period
from app.capacity.figures.ports import Period, UnmetDemand
from app.capacity.figures.roster import Roster, roster_of
from app.capacity.figures.sight import sight_of
from app.capacity.refusals import WrongQuery
from app.capacity.visible import visible_providers
from app.cases.ports import Unit
from app.kernel.terms import OrganisationKind
from app.law.domain.model import COMMENCEMENT


@dataclass(frozen=True, slots=True)
class SeeCapacity:
    """See the capacity of one provider, or of all that the caller sees; of one area, or of all; from which week."""

    weeks: int
    provider: str | None = None
    area: str | None = None
    from_on: date | None = None


@dataclass(slots=True)
class WeekLine:
    """The counts of one provider, area and week. Without an area, of the provider's whole."""

    provider_id: UUID
    area: str | None
    week: date
    offered: int = 0
    free: int = 0
    held: int = 0
    booked: int = 0
    waiting: int = 0
    availability_oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class CapacitySeen:
    """Capacity as it was counted at a moment, and the forecasts from it."""

    as_of: datetime
    from_week: date
    lines: Sequence[WeekLine]
    outlooks: Outlooks
    unmet: Sequence[UnmetDemand]


async def see_capacity(work: Unit, bench: Bench, command: SeeCapacity) -> CapacitySeen:
    """Count what is offered, held, booked and free, count who waits, and forecast when the thirty days will be missed.

    Raises:
        WrongQuery: the day lies outside the known law, or the caller works with no such provider.
    """
    from_on, horizon = command.from_on, bench.england.horizon
    if from_on is not None and not COMMENCEMENT <= from_on <= horizon:
        raise WrongQuery("#/from", f"Ask from {COMMENCEMENT} to {horizon}", "from")
    begins = monday(from_on or work.today)
    providers = visible_providers(bench.partners, work.actor, command.provider, WrongQuery)
    roster = await roster_seen(work, bench, providers)
    asked = period(work, bench, providers, begins, command.weeks)
    lines = _Lines()
    await _count(bench, roster, asked, lines)
    await _count_waiting(work, bench, asked, begins, begins + command.weeks * ONE_WEEK, lines)
    outlooks = await forecasts(work, bench, roster, providers, command.weeks)
    unmet = await bench.figures.unmet(work.actor, asked.from_at - RATE_OVER, asked.until)
    said = roster.oldest_said([begins + n * ONE_WEEK for n in range(command.weeks)])
    for line, one in lines.items():
        one.availability_oldest = said.get(line)
    told = _told_of(work, bench)
    shown = [one for one in lines.values() if command.area in (None, one.area) and told(one.area)]
    return CapacitySeen(work.now, begins, shown, outlooks, unmet)


def _told_of(work: Unit, bench: Bench) -> Callable[[str | None], bool]:
    """Return whether the caller may see an area. An authority sees its own area, and no other."""
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        return lambda _: True
    own = bench.partners.by_id(work.actor.organisation_id).la_code
    return lambda area: area in (None, own)


_Line = tuple[UUID, str | None, date]
"""A provider, an area or None for the whole, and a week."""


class _Lines(dict[_Line, WeekLine]):
    """The lines: one wherever time is offered or taken, or a family waits."""

    def __missing__(self, line: _Line) -> WeekLine:
        made = self[line] = WeekLine(*line)
        return made


async def roster_seen(work: Unit, bench: Bench, providers: Sequence[UUID]) -> Roster:
    """Return every mediator of some providers, judged, with what other providers have of the same person."""
    registered = await bench.mediators.of_providers(providers)
    areas = {area for one in registered for area in one.mediator.areas}
    return roster_of(await bench.mediators.with_elsewhere(registered, areas, work.today))


async def _count(bench: Bench, roster: Roster, asked: Period, lines: _Lines) -> None:
    """Count by provider and week, in total and for each area. A mediator who serves two areas counts in both."""
    for row in await bench.figures.offered(roster, asked):
        for area in (None, *roster.sorts[row.sort].areas):
            line = lines[row.provider_id, area, row.week]
            line.offered += row.offered
            line.free += row.free
    for taken in await bench.figures.engaged(roster, asked):
        for area in (None, *roster.sorts[taken.sort].areas):
            line = lines[taken.provider_id, area, taken.week]
            line.offered += taken.offered
            line.held += taken.held
            line.booked += taken.booked


async def _count_waiting(work: Unit, bench: Bench, asked: Period, begins: date, ends: date, lines: _Lines) -> None:
    """Count the waiting families by the week in which their 30 days end. Overdue families count in the first week."""
    counted: dict[_Line, int] = defaultdict(int)
    for row in sight_of(work, bench).waiting(await bench.figures.waiting()):  # of every area, as one number
        counted[row.provider_id, None, max(monday(row.due_on), begins)] += row.waiting
    for row in await bench.figures.waiting_by_area(work.actor):
        counted[row.provider_id, row.area, max(monday(row.due_on), begins)] += row.waiting
    for line, number in counted.items():
        if line[0] in asked.providers and line[2] < ends:
            lines[line].waiting = number
