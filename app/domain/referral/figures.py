"""What an area may know of its advice service: counts, the wait, and whether support helps families to settle.

Everything passes through disclosure control. The two tables count different families (all whom an offer reached, and
those whose dispute has ended), so that the totals of the one are not those of the other.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from app.domain.pathway.words import STAGES, State
from app.domain.referral.disclosure import SMALLEST_PUBLISHED, Cell, Published, Table, suppress


class Reached(StrEnum):
    """How far a family came with the advice service. Each family is counted once, at the furthest."""

    OFFERED = "offered"  # an offer, and no consent
    CONSENTED = "consented"  # a referral, not taken on or not yet
    WAITING = "waiting"  # taken on, and waiting for room
    ACCEPTED = "accepted"  # taken on


class Settled(StrEnum):
    """How a dispute ended, and whether the family had support: whether the service was ever in touch."""

    SETTLED_WITH_SUPPORT = "settled_with_support"
    NOT_SETTLED_WITH_SUPPORT = "not_settled_with_support"
    SETTLED_WITHOUT_SUPPORT = "settled_without_support"
    NOT_SETTLED_WITHOUT_SUPPORT = "not_settled_without_support"


@dataclass(frozen=True, slots=True)
class Journey:
    """One family, without a name: its stage of mediation, how far it came with the service, and how it ended.

    `reached` is None for a family that no offer reached and that did not ask. `days_to_first_contact` are calendar
    days from the referral; None without a contact. `settled` is None while the dispute goes on.
    """

    stage: State
    reached: Reached | None = None
    days_to_first_contact: int | None = None
    settled: bool | None = None

    @property
    def ended(self) -> Settled | None:
        """The column in which its ending counts."""
        if self.settled is None:
            return None
        if self.days_to_first_contact is not None:
            return Settled.SETTLED_WITH_SUPPORT if self.settled else Settled.NOT_SETTLED_WITH_SUPPORT
        return Settled.SETTLED_WITHOUT_SUPPORT if self.settled else Settled.NOT_SETTLED_WITHOUT_SUPPORT


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one stage; of all of them where `stage` is None. Whatever is None is withheld, or has no basis.

    Each count includes the next but `waiting`, which is part of `accepted`. The shares are of families whose dispute
    has ended, from 0 to 1.
    """

    stage: State | None
    offered: Cell
    consented: Cell
    accepted: Cell
    waiting: Cell
    median_days_to_first_contact: float | None
    settled_with_support: Fraction | None
    settled_without_support: Fraction | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The figures by stage and over all, and the two published tables from which they were made."""

    by_stage: tuple[Figures, ...]
    overall: Figures
    reach: Published
    endings: Published


def effect(rows: Collection[Journey]) -> Effect:
    """Work out the figures of an area from its families' journeys."""
    reach = suppress(_table(Reached, Counter((row.stage, row.reached) for row in rows if row.reached)))
    endings = suppress(_table(Settled, Counter((row.stage, row.ended) for row in rows if row.ended)))
    by_stage = tuple(
        _figures(stage, reach.cells[i], reach.row_totals[i], endings.cells[i], [r for r in rows if r.stage is stage])
        for i, stage in enumerate(STAGES)
    )
    overall = _figures(None, reach.column_totals, reach.total, endings.column_totals, rows)
    return Effect(by_stage, overall, reach, endings)


def _table(columns: type[StrEnum], counted: Counter[tuple[State, StrEnum]]) -> Table:
    counts = tuple(tuple(counted[stage, column] for column in columns) for stage in STAGES)
    return Table(tuple(STAGES), tuple(columns), counts)


def _figures(
    stage: State | None, reach: Iterable[Cell], offered: Cell, endings: Iterable[Cell], rows: Iterable[Journey]
) -> Figures:
    """Make figures of published cells alone: what follows from them tells nothing that they do not."""
    _, consented_only, waiting, taken_on = reach
    settled_with, not_settled_with, settled_without, not_settled_without = endings
    accepted = _sum(waiting, taken_on)
    return Figures(
        stage,
        offered,
        _sum(consented_only, accepted),
        accepted,
        waiting,
        _median_days(accepted, rows),
        _share(settled_with, not_settled_with),
        _share(settled_without, not_settled_without),
    )


def _sum(*cells: Cell) -> Cell:
    counts = [cell.count for cell in cells if cell.count is not None]
    return Cell(sum(counts) if len(counts) == len(cells) else None)


def _share(part: Cell, rest: Cell) -> Fraction | None:
    if part.count is None or rest.count is None or not part.count + rest.count:
        return None
    return Fraction(part.count, part.count + rest.count)


def _median_days(accepted: Cell, rows: Iterable[Journey]) -> float | None:
    """Return the median wait of five families or more, where how many were accepted is known anyhow."""
    days = [row.days_to_first_contact for row in rows if row.days_to_first_contact is not None]
    return float(median(days)) if not accepted.suppressed and len(days) >= SMALLEST_PUBLISHED else None
