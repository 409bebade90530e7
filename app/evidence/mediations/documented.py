"""An answer about mediations for the OpenAPI document, added up from invented quarters."""

from app.cases.unit import Service
from app.evidence.domain.mediations import Mediations, MediationsOfYear
from app.evidence.mediations.routes import get_mediation_figures
from app.evidence.mediations.schemas import MediationEvidence
from app.law.domain.quarters import Quarter
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_mediation_figures)
def _mediations(_: Service) -> MediationEvidence:
    quarters = [(Quarter(2025, number), Mediations(20 + number, 5 + number)) for number in (1, 2, 3, 4)]
    return MediationEvidence.of(2025, MediationsOfYear(quarters, Mediations(90, 30)))
