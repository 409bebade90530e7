"""An answer about costs for the OpenAPI document: worked out from invented families by the code that counts."""

from app.cases.documented import WHEN
from app.cases.unit import Service
from app.evidence.burden.documented import DECLINED, MOVED
from app.evidence.burden.use_cases import Counted
from app.evidence.costs.routes import get_cost_figures
from app.evidence.costs.schemas import CostEvidence
from app.evidence.domain.cost_figures import FamilyCounted, cost_figures
from app.kernel.terms import DecisionKind
from app.law.domain.quarters import latest
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_cost_figures)
def _of_a_quarter(_: Service) -> CostEvidence:
    kinds = (DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.PLAN_CONTENT)
    found = [FamilyCounted(DECLINED, kinds[number % 3 > 0], number % 2 == 0) for number in range(36)]
    found += [FamilyCounted(MOVED, kinds[number % 2], number % 4 == 0) for number in range(28)]
    return CostEvidence.of(latest(WHEN.date()), Counted(cost_figures(found), WHEN))
