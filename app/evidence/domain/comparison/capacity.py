"""The mediators' time as weeks of sessions: who gets a session, when, and how many mediators would be enough."""

from collections.abc import Sequence

WEEKS = 130
LEAST_WEEKS = 2
"""Weeks from a request to the first session that can be held: the family must be told five working days before."""
ENOUGH = 0.95
"""Mediators are enough if this share of requests gets a session within its days."""


class Weeks:
    """Sessions that can be held in each week. `each_week` may be a part of a session: one mediator serves several
    areas."""

    def __init__(self, each_week: float) -> None:
        self._left = [int((week + 1) * each_week) - int(week * each_week) for week in range(WEEKS)]

    def take(self, asked: int, until: int) -> int | None:
        """Take the first session by a day, a number of whole weeks after the request. None: every one is taken."""
        for day in range(asked + 7 * LEAST_WEEKS, until + 1, 7):
            week = day // 7
            if week < WEEKS and self._left[week] > 0:
                self._left[week] -= 1
                return day
        return None


def share_served(asked: Sequence[int], days: int, each_week: float) -> float:
    """Return the share of requests, in the order of their days, that get a session within `days`."""
    weeks = Weeks(each_week)
    served = sum(weeks.take(day, day + days) is not None for day in asked)
    return served / len(asked)


def sessions_needed(asked: Sequence[int], days: int) -> float:
    """Return how many sessions in a week are enough for the requests of a year. Zero if nobody asks."""
    if not asked:
        return 0.0
    low, high = 0.0, max(len(asked) / 52 * 6, 4.0)
    for _ in range(12):
        middle = (low + high) / 2
        if share_served(asked, days, middle) >= ENOUGH:
            high = middle
        else:
            low = middle
    return high
