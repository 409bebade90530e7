"""The answer to a what-if: runs without the change, the same runs with it, and how many mediators would be enough.

Takes seconds. Call it in a process of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import Final

from app.capacity.domain.twin import Added, Changes, Course, Kind, Twin, families, ranged, starts, twin_after, with_more
from app.capacity.twin.mending import mend
from app.capacity.twin.question import Mend, Scenario, WeekRange, WhatIf
from app.capacity.twin.simulation import Run

MOST_RUNS: Final = 100
FEWEST_RUNS: Final = 20
MOST_MORE: Final = 20
"""How many mediators are added at most to those that the optimiser finds."""
FAMILIES_IN_ALL: Final = 40_000
"""So many families are simulated for one answer, so that it takes seconds: fewer runs where there are more families."""


def what_if(twin: Twin, changes: Changes, seed: int) -> WhatIf:
    """Answer a what-if. The same twin, changes and seed have the same answer."""
    after = twin_after(twin, changes)
    most = max(families(twin), families(after), 1)
    runs = max(FEWEST_RUNS, min(MOST_RUNS, int(FAMILIES_IN_ALL / most)))
    _, before = _simulated(twin, seed, runs)
    each, courses = _simulated(after, seed, runs)
    late = ranged([sum(one.late) for one in courses])
    mended = _mended(after, seed, runs, each, courses) if late.high else None
    return WhatIf(runs, _scenario(twin, before), _scenario(after, courses), mended)


def _mended(twin: Twin, seed: int, runs: int, each: Sequence[Run], courses: Sequence[Course]) -> Mend:
    """Mend a run that is worse than 94 of 100, and see what that does to all."""
    worst = sorted(range(runs), key=lambda run: (sum(courses[run].late), run))
    bad = each[worst[ceil(0.95 * runs) - 1]]
    found = mend(twin, bad.came, bad.offered)
    added = _enough(twin, bad.seed, found.added)
    _, after = _simulated(with_more(twin, added), seed, runs)
    late = ranged([sum(one.late) for one in after])
    return Mend(added, twin.each_brings, found.unserved, found.proven and added == found.added, late)


def _enough(twin: Twin, seed: str, added: tuple[Added, ...]) -> tuple[Added, ...]:
    """Return the mediators with whom the run is mended: one more where most families are late, until none is, or one
    fewer as long as none is.

    The optimiser may share sessions out better than the rule of each week does. Then its mediators are too few. It lets
    no overdue family wait longer than until the first last day, so they may also be too many.
    """
    kinds = {kind.name: kind for kind in twin.kinds}
    more = {one.kind: one.mediators for one in added}
    for _ in range(MOST_MORE):
        late = _late(twin, seed, more)
        if not late.total():
            break
        most = kinds[max(sorted(late), key=late.__getitem__)]
        more[most] = more.get(most, 0) + 1
    else:
        return _added(more)
    for kind in sorted(more, key=lambda one: one.name):
        while more[kind] and not _late(twin, seed, more | {kind: more[kind] - 1}).total():
            more[kind] -= 1
    return _added(more)


def _added(more: Mapping[Kind, int]) -> tuple[Added, ...]:
    return tuple(Added(kind, more[kind]) for kind in sorted(more, key=lambda one: one.name) if more[kind])


def _late(twin: Twin, seed: str, more: Mapping[Kind, int]) -> Counter[str]:
    """Count by kind the families of a run who are late although the new mediators work by then."""
    run = Run(with_more(twin, _added(more)), seed)
    run.course()
    late: Counter[str] = Counter()
    for (week, kind), number in run.missed.items():
        late[kind] += number if week >= starts(twin) else 0
    return late


def _simulated(twin: Twin, seed: int, runs: int) -> tuple[list[Run], list[Course]]:
    each = [Run(twin, f"{seed}/{number}") for number in range(runs)]
    return each, [run.course() for run in each]


def _scenario(twin: Twin, courses: Sequence[Course]) -> Scenario:
    weeks = tuple(
        WeekRange(
            twin.first_week + timedelta(weeks=week),
            ranged([one.waiting[week] for one in courses]),
            ranged([one.held[week] for one in courses]),
            ranged([one.late[week] for one in courses]),
        )
        for week in range(twin.weeks)
    )
    first = ranged([twin.weeks if one.first_late is None else one.first_late for one in courses])
    low, middle, high = [
        None if number == twin.weeks else twin.first_week + timedelta(weeks=number)
        for number in (first.low, first.middle, first.high)
    ]
    rate, free = sum(twin.rates.values()), sum(sum(one.free) + sum(one.short) for one in twin.sorts)
    return Scenario(round(rate, 2), int(free), weeks, ranged([sum(one.late) for one in courses]), (low, middle, high))
