"""Runs the families of a pool of areas through every regime, and works out what a regime costs."""

from collections.abc import Sequence
from math import prod

from app.cases.domain.law import Law
from app.evidence.domain.comparison.assumptions import Values
from app.evidence.domain.comparison.behaving import Demand, live
from app.evidence.domain.comparison.measures import AFTERWARDS, COSTS, IF_REQUIRED, MEASURES
from app.evidence.domain.comparison.population import FIRST_DAY, Family, Pool, everyone, working_days
from app.evidence.domain.comparison.replaying import Past, live_again
from app.evidence.domain.comparison.tally import DAYS, PARTS, Tally, count, count_all, days_of, grouped
from app.evidence.domain.comparison.walking import Walker
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.regimes import REGIMES, Regime


class Ground:
    """The regimes of a comparison, each with its pathway. It lives as long as its process: it remembers each life."""

    def __init__(
        self, england: EnglishCalendar, regimes: Sequence[Regime], readings: Readings = DEFAULT_READINGS
    ) -> None:
        self.notice_days = working_days(england)
        self.regimes = tuple(regimes)
        self._walkers = [
            Walker(Law(england, readings, REGIMES | {one.id: one}), one, FIRST_DAY) for one in self.regimes
        ]

    def population(self, pool: Pool) -> list[Family]:
        """Return the families of a pool of areas."""
        return everyone(pool, self.notice_days)

    def run(self, found: list[Family], said: Values) -> list[Tally]:
        """Return the counts under each regime, in their order."""
        return [self.one(place, found, said) for place in range(len(self.regimes))]

    def one(self, place: int, found: list[Family], said: Values) -> Tally:
        """Return the counts under one regime."""
        walker = self._walkers[place]
        return self._counted(walker, found, live(found, said, walker.regime), said)

    def again(self, place: int, found: list[tuple[Past, Family]], said: Values) -> Tally:
        """Return the counts of an authority's own cases under one regime."""
        walker = self._walkers[place]
        return self._counted(walker, [family for _, family in found], live_again(found, said, walker.regime), said)

    @staticmethod
    def _counted(walker: Walker, found: list[Family], demand: Demand, said: Values) -> Tally:
        tally = Tally()
        count_all(tally, found, said)
        for family, fate in demand.fates:
            count(tally, family, fate, walker.walk(fate.life))
        tally.needed = demand.needed
        return tally

    def matters(self, place: int, name: str) -> bool:
        """Whether an assumption can change what families do under a regime."""
        required = self.regimes[place].attendance_required
        return name not in AFTERWARDS and (required or name not in IF_REQUIRED)


def costs(tally: Tally, said: Values) -> dict[str, float]:
    """Return what a regime costs each side, in pounds."""
    return {
        side: sum(tally.total(what) * prod(said[each] for each in names) for what, names in parts)
        for side, parts in COSTS.items()
    }


def measured(tally: Tally, said: Values) -> dict[str, float]:
    """Return each measure that has a range."""
    told = {name: float(tally.total(name)) for name in MEASURES[:-2]}
    told["mediators_needed"] = tally.needed / said["sessions_each_week"]
    told["cost"] = sum(costs(tally, said).values())
    return told


def of_groups(tally: Tally, said: Values) -> dict[str, float]:
    """Return each count of each group of families, each part of a measure, and the days, each by a name of its own."""
    told = grouped(tally)
    told |= {
        part_of(name, part): float(tally.total(f"{name}/{part}")) for name, parts in PARTS.items() for part in parts
    }
    told |= {part_of("cost", side): pounds for side, pounds in costs(tally, said).items()}
    return told | {
        part_of(name, which): float(day)
        for name in DAYS
        for which, day in days_of(tally, name).items()
        if day is not None
    }


def part_of(measure: str, part: str) -> str:
    """Return the name of a part of a measure among the counts of groups."""
    return f"{measure}:{part}"
