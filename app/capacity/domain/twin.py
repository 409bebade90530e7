"""A copy of today's capacity, and the same copy after a change: pure data and sums.

A copy holds only what the caller can read in the figures of capacity. So no result that is worked out from the copy
shows the caller more than those figures show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor
from typing import Final

OTHERS: Final = "others"
"""All areas whose families the asker does not see apart."""
JOINING: Final = "joining"
"""The area of an authority that joins."""
TAKE_UP: Final = 0.42
"""The share of families that mediate after advice: Cullen 2017, about 3,000 families in 109 areas, 2014 to 2016."""
NO_SHOW: Final = 0.05
"""The share of sessions that are not held because somebody does not come. An assumption."""
SESSION_HOURS: Final = 3.0
"""How long a session lasts where no slot says so: two to three hours are usual."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a family needs beside a mediator for its area: a language, or the one format that it accepts."""

    language: str | None = None
    format: str | None = None


ANYTHING: Final = Need()


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of family: its area and what it needs."""

    area: str
    need: Need = ANYTHING

    @property
    def name(self) -> str:
        """A name for it, as a queue needs."""
        return f"{self.area}|{self.need.language or ''}|{self.need.format or ''}"


@dataclass(frozen=True, slots=True)
class Sort:
    """Mediators who serve the same areas with the same languages and formats, and their free sessions by week.

    `free` are sessions of which a family can be told in time, `short` those at short notice.
    """

    areas: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    mediators: int
    free: tuple[float, ...]
    short: tuple[float, ...]

    def serves(self, kind: Kind) -> bool:
        """Whether these mediators suit a kind of family."""
        need = kind.need
        return (
            kind.area in self.areas
            and (need.language is None or need.language in self.languages)
            and (need.format is None or need.format in self.formats)
        )

    def times(self, factor: float) -> "Sort":
        """Return it with more or fewer sessions."""
        return replace(
            self, free=tuple(one * factor for one in self.free), short=tuple(one * factor for one in self.short)
        )


@dataclass(frozen=True, slots=True)
class InLine:
    """Families of one area that wait and have the same last day."""

    area: str
    due_on: date
    families: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Which share of an area's families has a need."""

    area: str
    need: Need
    share: float


@dataclass(frozen=True, slots=True)
class Twin:
    """Everything that a simulation takes. `rates` are requests a week by area. The first week is the one of `today`.

    `leave` is how many mediators leave, drawn by lot in each run.
    """

    today: date
    told_from: date
    first_week: date
    weeks: int
    within_days: int
    sorts: tuple[Sort, ...]
    waiting: tuple[InLine, ...]
    rates: Mapping[str, float]
    needs: tuple[Shared, ...] = ()
    session_hours: float = SESSION_HOURS
    no_show: float = NO_SHOW
    leave: int = 0

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind of family that waits or may come."""
        areas = sorted({one.area for one in self.waiting} | set(self.rates))
        apart = [Kind(one.area, one.need) for one in self.needs if one.area in areas]
        return (*(Kind(area) for area in areas), *apart)

    @property
    def each_brings(self) -> float:
        """How many free sessions a mediator has in a week: those who have any, over the weeks with notice."""
        known = [one for one in self.sorts if one.mediators and any(one.free)]
        weeks = max(1, sum(any(one.free[week] for one in known) for week in range(self.weeks)))
        found = sum(sum(one.free) for one in known) / max(1, sum(one.mediators for one in known)) / weeks
        return max(1.0, round(found, 2))


def families(twin: Twin) -> float:
    """Return how many families one run has."""
    return sum(one.families for one in twin.waiting) + sum(twin.rates.values()) * twin.weeks


@dataclass(frozen=True, slots=True)
class Joins:
    """An authority that joins: its decisions a week, and the areas whose mediators serve it. None: all of them."""

    decisions_per_week: float
    areas: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes. A value of None stays as it is."""

    take_up: float | None = None
    mediators_leave: int = 0
    session_hours: float | None = None
    authority_joins: Joins | None = None
    no_show_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Added:
    """Mediators that are added for a kind of family."""

    kind: Kind
    mediators: int


def twin_after(twin: Twin, changes: Changes) -> Twin:
    """Return the twin under a change."""
    take_up = TAKE_UP if changes.take_up is None else changes.take_up
    rates = {area: rate * take_up / TAKE_UP for area, rate in twin.rates.items()}
    hours = twin.session_hours if changes.session_hours is None else changes.session_hours
    sorts = [one.times(twin.session_hours / hours) for one in twin.sorts]
    if joins := changes.authority_joins:
        rates[JOINING] = joins.decisions_per_week * take_up
        asked = None if joins.areas is None else set(joins.areas)
        sorts = [
            replace(one, areas=(*one.areas, JOINING)) if asked is None or asked & {*one.areas} else one for one in sorts
        ]
    return replace(
        twin,
        rates=rates,
        sorts=tuple(sorts),
        session_hours=hours,
        no_show=min(0.95, twin.no_show * changes.no_show_factor),
        leave=changes.mediators_leave,
    )


def with_more(twin: Twin, added: Iterable[Added]) -> Twin:
    """Return the twin with more mediators. They work from the first week for which a family can be told in time."""
    more = []
    for one in added:
        need, brings = one.kind.need, twin.each_brings * one.mediators
        free = tuple(brings if week >= starts(twin) else 0.0 for week in range(twin.weeks))
        languages, formats = [tuple(filter(None, (each,))) for each in (need.language, need.format)]
        more.append(Sort((one.kind.area,), languages, formats, 0, free, (0.0,) * twin.weeks))
    return replace(twin, sorts=(*twin.sorts, *more))


def starts(twin: Twin) -> int:
    """Return the number of the first whole week of which a family can be told in time."""
    return max(0, ceil((twin.told_from - twin.first_week).days / 7))


def whole(sessions: Sequence[float]) -> list[int]:
    """Return whole sessions for each week. What is over of one week goes on to the next, so that no session is lost."""
    given, total, out = 0, 0.0, []
    for one in sessions:
        total += one
        out.append(floor(total + 1e-9) - given)
        given += out[-1]
    return out


@dataclass(frozen=True, slots=True)
class Range:
    """What lies in the middle of all runs, and what 5 and 95 of 100 runs do not exceed."""

    low: int
    middle: int
    high: int


def ranged(found: Sequence[int]) -> Range:
    """Return the range of some runs."""
    runs = sorted(found)
    low, middle, high = [runs[max(0, ceil(share * len(runs)) - 1)] for share in (0.05, 0.5, 0.95)]
    return Range(low, middle, high)


@dataclass(frozen=True, slots=True)
class Course:
    """What one run came to, week by week: families waiting at its end, sessions held, and due days that passed."""

    waiting: tuple[int, ...]
    held: tuple[int, ...]
    late: tuple[int, ...]

    @property
    def first_late(self) -> int | None:
        """The number of the first week in which a due day passes. None if none does."""
        return next((week for week, late in enumerate(self.late) if late), None)
