"""Invented families: how many decisions of each kind an area makes, on which days, and what fate draws for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from app.evidence.domain.comparison.england import COUNTED, MIXES, OF_ENGLAND, REGIONS, Mix
from app.law.domain.calendars import EnglishCalendar

ENGLAND = 150_000
"""Decisions of a year that can be appealed."""
FEWEST_DECISIONS, MOST_DECISIONS = 100, 1_000_000
FIRST_DAY = date(2025, 1, 1)
"""Every notice of the population is sent in this year: its bank holidays and those of the next years are known."""
DRAWS = 16


class Draws(NamedTuple):
    """What chance decides for one family: numbers from 0 to 1. They stay the same under every regime, so that a
    difference between regimes is never luck."""

    support: float
    contact: float
    when: float
    late_contact: float
    decides: float
    mediates: float
    exemption: float
    granted: float
    attends: float
    comes: float
    comes_again: float
    authority: float
    agrees: float
    adviser: float
    appeals: float
    lodges: float


class Family(NamedTuple):
    """One decision, and its family's luck. `place` is that of its authority in the population."""

    kind: int
    notice: int
    draws: Draws
    place: int


@dataclass(frozen=True, slots=True)
class Area:
    """The decisions of one authority in a year."""

    name: str
    decisions: int
    place: int
    seed: int
    mix: Mix = OF_ENGLAND


Pool = tuple[Area, ...]
"""Areas that share their mediators."""


def usual_decisions(authority: str | None) -> int:
    """Return the decisions of a year: of England, of an authority, or of an average one if nothing is published."""
    if authority is None:
        return ENGLAND
    return max(FEWEST_DECISIONS, round(sum(MIXES[authority]) if authority in MIXES else ENGLAND / len(COUNTED)))


def pools(decisions: int, seed: int, authority: str | None) -> list[Pool]:
    """Return the areas of a population: one authority, or England's authorities, with the mediators of their region.

    A population larger than England has every authority several times, and a smaller one has smaller authorities and
    fewer regions: so a region's mediators always serve about as many families as a real region's.
    """
    if authority is not None:
        return [(Area(authority, decisions, 0, seed, MIXES.get(authority, OF_ENGLAND)),)]
    regions = min(len(REGIONS), max(1, round(len(REGIONS) * decisions / ENGLAND)))
    copies = max(1, round(decisions / ENGLAND))
    found: list[list[Area]] = [[] for _ in range(regions * copies)]
    whole, reached, start = sum(map(sum, MIXES.values())), 0.0, 0
    for place, one in enumerate(COUNTED):
        region = REGIONS.index(one.region) * regions // len(REGIONS)
        mix = MIXES[one.code]
        for copy in range(copies):
            reached += sum(mix) / copies
            end = round(decisions * reached / whole)
            if end > start:
                found[region * copies + copy].append(Area(f"{one.code}/{copy}", end - start, place, seed, mix))
            start = end
    return [tuple(pool) for pool in found if pool]


def everyone(pool: Pool, notice_days: Sequence[int]) -> list[Family]:
    """Return the families of a pool."""
    return [family for area in pool for family in families(area, notice_days)]


def families(area: Area, notice_days: Sequence[int]) -> list[Family]:
    """Return the families of an area. The same area and seed always give the same families."""
    luck = Random(f"{area.seed}/{area.name}/{area.decisions}")  # noqa: S311 - no secret: it must give the same again
    drawn = luck.random
    whole, upto, bounds = sum(area.mix), 0.0, list[float]()
    for number in area.mix[:-1]:
        upto += number
        bounds.append(upto / whole)
    bounds.append(1.0)
    found = []
    for _ in range(area.decisions):
        drawn_kind = drawn()
        kind = next(kind for kind, bound in enumerate(bounds) if drawn_kind <= bound)
        notice = notice_days[int(drawn() * len(notice_days))]
        found.append(Family(kind, notice, Draws(*[drawn() for _ in range(DRAWS)]), area.place))
    return found


def working_days(calendar: EnglishCalendar) -> list[int]:
    """Return the days of the year on which notices are sent, counted from its first day."""
    days = (FIRST_DAY + timedelta(days=place) for place in range(365))
    return [(day - FIRST_DAY).days for day in days if calendar.is_working_day(day)]
