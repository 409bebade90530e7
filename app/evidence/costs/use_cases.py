"""The use case of the costs: the figures of a quarter. Money is worked out from them, and is not stored."""

from app.cases.domain.machine import Pathway
from app.cases.ports import Unit
from app.evidence.burden.use_cases import Counted, QuartersKept, figures_of
from app.evidence.domain.cost_figures import CostFigures
from app.law.domain.quarters import Quarter


async def figures_of_costs(work: Unit, kept: QuartersKept, pathway: Pathway, quarter: Quarter) -> Counted[CostFigures]:
    """Return what was published about the costs of a quarter. On the first request, count and store it.

    Raises:
        NotCounted: the caller is no authority.
    """
    return await figures_of(kept.costs, work, kept, pathway, quarter)
