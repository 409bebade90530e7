"""When the 30-day duty will be broken if nothing changes, what would prevent it, and why a case waits where it does."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from heapq import heapify, heapreplace
from math import ceil, floor

from app.capacity.domain.serving import Due, Serving, Sessions, left_over

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)

Coming = Mapping[date, list[Due]]
"""For each week's Monday, the families that can get a session from then on."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week, named by its Monday, and how many sessions of each sort are still free in it."""

    begins_on: date
    free: Mapping[Sessions, int]

    def __post_init__(self) -> None:
        """Reject what is not a week.

        Raises:
            ValueError: it begins on another day, or fewer than no sessions are free.
        """
        if self.begins_on.weekday() or any(number < 0 for number in self.free.values()):
            raise ValueError(f"{self.begins_on}: a week begins on a Monday, with 0 sessions free or more")


@dataclass(frozen=True, slots=True)
class InArea:
    """The part of a forecast about the families of one area. `mediator_days_needed` counts the days for the area's own
    sessions. The sum over all areas may be more than the total, because one day can bring sessions for two areas.
    """

    area: str
    first_breach_week: date | None
    duties_broken: int
    sessions_short: int
    mediator_days_needed: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of the thirty days (reg 36) within the weeks given.

    `overdue` counts those past their day before today: they are broken, whatever is done. All else is about days still
    to come. `first_breach_week` is the Monday of the first week in which such a day passes without a session. None if
    none does. `duties_broken` counts all of these. They are avoidable: `sessions_short` is the fewest extra sessions
    that would leave none of them, in the weeks and the areas in which they help most; `mediator_days_needed` the same
    in whole days of a mediator, where what is over of a day goes to whoever is next in line. `areas` says the same of
    each area from which anybody waits or comes.
    """

    overdue: int
    first_breach_week: date | None
    duties_broken: int
    sessions_short: int
    mediator_days_needed: int
    areas: tuple[InArea, ...]
    assumption: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The assumptions of a forecast: within how many days a session is due, and how many sessions a mediator's day
    brings.

    `arrange_within_days` comes from the rule table: the period of rule authority-arranges. Before `noticed_from` no
    family can be told of a session 5 working days ahead any more (reg 36); today, if left out.
    """

    arrange_within_days: int
    noticed_from: date | None = None
    sessions_per_mediator_day: float = 2.0


def forecast(
    weeks: Sequence[Week],
    waiting: Sequence[Due],
    arrivals_per_week: Mapping[str, float],
    today: date,
    reckoning: Reckoning,
) -> Forecast:
    """Give the free sessions, week by week, to the families that are due first, and see whose day passes without a
    session.

    `arrivals_per_week` tells the areas apart. Sessions at `short_notice`, before any family can be told in time, go to
    those alone whose thirty days end sooner. Weeks before today's are left out; a week not given has nothing free; of a
    week given twice, both count.

    A case past its day stays in line, and first: it is still owed a session.

    Raises:
        ValueError: the rate of arrivals is below 0, or a mediator has no sessions in a day.
    """
    rates = {area: _exact(rate) for area, rate in sorted(arrivals_per_week.items())}
    within = reckoning.arrange_within_days
    per_day = _exact(reckoning.sessions_per_mediator_day)
    if min(rates.values(), default=0) < 0 or per_day <= 0:
        raise ValueError("Arrivals cannot be fewer than none, and a mediator's day must hold something.")
    plan = _without_gaps(weeks, today)
    coming = _coming(waiting, rates, today, plan[-1], within)
    told_from = reckoning.noticed_from or today
    broken = _broken(plan, coming, today, told_from)
    short = _needed(plan, coming, today, told_from, Fraction(1))[1]
    return Forecast(
        overdue=sum(one.on < today for one in waiting),
        first_breach_week=min((week for week, _ in broken), default=None),
        duties_broken=broken.total(),
        sessions_short=short.total(),
        mediator_days_needed=_needed(plan, coming, today, told_from, per_day)[0],
        areas=tuple(
            InArea(
                area,
                first_breach_week=min((week for week, where in broken if where == area), default=None),
                duties_broken=sum(number for (_, where), number in broken.items() if where == area),
                sessions_short=short[area],
                mediator_days_needed=ceil(short[area] / per_day),
            )
            for area in sorted({one.area for line in coming.values() for one in line})
        ),
        assumption=(
            f"We assume that requests come at {float(sum(rates.values())):g} a week, spread over the areas as in "
            f"recent weeks. Each request is due after {within} days. A new request gets a session in the week after "
            "the request at the earliest, to leave time for notice. Families that wait now get no session before "
            f"{told_from}, the first day for which they can get 5 working days' notice. The only exception is a "
            "family that is due sooner. The family that is due first gets a session first, from a mediator who "
            "serves its area. Apart from that, any free session suits any case, and every session is held. A session "
            "in the week of the due day counts as in time. Languages, formats and times at which a party cannot come "
            "are left out, so more duties may be broken. For families that wait now, a proposal (`POST "
            "/v1/capacity/allocations`) takes languages, formats and such times into account. A mediator's day has "
            f"{reckoning.sessions_per_mediator_day:g} sessions on average."
        ),
    )


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * ONE_DAY


def why_here(due: date | None, ahead: Sequence[date | None], today: date) -> str:
    """Say in one sentence why a case has its place in the waiting list.

    `ahead` are the due days of the cases before it. The list holds only the cases that the reader sees: cases of other
    authorities may wait for the same mediators.
    """
    if due is None:
        own, same = "The case has no due date", "without a due date"
    else:
        own, same = f"The case {'was' if due < today else 'is'} due by {due}", "with the same due date"
    tied = sum(day == due for day in ahead)
    sooner = len(ahead) - tied
    told = f"{own}: {sooner or 'none'} of the waiting cases that you see {'are' if sooner > 1 else 'is'} due sooner"
    return f"{told}. {tied} of the cases {same} asked earlier or on the same day." if tied else f"{told}."


def _exact(number: float) -> Fraction:
    """An exact number: 0.3 is three tenths, and ten days at that rate are three sessions, not two."""
    return Fraction(number).limit_denominator(1000)


def _without_gaps(weeks: Sequence[Week], today: date) -> list[Week]:
    """Every week from this week to the last week given."""
    free: defaultdict[date, Counter[Sessions]] = defaultdict(Counter)
    for week in weeks:
        free[week.begins_on].update(week.free)
    this_week = monday(today)
    ahead = max((*free, this_week)) - this_week
    return [Week(day, free[day]) for day in (this_week + n * ONE_WEEK for n in range(ahead // ONE_WEEK + 1))]


def _coming(waiting: Sequence[Due], rates: Mapping[str, Fraction], today: date, last: Week, within: int) -> Coming:
    """A family that waits now can get a session at once. A new request can get one from the following week.

    Or from the week of its due day, where that is sooner.
    """
    coming: defaultdict[date, list[Due]] = defaultdict(list, {monday(today): list(waiting)})
    for requested_on, area in _arrivals(rates, today, last.begins_on + 6 * ONE_DAY):
        day = requested_on + within * ONE_DAY
        coming[min(monday(requested_on) + ONE_WEEK, monday(day))].append(Due(day, area))
    return coming


def _arrivals(rates: Mapping[str, Fraction], today: date, until: date) -> Iterator[tuple[date, str]]:
    """The days and areas of the requests to come: the n-th once n are made up by all rates together.

    Areas take turns: each by its own rate, its first when half a request is made up.
    """
    rate = sum(rates.values(), Fraction())
    turns = [(1 / (2 * each), area) for area, each in rates.items() if each]
    heapify(turns)
    for n in range(1, floor((until - today) // ONE_DAY * rate / 7) + 1):
        turn, area = turns[0]
        heapreplace(turns, (turn + 1 / rates[area], area))
        yield today + floor(7 * n / rate) * ONE_DAY, area


def _broken(plan: Sequence[Week], coming: Coming, today: date, told_from: date) -> Counter[tuple[date, str]]:
    """How many due days pass without a session in each week, by area. Days that are already past do not count."""
    broken: Counter[tuple[date, str]] = Counter()
    line: list[Due] = []
    for week in plan:
        line = left_over(_joined(line, coming, week), week.free, today, told_from)
        broken.update((week.begins_on, one.area) for one in line if _passes(one, week, today))
    return broken


def _needed(
    plan: Sequence[Week], coming: Coming, today: date, told_from: date, per_day: Fraction
) -> tuple[int, Counter[str]]:
    """The fewest extra days, of so many sessions each, that let no due day pass; and for which areas the sessions are.

    Days are added in the week in which a due day would pass: put earlier they save no more, and none can be put later.
    Whoever stands before it in line and could have the session, if need be by an exchange with somebody of another
    area, takes it first: so they are added until it is served. What is over of such a day goes to whoever is next. Over
    all days the fractions of sessions add up.
    """
    days = 0
    sessions: Counter[str] = Counter()
    line: list[Due] = []
    for week in plan:
        serving = Serving(week.free, today, told_from)
        line = serving.serve(_joined(line, coming, week))
        added: list[Due] = []
        while passing := [one for one in line if _passes(one, week, today)]:
            line = serving.serve_more(line, passing)
            added += passing
        if added:
            had = floor(days * per_day)
            days = ceil((had + len(added)) / per_day)
            sessions.update(one.area for one in added)
            too_soon = week.begins_on + ONE_WEEK <= told_from  # a week for those alone whose days end before notice
            next_in_line = [one for one in line if serving.before_notice(one) or not too_soon]
            line = serving.serve_more(line, next_in_line[: floor(days * per_day) - had - len(added)])
    return days, sessions


def _joined(line: list[Due], coming: Coming, week: Week) -> list[Due]:
    return sorted(line + coming.get(week.begins_on, []))


def _passes(one: Due, week: Week, today: date) -> bool:
    """Whether a due day passes in a week. A day before today was already missed."""
    return max(week.begins_on, today) <= one.on < week.begins_on + ONE_WEEK
