"""What became of a wing's mutants, in words."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from bench.mutation.equivalents import Equivalent
from bench.mutation.mutants import Mutant
from bench.mutation.results import Results

Z = 1.96
"""The normal deviate of an interval that holds the true share in 95 % of samples."""


class Report:
    """The mutants of a wing, or a sample of them: killed, surviving, equivalent or not run."""

    def __init__(self, mutants: Sequence[Mutant], results: Results, listed: Sequence[Equivalent]) -> None:
        self.excused = [mutant for mutant in mutants if any(one.is_of(mutant) for one in listed)]
        counted = [mutant for mutant in mutants if mutant not in set(self.excused)]
        self._of = len(mutants)
        self._run = [mutant for mutant in counted if results.by(mutant) is not None]
        self._unrun = len(counted) - len(self._run)
        self._survivors = sorted(
            (mutant for mutant in self._run if results.by(mutant) == ""), key=lambda one: (one.path, one.number)
        )

    def text(self, wing: str, every: int) -> str:
        """Name each survivor, then count."""
        files = Counter(mutant.path for mutant in self._survivors)
        tried, killed = len(self._run), len(self._run) - len(self._survivors)
        lines = [mutant.name for mutant in self._survivors]
        lines += [f"  {path}: {number} survive" for path, number in files.items()]
        lines.append(
            f"{wing}: {killed} of {tried} mutants killed ({100 * killed / max(tried, 1):.1f} %), "
            f"{len(self._survivors)} survive, {len(self.excused)} are equivalent, {self._unrun} were not run"
        )
        if tried and self._of < every:
            low, high = wilson(killed, tried)
            lines.append(
                f"This is a sample of {self._of} of {every} mutants: "
                f"the share of all lies between {100 * low:.1f} and {100 * high:.1f} % (95 %, Wilson)"
            )
        return "\n".join(lines)


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """Return the 95 % interval of a share that was found in a random sample."""
    share, z = killed / tried, Z * Z / tried
    middle, half = share + z / 2, Z * sqrt(share * (1 - share) / tried + z / (4 * tried))
    return (middle - half) / (1 + z), (middle + half) / (1 + z)
