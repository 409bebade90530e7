"""Which of its own closed cases an authority may replay: whole quarters or years, so that no two selections differ by a
few families.

A reader may subtract one selection from another. Quarters are added to periods, and kinds of decision to years. So a
quarter, or a kind in a year, is either empty or has ten families: then every difference has ten families, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.evidence.domain.comparison.behaving import GROUP_OF, GROUPS
from app.evidence.domain.comparison.population import FIRST_DAY
from app.evidence.domain.comparison.replaying import FEWEST, MOST, Past, in_order
from app.law.domain.quarters import FIRST, Quarter
from app.law.domain.regimes import RegimeId

MOST_QUARTERS = 8
FEWEST_IN_A_PART = 10
"""How many closed cases a quarter has, or a kind of decision in a year, where periods or kinds may be chosen."""


class TooFew(Exception):
    """The selection, or what is left without it, has too few cases."""


class NotSelectable(ValueError):
    """The selection is impossible. The message says why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Cases with notices of whole quarters, recorded under one regime. `kind` is one of `GROUPS`; None: every kind."""

    first: Quarter
    last: Quarter
    regime: RegimeId
    kind: str | None = None

    @property
    def whole_years(self) -> bool:
        """Whether the period is made of whole calendar years."""
        return self.first.number == 1 and self.last.number == 4

    @property
    def years(self) -> range:
        """The calendar years that the period touches."""
        return range(self.first.year, self.last.year + 1)

    def quarters(self) -> list[Quarter]:
        """Return every quarter of these years: the rest of a year counts, too."""
        found = [Quarter(year, number) for year in self.years for number in (1, 2, 3, 4)]
        return [quarter for quarter in found if quarter >= FIRST]

    def check(self, today: date) -> None:
        """Check the period.

        Raises:
            NotSelectable: it is turned round or too long, a year of it has not ended six months ago, or a kind is
                asked of a part of a year.
        """
        if self.last < self.first:
            raise NotSelectable("The last quarter is before the first")
        if self.first.later(MOST_QUARTERS - 1) < self.last:
            raise NotSelectable(f"You can choose at most {MOST_QUARTERS} quarters")
        if self.first.year < FIRST.year:
            raise NotSelectable(
                f"There are no cases before {FIRST}, because the first notices under the Act were sent in that quarter"
            )
        if today < (ends := date(self.last.year + 1, 7, 1)):
            raise NotSelectable(f"You can compare the cases of {self.last.year} only from {ends.day} July {ends.year}")
        if self.kind is not None and not self.whole_years:
            raise NotSelectable(
                "To choose one kind of decision, choose a period of whole years, so that no figure can identify a "
                "family"
            )

    def as_json(self) -> dict[str, Any]:
        """Return the selection as JSON can hold it."""
        return {
            "from_quarter": str(self.first),
            "to_quarter": str(self.last),
            "kind": self.kind,
            "recorded_under": self.regime.value,
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Selection":
        """Return the selection that `as_json` gave."""
        first, last = Quarter.read(said["from_quarter"]), Quarter.read(said["to_quarter"])
        return cls(first, last, RegimeId(said["recorded_under"]), said["kind"])


@dataclass(frozen=True, slots=True)
class Selected:
    """The cases of a selection. `by_kind`: whether they may be divided by kind of decision."""

    cases: tuple[Past, ...]
    by_kind: bool


def selected(selection: Selection, found: Mapping[Quarter, Sequence[Past]]) -> Selected:
    """Return the cases of a selection, from those of every quarter of its years.

    Raises:
        TooFew: the selection has fewer than fifty cases, or a part that could be subtracted has fewer than ten.
        NotSelectable: the selection has more than five thousand cases.
    """
    years = {year: [past for quarter, some in found.items() if quarter.year == year for past in some]
             for year in selection.years}  # fmt: skip
    kinds = [len(of_kind) for cases in years.values() for of_kind in _by_kind(cases)]
    if not selection.whole_years:
        parts = [len(cases) for cases in found.values()]
    elif selection.kind is not None:
        parts = kinds
    else:
        parts = [len(cases) for cases in years.values()]
    chosen = [
        past
        for quarter, cases in found.items()
        if selection.first <= quarter <= selection.last
        for past in cases
        if selection.kind is None or GROUPS[GROUP_OF[past.kind]] == selection.kind
    ]
    if len(chosen) < FEWEST or not _may_be_subtracted(parts):
        raise TooFew
    if len(chosen) > MOST:
        raise NotSelectable(
            f"You chose more than {MOST:,} closed cases. Choose fewer quarters, or one kind of decision"
        )
    divisible = selection.whole_years and selection.kind is None and _may_be_subtracted(kinds)
    return Selected(tuple(in_order(chosen)), divisible)


def _by_kind(cases: Sequence[Past]) -> list[list[Past]]:
    return [[past for past in cases if GROUP_OF[past.kind] == group] for group in range(len(GROUPS))]


def _may_be_subtracted(parts: Iterable[int]) -> bool:
    return all(part == 0 or part >= FEWEST_IN_A_PART for part in parts)


def quarter_of(past: Past) -> Quarter:
    """Return the quarter of a case's notice."""
    return Quarter.of(FIRST_DAY + timedelta(days=past.notice))
