"""The day in London: the law counts days there, wherever the servers stand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """Return the day in London on which an instant falls."""
    return at.astimezone(LONDON).date()
