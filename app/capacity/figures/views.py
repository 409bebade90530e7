"""Capacity figures as JSON."""

from dataclasses import asdict
from typing import Any

from app.capacity.figures.forecasting import Outlook, Outlooks
from app.capacity.figures.schemas import CapacityOut, JointForecast, ProviderForecast, Unmet, WeekFigures
from app.capacity.figures.use_cases import CapacitySeen, WeekLine
from app.cases.views import organisation
from app.platform.db.directory import Organisations

TAKEN_TOGETHER = (
    "This forecast treats the providers as one provider. Any free session suits any family in an area that the "
    "mediator serves. It does not matter which provider the family was sent to, or which provider the family's "
    "authority instructs. A mediator registered with several providers counts once, serves the areas of all "
    "registrations, and has each hour only once."
)


def capacity_out(seen: CapacitySeen, weeks: int, organisations: Organisations) -> CapacityOut:
    """Show capacity by provider, area and week, with its forecasts."""
    items = [_week(one, organisations) for one in seen.lines]
    return CapacityOut(
        as_of=seen.as_of,
        from_week=seen.from_week,
        weeks=weeks,
        items=sorted(items, key=lambda line: (line.provider, line.area or "", line.week)),
        forecasts=[
            ProviderForecast(provider=organisation(one, organisations), **outlook_out(outlook))
            for one, outlook in seen.outlooks.apart.items()
        ],
        together=_together(seen.outlooks, organisations),
        unmet=[
            Unmet(week=one.week, cases=one.cases, reported_though_free=one.reported_though_free)
            for one in seen.unmet
            if one.cases or one.reported_though_free
        ],
    )


def _week(line: WeekLine, organisations: Organisations) -> WeekFigures:
    taken = line.held + line.booked
    return WeekFigures(
        provider=organisations.by_id(line.provider_id).slug,
        area=line.area,
        week=line.week,
        offered=line.offered,
        held=line.held,
        booked=line.booked,
        free=line.free,
        waiting=line.waiting,
        utilisation=round(taken / line.offered, 3) if line.offered else None,
        availability_oldest=line.availability_oldest,
    )


def _together(outlooks: Outlooks, organisations: Organisations) -> JointForecast:
    shown = outlook_out(outlooks.together)
    shown["assumption"] += f" {TAKEN_TOGETHER}"
    return JointForecast(providers=[organisation(one, organisations) for one in outlooks.apart], **shown)


def outlook_out(outlook: Outlook) -> dict[str, Any]:
    """Return the members of a forecast, of one provider or of several."""
    people = outlook.people
    return {
        "mediators": people.registered,
        "mediators_left_out": people.left_out,
        "waiting": outlook.waiting,
        "requests_per_week": outlook.requests_per_week,
        "availability_oldest": people.oldest,
        "availability_newest": people.newest,
        "mediators_without_availability": people.silent,
        **asdict(outlook.found),
        "areas": [asdict(one) for one in outlook.areas],
    }
