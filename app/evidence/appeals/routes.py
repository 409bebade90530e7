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
NOT_YOURS = "Only the tribunal, and a local authority about its own cases, can ask for these figures."


@router.get(
    "/appeals",
    summary="Count the appeals of a quarter",
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
            description="The quarter of the year in which the appeals were registered or ended. If you leave this "
            "out, the service uses the latest quarter that has figures.",
            examples=["2026-Q1"],
        ),
    ] = None,
) -> AppealEvidence:
    """The appeals of one quarter, in the form of the Tribunal Statistics of the Ministry of Justice. For each kind of
    decision you see how many appeals were registered, how many ended, and how they ended. The tribunal gets figures of
    all appeals in this service. An authority gets figures of the appeals against itself. Each of its numbers is rounded
    to the nearest five, so that nobody can find out hidden numbers by comparing figures. Because of the rounding, the
    numbers of the groups sometimes do not add up to their total.

    **Your first request for a quarter publishes its figures.** After that, the figures of this quarter never change,
    whatever is recorded later. You can ask for a quarter only after the next quarter has ended.

    If a kind of decision has fewer than five appeals, we count it together with other kinds. If fewer than five appeals
    ended in one way, we count them together with a similar ending. We do not show how many appeals are still open,
    because a reader could then work out a hidden number.

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
