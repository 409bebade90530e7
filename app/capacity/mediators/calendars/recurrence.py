"""The dates of a recurrence rule (RFC 5545, 3.3.10) in a span of time. The span limits the cost.

`python-dateutil` walks a rule from its first date. If the rule has no more dates, it continues to the year 9999. So a
rule without a count begins near the span. Every rule is walked as near to the year 9999 as the calendar allows: the
same days fall on the same weekdays there, and a rule without further dates ends soon.
"""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from functools import lru_cache
from typing import Final

from app.capacity.mediators.calendars.values import Unreadable

MOST_DATES: Final = 20_000
"""How many dates one rule may have in the stretch: more than one an hour for two years."""
MOST_COUNTED: Final = 10_000
"""How many dates of a rule are counted one by one: every day of 27 years. A rule with more dates counts as endless."""
MOST_APART: Final = 100_000
LONGEST: Final = 2_000
"""In characters. Every day of a year takes 1,500."""

_UNITS: Final = {
    "MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1), "MONTHLY": timedelta(days=28), "YEARLY": timedelta(days=365),
}  # fmt: skip
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FILTERS: Final = frozenset(
    {"BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"}
)
_SAY_THE_DAY: Final = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})
_BROKEN: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What `dateutil` raises for a rule that it cannot follow."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule without the date on which it ends. The entry knows how that date is meant."""

    frequency: str
    interval: int
    count: int | None
    until: str
    filters: tuple[tuple[str, str], ...]
    week_starts: str


def rule_of(text: str) -> Rule:
    """Read a rule.

    Raises:
        Unreadable: a part is unknown or empty, or gives no date at all.
    """
    if len(text) > LONGEST:
        raise Unreadable("a rule that is too long")
    said: dict[str, str] = {}
    for part in filter(None, text.strip().upper().split(";")):
        name, _, value = part.partition("=")
        if name in said or not value:
            raise Unreadable("a rule that cannot be read")
        said[name] = value
    if said.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or said.pop("SKIP", "OMIT") != "OMIT":
        raise Unreadable("a rule for a calendar other than the Gregorian")
    frequency, until = said.pop("FREQ", ""), said.pop("UNTIL", "")
    interval, count = said.pop("INTERVAL", "1"), said.pop("COUNT", None)
    week_starts = said.pop("WKST", "MO")
    numbers = [interval] if count is None else [interval, count]
    if frequency == "SECONDLY":
        raise Unreadable("a rule that repeats too often to be followed")
    if frequency not in _UNITS or week_starts not in _DAYS or not said.keys() <= _FILTERS:
        raise Unreadable("a rule that cannot be read")
    if not all(number.isascii() and number.isdecimal() and int(number[:9]) > 0 for number in numbers):
        raise Unreadable("a rule that cannot be read")
    if int(interval[:9]) > MOST_APART:
        raise Unreadable("a rule whose dates are too far apart")
    counted = None if count is None else int(count[:9])
    return Rule(frequency, int(interval[:9]), counted, until, tuple(said.items()), week_starts)


def dates(rule: Rule, first: datetime, low: datetime, high: datetime) -> Iterator[datetime]:
    """Yield the rule's dates between two moments, both included, by the local clock. `until` is ignored.

    Raises:
        Unreadable: the rule contradicts itself, or repeats more often than can be followed.
    """
    counted = rule.count is not None
    if counted and (last := _last_counted(rule, first)) is not None:
        counted, high = False, min(high, last)
    if high < max(low, first):
        return
    counted = counted and (rule.count or 0) <= MOST_COUNTED
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # ships no types

    begins = first if counted else _near(rule, first, low)
    ahead = _ahead(begins.year, high.year)
    try:
        walk = rrulestr(_text(rule, first, counted=counted), dtstart=begins.replace(year=begins.year + ahead))
        found = 0
        for at in walk:
            date = at.replace(year=at.year - ahead)
            if date > high:
                return
            if date >= max(low, first):
                found += 1
                if found > MOST_DATES:
                    raise Unreadable("a rule that repeats too often to be followed")
                yield date
    except Unreadable:
        raise
    except _BROKEN:
        raise Unreadable("a rule that cannot be read") from None


def _text(rule: Rule, first: datetime, *, counted: bool) -> str:
    """Return the rule for `dateutil`. `dateutil` takes missing parts from the first date, and that date moves. So all
    parts are given here."""
    said = dict(rule.filters)
    if _SAY_THE_DAY.isdisjoint(said):
        if rule.frequency == "YEARLY":
            said.setdefault("BYMONTH", str(first.month))
        if rule.frequency in ("YEARLY", "MONTHLY"):
            said["BYMONTHDAY"] = str(first.day)
        elif rule.frequency == "WEEKLY":
            said["BYDAY"] = _DAYS[first.weekday()]
    if counted:
        said["COUNT"] = str(rule.count)
    said |= {"FREQ": rule.frequency, "INTERVAL": str(rule.interval), "WKST": rule.week_starts}
    return ";".join(f"{name}={value}" for name, value in said.items())


def _near(rule: Rule, first: datetime, low: datetime) -> datetime:
    """Return a date from which the rule goes on as from its first, a period or two before a moment."""
    if low <= first:
        return first
    if rule.frequency in ("YEARLY", "MONTHLY"):
        each = rule.interval * (12 if rule.frequency == "YEARLY" else 1)
        gone = (low.year - first.year) * 12 + low.month - first.month
        if (skipped := gone // each - 1) <= 0:
            return first
        month = first.year * 12 + (first.month - 1) + skipped * each
        if rule.frequency == "YEARLY":
            return first.replace(year=month // 12, month=1, day=1)
        return first.replace(year=month // 12, month=month % 12 + 1, day=1)
    step = _UNITS[rule.frequency] * rule.interval
    return first + max((low - first) // step - 1, 0) * step


def _last_counted(rule: Rule, first: datetime) -> datetime | None:
    """Return where the count of a plain daily or weekly rule ends. None for any other rule, which must be followed date
    by date."""
    filters, count, weeks = dict(rule.filters), rule.count or 0, timedelta(weeks=rule.interval)
    try:
        if rule.frequency == "DAILY" and not filters:
            return first + (count - 1) * timedelta(days=rule.interval)
        days = filters.pop("BYDAY", _DAYS[first.weekday()]).split(",")
        if rule.frequency != "WEEKLY" or filters or not set(days) <= set(_DAYS):
            return None
        starts = _DAYS.index(rule.week_starts)
        places = sorted({(_DAYS.index(day) - starts) % 7 for day in days})
        here = (first.weekday() - starts) % 7
        before = sum(place < here for place in places)
        full, place = divmod(count - 1 + before, len(places))
        return first + full * weeks + timedelta(days=places[place] - here)
    except OverflowError:
        return datetime.max  # noqa: DTZ901 - as a clock shows it


@lru_cache(maxsize=1024)
def _ahead(first_year: int, last_year: int) -> int:
    """Return the most years by which the years from one to another can be moved, their weekdays and leap days kept."""
    years = range(first_year - 1, last_year + 2)
    for ahead in range(MAXYEAR - 1 - last_year, 0, -1):
        if all(_begins(year) == _begins(year + ahead) and isleap(year) == isleap(year + ahead) for year in years):
            return ahead
    return 0


def _begins(year: int) -> int:
    """Return the weekday on which a year begins; also of one that no date can be in."""
    before = year - 1
    return (before + before // 4 - before // 100 + before // 400) % 7
