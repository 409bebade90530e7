"""Shares and differences of shares, with the interval in which they lie in 95 of 100 samples. Pure.

Wilson's score interval for a share, and Newcombe's hybrid of two of them for a difference (Statistics in Medicine 17,
1998, 857 and 873). Both hold for small groups too, where the usual formula fails.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054
"""The normal distribution has 95 of 100 values within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its interval: parts of one, not of a hundred."""

    value: float
    low: float
    high: float


def share(some: int, of_all: int) -> Interval:
    """Return a share with Wilson's interval."""
    found, squared = some / of_all, _Z * _Z
    middle = (found + squared / (2 * of_all)) / (1 + squared / of_all)
    wide = _Z * sqrt(found * (1 - found) / of_all + squared / (4 * of_all * of_all)) / (1 + squared / of_all)
    return Interval(found, max(0.0, middle - wide), min(1.0, middle + wide))


def difference(one: Interval, other: Interval) -> Interval:
    """Return by how much one share exceeds another, with Newcombe's interval."""
    found = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(found, found - below, found + above)
