"""The extra mediators with whom every family has a session in time, found by HiGHS: as few as its search finds.

The question is about one bad run of the simulation: its families and its free sessions. How many mediators of which
kind are the fewest, so that each family can have its sessions by its last day? The answer is then simulated.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from app.capacity.domain.serving import Sessions
from app.capacity.domain.twin import Added, Kind, Twin, starts
from app.capacity.twin.simulation import Family, Free

MOST: int = 200
"""The most mediators of one kind that an answer adds."""
NODES: int = 100
"""After so many steps of its search, the solver gives the best that it has found: on every machine the same."""
SECONDS: float = 40.0
UNSERVED: float = 1000.0
"""What a session that nobody can give weighs, in mediators."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The mediators to add. `unserved` sessions are due before any new mediator could help. `proven`: fewer mediators
    are not enough for that run."""

    added: tuple[Added, ...]
    unserved: int
    proven: bool


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Sessions that families of one kind need between two weeks, both counted in."""

    name: str
    first: int
    last: int
    soon: bool
    """Whether the last day comes before notice is possible: then a session at short notice helps."""


def mend(twin: Twin, came: Sequence[Family], offered: Sequence[Free]) -> Mended:
    """Return as few mediators to add as the search finds. They are the fewest if the answer is `proven`.

    Raises:
        TimeoutError: the search takes too long.
    """
    wanted = _wanted(twin, came)
    kinds = {kind.name: kind for kind in twin.kinds}
    columns = _Columns()
    rows: list[tuple[float, float, dict[int, float]]] = []
    supply: defaultdict[tuple[int, Sessions | str], dict[int, float]] = defaultdict(dict)
    more = {name: columns.add(1.0, MOST, whole=True) for name in sorted({one.name for one in wanted})}
    missing = []
    for one, needed in sorted(wanted.items()):
        terms: dict[int, float] = {}
        for week in range(one.first, one.last + 1):
            free = [sort for sort, number in offered[week].items() if number and one.name in sort.areas]
            givers: list[Sessions | str] = [sort for sort in free if one.soon or not sort.short_notice]
            if week >= starts(twin):
                givers += [name for name in more if _helps(kinds[name], kinds[one.name])]
            for giver in givers:
                column = columns.add(0.0, inf)
                terms[column] = supply[week, giver][column] = 1.0
        missing.append(columns.add(UNSERVED, inf))
        rows.append((needed, needed, terms | {missing[-1]: 1.0}))
    for (week, giver), taken in supply.items():
        if isinstance(giver, str):
            rows.append((-inf, 0.0, taken | {more[giver]: -twin.each_brings}))
        else:
            rows.append((-inf, float(offered[week][giver]), taken))
    if not rows:
        return Mended((), 0, True)
    values, proven = _solved(columns, rows)
    added = tuple(Added(kinds[name], round(values[column])) for name, column in more.items() if round(values[column]))
    return Mended(added, round(sum(values[column] for column in missing)), proven)


def _helps(new: Kind, other: Kind) -> bool:
    """Whether a mediator who is added for one kind of family suits another: of the same area, with no need or this."""
    return new.area == other.area and other.need in (new.need, type(new.need)())


def _wanted(twin: Twin, came: Sequence[Family]) -> Counter[Window]:
    """Return how many sessions are needed in which weeks.

    A family that is overdue goes before all others. So its sessions are needed by the week in which the first last day
    can pass, and no sooner: its own last day has passed already.
    """
    wanted: Counter[Window] = Counter()
    last_week = twin.weeks - 1
    due = {one.number: (one.on - twin.first_week) // timedelta(weeks=1) for one in came if one.on >= twin.today}
    first_due = min((max(week, starts(twin)) for week in due.values()), default=last_week)
    for one in came:
        last = max(one.ready, due.get(one.number, min(first_due, last_week)))
        if last <= last_week:  # a later day is beyond the weeks that are looked at
            wanted[Window(one.area, one.ready, last, twin.today <= one.on < twin.told_from)] += one.visits
    return wanted


class _Columns:
    """The columns of the question: what each costs, its most, and whether it is whole."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.most: list[float] = []
        self.whole: list[int] = []

    def add(self, cost: float, most: float, *, whole: bool = False) -> int:
        """Add a column, and return its number."""
        self.costs.append(cost)
        self.most.append(most)
        self.whole.append(int(whole))
        return len(self.costs) - 1


def _solved(columns: _Columns, rows: Sequence[tuple[float, float, dict[int, float]]]) -> tuple[Sequence[float], bool]:
    from app.capacity.allocations.optimiser import quiet_highs

    highs = quiet_highs()
    highs.setOptionValue("time_limit", SECONDS)
    highs.setOptionValue("mip_max_nodes", NODES)
    from highspy import MatrixFormat, ObjSense

    starts_at, index, value = [0], [], []
    for _, _, terms in rows:
        index += list(terms)
        value += list(terms.values())
        starts_at.append(len(index))
    width = len(columns.costs)
    highs.passModel(
        width, len(rows), len(index), int(MatrixFormat.kRowwise), int(ObjSense.kMinimize), 0.0, columns.costs,
        [0.0] * width, columns.most, [float(low) for low, _, _ in rows], [float(high) for _, high, _ in rows],
        starts_at, index, value, columns.whole,
    )  # fmt: skip
    highs.run()
    status = highs.modelStatusToString(highs.getModelStatus())
    if status == "Time limit reached":
        raise TimeoutError(status)  # an answer that depends on the machine would not be the same again
    return highs.getSolution().col_value, status == "Optimal"
