"""Answers about the burden for the OpenAPI document: worked out from invented families by the code that counts."""

from app.cases.documented import WHEN, told
from app.cases.stories import TO_READ
from app.cases.unit import Service
from app.evidence.burden.routes import get_burden_figures, get_case_burden
from app.evidence.burden.schemas import BurdenEvidence, CaseBurden
from app.evidence.burden.telling import burden_of
from app.evidence.burden.use_cases import Counted
from app.evidence.domain.burden import Burden, Side, Way
from app.evidence.domain.burden_figures import burden_figures
from app.kernel.terms import Party
from app.law.domain.quarters import latest
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
DECLINED = Burden(Way.DECLINED, contacts=3, days_to_certificate=4)
MOVED = Burden(
    Way.MEDIATED,
    contacts=6,
    days_to_certificate=47,
    days_late={Party.LOCAL_AUTHORITY: 12},
    days_moved={Side.MEDIATOR: 14},
    moves={Side.MEDIATOR: 1},
)


@EXAMPLES.of(get_case_burden, case_id=TO_READ.case_id)
def _of_a_case(service: Service) -> CaseBurden:
    steps, today = told(service, TO_READ), WHEN.date()
    found = burden_of(service.pathway, steps[-1].case.facts, [step.event for step in steps], today)
    return CaseBurden.of(found, today)


@EXAMPLES.of(get_burden_figures)
def _of_a_quarter(_: Service) -> BurdenEvidence:
    quarter = latest(WHEN.date())
    found = [DECLINED] * 21 + [MOVED] * 9 + [Burden(Way.MEDIATED, 4, 33)] * 8 + [Burden(Way.NEVER_OFFERED, 4, 38)] * 6
    return BurdenEvidence.of(quarter, Counted(burden_figures(found), WHEN))
