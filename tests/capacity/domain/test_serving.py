"""Serving a line of families: as many as can be are served, and of those the first. Held against trying everything."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from app.capacity.domain.serving import Due, Sessions, left_over

TODAY = date(2026, 3, 2)
TOLD_FROM = date(2026, 3, 9)
"""The first day of which a family can be told in time."""


def suits(session: Sessions, case: Due) -> bool:
    """Whether a family may have a session: one of its area, at short notice only if its days end before any notice."""
    return case.area in session.areas and (not session.short_notice or TODAY <= case.on < TOLD_FROM)


def all_seated(cases: Sequence[Due], sessions: Sequence[Sessions]) -> bool:
    """Whether each of these families can have a session of its own, found by trying every way."""
    if not cases:
        return True
    first, *others = cases
    return any(
        suits(session, first) and all_seated(others, [*sessions[:place], *sessions[place + 1 :]])
        for place, session in enumerate(sessions)
    )


def first_that_can_be_served(line: Sequence[Due], sessions: Sequence[Sessions]) -> list[Due]:
    """Return those for whom nothing is left where each in turn is served if all before it keep a session."""
    served: list[Due] = []
    left: list[Due] = []
    for one in line:
        (served if all_seated([*served, one], sessions) else left).append(one)
    return left


def test_as_many_as_can_be_are_served_and_of_those_the_first() -> None:
    chance, some_left = random.Random(7), 0  # noqa: S311 - the same lines in every run
    for _ in range(300):
        sessions = [
            Sessions(frozenset(chance.sample("ABC", chance.randint(1, 2))), chance.random() < 0.4)
            for _ in range(chance.randint(1, 5))
        ]
        line = [Due(TODAY + timedelta(days=chance.choice((3, 20))), chance.choice("ABC")) for _ in range(6)]
        left = left_over(line, Counter(sessions), TODAY, TOLD_FROM)
        assert left == first_that_can_be_served(line, sessions)
        some_left += bool(left)
    assert some_left > 100
