"""The best assignment of waiting cases to free slots, found by HiGHS.

"Best" means, in strict order: fewest duties broken, fewest cases without a slot, work spread most evenly over the
mediators, shortest long waits. Judgements compare in the same order. Each aim is a stage of its own, and its result
binds the stages after it. One objective for all aims would need weights some ten digits apart, which is beyond a
solver's tolerances. Only the first two aims are weighed against each other: both are small counts, so this is safe.

HiGHS lets other threads run while it solves, but it takes seconds. Call `propose` in a worker thread.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from math import inf
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from app.capacity.domain.allocation import (
    Assignment,
    Judgement,
    Opening,
    Question,
    cliques,
    day_after,
    first_come_first_served,
    judge,
    oldest_duty_first,
)

if TYPE_CHECKING:
    from highspy import Highs

SETTINGS = {
    "threads": 1,  # other work wants the other cores, and one thread finds the same answer every time
    "random_seed": 36,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.9,  # every objective is a whole number: a gap below one is none
    "presolve_rule_off": 1 << 15,  # probing, which does not watch the clock
}
TOLERANCE = 1e-5
"""How far a value may differ from a whole number and still count as that number. HiGHS itself allows a tenth of
this."""
SET_UP = 12_000
"""Pairs a second: how fast a search for whole numbers is set up. During this time HiGHS does not check the clock."""

Costs = list[float]  # of each column
Terms = dict[int, float]  # a sum of columns, each times its number
Row = tuple[float, float, Terms]  # the least and the most that the sum may come to


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result. `proven`: no better assignment exists. `seconds_spent` is real time."""

    assignment: Assignment
    judgement: Judgement
    proven: bool
    seconds_spent: float
    solver: str


def propose(question: Question, seconds: float = 10) -> Proposal:
    """Find the best assignment within a number of seconds. The result is never worse than those of the two simple ways.

    Unless the time runs out, the same question has the same answer, whatever the order of its parts. HiGHS looks at
    the clock between its steps: on a very large and hard question it may take some seconds more.
    """
    started = monotonic()
    good = partial(judge, question)
    best = min(first_come_first_served(question), oldest_duty_first(question), key=good)
    solver, proven = "nothing to solve", True
    if any(question.suitable.values()):
        model = Model(question)
        solver = f"HiGHS {model.highs.version()}"
        for stage, costs in enumerate(model.aims):
            found, proven = model.solve(costs, started + seconds)
            best = min(best, found, key=good) if found else best
            if not proven:
                break
            model.bind(good(best), stage)
    return Proposal(best, good(best), proven, monotonic() - started, solver)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Openings of one mediator on one day that suit the same cases: for every aim, one is as good as another.

    To choose a bundle for each case, and of each bundle as many openings as cases, asks the same as to choose an
    opening for each case, with a third of the variables where each day offers three.
    """

    openings: tuple[Opening, ...]
    case_ids: tuple[UUID, ...]


def bundled(question: Question) -> list[Bundle]:
    """Combine identical openings. Openings that suit no case are left out."""
    suited: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id, openings in question.suitable.items():
        for opening in openings:
            suited[opening.slot_id].append(case_id)
    alike: dict[tuple[object, ...], list[Opening]] = defaultdict(list)
    for opening in question.slots.values():
        if case_ids := tuple(suited[opening.slot_id]):
            alike[opening.mediator_id, opening.london_day, case_ids].append(opening)
    return [Bundle(tuple(openings), tuple(suited[openings[0].slot_id])) for openings in alike.values()]


class Model:
    """The question as HiGHS takes it: variables in columns, what binds them in rows.

    Columns: for each pair of a bundle and a case that it suits, whether the case is in it; then for each opening,
    whether it is used; then, for each opening once more, a step of its mediator's load. A mediator's every further
    step costs more than the one before, so they fill in turn.
    """

    def __init__(self, question: Question) -> None:
        self.question, bundles = question, bundled(question)
        self.pairs = [(number, case_id) for number, one in enumerate(bundles) for case_id in one.case_ids]
        self.slots = [(number, opening) for number, one in enumerate(bundles) for opening in one.openings]
        self.whole = len(self.pairs) + len(self.slots)
        self.days = [bundles[number].openings[0].london_day for number, _ in self.pairs]
        self.aims = self._duties(), self._spread(), self._waits()
        rows = [*self._rules(), *self._reached()]
        self.reached = range(len(rows) - 3, len(rows))
        self.highs = _written(rows, self.whole, self.whole + len(self.slots))
        self.incumbent: list[float] = []

    def solve(self, costs: Costs, deadline: float) -> tuple[Assignment | None, bool]:
        """Find the assignment with the lowest cost, and whether that is proven. None if there was no time to find one.

        First with fractions allowed, which is fast: where whole numbers come out all the same, none are better.
        """
        highs, columns = self.highs, list(range(len(costs)))
        highs.clearSolver()  # from where the last stage ended, the way to this one's best is often far longer
        highs.changeColsCost(len(costs), columns, costs)
        setting_up = len(self.pairs) / SET_UP
        for relaxed in (True, False):
            left = deadline - monotonic()
            if left <= (0 if relaxed else setting_up):
                break
            share = left / 2 if left / 2 > setting_up else left  # leave a search its half only if it would begin
            highs.setOptionValue("solve_relaxation", relaxed)
            highs.setOptionValue("presolve", "off" if relaxed else "on")
            # For relaxed runs one clock goes on from each to the next; every search has a clock of its own.
            highs.setOptionValue("time_limit", highs.getRunTime() + share if relaxed else left)
            if not relaxed and self.incumbent:
                highs.setSolution(len(costs), columns, self.incumbent)
            highs.run()
            optimal = highs.modelStatusToString(highs.getModelStatus()) == "Optimal"
            feasible = highs.solutionStatusToString(highs.getInfo().primal_solution_status) == "Feasible"
            values = highs.getSolution().col_value
            whole = all(abs(value - round(value)) < TOLERANCE for value in values[: self.whole])
            if feasible and whole and (optimal or not relaxed):
                self.incumbent = values
                return self._read(values), optimal
        return None, False

    def bind(self, reached: Judgement, stage: int) -> None:
        """Keep in later stages what has been reached so far: first two counts, then the spread."""
        placed = len(self.question.cases) - reached.unplaced
        booked = sum(sessions**2 for sessions in self.question.load.values())
        bounds = (reached.duties_kept, inf), (placed, inf), (-inf, reached.spread - booked)
        for row, (low, high) in list(zip(self.reached, bounds, strict=True))[: stage + 2]:
            self.highs.changeRowBounds(row, low, high)

    def _duties(self) -> Costs:
        """Reward each session. One session in time outweighs all sessions that are late."""
        cases = self.question.cases
        in_time = [day <= cases[case_id].due_on for (_, case_id), day in zip(self.pairs, self.days, strict=True)]
        return [*(-1.0 - (len(cases) + 1) * kept for kept in in_time), *[0.0] * (2 * len(self.slots))]

    def _spread(self) -> Costs:
        """Add the cost of each further session: what it adds to the square of its mediator's load."""
        load, costs = Counter(self.question.load), [0.0] * self.whole
        for _, opening in self.slots:
            costs.append(2 * load[opening.mediator_id] + 1)
            load[opening.mediator_id] += 1
        return costs

    def _waits(self) -> Costs:
        """Add the cost of the wait: the square of the days by the session, minus the same for a case without a
        session."""
        cases, end = self.question.cases, day_after(self.question)
        alone = {case_id: one.days_run(end) ** 2 for case_id, one in cases.items()}
        together = zip(self.pairs, self.days, strict=True)
        costs = [float(cases[case_id].days_run(day) ** 2 - alone[case_id]) for (_, case_id), day in together]
        return [*costs, *[0.0] * (2 * len(self.slots))]

    def _rules(self) -> Iterator[Row]:
        """A case once; of a bundle as many openings as cases; a mediator in one place; as many steps as sessions."""
        cases: dict[UUID, Terms] = defaultdict(dict)
        bundles: dict[int, Terms] = defaultdict(dict)
        mediators: dict[UUID, dict[int, Opening]] = defaultdict(dict)
        for column, (bundle, case_id) in enumerate(self.pairs):
            cases[case_id][column] = bundles[bundle][column] = 1
        for column, (bundle, opening) in enumerate(self.slots, len(self.pairs)):
            bundles[bundle][column] = -1
            mediators[opening.mediator_id][column] = opening
        yield from ((-inf, 1, terms) for terms in cases.values())
        yield from ((0, 0, terms) for terms in bundles.values())
        for openings in mediators.values():
            yield from ((-inf, 1, dict.fromkeys(columns, 1.0)) for columns in cliques(openings))
            steps: Terms = {column + len(self.slots): -1.0 for column in openings}
            yield 0, 0, dict.fromkeys(openings, 1.0) | steps

    def _reached(self) -> Iterator[Row]:
        """The sums of the first three aims, free until `bind`: sessions in time, sessions, the squares' growth."""
        duties, spread, _ = self.aims
        yield -inf, inf, {column: 1.0 for column, cost in enumerate(duties) if cost < -1}
        yield -inf, inf, dict.fromkeys(range(len(self.pairs)), 1.0)
        yield -inf, inf, {column: cost for column, cost in enumerate(spread) if cost}

    def _read(self, values: list[float]) -> Assignment:
        """Give the used openings of a bundle to its cases. The oldest duty gets the earliest opening."""
        used: dict[int, list[UUID]] = defaultdict(list)
        for (bundle, opening), value in zip(self.slots, values[len(self.pairs) : self.whole], strict=True):
            if round(value):
                used[bundle].append(opening.slot_id)
        free = {bundle: iter(slots) for bundle, slots in used.items()}
        chosen = (pair for pair, value in zip(self.pairs, values, strict=False) if round(value))
        return Assignment({case_id: next(free[bundle]) for bundle, case_id in chosen})


def quiet_highs() -> "Highs":
    """Return a solver with our settings, that prints nothing."""
    from highspy import Highs  # with numpy 0.15 s and 17 MB: who never proposes never pays

    class Quiet(Highs):
        """It prints a banner when it is made and turns to its callbacks. Nobody here calls back: be silent instead."""

        def enableCallbacks(self) -> None:  # noqa: N802 - its own name for it
            self.silent()

    highs = Quiet()  # type: ignore[no-untyped-call] # typed as the library is, its constructor is not
    for name, value in SETTINGS.items():
        highs.setOptionValue(name, value)
    return highs


def _written(rows: Sequence[Row], whole: int, width: int) -> "Highs":
    """Pass the rows to HiGHS in one call. All columns lie between 0 and 1, the first so many are whole numbers."""
    from highspy import MatrixFormat, ObjSense

    highs = quiet_highs()
    low, high, terms = zip(*rows, strict=True)
    starts = [0, *accumulate(map(len, terms))]
    highs.passModel(
        width,
        len(rows),
        starts[-1],
        int(MatrixFormat.kRowwise),
        int(ObjSense.kMinimize),
        0.0,
        [0.0] * width,
        [0.0] * width,
        [1.0] * width,
        list(low),
        list(high),
        starts,
        [column for row in terms for column in row],
        [times for row in terms for times in row.values()],
        [1] * whole + [0] * (width - whole),
    )
    return highs
