"""Which days count. The caller passes in the bank holidays, so this module does not depend on their source."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.kernel.errors import BeyondHorizon

ONE_DAY = timedelta(days=1)
SATURDAY = 5
CHRISTMAS = (12, 25)
"""A holiday by common law: where it falls on a Saturday or Sunday, its bank holiday is another day."""


@dataclass(frozen=True)
class EnglishCalendar:
    """England's bank holidays and the last day for which they are published.

    "Working day" is not defined in regulation 2(1) of the SEND Regulations 2014. This service reads it as a day
    from Monday to Friday that is not Christmas Day, Good Friday or a bank holiday in England, as r.1(3) of the
    tribunal's rules does.
    """

    bank_holidays: frozenset[date]
    horizon: date

    def must_know(self, day: date) -> None:
        """Refuse a day whose bank holidays nobody has published yet."""
        if day > self.horizon:
            raise BeyondHorizon(
                f"{day} is after {self.horizon}, the last day for which bank holidays are published",
                "working-day",
            )

    def is_working_day(self, day: date) -> bool:
        """Whether the day is a working day in England."""
        self.must_know(day)
        return day.weekday() < SATURDAY and day not in self.bank_holidays

    def is_holiday(self, day: date) -> bool:
        """Whether the day is Christmas Day or a known bank holiday, whatever day of the week it is."""
        return day in self.bank_holidays or (day.month, day.day) == CHRISTMAS

    def why_not_working(self, day: date) -> str:
        """Say in words why a day is no working day."""
        if day in self.bank_holidays:
            return "a bank holiday"
        return "a Saturday" if day.weekday() == SATURDAY else "a Sunday"

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_after(self, start: date, amount: int, *, tribunal_shutdown: bool = False) -> date:
        """Count `amount` working days after `start`; the day of `start` itself is not counted.

        With `tribunal_shutdown`, days from 25 December to 1 January and in August are not counted either:
        r.12(3)(b) of the tribunal's rules, which the SEND Regulations do not share.
        """
        day = start
        while amount:
            day += ONE_DAY
            if self.is_working_day(day) and not (tribunal_shutdown and in_shutdown(day)):
                amount -= 1
        return day

    def working_days_before(self, end: date, amount: int) -> date:
        """Find the latest day that has `amount` working days between it and `end`, counting itself, not `end`."""
        self.must_know(end)
        day = end
        while amount:
            day -= ONE_DAY
            if self.is_working_day(day):
                amount -= 1
        return day


def in_shutdown(day: date) -> bool:
    """Whether r.12(3) touches the day: 25 December to 1 January, or August."""
    return day.month == 8 or (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day == 1)


def shutdown_ends(day: date) -> date:
    """Return the first day after the shutdown that holds `day`: 2 January or 1 September."""
    if day.month == 8:
        return date(day.year, 9, 1)
    return date(day.year + 1 if day.month == 12 else day.year, 1, 2)


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> tuple[date, bool]:
    """Return the corresponding date `months` later, and whether the month's end had to clamp it.

    The corresponding date rule: Dodds v Walker [1981] UKHL 5.
    """
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)), day.day > last
