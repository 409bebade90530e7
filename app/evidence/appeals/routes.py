"""The route of the figures of appeals."""

from typing import Annotated

from fastapi import Query

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.appeals.schemas import AppealEvidence
from app.evidence.appeals.store import AppealsOfAQuarter
from app.evidence.appeals.use_cases import figures_of_appeals
from app.evidence.use_cases import NotCounted
from app.law.quarter_asked import countable_quarter
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/evidence", tags=["Evidence"])
NOT_YOURS = "These figures are for the tribunal, and for a local authority about its own cases."


@router.get(
    "/appeals",
    summary="Count appeals of a quarter",
    responses=problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED),
)
async def get_appeal_figures(
    service: TheService,
    caller: Reader,
    quarter: Annotated[
        str | None,
        Query(
            max_length=7,
            pattern="^[12][0-9]{3}-Q[1-4]$",
            description="The quarter in which the appeals were registered or ended. If you leave this out: the latest "
            "quarter that you can ask for.",
            examples=["2026-Q1"],
        ),
    ] = None,
) -> AppealEvidence:
    """The appeals of a quarter, in the form of the Ministry of Justice's Tribunal Statistics. For each kind of decision
    you see how many appeals were registered, how many ended, and how they ended. The tribunal gets figures of all
    appeals in this service. An authority gets figures of the appeals against itself, each number to
    the nearest five. So nobody can subtract these figures from the figures of its notices, or from those of all
    authorities. The groups may not add up to their total.

    **Your first request for a quarter publishes its figures.** These figures then never change, whatever is recorded
    later. You can ask for a quarter when the next quarter has ended.

    If a kind of decision has fewer than five appeals, we count it together with other kinds. We do the same with
    similar endings. We do not show how many appeals are still open: from this number, a reader could work out a number
    that we withhold.

    *For: local authority, tribunal.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            found = await figures_of_appeals(work, AppealsOfAQuarter(work.connection, work.actor), asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return AppealEvidence.of(asked, caller.organisation_kind, found)
