"""No published table tells of a family: every table that there could be is tried, and read by whoever knows the rest.

The reader knows of each family its stage, whether its dispute has ended and how, and, of some, that it consented. All
that it does not know is how far each came with the service. So for a given set of families every table that might be is
written down, published, and compared with all the others: what they all have in common, the reader has learned.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import compress, product
from operator import add
from typing import Any, NamedTuple

import pytest

from app.advice.domain import disclosure, figures
from app.advice.domain.disclosure import COUNTS, EVERYBODY, Figure, Journey, Rate, Reached, safe, told, told_apart
from app.advice.domain.figures import Effect, Outcomes, effect
from app.cases.domain.words import State

R, F = Reached, Figure
ONE, TWO, THREE = State.NOTIFIED, State.CERTIFIED, State.MEDIATION_CONCLUDED
ALL = (None, R.CONSENTED, R.WAITING, R.ACCEPTED)
FEW = (None, R.CONSENTED, R.ACCEPTED)
ENDED = (*FEW, R.SUPPORTED)
"""How far a family may have come whose dispute has ended."""
TAKEN_ON = (None, R.ACCEPTED, R.SUPPORTED)
"""The same, where the service takes on all who come."""
REACHED = (None, R.SUPPORTED)
"""The same, where help reaches all who come in time."""
COLUMNS = {
    "consented": frozenset({R.CONSENTED, R.WAITING, R.ACCEPTED, R.SUPPORTED}),
    "accepted": frozenset({R.WAITING, R.ACCEPTED, R.SUPPORTED}),
    "waiting": frozenset({R.WAITING}),
}
SECRETS = COLUMNS | {"supported": frozenset({R.SUPPORTED})}
"""Of whom it must stay open whether they are: said here anew, for the code's own table may be wrong."""


class Alike(NamedTuple):
    """Families that the reader cannot tell from each other, and how far each may have come for all that it knows."""

    number: int
    levels: tuple[Reached | None, ...] = ALL
    stage: State = ONE
    settled: bool | None = None
    known: bool = False
    appealed: bool = False
    declined: bool = False


Filled = tuple[int, ...]
"""How many of some families that are alike came how far, in the order of their levels."""
Grid = tuple[float | None, ...]
"""Every number that can be published: of all together, and of each stage."""


def fillings(number: int, levels: int) -> Iterator[Filled]:
    """Yield every way in which so many families can have come so far."""
    if levels == 1:
        yield (number,)
        return
    for here in range(number + 1):
        for others in fillings(number - here, levels - 1):
            yield (here, *others)


def journeys(families: Sequence[Alike], table: Sequence[Filled]) -> list[Journey]:
    return [one for alike, filled in zip(families, table, strict=True) for one in _journeys(alike, filled)]


@cache  # the same few fillings stand in a hundred thousand tables
def _journeys(alike: Alike, filled: Filled) -> list[Journey]:
    return [
        Journey(alike.stage, reached=level, days_to_first_contact=1,
                settled=alike.settled, known=alike.known, appealed=alike.appealed, declined=alike.declined)
        for level, number in zip(alike.levels, filled, strict=True)
        for _ in range(number)
    ]  # fmt: skip


def truth(families: Sequence[Alike], table: Sequence[Filled]) -> Grid:
    """Count everything, without a thought for what may be told."""
    by_stage: dict[State, tuple[int, ...]] = dict.fromkeys((ONE, TWO, THREE), _NOTHING)
    for alike, filled in zip(families, table, strict=True):
        by_stage[alike.stage] = tuple(map(add, by_stage[alike.stage], _counted(alike, filled)))
    rows = [tuple(map(sum, zip(*by_stage.values(), strict=True))), *by_stage.values()]
    return tuple(number for row in rows for number in (*row[:3], *_with_share(row[3:7]), *_with_share(row[7:])))


def _with_share(counts: Sequence[int]) -> Grid:
    ended, settled, *_ = counts
    return (round(settled / ended, 3) if ended else None, *counts)


_NOTHING = (0,) * 11


@cache  # likewise
def _counted(alike: Alike, filled: Filled) -> tuple[int, ...]:
    """Count each column, and the ended disputes with support and without: all, and by each rate."""
    with_support = inside(alike, filled, SECRETS["supported"])
    return (
        *(inside(alike, filled, levels) for levels in COLUMNS.values()),
        *(
            number * (alike.settled is not None and said)
            for number in (with_support, alike.number - with_support)
            for said in (True, *(bool(getattr(alike, rate)) for rate in Rate))
        ),
    )


def inside(alike: Alike, filled: Filled, levels: frozenset[Reached]) -> int:
    return _among(alike.levels, filled, levels)


@cache  # likewise
def _among(reached: tuple[Reached | None, ...], filled: Filled, levels: frozenset[Reached]) -> int:
    return sum(number for level, number in zip(reached, filled, strict=True) if level in levels)


def shown(published: Effect) -> Grid:
    rows = (published.overall, *(one for one in published.by_stage if one.stage in (ONE, TWO, THREE)))
    rows = (rows[0], *sorted(rows[1:], key=lambda row: (ONE, TWO, THREE).index(row.stage or ONE)))
    return tuple(
        number
        for row in rows
        for number in (row.consented, row.accepted, row.waiting,
                       row.settled_with_support, *counted(row.with_support),
                       row.settled_without_support, *counted(row.without_support))
    )  # fmt: skip


def counted(found: Outcomes | None) -> Grid:
    return (None,) * 4 if found is None else (found.ended, found.settled, found.appealed, found.declined)


def learned(families: Sequence[Alike], smallest: int) -> Iterator[str]:
    """Yield what a reader learns of some families from any table that there could be, in two ways of reading it.

    One reader takes the published numbers and does every sum. The other also knows this very program, and asks of each
    table whether it would have been published like this.
    """
    tables = list(product(*(list(fillings(a.number, len(a.levels))) for a in families)))
    truths = [truth(families, table) for table in tables]
    outputs = [shown(effect(journeys(families, table))) for table in tables]
    for output, true in zip(outputs, truths, strict=True):
        assert all(number in (None, counted) for number, counted in zip(output, true, strict=True)), "a false figure"
    by_mask: dict[tuple[bool, ...], dict[Grid, list[int]]] = {}
    alike: dict[Grid, list[int]] = defaultdict(list)
    for place, output in enumerate(outputs):
        alike[output].append(place)
    for output, published_alike in alike.items():
        mask = tuple(number is not None for number in output)
        if mask not in by_mask:
            by_mask[mask] = defaultdict(list)
            for place, true in enumerate(truths):
                by_mask[mask][tuple(compress(true, mask))].append(place)
        told_alike = by_mask[mask][tuple(compress(output, mask))]
        for reader, places in (("sums", told_alike), ("program", published_alike)):
            yield from _in_common(families, [tables[place] for place in places], smallest, f"{reader}: {output}")


def _in_common(families: Sequence[Alike], tables: Sequence[Any], smallest: int, how: str) -> Iterator[str]:
    for place, alike in enumerate(families):
        here = {table[place] for table in tables}
        for secret, levels in SECRETS.items():
            if not set(alike.levels) - levels or not set(alike.levels) & levels:
                continue  # the reader knew that before
            counts = {inside(alike, filled, levels) for filled in here}
            if max(counts) == 0 or min(counts) == alike.number:
                yield f"{how}: of {alike}, {secret} are {counts}"
    for stage in {alike.stage for alike in families}:
        row = [place for place, alike in enumerate(families) if alike.stage is stage and not alike.known]
        unknown = sum(families[place].number for place in row)
        filled_rows = {tuple((place, table[place]) for place in row) for table in tables}
        for secret, levels in SECRETS.items():
            counts = {sum(inside(families[place], filled, levels) for place, filled in one) for one in filled_rows}
            possible = set().union(*(families[place].levels for place in row))
            if len(counts) == 1 and possible & levels and possible - levels:
                [exact] = counts
                if not smallest <= exact <= unknown - smallest:
                    yield f"{how}: in {stage}, {secret} are exactly {exact} of {unknown}"


FAMILIES: dict[str, tuple[Alike, ...]] = {
    "one stage": (Alike(9),),
    "too few": (Alike(3),),
    "two stages": (Alike(5, FEW), Alike(4, FEW, TWO)),
    "two stages, and who waits": (Alike(4), Alike(3, stage=TWO)),
    "a stage of one": (Alike(1), Alike(6, stage=TWO)),
    "three stages": (Alike(2, FEW), Alike(5, FEW, TWO), Alike(5, FEW, THREE)),
    "three stages alike": (Alike(4, FEW), Alike(4, FEW, TWO), Alike(4, FEW, THREE)),
    "settled and not": (Alike(5, ENDED, settled=True), Alike(4, ENDED, settled=False)),
    "settled, not, and open": (Alike(4, ENDED, settled=True), Alike(4, ENDED, settled=False), Alike(2, FEW)),
    "settled, not, and one open": (Alike(4, ENDED, settled=True), Alike(5, ENDED, settled=False), Alike(1, FEW)),
    "one settled": (Alike(1, ENDED, settled=True), Alike(8, ENDED, settled=False)),
    "endings by stage": (Alike(2, ENDED, settled=True), Alike(3, ENDED, settled=False),
                         Alike(2, ENDED, TWO, True), Alike(1, ENDED, TWO, False)),
    "one ending a stage": (Alike(5, ENDED, settled=True), Alike(5, ENDED, TWO, False)),
    "endings that cross the stages": (Alike(1, TAKEN_ON, settled=True), Alike(5, TAKEN_ON, settled=False),
                                      Alike(5, TAKEN_ON, TWO, True), Alike(1, TAKEN_ON, TWO, False)),
    "settled and appealed": (Alike(4, TAKEN_ON, settled=True, appealed=True), Alike(4, TAKEN_ON, settled=True),
                             Alike(4, TAKEN_ON, settled=False)),
    "one that settled after an appeal": (Alike(1, TAKEN_ON, settled=True, appealed=True),
                                         Alike(5, TAKEN_ON, settled=True),
                                         Alike(5, TAKEN_ON, settled=False, appealed=True)),
    "all settled, and some appealed": (Alike(5, TAKEN_ON, settled=True, appealed=True),
                                       Alike(5, TAKEN_ON, settled=True)),
    "one settled, and some appealed": (Alike(1, TAKEN_ON, settled=True), Alike(4, TAKEN_ON, settled=False),
                                       Alike(4, TAKEN_ON, settled=False, appealed=True)),
    "three rates": (Alike(4, TAKEN_ON, settled=True, appealed=True, declined=True), Alike(5, TAKEN_ON, settled=False)),
    "three rates, and one ended otherwise": (Alike(4, TAKEN_ON, settled=True, appealed=True),
                                             Alike(4, TAKEN_ON, settled=False, declined=True),
                                             Alike(1, TAKEN_ON, settled=False)),
    "rates by stage": (Alike(4, REACHED, settled=True, appealed=True), Alike(4, REACHED, settled=False),
                       Alike(4, REACHED, TWO, settled=True), Alike(4, REACHED, TWO, settled=False, appealed=True)),
    "rates, and some whom it referred": (Alike(4, TAKEN_ON, settled=True, appealed=True),
                                         Alike(4, TAKEN_ON, settled=True),
                                         Alike(2, TAKEN_ON[1:], settled=True, known=True)),
    "some whom it referred": (Alike(5), Alike(3, ALL[1:], known=True)),
    "most of whom it referred": (Alike(3, FEW), Alike(5, FEW[1:], known=True), Alike(3, FEW, TWO)),
    "some who said no to it": (Alike(6, FEW), Alike(3, (None,), known=True), Alike(2, FEW[1:], known=True)),
    "some whom it referred, settled and not": (Alike(5, TAKEN_ON, settled=True), Alike(6, TAKEN_ON, settled=False),
                                               Alike(2, TAKEN_ON[1:], settled=True, known=True)),
    "all whom it referred": (Alike(8, ALL[1:], known=True),),
}  # fmt: skip


@pytest.fixture
def two_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two stand for five, tables are small enough that all of them can be tried."""
    for module in (disclosure, figures):
        monkeypatch.setattr(module, "SMALLEST_PUBLISHED", 2)


@pytest.mark.usefixtures("two_is_enough")
@pytest.mark.parametrize("name", FAMILIES)
def test_of_no_table_that_there_could_be_is_anything_learned(name: str) -> None:
    assert list(learned(FAMILIES[name], 2)) == []


def test_nor_with_five_in_earnest() -> None:
    """Each of these is large enough that something is told of it."""
    for families in (
        (Alike(16, FEW), Alike(3, FEW, TWO)),
        (Alike(10, TAKEN_ON, settled=True), Alike(10, TAKEN_ON, settled=False)),
        (Alike(10, FEW[1:]), Alike(11, FEW[1:], TWO), Alike(11, FEW[1:], THREE)),
    ):
        assert list(learned(families, 5)) == []


def _only_small_counts(families: Any, shown: Any, _: Any) -> bool:
    return all(sum(family.reached in COUNTS[one] for family in families) >= 2 for one in shown)


def _whoever_is_known(families: Any, shown: Any, rates: Any) -> bool:
    return safe([replace(one, known=False) for one in families], shown, rates)


def _each_by_itself(families: Any, shown: Any, rates: Any) -> frozenset[State]:
    stages = {family.stage for family in families}
    apart = {stage: [family for family in families if family.stage is stage] for stage in stages}
    return frozenset(stage for stage in stages if safe(apart[stage], shown, rates))


def _each_rate_by_itself(families: Any, shown: Any, rates: Any) -> bool:
    return all(safe(families, shown, (rate,)) for rate in rates) if rates else safe(families, shown, ())


def _side_by_side(shown: Any) -> list[Any]:
    return [group for one in shown for group in (COUNTS[one], EVERYBODY - COUNTS[one])]


def _none_to_spare(group: Any, **_: Any) -> bool:
    return sum(not family.known for family in group) >= 2


@pytest.mark.usefixtures("two_is_enough")
@pytest.mark.parametrize(
    ("reader", "name", "broken", "families"),
    [
        ("sums", "safe", _only_small_counts, "one stage"),
        ("sums", "safe", _whoever_is_known, "some whom it referred"),
        ("sums", "safe", _whoever_is_known, "some who said no to it"),
        ("sums", "_stages", _each_by_itself, "a stage of one"),
        ("sums", "_stages", _each_by_itself, "three stages"),
        ("sums", "told_apart", _side_by_side, "some whom it referred"),
        ("sums", "safe", _each_rate_by_itself, "one that settled after an appeal"),
        ("program", "_enough", _none_to_spare, "some whom it referred"),
    ],
)
def test_the_trial_would_find_it(
    monkeypatch: pytest.MonkeyPatch, reader: str, name: str, broken: Callable[..., Any], families: str
) -> None:
    """A rule that looks at small numbers alone, forgets what is known, or what a difference tells, is caught."""
    monkeypatch.setattr(disclosure, name, broken)
    assert any(one.startswith(reader) for one in learned(FAMILIES[families], 2))


# --- the advice service as the reader ---------------------------------------------------------------------------------


ENDINGS = tuple(product((True, False), repeat=2))
"""How a dispute may have ended: settled or not, after an appeal or not."""


@pytest.mark.usefixtures("two_is_enough")
@pytest.mark.parametrize("supported", [3, 4, 5])
@pytest.mark.parametrize("stages", [(ONE, ONE), (ONE, TWO)])
def test_an_advice_service_learns_of_no_family_how_its_dispute_ended(
    supported: int, stages: tuple[State, State]
) -> None:
    """It knows whom it helped, and of no family how its dispute ended: every way in which all may end is tried."""
    groups = ((supported, R.SUPPORTED, stages[0]), (2, R.ACCEPTED, stages[0]), (2, R.ACCEPTED, stages[1]))
    published: dict[Grid, list[tuple[Filled, ...]]] = defaultdict(list)
    for table in product(*(fillings(number, len(ENDINGS)) for number, *_ in groups)):
        families = [
            Journey(stage, reached=reached, days_to_first_contact=1, settled=settled, appealed=appealed)
            for (_, reached, stage), filled in zip(groups, table, strict=True)
            for (settled, appealed), number in zip(ENDINGS, filled, strict=True)
            for _ in range(number)
        ]
        published[shown(effect(families, endings_by_stage=False))].append(table)
    told = set[int]()
    for grid, tables in published.items():
        told |= {place for place, number in enumerate(grid) if number is not None}
        for place, (number, *_) in enumerate(groups):
            for secret in (0, 1):
                yes = {sum(n for n, e in zip(table[place], ENDINGS, strict=True) if e[secret]) for table in tables}
                assert max(yes) > 0, (grid, place, secret)
                assert min(yes) < number, (grid, place, secret)
    assert len(told) > 2 or supported < 4, "how disputes ended is told at all"


# --- the rule itself --------------------------------------------------------------------------------------------------


def area(random_: random.Random, families: int) -> list[Journey]:
    stages = random_.choices(list(State)[:8], k=random_.randint(1, 8))
    found = []
    for _ in range(families):
        settled = random_.choice((None, True, False))
        reached = random_.choice(ALL if settled is None else (*ALL, R.SUPPORTED))
        found.append(Journey(random_.choice(stages), False, reached, None, settled, random_.random() < 0.2))
    return found


def test_whatever_can_be_told_apart_is_five_or_more() -> None:
    """By a stage, or by the difference between all stages and those that are told."""
    chance, some_told, some_withheld = random.Random(13), 0, 0  # noqa: S311 - the same areas in every run
    for _ in range(400):
        families = area(chance, chance.choice((4, 20, 60, 200, 400)))
        chosen = told(families)
        parts = [[one for one in families if one.stage is stage] for stage in chosen.stages]
        parts.append([one for one in families if one.stage not in chosen.stages])
        for part in filter(None, parts):
            for figure in chosen.of_a_stage:
                unknown = [one for one in part if not one.known]
                counted = [one for one in unknown if one.reached in COUNTS[figure]]
                assert len(counted) >= 5
                assert len(unknown) - len(counted) >= 5
        some_told += bool(chosen.stages)
        some_withheld += bool(chosen.overall) and not chosen.stages
    assert some_told > 20
    assert some_withheld > 20


def test_groups_are_parts_of_one_another_or_apart() -> None:
    """What the rule stands on: no figure cuts across another."""
    for one, other in product(COUNTS.values(), repeat=2):
        assert one <= other or other <= one or not one & other
    assert set().union(*told_apart(tuple(F))) == set(EVERYBODY) == {*ALL, *ENDED}
    assert {str(name): set(COUNTS[F(name)]) for name in COLUMNS} == COLUMNS
    assert set(COUNTS[F.ENDINGS]) == SECRETS["supported"]


def test_nobody_is_supported_to_an_end_that_has_not_come() -> None:
    with pytest.raises(ValueError, match="ended"):
        Journey(ONE, reached=R.SUPPORTED)
    assert Journey(ONE, reached=R.SUPPORTED, settled=False).settled is False


def test_how_many_were_accepted_and_not_supported_is_as_safe_as_any_figure() -> None:
    """Where every dispute has ended, the accepted less the supported are those whose help came too late."""
    ended = [Journey(ONE, reached=level, settled=settled) for settled in (True, False)
             for level in (None, R.CONSENTED, R.SUPPORTED) for _ in range(10)]  # fmt: skip
    for late, shares in ((0, False), (4, False), (5, True)):
        chosen = told([*ended, *[Journey(ONE, reached=R.ACCEPTED, settled=True)] * late]).overall
        assert (F.ACCEPTED in chosen, F.ENDINGS in chosen) == (True, shares)
    going_on = [Journey(ONE, reached=R.ACCEPTED)] * 3
    chosen = told([*ended, *[Journey(ONE, reached=R.ACCEPTED, settled=True)] * 2, *going_on]).overall
    assert F.ENDINGS in chosen, "of whom the one sum tells, two groups are one"


# --- the stages that are told -----------------------------------------------------------------------------------------


def some(stage: State, consented: int, others: int) -> list[Journey]:
    return [*[Journey(stage, reached=R.CONSENTED)] * consented, *[Journey(stage)] * others]


def test_the_largest_stage_comes_first_and_one_that_may_not_be_told_ends_the_list() -> None:
    """The reader knows how large the stages are. A smaller one, told alone, would say something of a larger one."""
    assert told([*some(ONE, 40, 0), *some(TWO, 10, 10), *some(THREE, 7, 8)]).stages == frozenset()
    assert told([*some(ONE, 20, 20), *some(TWO, 10, 10), *some(THREE, 2, 8)]).stages == {ONE}


def test_of_stages_as_large_as_each_other_the_first_by_name_comes_first() -> None:
    """The choice must not hang on the order in which the families were read."""
    families = [*some(ONE, 6, 6), *some(THREE, 6, 6), *some(State.RESOLVED, 2, 10)]
    assert told(families).stages == told(families[::-1]).stages == {THREE}
