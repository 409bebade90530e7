"""The day in London. The law counts days there, wherever the servers are."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """Return the day in London on which an instant falls."""
    return at.astimezone(LONDON).date()
