"""What a recurring entry would cost to expand, worked out before anything is expanded."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, datetime, time
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # ships no types
from icalendar import Component

MOST_STEPS: Final = 500_000
"""How many days one calendar may make the library look at: hundreds of series over years, in a few seconds."""

_DAILY_OR_RARER: Final = {"DAILY": 1, "WEEKLY": 4, "MONTHLY": 4, "YEARLY": 4}
"""How many days of such a rule cost as much as one day of a daily rule, measured."""

_MOST_RULES: Final = 10
_LONGEST_RULE: Final = 400  # characters; all days of a month and all weekdays take half of that
_LONGEST_INTERVAL: Final = 1000
_RECURRENCE: Final = frozenset({"RRULE", "RDATE", "EXDATE"})


class Unusable(ValueError):
    """An entry that is left out. The message says why, and repeats nothing of what the entry says."""


def steps(series: Sequence[Component], last: date) -> int:
    """Count the days that expanding a series up to `last` makes the library look at.

    `series` are the components of one UID: the rule, and the single dates that were moved.

    Raises:
        Unusable: it repeats more often than daily, or by a rule out of all proportion.
    """
    walks = 1
    for moved in series:
        if "RECURRENCE-ID" in moved and _walks_again(moved):
            # For such a change the library walks the rule once more, and as far as the change reaches.
            was_on, is_on = _day(moved.get("RECURRENCE-ID").dt), _day(moved.get("DTSTART").dt)
            reach = abs(was_on - is_on)
            last = min(max(last, was_on), date.max - reach) + reach
            walks += 1
    rules = [(part, rule) for part in series if "RECURRENCE-ID" not in part for rule in _rules(part)]
    if len(rules) > _MOST_RULES:
        raise Unusable("it repeats by too many rules")
    return walks * sum(_walk(rule, _day(part.get("DTSTART").dt), last) for part, rule in rules)


def _walks_again(moved: Component) -> bool:
    return "RANGE" in moved.get("RECURRENCE-ID").params or not _RECURRENCE.isdisjoint(moved)


def _rules(part: Component) -> list[Any]:
    rules = part.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _walk(rule: Any, first: date, last: date) -> int:
    """Count the days from the first of a series to where the library stops.

    That is the first date beyond `last`, or the year 9999 where a rule (every 30 February) never comes round. The
    Gregorian calendar repeats every 400 years, weekdays included. So the walk is tried as near to the end of time as
    the cycle allows: there, even a rule that never comes round is soon at an end.
    """
    [frequency], [interval], [count] = rule["FREQ"], rule.get("INTERVAL", [1]), rule.get("COUNT", [MOST_STEPS])
    often = any(len(rule.get(part, ())) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if often or frequency not in _DAILY_OR_RARER:
        raise Unusable("it repeats more often than daily")
    text: str = rule.to_ical().decode()
    if not 1 <= interval <= _LONGEST_INTERVAL or count < 1 or len(text) > _LONGEST_RULE:
        raise Unusable("it repeats by a rule out of all proportion")
    last = min([last, *map(_day, rule.get("UNTIL", []))])
    ahead = (MAXYEAR - max(first, last).year) // 400 * 400
    begins, ends = _later(first, ahead, time.min), _later(last, ahead, time.max)
    endless = ";".join(part for part in text.split(";") if not part.startswith("UNTIL="))
    seen, days = 0, (date.max - first).days
    for seen, at in enumerate(islice(rrulestr(endless, dtstart=begins), MOST_STEPS), 1):
        if at > ends or seen == count:
            days = (at - begins).days
            break
    return seen + days // (int(interval) * _DAILY_OR_RARER[frequency])


def _day(when: date) -> date:
    return date(when.year, when.month, when.day)


def _later(day: date, years: int, at: time) -> datetime:
    return datetime.combine(day.replace(year=day.year + years), at)
