"""Answers about needs and searches for the OpenAPI document."""

from uuid import uuid5

from app.capacity.mediators.documented import WHEN
from app.capacity.records import KnownNeeds
from app.capacity.sandbox import A
from app.capacity.scenes import FINDING, SAYING_NEEDS, SEARCHING
from app.capacity.searches.needs import NeedsNow
from app.capacity.searches.routes import SOME_NEEDS, get_needs, get_searches, put_needs, record_search
from app.capacity.slots.documented import case_of, due_of
from app.capacity.slots.schemas import AskedOut, NeedsOut, SearchOut
from app.capacity.slots.views import needs_out
from app.capacity.written import NEEDS
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_needs, case_id=SAYING_NEEDS.case_id)
@EXAMPLES.of(put_needs, case_id=SAYING_NEEDS.case_id)
def _needs(_: Service) -> NeedsOut:
    needs = NEEDS.validate_python(SOME_NEEDS["by video, in Urdu, not on a Friday"]["value"])
    return needs_out(SAYING_NEEDS.case_id, NeedsNow(KnownNeeds(needs, 1, WHEN), None))


@EXAMPLES.of(record_search, case_id=SEARCHING.case_id)
def _search(service: Service) -> SearchOut:
    case = case_of(service, FINDING)
    asked = AskedOut(
        provider=A,
        asked_on=WHEN.date(),
        by="slots",
        mediators=9,
        suitable=5,
        free_in_time=0,
        free_with_notice=0,
        free_later=3,
        reasons={"taken": 6, "outside_the_thirty_days": 3, "accreditation_expired": 1},
    )
    return SearchOut(
        id=uuid5(case.id, "search"),
        case_id=case.id,
        made_at=WHEN,
        due_on=due_of(service, case),
        asked=[asked],
        free_in_time=0,
        free_with_notice=0,
        reported=False,
        next=f"/v1/cases/{case.id}/actions/report-cannot-arrange",
    )


@EXAMPLES.of(get_searches, case_id=SEARCHING.case_id)
def _searches(service: Service) -> Page[SearchOut]:
    return Page[SearchOut](items=[_search(service)], next=None)
