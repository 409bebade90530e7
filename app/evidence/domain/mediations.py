"""How many mediations there were about the notices of a calendar year, and how many were followed by an appeal. Pure.

Worked out from what was published of the four quarters, and never from the record: so it tells nothing that the
quarters do not tell. If one quarter does not tell a number, the year does not tell it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.evidence.domain.burden import Way
from app.evidence.domain.cost_figures import CostFigures, Counting, Said
from app.law.domain.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Mediations:
    """The families that mediated, and those of them that appealed. None: the number is not told."""

    held: int | None
    followed_by_appeal: int | None


@dataclass(frozen=True, slots=True)
class MediationsOfYear:
    """The four quarters of a year, and their sums."""

    quarters: Sequence[tuple[Quarter, Mediations]]
    year: Mediations


def of_quarter(found: CostFigures) -> Mediations:
    """Return the mediations that the figures of a quarter tell."""
    group = next((one for one in found.groups if one.ways == (Way.MEDIATED,)), None)
    if group is None:
        return Mediations(None, None)
    said = group.answers.get(Counting.APPEALED, ())
    return Mediations(group.families, next((one.families for one in said if one.answers == (Said.YES,)), None))


def of_year(quarters: Sequence[tuple[Quarter, CostFigures]]) -> MediationsOfYear:
    """Return the mediations of a year from the figures of its quarters."""
    each = [(quarter, of_quarter(found)) for quarter, found in quarters]
    return MediationsOfYear(
        each,
        Mediations(_sum(one.held for _, one in each), _sum(one.followed_by_appeal for _, one in each)),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    told = [number for number in found if number is not None]
    return sum(told) if len(told) == len(found) else None
