"""No withheld count can be worked out: not by trying every table, not by solving the sums."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.referral import disclosure
from app.domain.referral.disclosure import WIDTH, Cell, Published, Table, suppress

Grid = tuple[tuple[int | None, ...], ...]


def a_table(*rows: Sequence[int]) -> Table:
    names = tuple(f"row {i}" for i in range(len(rows))), tuple(f"column {j}" for j in range(len(rows[0])))
    return Table(*names, tuple(tuple(row) for row in rows))


def shown(published: Published) -> Grid:
    """Return everything that is published, totals too, as one grid."""
    rows = [(*row, total) for row, total in zip(published.cells, published.row_totals, strict=True)]
    return tuple(tuple(cell.count for cell in row) for row in (*rows, (*published.column_totals, published.total)))


def whole(table: Table) -> Grid:
    return tuple(tuple(row) for row in table.with_totals())


# --- by hand ----------------------------------------------------------------------------------------------------------

N = None
EXAMPLES: list[tuple[str, list[list[int]], Grid]] = [
    ("nothing is small", [[5, 9], [7, 0]], ((5, 9, 14), (7, 0, 7), (12, 9, 21))),
    ("four is small, five is not", [[4, 5, 6]], ((N, N, 6, 15), (N, N, 6, 15))),
    ("a zero is published and hides nothing", [[0, 3, 9, 20]], ((0, N, N, 20, 32), (0, N, N, 20, 32))),
    ("two small ones hide each other", [[3, 4, 30]], ((N, N, 30, 37), (N, N, 30, 37))),
    ("two ones would be two ones", [[1, 1, 9]], ((N, N, N, 11), (N, N, N, 11))),
    ("a small total is small", [[0, 0], [3, 0]], ((0, 0, 0), (N, 0, N), (N, 0, N))),
    (
        "one in a table takes three others with it", [[3, 20, 30], [25, 26, 40], [50, 60, 70]],
        ((N, N, 30, 53), (N, N, 40, 91), (50, 60, 70, 180), (78, 106, 140, 324)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_what_is_withheld(rows: list[list[int]], expected: Grid) -> None:
    assert shown(suppress(a_table(*rows))) == expected


def test_a_published_table_keeps_its_names_and_its_shape() -> None:
    published = suppress(a_table([5, 6], [7, 8]))
    assert (published.rows, published.columns) == (("row 0", "row 1"), ("column 0", "column 1"))
    assert published.total == Cell(26)
    assert not published.total.suppressed
    assert Cell(None).suppressed


# --- by trying every table --------------------------------------------------------------------------------------------


def fillings(cells: int, families: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to put up to so many families into cells."""
    if not cells:
        yield ()
        return
    for count in range(families + 1):
        for others in fillings(cells - 1, families - count):
            yield (count, *others)


def every_table(rows: int, columns: int, families: int) -> list[Table]:
    return [
        a_table(*(filling[i * columns : (i + 1) * columns] for i in range(rows)))
        for filling in fillings(rows * columns, families)
    ]


def recovered(tables: list[Table], candidates: list[Table]) -> list[tuple[Grid, int, int]]:
    """Return the withheld values of which too few remain possible, to a reader who tries all candidates."""
    found = []
    by_pattern: dict[frozenset[tuple[int, int]], list[Grid]] = defaultdict(list)
    for published in {shown(suppress(table)) for table in tables}:
        hidden = frozenset((i, j) for i, row in enumerate(published) for j, cell in enumerate(row) if cell is None)
        by_pattern[hidden].append(published)
    grids = [whole(table) for table in candidates]
    for hidden, outputs in by_pattern.items():
        alike: dict[Grid, list[Grid]] = defaultdict(list)
        for grid in grids:
            if all(grid[i][j] for i, j in hidden):  # the reader knows that zeros are shown
                masked = tuple(
                    tuple(None if (i, j) in hidden else cell for j, cell in enumerate(row))
                    for i, row in enumerate(grid)
                )
                alike[masked].append(grid)
        for output in outputs:
            for i, j in hidden:
                if len({grid[i][j] for grid in alike[output]}) <= WIDTH:
                    found.append((output, i, j))
    return found


@pytest.mark.parametrize(("rows", "columns", "families", "tried"), [(1, 3, 14, 18), (2, 2, 8, 12), (2, 3, 4, 7)])
def test_trying_every_table_recovers_nothing(rows: int, columns: int, families: int, tried: int) -> None:
    assert recovered(every_table(rows, columns, families), every_table(rows, columns, tried)) == []


def test_the_trial_would_recover_what_primary_suppression_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "WIDTH", 0)
    assert recovered(every_table(1, 3, 12), every_table(1, 3, 16))


# --- by solving the sums ----------------------------------------------------------------------------------------------


def determined(output: Grid) -> list[tuple[int, int]]:
    """Return the withheld cells that the sums alone determine: Gauss, over fractions."""
    hidden = [(i, j) for i, row in enumerate(output) for j, cell in enumerate(row) if cell is None]
    last_row, last_column = len(output) - 1, len(output[0]) - 1
    rows = [[(i, j) for j in range(last_column + 1)] for i in range(last_row + 1)]
    columns = [[(i, j) for i in range(last_row + 1)] for j in range(last_column + 1)]
    system = [
        [Fraction((place in line) * (-1 if place == line[-1] else 1)) for place in hidden] for line in rows + columns
    ]
    for pivot in range(len(hidden)):
        row = next((r for r in system if r[pivot] and not any(r[:pivot])), None)
        if row is None:
            continue
        row[:] = [value / row[pivot] for value in row]
        for other in system:
            if other is not row and other[pivot]:
                factor = other[pivot]
                other[:] = [a - factor * b for a, b in zip(other, row, strict=True)]
    alone = {r.index(Fraction(1)) for r in system if sum(map(bool, r)) == 1}
    return [hidden[place] for place in alone]


COUNTS = st.integers(0, 12) | st.integers(0, 60)
TABLES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(st.lists(COUNTS, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
)


@settings(deadline=None, derandomize=True, database=None, max_examples=50)
@given(rows=TABLES)
def test_solving_the_sums_determines_nothing(rows: list[list[int]]) -> None:
    table = a_table(*rows)
    output = shown(suppress(table))
    assert determined(output) == []
    for row, counts in zip(output, whole(table), strict=True):
        for cell, count in zip(row, counts, strict=True):
            assert cell in (count, None), "what is published is true"
            assert cell is None or cell == 0 or cell >= 5
            assert cell == 0 or count, "a zero is never withheld"


def test_the_sums_would_determine_a_cell_left_alone() -> None:
    assert determined(((3, None, 9), (4, 5, 9), (7, 11, 18))) == [(0, 1)]
    assert determined(((None, None, 9), (None, 5, 9), (7, 11, 18))) == [(0, 0), (0, 1), (1, 0)]


def test_more_withheld_never_narrows_a_range() -> None:
    """Why a cell that has room is not asked again."""
    values = a_table([3, 9], [8, 2]).with_totals()
    places = [(i, j) for i, j in product(range(3), repeat=2) if values[i][j]]
    withheld: set[tuple[int, int]] = set()
    rooms = dict.fromkeys(places, 0)
    for place in places:
        withheld.add(place)
        now = {p: disclosure.room(values, withheld, p) for p in withheld}
        assert all(now[p] >= rooms[p] for p in now)
        rooms |= now
    assert set(rooms.values()) == {WIDTH}
