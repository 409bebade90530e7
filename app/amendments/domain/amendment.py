"""A change of the law as a question: other times, other readings, other bank holidays. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from app.cases.domain.law import Law
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.model import Period
from app.law.domain.rulebook import Rulebook

ARRANGES: Final = "authority-arranges"
"""The rule that gives the days for arranging mediation. A regime repeats these days for the certificate."""


@dataclass(frozen=True, slots=True)
class NewTime:
    """Another time of a rule: for every notice, or for notices that were sent on a day or later."""

    period: Period
    sent_from: date | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changes. `readings` holds the readings that are given another value."""

    times: Mapping[str, NewTime] = field(default_factory=dict)
    readings: Mapping[str, bool] = field(default_factory=dict)
    added: Collection[date] = ()
    removed: Collection[date] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.times or self.readings or self.added or self.removed)


def amended(law: Law, change: Amendment) -> Law:
    """Return the law after a change. The law itself stays as it is.

    A regime that gives as many days for arranging mediation as the rule `authority-arranges` gives the new days too.
    """
    rulebook, regimes = law.rulebook, law.regimes
    for rule_id, time in change.times.items():
        before = rulebook.rule(rule_id)
        rulebook = rulebook.with_periods({rule_id: time.period}, time.sent_from)
        if rule_id == ARRANGES and before.clock is not None and time.sent_from is None:
            days = before.clock.period.amount
            regimes = {
                name: replace(one, arrangement_days=time.period.amount) if one.arrangement_days == days else one
                for name, one in regimes.items()
            }
    holidays = (law.england.bank_holidays | frozenset(change.added)) - frozenset(change.removed)
    england = law.england
    if holidays != england.bank_holidays:
        england = EnglishCalendar(holidays, england.horizon)
    readings = replace(law.readings, **change.readings) if change.readings else law.readings
    return Law(england, readings, regimes, rulebook)


def in_words(law: Law, change: Amendment) -> list[str]:
    """Say in sentences what changes."""
    said = []
    for rule_id, time in change.times.items():
        was, now = law.rulebook.period(rule_id), time.period
        since = f", for notices sent on {time.sent_from} or later" if time.sent_from else ""
        rule = law.rulebook.rule(rule_id)
        said.append(f"{rule_id} ({rule.citation}): {_length(was)} becomes {_length(now)}{since}.")
    for name, value in change.readings.items():
        was_on = getattr(law.readings, name)
        said.append(f"The reading of the law {name} is {_switched(was_on)} today, and would be {_switched(value)}.")
    said += [f"{day} becomes a bank holiday." for day in sorted(change.added)]
    said += [f"{day} is no longer a bank holiday." for day in sorted(change.removed)]
    return said


def sets_time(rulebook: Rulebook, rule_id: str) -> bool:
    """Whether a rule is known and sets a deadline."""
    return rulebook.knows(rule_id) and rulebook.sets_time(rule_id)


def _length(period: Period) -> str:
    if not period.amount:
        return "immediately"
    unit = period.unit.value.replace("_", " ")
    return f"{period.amount} {unit[:-1] if period.amount == 1 else unit}"


def _switched(value: bool) -> str:
    return "on" if value else "off"
