"""An answer about appeals for the OpenAPI document: counted from invented appeals by the code that counts real ones."""

from app.cases.documented import WHEN
from app.cases.unit import Service
from app.evidence.appeals.routes import get_appeal_figures
from app.evidence.appeals.schemas import AppealEvidence
from app.evidence.appeals.use_cases import AppealsPublished
from app.evidence.domain.appeal_figures import Ending, appeal_figures
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_appeal_figures)
def _appeals(_: Service) -> AppealEvidence:
    registered = {DecisionKind.REFUSAL_TO_ASSESS: 24, DecisionKind.PLAN_CONTENT: 61, DecisionKind.CEASE_TO_MAINTAIN: 5}
    ended = {
        DecisionKind.REFUSAL_TO_ASSESS: {Ending.UPHELD: 9, Ending.WITHDRAWN: 6, Ending.UNOPPOSED: 8},
        DecisionKind.PLAN_CONTENT: {
            Ending.UPHELD: 14, Ending.UPHELD_IN_PART: 9, Ending.WITHDRAWN: 7, Ending.CONSENT_ORDER: 21,
        },
    }  # fmt: skip
    published = AppealsPublished(appeal_figures(registered, ended).to_the_nearest_five(), WHEN)
    return AppealEvidence.of(Quarter(2025, 2), OrganisationKind.LOCAL_AUTHORITY, published)
