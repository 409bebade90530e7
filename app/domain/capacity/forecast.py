"""When the thirty days will break if nothing changes, what would prevent it, and who is next in line."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from uuid import UUID

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)

Coming = Mapping[date, list[date]]
"""For each week's Monday, the due days of those who can be given a session from then on."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week, named by its Monday, and the sessions that are still free in it."""

    begins_on: date
    free: int

    def __post_init__(self) -> None:
        """Refuse what is no week.

        Raises:
            ValueError: it begins on another day, or fewer than no sessions are free.
        """
        if self.begins_on.weekday() or self.free < 0:
            raise ValueError(f"{self.begins_on} with {self.free} free: a week begins on a Monday, with 0 free or more")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of the thirty days (reg 36) within the weeks given.

    `overdue` counts those past their day before today: they are broken, whatever is done. All else is about days still
    to come. `first_breach_week` is the Monday of the first week in which such a day passes without a session; None if
    none does. `duties_broken` counts all of these. They are avoidable: `sessions_short` is the fewest extra sessions
    that would leave none of them, wherever among the weeks they help most; `mediator_days_needed` the same in whole
    days of a mediator.
    """

    overdue: int
    first_breach_week: date | None
    duties_broken: int
    sessions_short: int
    mediator_days_needed: int
    assumption: str


def forecast(
    weeks: Sequence[Week],
    due: Sequence[date],
    arrivals_per_week: float,
    today: date,
    sessions_per_mediator_day: float = 2.0,
    *,
    arrange_within_days: int,
) -> Forecast:
    """Give the free sessions, week by week, to whoever is due first, and see whose day passes without one.

    `due` holds the due days of those waiting now. `arrange_within_days` comes from the rule table: the period of
    rule authority-arranges. Weeks before today's are left out; a week not given has nothing free; of a week given
    twice, both count.

    A case past its day stays in line, and first: it is still owed a session.

    Raises:
        ValueError: the rate of arrivals is below 0, or a mediator has no sessions in a day.
    """
    rate, per_day = _exact(arrivals_per_week), _exact(sessions_per_mediator_day)
    if rate < 0 or per_day <= 0:
        raise ValueError("Arrivals cannot be fewer than none, and a mediator's day must hold something.")
    plan = _without_gaps(weeks, today)
    coming = _coming(due, rate, today, plan[-1], arrange_within_days)
    broken = _broken(plan, coming, today)
    return Forecast(
        overdue=sum(day < today for day in due),
        first_breach_week=min(broken, default=None),
        duties_broken=broken.total(),
        sessions_short=_days_needed(plan, coming, today, Fraction(1)),
        mediator_days_needed=_days_needed(plan, coming, today, per_day),
        assumption=(
            f"Requests come evenly at {arrivals_per_week:g} a week. Each is due {arrange_within_days} days later and, "
            "for the sake of notice, given a session from the week after it. Whoever is due first is served first. "
            "Any free session suits any case, none falls through, and one in the week of the due day counts as in "
            f"time. A mediator's day brings {sessions_per_mediator_day:g} sessions on average."
        ),
    )


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * ONE_DAY


def waiting_order(due: date | None, requested_on: date, case_id: UUID) -> tuple[date, date, UUID]:
    """Return the key by which those waiting are sorted: the oldest due date first, then the oldest request.

    A case for which the thirty days do not run (None) comes after all for which they do. The id settles ties.
    """
    return due or date.max, requested_on, case_id


def why_here(due: date | None, ahead: Sequence[date | None], today: date) -> str:
    """Say in one sentence why a case stands where it stands; `ahead` are the due days of those before it in line."""
    if due is None:
        own, same = "It has no due date", "without one"
    else:
        own, same = f"{'Was due' if due < today else 'Due'} by {due}", "with the same due date"
    tied = sum(day == due for day in ahead)
    sooner = len(ahead) - tied
    told = f"{own}: {sooner or 'none'} of those waiting {'are' if sooner > 1 else 'is'} due sooner"
    return f"{told}, and {tied} {same} asked no later." if tied else f"{told}."


def _exact(number: float) -> Fraction:
    """A number as it was meant: 0.3 is three tenths, and ten days of it are three sessions, not two."""
    return Fraction(number).limit_denominator(1000)


def _without_gaps(weeks: Sequence[Week], today: date) -> list[Week]:
    """Every week from today's to the last one given."""
    free: Counter[date] = Counter()
    for week in weeks:
        free[week.begins_on] += week.free
    this_week = monday(today)
    ahead = max((*free, this_week)) - this_week
    return [Week(day, free[day]) for day in (this_week + n * ONE_WEEK for n in range(ahead // ONE_WEEK + 1))]


def _coming(due: Sequence[date], rate: Fraction, today: date, last: Week, within: int) -> Coming:
    """Those waiting now can be given a session at once, a new request from the week after it.

    Or from the week of its due day, where that is sooner.
    """
    coming: defaultdict[date, list[date]] = defaultdict(list, {monday(today): list(due)})
    for requested_on in _arrivals(rate, today, last.begins_on + 6 * ONE_DAY):
        day = requested_on + within * ONE_DAY
        coming[min(monday(requested_on) + ONE_WEEK, monday(day))].append(day)
    return coming


def _arrivals(rate: Fraction, today: date, until: date) -> Iterator[date]:
    """The days of the requests to come: the n-th once n are made up by the rate."""
    for n in range(1, floor((until - today) // ONE_DAY * rate / 7) + 1):
        yield today + floor(7 * n / rate) * ONE_DAY


def _broken(plan: Sequence[Week], coming: Coming, today: date) -> Counter[date]:
    """How many due days, of those that are not past yet, pass without a session in each week."""
    broken: Counter[date] = Counter()
    line: list[date] = []
    for week in plan:
        line = _joined(line, coming, week)[week.free :]
        broken[week.begins_on] = len(_passing(line, week, today))
    return +broken


def _days_needed(plan: Sequence[Week], coming: Coming, today: date, per_day: Fraction) -> int:
    """The fewest extra days, of so many sessions each, that let no due day pass.

    Days are added in the week in which a due day would pass, and no more of them than serve everyone up to it: put
    earlier they save no more, and none can be put later. Over all days the fractions of sessions add up.
    """
    days = 0
    line: list[date] = []
    for week in plan:
        line = _joined(line, coming, week)[week.free :]
        if passing := _passing(line, week, today):
            had = floor(days * per_day)
            days = ceil((had + passing.stop) / per_day)
            line = line[floor(days * per_day) - had :]
    return days


def _joined(line: list[date], coming: Coming, week: Week) -> list[date]:
    return sorted(line + coming.get(week.begins_on, []))


def _passing(line: list[date], week: Week, today: date) -> range:
    """Where in the line they stand whose due day passes in a week; one past before today was broken already."""
    return range(bisect_left(line, max(week.begins_on, today)), bisect_left(line, week.begins_on + ONE_WEEK))
