"""When the law keeps a name: the day before, the day, and the day after."""

from datetime import date, timedelta

import pytest

from app.cases.domain.words import State
from app.keeping.domain.erasing import Kept, why_kept
from app.keeping.domain.words import KeptBecause

LAST = date(2026, 4, 2)


@pytest.mark.parametrize(
    ("days", "kept"),
    [(-1, Kept(KeptBecause.TIME_RUNNING, LAST)), (0, Kept(KeptBecause.TIME_RUNNING, LAST)), (1, None)],
)
def test_a_time_that_runs_keeps_the_name_to_its_last_day(days: int, kept: Kept | None) -> None:
    assert why_kept(State.CLOSED, LAST, LAST + timedelta(days=days), held=False) == kept


def test_what_keeps_it_longest_is_told_first() -> None:
    after = LAST + timedelta(days=1)
    assert why_kept(State.APPEAL_REGISTERED, None, after, held=True) == Kept(KeptBecause.APPEAL_RUNNING)
    assert why_kept(State.CERTIFIED, None, after, held=True) == Kept(KeptBecause.CASE_OPEN)
    assert why_kept(State.RESOLVED, LAST, LAST, held=True) == Kept(KeptBecause.TIME_RUNNING, LAST)
    assert why_kept(State.RESOLVED, LAST, after, held=True) == Kept(KeptBecause.LEGAL_HOLD)
    assert why_kept(State.RESOLVED, LAST, after, held=False) is None
