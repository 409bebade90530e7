"""Money and differences, worked out from figures that are shown and from unit costs. Pure.

Nothing here reads a case. Whoever has the figures and the unit costs can do the same sums.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.evidence.domain.burden import Way
from app.evidence.domain.cost_figures import Answers, CostFigures, CostGroup, Counting, Said
from app.evidence.domain.costs import Item, Pays, Row
from app.evidence.domain.intervals import Interval, difference, share

MOST_SESSIONS: Final = 3
"""A family with several sessions counts as having had two to three. An assumption: the figures say no more."""
APPEALS: Final = (Item.APPEAL_AUTHORITY, Item.APPEAL_TRIBUNAL, Item.APPEAL_FAMILY)
PAIRS: Final = ((Way.MEDIATED, Way.DECLINED), (Way.MEDIATED, Way.NEVER_OFFERED))


@dataclass(frozen=True, slots=True)
class Spent:
    """What something cost: how often it happened, at least and at most, and the pounds, at least and at most."""

    item: Item
    pays: Pays
    least: int
    most: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The appeals of two groups. `money` is what the difference per 100 families comes to, at unit costs."""

    one: Way
    other: Way
    appeals: Interval
    other_appeals: Interval
    difference: Interval
    money: Mapping[Item, tuple[float, float]]


def spent(found: CostFigures, costs: Mapping[Item, Row]) -> tuple[Spent, ...]:
    """Return what the families of a quarter cost. Appeals are missing where their number is not shown."""
    return _spent(_sessions(found.groups), _advised(found.groups), found.answers, costs) if found.families else ()


def spent_by(group: CostGroup, costs: Mapping[Item, Row]) -> tuple[Spent, ...]:
    """Return what the families of one group cost."""
    return _spent(_sessions((group,)), _advised((group,)), group.answers, costs)


def compared(found: CostFigures, costs: Mapping[Item, Row]) -> Iterator[Compared]:
    """Yield the difference in appeals between groups that are shown alone."""
    alone = {group.ways[0]: group for group in found.groups if len(group.ways) == 1}
    for one, other in PAIRS:
        if one not in alone or other not in alone:
            continue
        appeals, others = _appeals(alone[one].answers), _appeals(alone[other].answers)
        if appeals is None or others is None:
            continue
        mine, theirs = share(appeals, alone[one].families), share(others, alone[other].families)
        apart = difference(mine, theirs)
        yield Compared(one, other, mine, theirs, apart, {item: _money(apart, costs[item]) for item in APPEALS})


def _money(apart: Interval, row: Row) -> tuple[float, float]:
    corners = [100 * end * cost for end in (apart.low, apart.high) for cost in (row.low, row.high)]
    return min(corners), max(corners)


def _spent(
    sessions: tuple[int, int], advised: tuple[int, int], answers: Answers, costs: Mapping[Item, Row]
) -> tuple[Spent, ...]:
    hours = costs[Item.ADVISER_HOURS]
    hour, session = costs[Item.ADVISER_HOUR], costs[Item.SESSION]
    all_of_them = [
        _at(session, *sessions, session.low, session.high),
        _at(hour, *advised, hour.low * hours.low, hour.high * hours.high),
    ]
    appeals = _appeals(answers)
    if appeals is not None:
        all_of_them += [_at(costs[item], appeals, appeals, costs[item].low, costs[item].high) for item in APPEALS]
    return tuple(all_of_them)


def _at(row: Row, least: int, most: int, low: float, high: float) -> Spent:
    return Spent(row.item, row.pays or Pays.AUTHORITY, least, most, least * low, most * high)


def _appeals(answers: Answers) -> int | None:
    said = answers.get(Counting.APPEALED, ())
    return next((one.families for one in said if one.answers == (Said.YES,)), None)


def _sessions(groups: tuple[CostGroup, ...]) -> tuple[int, int]:
    least = most = 0
    for group in groups:
        several = group.several_sessions
        if group.ways == (Way.MEDIATED,):
            least += group.families + (several or 0)
            most += group.families + (MOST_SESSIONS - 1) * (group.families if several is None else several)
        elif Way.MEDIATED in group.ways:
            most += MOST_SESSIONS * group.families
    return least, most


def _advised(groups: tuple[CostGroup, ...]) -> tuple[int, int]:
    """Return how many families an adviser told of mediation: all but those without a contact."""
    least = sum(group.families for group in groups if Way.NO_CONTACT not in group.ways)
    return least, sum(group.families for group in groups if group.ways != (Way.NO_CONTACT,))
