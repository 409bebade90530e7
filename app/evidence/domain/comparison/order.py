"""What a comparison is asked to do. Two processes with the same order and version work out the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.evidence.domain.comparison import scenarios
from app.evidence.domain.comparison.assumed import ASSUMPTIONS
from app.evidence.domain.comparison.assumptions import Assumption, Changed, with_changes
from app.evidence.domain.comparison.england import MIXES, OF_ENGLAND
from app.evidence.domain.comparison.population import Area, Pool, pools
from app.evidence.domain.comparison.replaying import ASKED_AGAIN, Past
from app.evidence.domain.comparison.scenarios import Scenario
from app.evidence.domain.comparison.selecting import Selection
from app.law.domain.regimes import Regime

EDITION = 5
"""A change of the comparison that changes its numbers raises this. The same seed and edition give the same bytes."""
TRIED_ON = 2000
"""The decisions of the smaller population on which other numbers are tried."""
FEWER_DAYS = 11
"""Its notices are sent on every eleventh working day alone: then many of its families share a life."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to compare. `authority` is the code of an authority; None stands for England."""

    decisions: int
    seed: int
    scenarios: tuple[Scenario, ...]
    authority: str | None = None
    samples: int = 64
    assumptions: Mapping[str, Changed] = field(default_factory=dict)
    own: tuple[Past, ...] | None = None
    """The authority's own closed cases, if they are replayed in place of invented families."""
    selection: Selection | None = None
    """Which of them."""
    by_kind: bool = False
    """Whether they may be divided by kind of decision."""

    def rows(self) -> tuple[Assumption, ...]:
        """Return the assumptions, with the caller's own."""
        rows = ASSUMPTIONS if self.own is None else [one for one in ASSUMPTIONS if one.name in ASKED_AGAIN]
        return with_changes(rows, self.assumptions)

    def ruled(self) -> list[Regime]:
        """Return the regimes, with the caller's parameters."""
        return [one.ruled() for one in self.scenarios]

    def pools(self) -> list[Pool]:
        """Return the areas of the population, by the mediators that they share."""
        return pools(self.decisions, self.seed, self.authority)

    @property
    def tried_on(self) -> int:
        """Return the number of decisions of the smaller population."""
        return self.decisions if self.own is not None else min(self.decisions, TRIED_ON)

    def sample_pool(self) -> Pool:
        """Return the area of the smaller population."""
        return (Area("tried-on", self.tried_on, 0, self.seed, MIXES.get(self.authority or "", OF_ENGLAND)),)

    def as_json(self) -> dict[str, Any]:
        """Return the order as JSON can hold it."""
        return {
            "decisions": self.decisions,
            "seed": self.seed,
            **scenarios.as_json(self.scenarios),
            "authority": self.authority,
            "samples": self.samples,
            "assumptions": {name: [new.value, new.low, new.high] for name, new in self.assumptions.items()},
            "own_cases": None if self.selection is None else self.selection.as_json(),
            "by_kind": self.by_kind,
            "own": None if self.own is None else [list(past) for past in self.own],
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Order":
        """Return the order that `as_json` gave."""
        return cls(
            said["decisions"],
            said["seed"],
            scenarios.of_json(said),
            said["authority"],
            said["samples"],
            {name: Changed(*new) for name, new in said["assumptions"].items()},
            None if said.get("own") is None else tuple(Past(*past) for past in said["own"]),
            None if said.get("own_cases") is None else Selection.of_json(said["own_cases"]),
            said.get("by_kind", False),
        )
