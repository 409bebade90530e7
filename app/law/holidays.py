"""England's bank holidays, from the copy of the government's list in a maintained package. No network."""

import json
from datetime import date
from importlib.resources import files

from app.law.domain.calendars import EnglishCalendar

_LIST = files("govuk_bank_holidays") / "bank-holidays.json"
"""The package's data without its code: that would bring an HTTP client along, to download what lies here already."""


def england() -> EnglishCalendar:
    """Build the calendar; its horizon is the last day of the last year that the list covers."""
    listed = json.loads(_LIST.read_text(encoding="utf-8"))["england-and-wales"]["events"]
    days = frozenset(date.fromisoformat(holiday["date"]) for holiday in listed)
    return EnglishCalendar(days, date(max(days).year, 12, 31))
