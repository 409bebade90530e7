"""Disclosure control: a table that is published says nothing of fewer than five families, directly or by arithmetic.

Primary: a count, or a total, of 1 to 4 is withheld. Secondary: as many others as it takes that no withheld value can
be worked out from the rest. A zero is published: nobody stands in it, and a stage that nobody reached is no secret. So
a reader knows that what is withheld is at least 1, and the check grants the reader that.

The check is exact. What a reader can work out of a withheld value is the range it takes over all tables of whole
numbers with the published values and these sums. Rows and columns add up as a flow adds up at a node, so the range is
found by pushing flow round the withheld cells. Each must be left a range of `WIDTH` or more: at least four values.

This reckons with a reader of one table who knows the rule. It does not reckon with one who replays this very search on
every table that might be, nor with one who has another table of the same families: publish one table of them, once.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SMALLEST_PUBLISHED = 5
WIDTH = 3
PLENTY = 1 << 30

Place = tuple[int, int]
"""A row and a column of the table with its totals: the last row and the last column are totals."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A published count; None where it is withheld."""

    count: int | None

    @property
    def suppressed(self) -> bool:
        """Whether the count is withheld."""
        return self.count is None


@dataclass(frozen=True, slots=True)
class Table:
    """Counts as they are, never to be shown: one row of them or several. No family is counted in two of its cells."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def with_totals(self) -> list[list[int]]:
        """Return the counts with a total at the end of each row and of each column."""
        rows = [[*row, sum(row)] for row in self.counts]
        return [*rows, [sum(row[place] for row in rows) for place in range(len(self.columns) + 1)]]


@dataclass(frozen=True, slots=True)
class Published:
    """A table that may be shown: each count and total, or nothing in its place."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    total: Cell


def suppress(table: Table) -> Published:
    """Withhold what must be withheld, and as little more as this finds; in the end, if need be, all but the zeros."""
    values = table.with_totals()
    withheld = {place for place, count in _places(values) if 0 < count < SMALLEST_PUBLISHED}
    unsure = sorted(withheld)
    while unsure:  # to withhold more only ever widens a range: what has room once need not be asked again
        exposed = unsure[-1]
        if room(values, withheld, exposed) >= WIDTH:
            unsure.pop()
        else:
            unsure.append(_cover(values, withheld, exposed))
            withheld.add(unsure[-1])
    shown = tuple(
        tuple(Cell(None if (i, j) in withheld else count) for j, count in enumerate(row))
        for i, row in enumerate(values)
    )
    body = shown[:-1]
    return Published(
        table.rows,
        table.columns,
        tuple(row[:-1] for row in body),
        tuple(row[-1] for row in body),
        shown[-1][:-1],
        shown[-1][-1],
    )


def _places(values: Sequence[Sequence[int]]) -> Iterator[tuple[Place, int]]:
    return (((i, j), count) for i, row in enumerate(values) for j, count in enumerate(row))


def _cover(values: Sequence[Sequence[int]], withheld: set[Place], exposed: Place) -> Place:
    """Choose one more to withhold: in a line that lacks a second; rather a count than a total; and a small one.

    There is always one: with everything withheld but the zeros, nothing bounds any of it from above.
    """
    i, j = exposed
    alone_in_row = sum(row == i for row, _ in withheld) == 1
    alone_in_column = sum(column == j for _, column in withheld) == 1
    last_row, last_column = len(values) - 1, len(values[0]) - 1

    def loss(place: Place, count: int) -> tuple[bool, bool, bool, int, Place]:
        row, column = place
        pairs = (alone_in_row and row == i) or (alone_in_column and column == j)
        beside = row == i or column == j
        return not pairs, not beside, row == last_row or column == last_column, count, place

    return min(loss(place, count) for place, count in _places(values) if count and place not in withheld)[-1]


def room(values: Sequence[Sequence[int]], withheld: set[Place], place: Place) -> int:
    """Return by how much a withheld value is uncertain to a reader who knows the rest: the width of its range.

    Counted no further than `WIDTH`.
    """
    rest, (tail, head) = _network(values, withheld - {place}), _raising(values, place)
    raised = _flow(rest, head, tail, WIDTH)  # what raises the one must come back through others
    lowered = _flow(rest, tail, head, min(WIDTH, values[place[0]][place[1]] - 1))
    return min(raised + lowered, WIDTH)


Node = tuple[str, int]
Network = dict[Node, dict[Node, int]]
"""From one line of the table to another: how much can be pushed through the withheld count in which they meet."""


def _raising(values: Sequence[Sequence[int]], place: Place) -> tuple[Node, Node]:
    """Return from which line to which one pushes to raise a value: a count and a total have opposite signs."""
    i, j = place
    is_total = (i == len(values) - 1) != (j == len(values[0]) - 1)  # the total of totals is a count again
    return (("column", j), ("row", i)) if is_total else (("row", i), ("column", j))


def _network(values: Sequence[Sequence[int]], withheld: set[Place]) -> Network:
    """Withheld values can be raised without end, and lowered to 1."""
    network: Network = {}
    for i, j in sorted(withheld):
        tail, head = _raising(values, (i, j))
        network.setdefault(tail, {})[head] = PLENTY
        network.setdefault(head, {})[tail] = values[i][j] - 1
    return network


def _flow(network: Network, start: Node, goal: Node, wanted: int) -> int:
    """Return how much can be pushed from one line to another, up to `wanted`."""
    left = {tail: dict(heads) for tail, heads in network.items()}
    pushed = 0
    while pushed < wanted and (way := _way(left, start, goal)):
        amount = min(wanted - pushed, *(left[a][b] for a, b in way))
        for a, b in way:
            left[a][b] -= amount
            left[b][a] += amount
        pushed += amount
    return pushed


def _way(network: Network, start: Node, goal: Node) -> list[tuple[Node, Node]]:
    """Find the shortest way along which something can still be pushed."""
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and goal not in came:
        here = waiting.popleft()
        for there, left in network.get(here, {}).items():
            if left and there not in came:
                came[there] = here
                waiting.append(there)
    way: list[tuple[Node, Node]] = []
    if goal in came:
        at = goal
        while at != start:
            way.append((came[at], at))
            at = came[at]
    return way
