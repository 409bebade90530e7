"""The routes of evidence: figures of an authority's own cases."""

from typing import Annotated

from fastapi import Query

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.schemas import PanelEvidence, SettingEvidence
from app.evidence.store import CountedCases
from app.evidence.use_cases import NotCounted, figures_of_panels, figures_of_settings
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/evidence", tags=["Evidence"])
OF_OWN_CASES = problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED)
Year = Annotated[int, Query(ge=2014, le=2100, description="The year in which the notices were sent.", examples=[2026])]
NOT_YOURS = "These figures are for a local authority, about its own cases."


@router.get("/panels", summary="Count what panels recommend", responses=OF_OWN_CASES)
async def get_panel_figures(service: TheService, caller: Reader, year: Year) -> PanelEvidence:
    """How often panels with parents and panels without parents recommend change, how often you accept it, and what
    becomes of those cases: settled, ended, still open or appealed, and how the appeals end. Only for a local authority:
    the figures are about its own cases. A case that both kinds of panel reviewed counts in both groups.

    This is not an experiment: a difference between the groups does not show what caused it.

    Numbers smaller than 5 are left out, together with the other numbers of the same group. Do not publish two counts of
    one year: the difference may identify a family.
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            cases = CountedCases(work.connection, caller.organisation_id)
            return PanelEvidence.of(year, work.today, await figures_of_panels(work, cases, year))
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None


@router.get("/settings", summary="Count appeals about a setting", responses=OF_OWN_CASES)
async def get_setting_figures(service: TheService, caller: Reader, year: Year) -> SettingEvidence:
    """How many disputes about a setting are appealed: by whether the setting is on your list, and by why you refused
    the setting. Only for a local authority: the figures are about its own cases.

    Numbers smaller than 5 are left out, together with the other numbers of the same group. Do not publish two counts of
    one year: the difference may identify a family.
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            cases = CountedCases(work.connection, caller.organisation_id)
            return SettingEvidence.of(year, work.today, await figures_of_settings(work, cases, year))
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
