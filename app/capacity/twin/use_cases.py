"""The use case of a what-if. It copies only what the caller can read in `GET /v1/capacity`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from app.capacity.allocations.question import WaitingCase
from app.capacity.bench import Bench
from app.capacity.domain.allocation import THIRTY_DAYS
from app.capacity.domain.forecast import ONE_DAY, monday
from app.capacity.domain.ranking import noticed_from
from app.capacity.domain.twin import (
    ANYTHING,
    OTHERS,
    SESSION_HOURS,
    Changes,
    InLine,
    Joins,
    Need,
    Shared,
    Sort,
    Twin,
    families,
    twin_after,
)
from app.capacity.domain.words import Format
from app.capacity.figures.forecasting import RATE_OVER, period
from app.capacity.figures.ports import Period
from app.capacity.figures.roster import Roster
from app.capacity.figures.sight import Sight, sight_of
from app.capacity.figures.use_cases import roster_seen
from app.capacity.needs import Needs
from app.capacity.twin.question import Question
from app.capacity.visible import visible_providers
from app.cases.ports import Unit
from app.cases.refusals import WrongInput
from app.kernel.suppression import FEW

MOST_FAMILIES: Final = 5_000
"""How many families one run may have."""
MOST_NEEDS: Final = 2_000
"""The most waiting cases whose needs one question reads."""
SPOKEN_BY_ALL: Final = "en"

Area = Callable[[str], str]
"""The name of an area, as the asker may know it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: of one provider or of all that the caller sees, how far ahead, and what changes."""

    weeks: int
    seed: int
    changes: Changes
    provider: str | None = None


async def look(work: Unit, bench: Bench, command: Ask) -> Question:
    """Return the question for the simulation. Families of areas that the caller does not see apart count together and
    in fives, by the week of their last day: so the figures of capacity show them too.

    Raises:
        WrongQuery: the caller works with no such provider.
        WrongInput: so many families would come that the answer would take too long.
    """
    providers = visible_providers(bench.partners, work.actor, command.provider)
    begins = monday(work.today)
    asked = period(work, bench, providers, begins, command.weeks)
    sight = sight_of(work, bench)
    minutes = await bench.figures.session_minutes(asked)
    rates: Counter[str] = Counter()
    for row in sight.arrivals(await bench.figures.arrivals(work.today - RATE_OVER + ONE_DAY)):
        if row.provider_id in providers:
            rates[row.area] += row.requested
    twin = Twin(
        today=work.today,
        told_from=noticed_from(work.today, bench.england),
        first_week=begins,
        weeks=command.weeks,
        within_days=THIRTY_DAYS.days,
        sorts=await _sorts(work, bench, providers, asked, sight.area, command.weeks),
        waiting=await _waiting(bench, providers, sight),
        rates={one: number / (RATE_OVER / timedelta(weeks=1)) for one, number in sorted(rates.items())},
        needs=() if sight.apart == frozenset() else await _needs(work, bench, sight.area),
        session_hours=round(minutes / 60, 2) if minutes else SESSION_HOURS,
    )
    changes = _as_known(command.changes, sight.area)
    if max(families(twin), families(twin_after(twin, changes))) > MOST_FAMILIES:
        told = (
            f"More than {MOST_FAMILIES} families would wait or ask for mediation. Ask for fewer weeks, or for "
            "one provider"
        )
        raise WrongInput("#/weeks", told, "too_many")
    return Question(twin, changes, command.seed)


def _as_known(changes: Changes, area: Area) -> Changes:
    joins = changes.authority_joins
    if joins is None or joins.areas is None:
        return changes
    known = Joins(joins.decisions_per_week, tuple(sorted({area(one) for one in joins.areas})))
    return replace(changes, authority_joins=known)


_Skill = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Areas, languages and formats."""


async def _sorts(
    work: Unit, bench: Bench, providers: Sequence[UUID], asked: Period, area: Area, weeks: int
) -> tuple[Sort, ...]:
    roster = await roster_seen(work, bench, providers)
    numbers: dict[_Skill, int] = {}
    entries = []
    for one in roster.entries:
        mediator = one.mediator.mediator
        areas = frozenset(map(area, roster.sorts[one.sort].of_the_person))
        skill = areas, mediator.languages, frozenset(map(str, mediator.formats))
        entries.append(replace(one, sort=numbers.setdefault(skill, len(numbers))))
    by_skill = Roster(tuple(entries), ())  # a store reads the entries alone
    free: defaultdict[tuple[int, bool], Counter[date]] = defaultdict(Counter)
    for row in await bench.figures.offered(by_skill, asked):
        free[row.sort, row.short_notice][row.week] += row.free
    for both in await bench.figures.twice(by_skill, asked):
        free[both.sort, both.short_notice][both.week] -= both.twice
    first = monday(work.today)
    last = first + timedelta(weeks=weeks) - ONE_DAY
    people: dict[str, int] = {}
    for entry in entries:
        if entry.days is not None and entry.days[0] <= last and first <= entry.days[1]:
            people.setdefault(entry.mediator.person, entry.sort)
    mediators = Counter(people.values())
    in_weeks = [first + timedelta(weeks=week) for week in range(weeks)]
    return tuple(
        Sort(
            areas=tuple(sorted(areas)),
            languages=tuple(sorted(languages)),
            formats=tuple(sorted(formats)),
            mediators=mediators[sort],
            free=tuple(float(max(0, free[sort, False][week])) for week in in_weeks),
            short=tuple(float(max(0, free[sort, True][week])) for week in in_weeks),
        )
        for (areas, languages, formats), sort in sorted(
            numbers.items(), key=lambda item: tuple(tuple(sorted(each)) for each in item[0])
        )
    )


async def _waiting(bench: Bench, providers: Sequence[UUID], sight: Sight) -> tuple[InLine, ...]:
    counted: Counter[tuple[str, date]] = Counter()
    for row in sight.waiting(await bench.figures.waiting()):
        if row.provider_id in providers:
            counted[row.area, row.due_on] += row.waiting
    return tuple(InLine(where, due, number) for (where, due), number in sorted(counted.items()))


async def _needs(work: Unit, bench: Bench, area: Area) -> tuple[Shared, ...]:
    """Return which needs at least five of the caller's waiting families share in an area."""
    cases: Sequence[WaitingCase] = await bench.allocations.waiting(work.actor, MOST_NEEDS)
    known = await bench.needs.of_all([one.id for one in cases])
    waiting = Counter(area(one.la_code) for one in cases)
    counted: Counter[tuple[str, Need]] = Counter()
    for case in cases:
        if (needs := known.get(case.id)) is not None:
            counted[area(case.la_code), _need(needs)] += 1
    return tuple(
        Shared(where, need, number / waiting[where])
        for (where, need), number in sorted(counted.items(), key=lambda item: (item[0][0], str(item[0][1])))
        if need != ANYTHING and number >= FEW and where != OTHERS
    )


def _need(needs: Needs) -> Need:
    """Return what a family needs. A family with an interpreter needs no language of its mediator."""
    languages = () if needs.interpreter else sorted(needs.languages - {SPOKEN_BY_ALL})
    formats = needs.formats if needs.formats != frozenset(Format) else frozenset()
    only = [str(one) for one in formats] if len(formats) == 1 else []
    return Need(next(iter(languages), None), next(iter(only), None))
