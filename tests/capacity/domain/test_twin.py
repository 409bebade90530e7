"""The simulated capacity: against an analytic queue, by properties under the same chance, and mended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean

import pytest

from app.capacity.domain.forecast import Reckoning, Week, forecast
from app.capacity.domain.serving import Due, Sessions
from app.capacity.domain.twin import (
    JOINING,
    Added,
    Changes,
    Course,
    InLine,
    Joins,
    Kind,
    Need,
    Shared,
    Sort,
    Twin,
    ranged,
    twin_after,
    whole,
    with_more,
)
from app.capacity.twin import documented
from app.capacity.twin.answering import what_if
from app.capacity.twin.question import ANSWER, QUESTION, Question
from app.capacity.twin.simulation import Run
from app.capacity.twin.views import UNPROVEN, what_if_out

MONDAY = date(2026, 6, 1)


def sort(weeks: int, free: float, *areas: str, mediators: int = 1, languages: tuple[str, ...] = ("en",)) -> Sort:
    return Sort(areas, languages, ("in_person", "video"), mediators, (free,) * weeks, (0.0,) * weeks)


def twin(weeks: int, *sorts: Sort, rate: float = 0.0, waiting: int = 0, no_show: float = 0.0) -> Twin:
    line = (InLine("991", MONDAY + timedelta(days=20), waiting),) if waiting else ()
    return Twin(MONDAY, MONDAY, MONDAY, weeks, 30, sorts, line, {"991": rate}, no_show=no_show)


def courses(of: Twin, runs: int = 20) -> Iterator[Course]:
    return (Run(of, f"7/{number}").course() for number in range(runs))


@pytest.mark.parametrize(("rate", "no_show"), [(0.5, 0.0), (0.8, 0.0), (0.6, 0.2)])
def test_the_queue_is_as_long_as_the_formula_says(rate: float, no_show: float) -> None:
    """One session a week, requests by Poisson: the queue M/D/1, seen at each session.

    With L waiting, A new in a week and S the chance that a session is held, stationary second moments give
    E[L] = (2a - a^2) / 2(s - a). For s = 1 this is the formula of Pollaczek and Khinchine for M/D/1.
    """
    weeks, warm = 4_000, 400
    [course] = courses(twin(weeks, sort(weeks, 1, "991"), rate=rate, no_show=no_show), 1)
    expected = (2 * rate - rate**2) / (2 * (1 - no_show - rate))
    assert fmean(course.waiting[warm:]) == pytest.approx(expected, rel=0.12)
    assert fmean(course.held[warm:]) == pytest.approx(rate, rel=0.06)


def test_without_chance_it_is_the_forecast() -> None:
    """Nobody new comes: what becomes of the waiting families is what `GET /v1/capacity` says."""
    world = replace(
        twin(6, sort(6, 1, "991"), sort(6, 1, "991", "992")),
        waiting=(InLine("991", MONDAY + timedelta(days=9), 5), InLine("992", MONDAY + timedelta(days=16), 3)),
    )
    weeks = [
        Week(MONDAY + timedelta(weeks=n), {Sessions(frozenset({"991"})): 1, Sessions(frozenset({"991", "992"})): 1})
        for n in range(6)
    ]
    due = [Due(one.due_on, one.area) for one in world.waiting for _ in range(one.families)]
    told = forecast(weeks, due, {}, MONDAY, Reckoning(30))
    [course] = courses(world, 1)
    assert sum(course.late) == told.duties_broken == 3
    assert course.first_late is not None
    assert MONDAY + timedelta(weeks=course.first_late) == told.first_breach_week


def test_nobody_waits_if_nobody_mediates() -> None:
    world = twin_after(twin(10, sort(10, 1, "991"), rate=5), Changes(take_up=0))
    assert all(course == Course((0,) * 10, (0,) * 10, (0,) * 10) for course in courses(world))


@pytest.mark.parametrize("no_show", [0.0, 0.3])
def test_more_mediators_never_make_more_families_late(no_show: float) -> None:
    """The same run, with the same families."""
    world = replace(
        twin(16, sort(16, 2, "991"), sort(16, 2, "991", "992"), sort(16, 1, "992"), waiting=6, no_show=no_show),
        rates={"991": 3.0, "992": 3.0},
    )
    for area in ("991", "992"):
        more = with_more(world, [Added(Kind(area), 1)])
        for few, many in zip(courses(world), courses(more), strict=True):
            assert sum(many.late) <= sum(few.late)


def test_each_change_makes_it_worse_and_its_opposite_better() -> None:
    world = twin(20, sort(20, 5, "991", mediators=5), rate=4, no_show=0.05)

    def late(changes: Changes) -> float:
        return fmean(sum(course.late) for course in courses(twin_after(world, changes)))

    before = late(Changes())
    for worse in (
        Changes(take_up=1.0),
        Changes(mediators_leave=2),
        Changes(session_hours=4.5),
        Changes(no_show_factor=6),
        Changes(authority_joins=Joins(6.0, ("991",))),
    ):
        assert late(worse) > before, worse
    assert late(Changes(session_hours=2)) <= before
    assert late(Changes(authority_joins=Joins(6.0, ("992",)))) > before, "nobody serves its families"


def test_an_authority_that_joins_is_served_by_the_mediators_named() -> None:
    world = twin_after(
        twin(8, sort(8, 1, "991"), sort(8, 1, "992")), Changes(take_up=0.5, authority_joins=Joins(4.0, ("992",)))
    )
    assert world.rates[JOINING] == 2.0
    assert [JOINING in one.areas for one in world.sorts] == [False, True]


def test_fewer_longer_sessions_lose_no_hour() -> None:
    assert whole([0.75] * 8) == [0, 1, 1, 1, 0, 1, 1, 1]
    assert sum(whole([0.1] * 30)) == 3


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_runs() -> None:
    world = twin(5, sort(5, 1, "991", mediators=3), rate=1, waiting=4, no_show=0.05)
    asked = Question(world, Changes(take_up=1.0, mediators_leave=1), 5)
    assert QUESTION.validate_json(QUESTION.dump_json(asked)) == asked
    first, again, other = [
        ANSWER.dump_json(what_if(asked.twin, asked.changes, seed)) for seed in (asked.seed, asked.seed, 6)
    ]
    assert first == again != other


def test_as_few_mediators_are_added_as_mend_it() -> None:
    """Ten families, due in three weeks, and one session a week: seven are missing. A mediator brings one a week."""
    world = replace(twin(4, sort(4, 1, "991"), waiting=10), waiting=(InLine("991", MONDAY + timedelta(days=18), 10),))
    answer = what_if(world, Changes(), 1)
    mend = answer.mend
    assert mend is not None
    assert mend.added == (Added(Kind("991"), 3),), "two would bring six"
    assert (mend.late.high, mend.unserved, mend.proven) == (0, 0, True)
    assert UNPROVEN not in what_if_out(Question(world, Changes(), 1), answer).words


def test_a_mediator_who_speaks_the_language_is_added_where_it_is_missing() -> None:
    polish = Need(language="pl")
    world = replace(twin(6, sort(6, 9, "991"), waiting=12), needs=(Shared("991", polish, 1.0),))
    mend = what_if(world, Changes(), 1).mend
    assert mend is not None
    assert [one.kind for one in mend.added] == [Kind("991", polish)]
    assert mend.late.high == 0


def test_families_who_are_overdue_need_no_session_sooner_than_the_others() -> None:
    """Eight are overdue, and one is due in the sixth week: nine sessions in six weeks."""
    line = (InLine("991", MONDAY - timedelta(days=1), 8), InLine("991", MONDAY + timedelta(days=38), 1))
    mend = what_if(replace(twin(6, sort(6, 0, "991")), waiting=line), Changes(), 1).mend
    assert mend is not None
    assert (mend.added, mend.late.high) == ((Added(Kind("991"), 2),), 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_mend_mends_the_bad_run(seed: int) -> None:
    """So at most one run in twenty is left with a family who is late."""
    world = replace(
        twin(10, sort(10, 1, "991", mediators=2), sort(10, 1, "991", "992", mediators=2), no_show=0.1),
        rates={"991": 2.5, "992": 1.0},
    )
    answer = what_if(world, Changes(), seed)
    assert answer.mend is not None
    assert answer.mend.added
    assert answer.mend.late.middle == 0
    assert answer.mend.late.high < answer.changed.late.high


def test_no_more_mediators_are_named_than_the_run_needs() -> None:
    """Sixteen of one area are overdue. A family of another area is due soon, and has a session."""
    line = (
        InLine("991", MONDAY - timedelta(days=1), 16),
        InLine("991", MONDAY + timedelta(days=52), 1),
        InLine("992", MONDAY + timedelta(days=9), 1),
    )
    world = replace(twin(8, sort(8, 1, "992")), waiting=line)
    answer = what_if(world, Changes(), 1)
    assert answer.mend is not None
    assert (answer.mend.added, answer.mend.late.high) == ((Added(Kind("991"), 3),), 0)
    assert not answer.mend.proven, "the solver found more"
    assert UNPROVEN in what_if_out(Question(world, Changes(), 1), answer).words


def test_nothing_is_mended_where_nothing_breaks_or_nothing_helps() -> None:
    assert what_if(twin(6, sort(6, 3, "991"), rate=0.5), Changes(), 1).mend is None
    late = replace(twin(3, waiting=2), told_from=MONDAY + timedelta(days=10))
    late = replace(late, waiting=(InLine("991", MONDAY + timedelta(days=4), 2),))
    mend = what_if(late, Changes(), 1).mend
    assert mend is not None
    assert (mend.added, mend.unserved, mend.late.middle) == ((), 2, 2)


def test_the_answer_in_the_document_is_the_answer() -> None:
    asked = documented.QUESTION
    assert what_if(asked.twin, asked.changes, asked.seed) == documented.ANSWER


def test_a_range_is_of_runs_that_were() -> None:
    found = ranged(range(1, 101))
    assert (found.low, found.middle, found.high) == (5, 50, 95)
    assert ranged([4]) == replace(found, low=4, middle=4, high=4)
