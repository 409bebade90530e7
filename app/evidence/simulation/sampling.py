"""Which values are tried for the assumptions, and which assumption changes the result most: by SALib."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from SALib.analyze import sobol as indices
from SALib.sample import sobol as sequence

from app.evidence.domain.comparison.assumptions import Assumption

LOW, HIGH = 5, 95
"""The percentiles between which a range lies."""
T = TypeVar("T")


def range_of(found: Sequence[float]) -> tuple[float, float]:
    """Return the range of an answer, of those in independent rows."""
    low, high = np.percentile(np.asarray(found), [LOW, HIGH])
    return float(low), float(high)


class Sample:
    """The assumptions that are not sure, and the numbers tried for them, row by row."""

    def __init__(self, rows: Sequence[Assumption], samples: int, seed: int) -> None:
        self.varied = [one for one in rows if one.high > one.low]
        self._sure = {one.name: one.value for one in rows}
        self.problem: dict[str, Any] = {
            "num_vars": len(self.varied),
            "names": [one.name for one in self.varied],
            "bounds": [_bounds(one) for one in self.varied],
            "dists": ["triang"] * len(self.varied),
        }
        self._seed = seed
        self.block = len(self.varied) + 2
        """Rows of a block: one sample, the same with each assumption changed alone, and a second sample."""
        drawn = sequence.sample(self.problem, samples, calc_second_order=False, seed=seed) if self.varied else []
        self._rows = np.round(np.asarray(drawn, dtype=float), 9)

    def blocks(self) -> list[list[dict[str, float]]]:
        """Return the numbers to try, block by block."""
        names = self.problem["names"]
        told = [self._sure | dict(zip(names, map(float, row), strict=True)) for row in self._rows]
        return [told[start : start + self.block] for start in range(0, len(told), self.block)]

    def independent(self, found: Sequence[T]) -> list[T]:
        """Return what was found in the independent rows: the first and the last of each block."""
        return [one for place, one in enumerate(found) if place % self.block in (0, self.block - 1)]

    def moved_by(self, found: Sequence[float]) -> list[tuple[str, float, float, float]]:
        """Return for each assumption its first-order share of the variance, its total share, and the half-width of the
        total's 95 % interval. Nothing if the answer never changes.

        These are estimates. With few samples, the estimate of a share can lie below 0 or above 1.
        """
        answers = np.asarray(found, dtype=float)
        if not self.varied or np.ptp(answers) == 0:
            return []
        told = indices.analyze(self.problem, answers, calc_second_order=False, seed=self._seed, num_resamples=50)
        return [
            (name, float(first), float(total), float(wide))
            for name, first, total, wide in zip(
                self.problem["names"], told["S1"], told["ST"], told["ST_conf"], strict=True
            )
        ]


def _bounds(one: Assumption) -> list[float]:
    """Return the ends of a range, and the place of its peak. SALib takes no peak at the very end."""
    return [one.low, one.high, min((one.value - one.low) / (one.high - one.low), 0.999)]
