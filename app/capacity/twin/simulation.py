"""The simulation: families ask at random moments, and each week's free sessions go to those who are due first.

SimPy drives it. A run has one stream of random numbers for each area. So two runs with the same number have the same
luck, and differ by the change alone: as long as the requests stay as many, the same families come. `child.py` runs
the simulation in its own process.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from math import floor, log
from random import Random

from simpy import Environment, Event

from app.capacity.domain.serving import Due, Serving, Sessions
from app.capacity.domain.twin import ANYTHING, Course, Kind, Twin, whole

Free = Mapping[Sessions, int]
"""How many sessions of each sort are free in a week."""


@dataclass(frozen=True, slots=True, order=True)
class Family(Due):
    """A family in line. It needs as many sessions as `visits`: the last is held, and to the others somebody does not
    come."""

    number: int
    visits: int
    ready: int
    """The number of the first week in which it can have a session."""


@dataclass(slots=True)
class Run:
    """One run while it goes on, and every family that came in it."""

    twin: Twin
    seed: str
    line: list[Family] = field(default_factory=list)
    came: list[Family] = field(default_factory=list)
    offered: Sequence[Free] = ()
    missed: Counter[tuple[int, str]] = field(default_factory=Counter)
    """How many last days passed, by week and kind of family."""
    _kinds: dict[str, tuple[list[float], list[str]]] = field(default_factory=dict)

    def course(self) -> Course:
        """Let all weeks go by."""
        world = Environment()
        self._kinds = {area: _kinds(self.twin, area) for area in {one.area for one in self.twin.kinds}}
        self.offered = _offered(self.twin, self._chance("leaving"))
        for area, rate in sorted(self.twin.rates.items()):
            if rate > 0:
                world.process(self._arrivals(world, area, rate))
        for one in self.twin.waiting:
            chance = self._chance(f"waiting/{one.area}/{one.due_on}")
            for _ in range(one.families):
                self._joins(one.area, one.due_on, 0, chance)
        found = Counter[tuple[str, int]]()
        world.process(self._weeks(world, found))
        world.run()
        weeks = range(self.twin.weeks)
        waiting, held, late = [tuple(found[what, week] for week in weeks) for what in ("waiting", "held", "late")]
        return Course(waiting, held, late)

    def _arrivals(self, world: Environment, area: str, rate: float) -> Generator[Event]:
        twin, chance = self.twin, self._chance(area)
        yield world.timeout((twin.today - twin.first_week).days)
        while True:
            yield world.timeout(7 * chance.expovariate(1) / rate)
            if world.now >= 7 * twin.weeks:
                return
            asked_on = twin.first_week + timedelta(days=int(world.now))
            self._joins(area, asked_on + timedelta(days=twin.within_days), int(world.now // 7) + 1, chance)

    def _joins(self, area: str, due_on: date, ready: int, chance: Random) -> None:
        need, show = chance.random(), 1 - chance.random()
        absent = floor(log(show) / log(self.twin.no_show)) if self.twin.no_show else 0
        limits, names = self._kinds[area]
        family = Family(due_on, names[bisect(limits, need)], len(self.came), 1 + absent, ready)
        self.came.append(family)
        self.line.append(family)

    def _weeks(self, world: Environment, found: Counter[tuple[str, int]]) -> Generator[Event]:
        twin = self.twin
        for week, free in enumerate(self.offered):
            begins = twin.first_week + timedelta(weeks=week)
            ready = sorted((one for one in self.line if one.ready <= week), key=lambda one: (one.on, one.number))
            left = {one.number for one in Serving(free, twin.today, twin.told_from).serve(ready)}
            served = {one.number for one in ready} - left
            found["held", week] = sum(one.visits == 1 for one in ready if one.number in served)
            self.line = [
                Family(one.on, one.area, one.number, one.visits - 1, week + 1) if one.number in served else one
                for one in self.line
                if one.number not in served or one.visits > 1
            ]
            ends = begins + timedelta(weeks=1)
            late = [one.area for one in self.line if max(begins, twin.today) <= one.on < ends]
            self.missed.update((week, kind) for kind in late)
            found["late", week] = len(late)
            yield world.timeout(7)
            found["waiting", week] = len(self.line)

    def _chance(self, of: str) -> Random:
        return Random(f"{self.seed}/{of}")  # noqa: S311 - chance in a model


def _kinds(twin: Twin, area: str) -> tuple[list[float], list[str]]:
    """Return the names of an area's kinds of family, and up to which number by chance a family is of each."""
    mine = [one for one in twin.needs if one.area == area]
    names = [Kind(area, need).name for need in (*(one.need for one in mine), ANYTHING)]
    return list(accumulate(one.share for one in mine)), names


def _offered(twin: Twin, chance: Random) -> Sequence[Free]:
    """Return each week's free sessions, without those of the mediators who leave."""
    kinds = twin.kinds
    people = [place for place, sort in enumerate(twin.sorts) for _ in range(sort.mediators)]
    gone = Counter(chance.sample(people, min(twin.leave, len(people))))
    weeks: list[Counter[Sessions]] = [Counter() for _ in range(twin.weeks)]
    for place, sort in enumerate(twin.sorts):
        stays = sort.times(1 - gone[place] / sort.mediators) if gone[place] else sort
        served = frozenset(kind.name for kind in kinds if sort.serves(kind))
        for short, sessions in ((False, stays.free), (True, stays.short)):
            for week, number in enumerate(whole(sessions)):
                weeks[week][Sessions(served, short)] += number
    return weeks
