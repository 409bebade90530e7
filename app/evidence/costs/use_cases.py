"""The use case of the costs: the figures of a quarter. Money is worked out from them, and is not stored."""

from app.cases.domain.machine import Pathway
from app.cases.ports import Unit
from app.evidence.burden.use_cases import Counted, QuartersKept, count_quarter
from app.evidence.domain.cost_figures import CostFigures
from app.evidence.use_cases import must_be_authority
from app.law.domain.quarters import Quarter


async def figures_of_costs(work: Unit, kept: QuartersKept, pathway: Pathway, quarter: Quarter) -> Counted[CostFigures]:
    """Return what was published about the costs of a quarter. On the first request, count and store it.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    if (found := await kept.costs(quarter)) is None:
        await count_quarter(work, kept, pathway, quarter)
        found = await kept.costs(quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found
