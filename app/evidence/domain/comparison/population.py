"""Invented families: how many decisions of each kind an area makes, on which days, and what fate draws for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from app.kernel.terms import DecisionKind
from app.law.domain.calendars import EnglishCalendar

ENGLAND = 150_000
"""Decisions of a year that can be appealed."""
AUTHORITIES = 153
IN_A_POOL = 17
"""How many authorities share their mediators: those of one of England's nine regions."""
MOST_DECISIONS = 1_000_000
FIRST_DAY = date(2025, 1, 1)
"""Every notice of the population is sent in this year: its bank holidays and those of the next years are known."""
_OF_ENGLAND = {
    DecisionKind.REFUSAL_TO_ASSESS: 38_889, DecisionKind.REFUSAL_TO_ISSUE_PLAN: 6_404,
    DecisionKind.PLAN_CONTENT: 90_000, DecisionKind.REFUSAL_TO_REASSESS: 1_500,
    DecisionKind.REFUSAL_TO_AMEND: 3_000, DecisionKind.CEASE_TO_MAINTAIN: 10_207,
}  # fmt: skip
"""The refusals are counted (SEN2, 2024). The other numbers are assumed: they fill up to about 150 thousand."""
_SPREAD = 0.906
"""Of the sizes of authorities, as a lognormal: mediations had a mean of 95 and a median of 63 (SEN2, 2024)."""
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
    """One decision, and its family's luck. `band` is 0 in the smallest third of authorities, and 2 in the largest."""

    kind: int
    notice: int
    draws: Draws
    band: int


@dataclass(frozen=True, slots=True)
class Area:
    """The decisions of one authority in a year."""

    name: str
    decisions: int
    band: int
    seed: int


Pool = tuple[Area, ...]
"""Areas that share their mediators."""


def pools(decisions: int, seed: int, authority: str | None) -> list[Pool]:
    """Return the areas of a population: one authority, or a part of England in the sizes that authorities have.

    A population larger than England has more authorities, not larger ones.
    """
    if authority is not None:
        return [(Area(authority, decisions, 1, seed),)]
    number = max(1, round(AUTHORITIES * decisions / ENGLAND))
    normal = NormalDist()
    sizes = [exp(_SPREAD * normal.inv_cdf((place + 0.5) / number)) for place in range(number)]
    whole, ends, reached = sum(sizes), [], 0.0
    for size in sizes:
        reached += size
        ends.append(round(decisions * reached / whole))
    starts = [0, *ends[:-1]]
    found = [
        Area(f"area-{place + 1:03}", end - start, place * 3 // number, seed)
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
        if end > start
    ]
    strides = max(1, round(len(found) / IN_A_POOL))
    return [tuple(found[start::strides]) for start in range(strides)]


def everyone(pool: Pool, notice_days: Sequence[int]) -> list[Family]:
    """Return the families of a pool."""
    return [family for area in pool for family in families(area, notice_days)]


def families(area: Area, notice_days: Sequence[int]) -> list[Family]:
    """Return the families of an area. The same area and seed always give the same families."""
    luck = Random(f"{area.seed}/{area.name}/{area.decisions}")  # noqa: S311 - no secret: it must give the same again
    drawn = luck.random
    kinds = list(DecisionKind)
    whole, upto, bounds = sum(_OF_ENGLAND.values()), 0, []
    for kind in kinds:
        upto += _OF_ENGLAND[kind]
        bounds.append(upto / whole)
    found = []
    for _ in range(area.decisions):
        place = drawn()
        number = next(number for number, bound in enumerate(bounds) if place <= bound)
        notice = notice_days[int(drawn() * len(notice_days))]
        found.append(Family(number, notice, Draws(*[drawn() for _ in range(DRAWS)]), area.band))
    return found


def working_days(calendar: EnglishCalendar) -> list[int]:
    """Return the days of the year on which notices are sent, counted from its first day."""
    days = (FIRST_DAY + timedelta(days=place) for place in range(365))
    return [(day - FIRST_DAY).days for day in days if calendar.is_working_day(day)]
