"""Counts a period from a day, and shows the working."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.law.domain.calendars import EnglishCalendar, add_months, in_shutdown, shutdown_ends
from app.law.domain.model import Calendar, Direction, Period, Unit


@dataclass(frozen=True, slots=True)
class WorkingStep:
    """One line of the working: what was done, the date it gave, and why."""

    step: str
    date: date
    because: str


_SHUT = "days in August and from 25 December to 1 January (r.12(3)(b))"


def count(start: date, period: Period, calendar: Calendar, england: EnglishCalendar) -> list[WorkingStep]:
    """Count a period from a day before any rolling; the last line's date is the raw end."""
    if not period.amount:
        return [WorkingStep("immediately", start, "the law says that this must be done immediately")]
    match period.unit:
        case Unit.MONTHS:
            end, clamped = add_months(start, period.amount)
            because = "the same day of the month (the corresponding date)"
            if clamped:
                because = f"that month has no day {start.day}, so the last day of the month counts (Dodds v Walker)"
            return [WorkingStep(f"{period}", end, because)]
        case Unit.WEEKS | Unit.DAYS:
            days = period.amount * (7 if period.unit is Unit.WEEKS else 1)
            if calendar is Calendar.TRIBUNAL_ACTING:
                return [_outside_the_shutdown(start, days, period)]
            because = "all calendar days count; the last day does not move past weekends or holidays"
            return [WorkingStep(f"{period}", start + timedelta(days=days), because)]
        case Unit.WORKING_DAYS:
            return [_working_days(start, period, calendar, england)]


def _outside_the_shutdown(start: date, days: int, period: Period) -> WorkingStep:
    """Count days one by one, passing over those of August and of Christmas week."""
    end = start
    while days:
        end += timedelta(days=1)
        days -= not in_shutdown(end)
    return WorkingStep(f"{period}", end, f"{_SHUT} do not count")


def _working_days(start: date, period: Period, calendar: Calendar, england: EnglishCalendar) -> WorkingStep:
    if period.direction is Direction.BEFORE:
        end = england.working_days_before(start, period.amount)
        return WorkingStep(
            f"{period}", end, "counted backwards in working days; the day from which we count is not included"
        )
    if period.direction is Direction.BEGINNING_WITH:
        end = england.working_days_after(start - timedelta(days=1), period.amount)
        return WorkingStep(
            f"{period}", end, "counted from Monday to Friday except bank holidays, including the first day"
        )
    shutdown = calendar is Calendar.TRIBUNAL_ACTING
    end = england.working_days_after(start, period.amount, tribunal_shutdown=shutdown)
    because = "counted from Monday to Friday except bank holidays; the day from which we count is not included"
    if shutdown:
        because += f"; {_SHUT} do not count"
    return WorkingStep(f"{period}", end, because)


def roll(end: date, calendar: Calendar, england: EnglishCalendar) -> list[WorkingStep]:
    """Move the end of a tribunal period as r.12(2) and r.12(3)(a) say; the last line's date is the last day."""
    if calendar is Calendar.TRIBUNAL_STARTING and in_shutdown(end):
        after = shutdown_ends(end)
        day = england.next_working_day(after)
        name = "August" if end.month == 8 else "25 December to 1 January"
        return [
            WorkingStep(
                "last day moves",
                day,
                f"{end} falls in {name}, so the time ends on the first working day after that (r.12(3)(a))",
            )
        ]
    day = england.next_working_day(end)
    if day != end:
        return [
            WorkingStep(
                "last day moves",
                day,
                f"{end} is {england.why_not_working(end)}, so the time ends on the next working day (r.12(2))",
            )
        ]
    return []
