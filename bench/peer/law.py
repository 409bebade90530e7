"""The two dates that an answer shows: when the contact period ends, and when the time to appeal does."""

from calendar import monthrange
from datetime import date, timedelta

BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25",
        "2026-08-31", "2026-12-25", "2026-12-28",
    )
)  # fmt: skip


def contact_closes_on(notice: date) -> date:
    """Return the corresponding date two months on, or the month's last day."""
    year, month = divmod(notice.year * 12 + notice.month + 1, 12)
    return date(year, month + 1, min(notice.day, monthrange(year, month + 1)[1]))


def appeal_closes_on(notice: date) -> date:
    """Return the same, moved past August, Christmas week, weekends and bank holidays."""
    day = contact_closes_on(notice)
    while (
        day.weekday() > 4
        or day in BANK_HOLIDAYS
        or day.month == 8
        or (day.month, day.day) >= (12, 25)
        or (day.month, day.day) == (1, 1)
    ):
        day += timedelta(days=1)
    return day
