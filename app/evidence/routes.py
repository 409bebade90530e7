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
NOT_YOURS = "These figures are for a local authority, about its own cases."


@router.get("/panels", summary="Count what panels recommend", responses=OF_OWN_CASES)
async def get_panel_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> PanelEvidence:
    """How often panels with parents and panels without parents recommend change, how often you accept it, and what
    becomes of those cases: settled, ended, still open or appealed, and how the appeals end. Only for a local authority:
    the figures are about its own cases with a notice of the quarter. A case that both kinds of panel reviewed counts in
    both groups.

    This is not an experiment: a difference between the groups does not show what caused it.

    Numbers smaller than 5 are left out, and so are the numbers beside them. **Your first request for a quarter
    publishes its figures**, together with those of `GET /v1/evidence/burden`. They then never change, whatever is
    recorded later. A quarter may be counted after one more full quarter has passed.
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


@router.get("/settings", summary="Count appeals about a setting", responses=OF_OWN_CASES)
async def get_setting_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> SettingEvidence:
    """How many disputes about a setting are appealed: by whether the setting is on your list, and by why you refused
    the setting. Only for a local authority: the figures are about its own cases with a notice of the quarter.

    Numbers smaller than 5 are left out, and so are the numbers beside them. **Your first request for a quarter
    publishes its figures**, together with those of `GET /v1/evidence/burden`. They then never change, whatever is
    recorded later. A quarter may be counted after one more full quarter has passed.
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
