"""Answers about the hand-off for the OpenAPI document."""

from app.cases.documented import WHEN, told
from app.cases.stories import TO_READ
from app.cases.unit import Service
from app.handoff.domain.send35 import hand_off
from app.handoff.routes import get_send35, get_send35_pdf
from app.handoff.schemas import Send35
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()

EXAMPLES.show(get_send35_pdf, case_id=TO_READ.case_id)


@EXAMPLES.of(get_send35, case_id=TO_READ.case_id)
def _answers(service: Service) -> Send35:
    case, today = told(service, TO_READ)[-1].case, WHEN.date()
    return Send35.of(case, hand_off(case.facts, service.pathway.law, today, None), today)
