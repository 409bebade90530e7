"""Answers about capacity figures for the OpenAPI document: a calculated forecast, and the waiting list."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from app.capacity.domain.forecast import Reckoning, Week, forecast
from app.capacity.domain.serving import Due, Sessions
from app.capacity.figures.routes import get_capacity, get_waiting
from app.capacity.figures.schemas import CapacityOut, InLine, JointForecast, ProviderForecast, Unmet, WeekFigures
from app.capacity.figures.views import TAKEN_TOGETHER
from app.capacity.mediators.documented import WHEN
from app.capacity.sandbox import A
from app.capacity.scenes import FINDING
from app.capacity.slots.documented import case_of
from app.cases.unit import Service
from app.cases.views import organisation
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

EXAMPLES: Examples[Service] = Examples()
WEEK = date(2026, 2, 16)


def _outlook() -> dict[str, Any]:
    of_991 = Sessions(frozenset({"991"}))
    weeks = [Week(WEEK + timedelta(weeks=n), {of_991: free}) for n, free in enumerate((4, 3, 0, 2))]
    due = [Due(date(2026, 2, 27), "991")] * 3 + [Due(date(2026, 3, 12), "991")] * 6
    found = forecast(weeks, due, {"991": 1.5}, WHEN.date(), Reckoning(30))
    return {
        "mediators": 9,
        "mediators_left_out": 2,
        "waiting": 9,
        "requests_per_week": 1.5,
        "availability_oldest": WHEN,
        "availability_newest": WHEN,
        "mediators_without_availability": 0,
        **asdict(found),
    }


@EXAMPLES.of(get_capacity)
def _capacity(service: Service) -> CapacityOut:
    provider, outlook = organisation(BY_SLUG[A].id, service.organisations), _outlook()
    figures = WeekFigures(
        provider=A,
        area=None,
        week=WEEK,
        offered=18,
        held=2,
        booked=12,
        free=4,
        waiting=3,
        utilisation=0.778,
        availability_oldest=WHEN,
    )
    together = {**outlook, "assumption": f"{outlook['assumption']} {TAKEN_TOGETHER}"}
    return CapacityOut(
        as_of=WHEN,
        from_week=WEEK,
        weeks=4,
        items=[figures],
        forecasts=[ProviderForecast(provider=provider, **outlook)],
        together=JointForecast(providers=[provider], **together),
        unmet=[Unmet(week=WEEK, cases=1, reported_though_free=0)],
    )


@EXAMPLES.of(get_waiting)
def _waiting(service: Service) -> Page[InLine]:
    case = case_of(service, FINDING)
    first = InLine(
        position=1,
        case_id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        provider=A,
        state=case.facts.state,
        requested_on=case.facts.requested_on,
        due_on=date(2026, 3, 12),
        overdue_days=0,
        why_here="The case is due by 2026-03-12: none of the waiting cases that you see is due sooner.",
    )
    return Page[InLine](items=[first], next=None)
