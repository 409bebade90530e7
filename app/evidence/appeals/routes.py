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
            "quarter that may be counted.",
            examples=["2026-Q1"],
        ),
    ] = None,
) -> AppealEvidence:
    """The appeals of a quarter in the shape of the Ministry of Justice's Tribunal Statistics: how many were registered,
    how many ended and how, each by kind of decision. The tribunal counts all appeals in this service. An authority
    counts the appeals against itself.

    **Your first request for a quarter publishes its figures.** The figures of that quarter then never change, whatever
    is recorded later. A quarter may be counted after one more full quarter has passed.

    Kinds of decision with fewer than five appeals are counted together, and so are endings beside each other. We leave
    the open caseload out: with it, a number that is withheld could be worked out.
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            found = await figures_of_appeals(work, AppealsOfAQuarter(work.connection, work.actor), asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return AppealEvidence.of(asked, caller.organisation_kind, found)
