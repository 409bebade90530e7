"""Forecasting when the thirty days break: for each provider that a caller sees, and for all of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.adapters.db.capacity import figures
from app.adapters.db.connections import Row
from app.adapters.db.database import Work
from app.adapters.http.present import organisation
from app.adapters.http.schemas import capacity as c
from app.adapters.http.unit import Service
from app.domain.capacity.forecast import Week, forecast, monday
from app.domain.law.deadlines import LONDON
from app.domain.law.rulebook import RULEBOOK

RATE_OVER = timedelta(weeks=4)
"""Over how long the present rate of requests is taken."""

TAKEN_TOGETHER = (
    "The providers are taken as one: any free session of any of them suits any family that waits for any of them, "
    "whichever it was sent to and whichever its authority instructs. Whoever is registered by several of them is "
    "counted once, and so is that person's time."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What all forecasts of one answer are made from."""

    plan: Sequence[date]
    today: date
    waiting: Mapping[UUID, Sequence[date]]
    arrivals: Mapping[UUID, int]
    ages: Mapping[UUID | None, Row]


def moment(day: date) -> datetime:
    """Return the instant at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


async def forecasts(
    service: Service, work: Work, providers: Sequence[UUID], weeks: int
) -> tuple[list[c.ProviderForecast], c.JointForecast]:
    """Forecast from today, whatever week the figures were asked from: each provider, and all of them as one."""
    begins = monday(work.today)
    plan = [begins + timedelta(weeks=n) for n in range(weeks)]
    span = moment(begins), moment(begins + timedelta(weeks=weeks))
    waiting: dict[UUID, list[date]] = {one: [] for one in providers}
    for row in await figures.waiting(work.connection):
        if row.provider_id in waiting:
            waiting[row.provider_id] += [row.due_on] * row.waiting
    arrivals = await figures.arrivals(work.connection, work.now - RATE_OVER)
    known = _Known(plan, work.today, waiting, arrivals, await figures.ages(work.connection, providers))
    free: dict[UUID, Counter[date]] = {one: Counter() for one in providers}
    for row in await figures.by_week(work.connection, figures.SLOTS, providers, *span, work.now, by_area=False):
        free[row.provider_id][row.week] = row.free
    of_all = sum(free.values(), Counter[date]()) - Counter(
        await figures.twice(work.connection, providers, *span, work.now)
    )
    known_as = {one: organisation(one, service.organisations) for one in providers}
    apart = [c.ProviderForecast(provider=known_as[one], **_outlook(known, [one], free[one], one)) for one in providers]
    together = _outlook(known, providers, of_all)
    together["assumption"] += f" {TAKEN_TOGETHER}"
    return apart, c.JointForecast(providers=list(known_as.values()), **together)


def _outlook(
    known: _Known, providers: Iterable[UUID], free: Mapping[date, int], aged: UUID | None = None
) -> dict[str, Any]:
    due = [day for one in providers for day in known.waiting[one]]
    per_week = sum(known.arrivals.get(one, 0) for one in providers) / (RATE_OVER / timedelta(weeks=1))
    clock = RULEBOOK.rule("authority-arranges").clock
    assert clock is not None  # noqa: S101 - the rule is a clock
    plan = [Week(week, free.get(week, 0)) for week in known.plan]
    found = forecast(plan, due, per_week, known.today, arrange_within_days=clock.period.amount)
    age = known.ages.get(aged)
    return {
        "mediators": age.mediators if age else 0,
        "waiting": len(due),
        "requests_per_week": per_week,
        "availability_oldest": age.oldest if age else None,
        "availability_newest": age.newest if age else None,
        "mediators_without_availability": age.mediators - age.with_availability if age else 0,
        **asdict(found),
    }
