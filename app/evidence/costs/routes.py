"""The route of the costs: what mediation and appeals of a quarter cost."""

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.burden.store import CasesOfAQuarter
from app.evidence.costs.schemas import CostEvidence
from app.evidence.costs.use_cases import figures_of_costs
from app.evidence.routes import NOT_YOURS
from app.evidence.use_cases import NotCounted
from app.law.quarter_asked import QuarterAsked, countable_quarter
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/evidence", tags=["Evidence"])


@router.get(
    "/costs",
    summary="Count what mediation and appeals cost",
    responses=problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED),
)
async def get_cost_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> CostEvidence:
    """What mediation and appeals cost for the families to which you sent a notice of decision in one quarter. You see
    how many families mediated, declined mediation or were never offered a session, and how many of each group appealed.
    You also see what mediation and the appeals cost: the lowest and the highest possible amount in pounds. `costs`
    lists the cost of one session, one hour of an adviser and one appeal, with the source of each number. `comparisons`
    says how many more or fewer families appealed in one group than in another, per 100 families. Each difference has a
    range, in which the true difference probably lies (95 % confidence interval). `words` gives the comparisons in
    sentences.

    **A difference does not show an effect.** Families choose whether to mediate, so the groups differ in other ways
    too. These figures cannot show that mediation prevented an appeal or saved money.

    Your first request for a quarter publishes its figures, together with those of `GET /v1/evidence/burden`. We work
    out the costs only from the published figures. You can ask for a quarter only after the next quarter has ended.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            kept = CasesOfAQuarter(work.connection, caller.organisation_id)
            counted = await figures_of_costs(work, kept, service.pathway, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return CostEvidence.of(asked, counted)
