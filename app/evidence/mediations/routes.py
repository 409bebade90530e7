"""The route of the mediations of a year."""

from datetime import date
from typing import Annotated

from fastapi import Query

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.burden.store import CasesOfAQuarter
from app.evidence.mediations.schemas import MediationEvidence
from app.evidence.mediations.use_cases import mediations_of_year
from app.evidence.routes import NOT_YOURS
from app.evidence.use_cases import NotCounted, must_be_authority
from app.law.domain.quarters import Quarter, latest_year
from app.platform.http.problems import InvalidInput, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/evidence", tags=["Evidence"])
FIRST_WHOLE_YEAR = 2015
"""The Act came into force in September 2014."""


@router.get(
    "/mediations",
    summary="Count mediations of a year",
    responses=problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED),
)
async def get_mediation_figures(
    service: TheService,
    caller: Reader,
    year: Annotated[
        int | None,
        Query(
            ge=FIRST_WHOLE_YEAR,
            le=2100,
            description="The calendar year in which the notices of decision were sent. You can ask for a year from 1 "
            "April of the following year: for 2025 from 1 April 2026. If you leave this out, the service uses the "
            "latest year that has figures.",
            examples=[2025],
        ),
    ] = None,
) -> MediationEvidence:
    """How many mediations were held about the notices of a calendar year, and how many of them were followed by an
    appeal. The SEN2 survey asked for these two figures until 2022, and the website LG Inform compares authorities by
    such figures. We do not know exactly how LG Inform defines its figures.

    The figures of the year are the sum of its four quarters. If the figures of a quarter are not published yet, your
    first request publishes the figures. `GET /v1/evidence/costs` works in the same way. If we withhold a number for one
    quarter, we also withhold the year's number, so that nobody can work out the quarter's number.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            must_be_authority(work)
            asked = _countable_year(year, work.today)
            kept = CasesOfAQuarter(work.connection, caller.organisation_id)
            found = await mediations_of_year(work, kept, service.pathway, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return MediationEvidence.of(asked, found)


def _countable_year(asked: int | None, today: date) -> int:
    """Return the year to count: all of its quarters can be counted."""
    year = latest_year(today) if asked is None else asked
    if year > latest_year(today):
        told = f"There are no figures for {year} before {Quarter(year, 4).countable_from}"
        raise InvalidInput.at("query", "#/year", told, "year")
    return year
