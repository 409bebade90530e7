"""England's bank holidays, from the maintained package's own copy of the government's list. No network."""

from datetime import date

from govuk_bank_holidays.bank_holidays import BankHolidays

from app.domain.law.calendars import EnglishCalendar


def england() -> EnglishCalendar:
    """Build the calendar; its horizon is the last day of the last year that the list covers."""
    days = frozenset(
        holiday["date"]
        for holiday in BankHolidays(use_cached_holidays=True).get_holidays(BankHolidays.ENGLAND_AND_WALES)
    )
    return EnglishCalendar(days, date(max(days).year, 12, 31))
