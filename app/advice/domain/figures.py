"""Figures about an advice service: counts, waiting times, and how often supported families settle.

`disclosure` chooses which figures may be published. This module counts them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import inf
from statistics import median

from app.advice.domain.disclosure import COUNTS, SMALLEST_PUBLISHED, Figure, Journey, Rate, Reached, told
from app.cases.domain.words import STAGES, State


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The families whose dispute has ended, with support or without: how many, and how many of them settled, appealed
    and said no to mediation. A number that is None is withheld.
    """

    ended: int
    settled: int | None = None
    appealed: int | None = None
    declined: int | None = None


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
    with_support: Outcomes | None = None
    without_support: Outcomes | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """The figures over all and by stage, as they may be published."""

    overall: Figures
    by_stage: tuple[Figures, ...]


def effect(families: Collection[Journey], *, endings_by_stage: bool = True) -> Effect:
    """Work out the figures of an area from its families' journeys. A reader who does not know how each dispute ended
    is told the endings of all stages together: those of one stage may all be alike.
    """
    chosen = told(families)
    by_stage = []
    for stage in STAGES:
        here = [family for family in families if family.stage is stage]
        shown = not here or stage in chosen.stages
        row = _figures(stage, here, chosen.of_a_stage, chosen.rates) if shown else Figures(stage)
        by_stage.append(row if endings_by_stage or not here else _without_endings(row))
    return Effect(_figures(None, families, chosen.overall, chosen.rates), tuple(by_stage))


def _without_endings(row: Figures) -> Figures:
    nothing = dict.fromkeys(("settled_with_support", "settled_without_support", "with_support", "without_support"))
    return replace(row, endings_told=False, **nothing)


def _figures(
    stage: State | None, families: Collection[Journey], shown: Collection[Figure], rates: Collection[Rate]
) -> Figures:
    """Count what may be published. If there are no families, nothing needs to be withheld."""
    if not families:
        return Figures(stage, 0, 0, 0, 0, 0, endings_told=True)

    def count(figure: Figure) -> int | None:
        return sum(family.reached in COUNTS[figure] for family in families) if figure in shown else None

    with_support, without = [
        _outcomes(families, rates, supported=supported) if Figure.ENDINGS in shown else None
        for supported in (True, False)
    ]
    return Figures(
        stage,
        _not_small(len(families)),
        _not_small(sum(family.offered for family in families)),
        count(Figure.CONSENTED),
        count(Figure.ACCEPTED),
        count(Figure.WAITING),
        _median_days(families) if Figure.ACCEPTED in shown else None,
        _share(with_support),
        _share(without),
        Figure.ENDINGS in shown and Rate.SETTLED in rates,
        with_support,
        without,
    )


def _not_small(count: int) -> int | None:
    """What the authority counts itself is no secret; but no small number of families stands in a published table."""
    return None if 0 < count < SMALLEST_PUBLISHED else count


def _outcomes(families: Iterable[Journey], rates: Collection[Rate], *, supported: bool) -> Outcomes | None:
    """Count the ended disputes of the families with support, or without. None if none has ended."""
    ended = [one for one in families if one.settled is not None and (one.reached is Reached.SUPPORTED) is supported]
    if not ended:
        return None

    def count(rate: Rate) -> int | None:
        return sum(bool(getattr(family, rate)) for family in ended) if rate in rates else None

    return Outcomes(len(ended), count(Rate.SETTLED), count(Rate.APPEALED), count(Rate.DECLINED))


def _share(found: Outcomes | None) -> float | None:
    return None if found is None or found.settled is None else round(found.settled / found.ended, 3)


def _median_days(families: Iterable[Journey]) -> float | None:
    """Return the median wait of the accepted families. None if the median family has not been contacted yet."""
    accepted = [family.days_to_first_contact for family in families if family.reached in COUNTS[Figure.ACCEPTED]]
    middle = median(inf if days is None else days for days in accepted)
    return None if middle == inf else float(middle)
