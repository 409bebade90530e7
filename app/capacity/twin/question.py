"""What goes to the process of a what-if, and what comes back."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import TypeAdapter

from app.capacity.domain.twin import Added, Changes, Range, Twin


@dataclass(frozen=True, slots=True)
class Question:
    """A copy of the capacity, what changes, and the number from which chance is drawn."""

    twin: Twin
    changes: Changes
    seed: int


QUESTION: Final[TypeAdapter[Question]] = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class WeekRange:
    """The ranges of one week, over all runs."""

    week: date
    waiting: Range
    held: Range
    late: Range


@dataclass(frozen=True, slots=True)
class Scenario:
    """What becomes of the weeks, over all runs.

    `first_late` is the Monday of the first week in which a last day passes: in the earliest 5 of 100 runs, in the
    middle run, and in the latest. None: in none of the weeks.
    """

    requests_per_week: float
    sessions_free: int
    weeks: tuple[WeekRange, ...]
    late: Range
    first_late: tuple[date | None, date | None, date | None]


@dataclass(frozen=True, slots=True)
class Mend:
    """The mediators to add, and what becomes of the weeks with them. `unserved` sessions cannot be given in time by any
    new mediator, in the run that was mended."""

    added: tuple[Added, ...]
    each_brings: float
    unserved: int
    proven: bool
    late: Range


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer. `mend` is None if no last day passes in nearly all runs."""

    runs: int
    today: Scenario
    changed: Scenario
    mend: Mend | None


ANSWER: Final[TypeAdapter[WhatIf]] = TypeAdapter(WhatIf)
