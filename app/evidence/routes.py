"""The routes of evidence: figures of an authority's own cases."""

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.burden.store import CasesOfAQuarter
from app.evidence.burden.use_cases import figures_of
from app.evidence.schemas import PanelEvidence, SettingEvidence
from app.evidence.use_cases import NotCounted
from app.law.quarter_asked import QuarterAsked, countable_quarter
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/evidence", tags=["Evidence"])
OF_OWN_CASES = problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED)
NOT_YOURS = "Only a local authority can ask for these figures. They are about its own cases."


@router.get("/panels", summary="Count what review panels recommend", responses=OF_OWN_CASES)
async def get_panel_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> PanelEvidence:
    """How often a review panel (a panel that reviews your decisions) recommends a change, and how often you accept the
    change. We count review panels with parents and review panels without parents separately. You also see how the
    reviewed cases ended: settled, closed, still open or appealed, and how the appeals ended. The figures are about your
    own cases with a notice of decision in the quarter. If both kinds of review panel reviewed a case, the case counts
    in both groups.

    This is not an experiment: a difference between the groups does not show what caused it.

    We leave out each number that is smaller than 5. We also leave out other numbers if a reader could work out a small
    number from them.

    **Your first request for a quarter publishes its figures**, together with those of `GET /v1/evidence/burden`. After
    that, the figures of this quarter never change, whatever is recorded later. You can ask for a quarter only after the
    next quarter has ended.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            kept = CasesOfAQuarter(work.connection, caller.organisation_id)
            counted = await figures_of(kept.panels, work, kept, service.pathway, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return PanelEvidence.of(asked, counted.figures, counted.counted_at)


@router.get("/settings", summary="Count appeals in disputes about a school or other setting", responses=OF_OWN_CASES)
async def get_setting_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> SettingEvidence:
    """How many disputes about a school or other setting lead to an appeal. You see separate numbers for settings on the
    list that you keep and for other settings, and for each reason why you refused a setting. The figures are about your
    own cases with a notice of decision in the quarter.

    We leave out each number that is smaller than 5. We also leave out other numbers if a reader could work out a small
    number from them.

    **Your first request for a quarter publishes its figures**, together with those of `GET /v1/evidence/burden`. After
    that, the figures of this quarter never change, whatever is recorded later. You can ask for a quarter only after the
    next quarter has ended.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            kept = CasesOfAQuarter(work.connection, caller.organisation_id)
            counted = await figures_of(kept.settings, work, kept, service.pathway, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return SettingEvidence.of(asked, counted.figures, counted.counted_at)
