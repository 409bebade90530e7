"""What a comparison assumes: one row for each behaviour, with its range, its source and how sure the row is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Confidence(StrEnum):
    """How certain an assumption is. `found`: a source gives the number. `worked_out`: we calculated the number from a
    source. `assumed`: nobody publishes the number."""

    FOUND = "found"  # a source gives this number
    WORKED_OUT = "worked_out"  # worked out from numbers that a source gives
    ASSUMED = "assumed"  # nobody has published this number: the range is wide on purpose


class CountedIn(StrEnum):
    """The unit of the number that we assume, for example days or pounds."""

    SHARE = "share"
    DIFFERENCE = "difference"  # added to a share
    FACTOR = "factor"
    DAYS = "days"
    EACH_WEEK = "each_week"
    HOURS = "hours"
    POUNDS = "pounds"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that no law fixes. The range is triangular: `value` is the likeliest number in it."""

    name: str
    meaning: str
    unit: CountedIn
    value: float
    low: float
    high: float
    confidence: Confidence
    source: str
    as_of: date


class NotAnAssumption(ValueError):
    """A caller changed an assumption that does not exist, or gave a number that no such assumption can have."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


Values = Mapping[str, float]
_MOST = {
    CountedIn.SHARE: (0.0, 1.0),
    CountedIn.DIFFERENCE: (-1.0, 1.0),
    CountedIn.FACTOR: (0.0, 10.0),
    CountedIn.DAYS: (0.0, 58.0),
    CountedIn.EACH_WEEK: (0.1, 40.0),
    CountedIn.HOURS: (0.0, 40.0),
    CountedIn.POUNDS: (0.0, 1_000_000.0),
}
"""The numbers that an assumption may have, by its unit."""


def values(rows: Iterable[Assumption]) -> dict[str, float]:
    """Return the likeliest number of each assumption."""
    return {one.name: one.value for one in rows}


@dataclass(frozen=True, slots=True)
class Changed:
    """A caller's own number for an assumption. Without a range, the number is taken as sure."""

    value: float
    low: float | None = None
    high: float | None = None


YOURS: Final = "Your own number"
"""The source of an assumption that the caller changed."""


def with_changes(rows: Sequence[Assumption], changes: Mapping[str, Changed]) -> tuple[Assumption, ...]:
    """Return the assumptions with a caller's own numbers.

    Raises:
        NotAnAssumption: no assumption has that name, or a number lies outside what its unit allows.
    """
    names = {one.name for one in rows}
    for name in changes:
        if name not in names:
            raise NotAnAssumption(name, "There is no assumption of this name")
    return tuple(_changed(one, changes[one.name]) if one.name in changes else one for one in rows)


def _changed(one: Assumption, to: Changed) -> Assumption:
    low, high = to.value if to.low is None else to.low, to.value if to.high is None else to.high
    least, most = _MOST[one.unit]
    if not least <= low <= to.value <= high <= most:
        raise NotAnAssumption(
            one.name, f"value must be between low and high, and all three between {least:g} and {most:g}"
        )
    return Assumption(one.name, one.meaning, one.unit, to.value, low, high, Confidence.ASSUMED, YOURS, one.as_of)
