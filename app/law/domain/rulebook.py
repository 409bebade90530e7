"""Finds rules by id, by day, and by regime."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.law.domain.model import Fact, Period, Rule
from app.law.domain.regime import IN_FORCE
from app.law.domain.rules import RULES, advice, record


class Rulebook:
    """All rows, found by id and by day. A rule id is permanent; its versions never overlap."""

    def __init__(self, rows: Sequence[Rule]) -> None:
        self.rows = tuple(rows)
        versions: dict[str, list[Rule]] = defaultdict(list)
        for row in rows:
            versions[row.id].append(row)
        self._versions = dict(versions)  # an unknown id is a KeyError, never an empty rule
        clocks: dict[Fact, list[Rule]] = defaultdict(list)
        for row in rows:
            if row.clock is not None:
                clocks[row.clock.runs_from].append(row)
        self._clocks = dict(clocks)

    def rule(self, rule_id: str, on: date | None = None) -> Rule:
        """Return the version in force on a day; without a day, or where none is, the latest version."""
        versions = self._versions[rule_id]
        if on is not None:
            for version in versions:
                if version.in_force(on):
                    return version
        return versions[-1]

    def period(self, rule_id: str) -> Period:
        """Return how long the latest version of a rule gives.

        Raises:
            ValueError: it sets no time.
        """
        clock = self.rule(rule_id).clock
        if clock is None:
            raise ValueError(f"{rule_id} sets no time.")
        return clock.period

    def knows(self, rule_id: str) -> bool:
        """Whether a rule has that id."""
        return rule_id in self._versions

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Return every version of a rule, in the table's order."""
        return tuple(self._versions[rule_id])

    def ids(self) -> tuple[str, ...]:
        """Return every rule id, in the table's order."""
        return tuple(self._versions)

    def in_force(self, on: date, regime: str = IN_FORCE) -> tuple[Rule, ...]:
        """Return the rules in force on a day: the law, and what the regime would add to it."""
        return tuple(row for row in self.rows if row.in_force(on) and row.regime in (IN_FORCE, regime))

    def clocks(self, on: date, facts: Iterable[Fact] = Fact) -> list[Rule]:
        """Return the rules that set deadlines from these facts, in the versions of a day."""
        return [row for fact in facts for row in self._clocks.get(fact, ()) if row.in_force(on)]

    def sets_time(self, rule_id: str) -> bool:
        """Whether any version of a rule sets a deadline."""
        return any(version.clock is not None for version in self._versions[rule_id])

    def with_periods(self, periods: Mapping[str, Period], sent_from: date | None = None) -> "Rulebook":
        """Return a rulebook in which some rules give another time, in every version or for notices from a day on.

        The direction of a period stays as it is: a rule that counts back still counts back.
        """
        return Rulebook([part for row in self.rows for part in _with_period(row, periods.get(row.id), sent_from)])


def _with_period(row: Rule, period: Period | None, sent_from: date | None) -> Iterator[Rule]:
    """Yield a row with another time. If the time begins within the row's days, the row is cut into two versions."""
    if period is None or row.clock is None or (sent_from is not None and (row.in_force_to or date.max) < sent_from):
        yield row
        return
    clock = replace(row.clock, period=replace(period, direction=row.clock.period.direction))
    if sent_from is None or sent_from <= row.in_force_from:
        yield replace(row, clock=clock)
        return
    yield replace(row, in_force_to=sent_from - timedelta(days=1))
    yield replace(row, clock=clock, in_force_from=sent_from)


RULEBOOK = Rulebook((*RULES, *advice.RULES, *record.RULES))
