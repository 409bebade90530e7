"""Figures about an advice service: counts, waiting times, and how often supported families settle.

`disclosure` chooses which figures may be published. This module counts them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import inf
from statistics import median

from app.advice.domain.disclosure import COUNTS, SMALLEST_PUBLISHED, Figure, Journey, Reached, told
from app.cases.domain.words import STAGES, State


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one stage; of all of them where `stage` is None. A count that is None is withheld.

    `families` and `offered` are known to the authority from its own cases. Each of the other counts is part of the one
    before it. The shares are of families whose dispute has ended, from 0 to 1; supported is whom help reached before.
    The median is told where the accepted are, and the shares where `endings_told`: one that is None then has no basis.
    """

    stage: State | None
    families: int | None = None
    offered: int | None = None
    consented: int | None = None
    accepted: int | None = None
    waiting: int | None = None
    median_days_to_first_contact: float | None = None
    settled_with_support: float | None = None
    settled_without_support: float | None = None
    endings_told: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """The figures over all and by stage, as they may be published."""

    overall: Figures
    by_stage: tuple[Figures, ...]


def effect(families: Collection[Journey]) -> Effect:
    """Work out the figures of an area from its families' journeys."""
    chosen = told(families)
    by_stage = []
    for stage in STAGES:
        here = [family for family in families if family.stage is stage]
        shown = not here or stage in chosen.stages
        by_stage.append(_figures(stage, here, chosen.of_a_stage) if shown else Figures(stage))
    return Effect(_figures(None, families, chosen.overall), tuple(by_stage))


def _figures(stage: State | None, families: Collection[Journey], shown: Collection[Figure]) -> Figures:
    """Count what may be published. If there are no families, nothing needs to be withheld."""
    if not families:
        return Figures(stage, 0, 0, 0, 0, 0, endings_told=True)

    def count(figure: Figure) -> int | None:
        return sum(family.reached in COUNTS[figure] for family in families) if figure in shown else None

    with_support, without = _shares(families) if Figure.ENDINGS in shown else (None, None)
    return Figures(
        stage,
        _not_small(len(families)),
        _not_small(sum(family.offered for family in families)),
        count(Figure.CONSENTED),
        count(Figure.ACCEPTED),
        count(Figure.WAITING),
        _median_days(families) if Figure.ACCEPTED in shown else None,
        with_support,
        without,
        Figure.ENDINGS in shown,
    )


def _not_small(count: int) -> int | None:
    """What the authority counts itself is no secret; but no small number of families stands in a published table."""
    return None if 0 < count < SMALLEST_PUBLISHED else count


def _shares(families: Iterable[Journey]) -> tuple[float | None, float | None]:
    """Return the share of ended disputes that were settled: with support, and without."""
    ended = [family for family in families if family.settled is not None]
    supported = [bool(family.settled) for family in ended if family.reached is Reached.SUPPORTED]
    others = [bool(family.settled) for family in ended if family.reached is not Reached.SUPPORTED]
    return _share(supported), _share(others)


def _share(settled: Collection[bool]) -> float | None:
    return round(sum(settled) / len(settled), 3) if settled else None


def _median_days(families: Iterable[Journey]) -> float | None:
    """Return the median wait of the accepted families. None if the median family has not been contacted yet."""
    accepted = [family.days_to_first_contact for family in families if family.reached in COUNTS[Figure.ACCEPTED]]
    middle = median(inf if days is None else days for days in accepted)
    return None if middle == inf else float(middle)
