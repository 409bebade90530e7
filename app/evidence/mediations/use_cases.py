"""The use case of the mediations of a year: it publishes the four quarters, and adds up what they tell."""

from typing import Final

from app.cases.domain.machine import Pathway
from app.cases.ports import Unit
from app.evidence.burden.use_cases import QuartersKept
from app.evidence.costs.use_cases import figures_of_costs
from app.evidence.domain.mediations import MediationsOfYear, of_year
from app.law.domain.quarters import Quarter

QUARTERS: Final = (1, 2, 3, 4)


async def mediations_of_year(work: Unit, kept: QuartersKept, pathway: Pathway, year: int) -> MediationsOfYear:
    """Return the mediations about the notices of a year, from what was published of its quarters.

    Raises:
        NotCounted: the caller is no authority.
    """
    quarters = [Quarter(year, number) for number in QUARTERS]
    return of_year([(one, (await figures_of_costs(work, kept, pathway, one)).figures) for one in quarters])
