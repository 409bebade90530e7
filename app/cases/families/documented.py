"""The answer of changing a case for the OpenAPI document."""

from app.cases import views
from app.cases.documented import told
from app.cases.families.records import FamilySeen
from app.cases.families.routes import SOME_CHANGES, change_case
from app.cases.families.schemas import CaseChangesIn
from app.cases.schemas.cases import Case
from app.cases.stories import CHANGING, LA
from app.cases.unit import Service
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(change_case, case_id=CHANGING.case_id)
def _changed(service: Service) -> Case:
    case = told(service, CHANGING)[-1].case
    shown = views.case(case, service.pathway.law, service.organisations, case.facts.notice_sent_on)
    said = CaseChangesIn.model_validate(next(iter(SOME_CHANGES.values()))["value"])
    return views.with_family(shown, FamilySeen(said.family()), LA)
