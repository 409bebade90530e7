"""The proposals, as this service models them: compulsory attendance (2022) and the reform of 2026. Never enacted.

We saw only fragments of the wording of 2022 (ch.2, questions 6 and 7 of the consultation of 29 March 2022), and the
consultation of 2026 only as others tell it. The numbers are parameters in `app.law.domain.regimes`. Every row here is
marked inferred.
"""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified
from app.law.domain.regime import RegimeId

_URL = "https://www.gov.uk/government/consultations/send-review-right-support-right-place-right-time"
_CITATION = "SEND Review green paper (March 2022), ch.2, as modelled here; not law"


def _proposed(rule_id: str, says: str, owed_by: Party, kind: Kind = Kind.GATE) -> Rule:
    return Rule(
        rule_id,
        says,
        _CITATION,
        _URL,
        kind,
        owed_by,
        verified=Verified.INFERRED,
        regime=RegimeId.GREEN_PAPER_2022,
    )


RULES: tuple[Rule, ...] = (
    _proposed(
        "attendance-compulsory",
        "The family must attend mediation before an appeal. A family that declines gets no certificate.",
        Party.FAMILY,
    ),
    _proposed(
        "failed-arrangement-frees",
        "If mediation is not arranged in the time allowed, the family is free to appeal.",
        Party.LOCAL_AUTHORITY,
    ),
    _proposed(
        "exemption-frees",
        "A family may claim an exemption on a ground that the regime lists. If the exemption is granted, the family "
        "may appeal without attending.",
        Party.TRIBUNAL,
    ),
    _proposed(
        "exemption-decided-in-time",
        "A claim for an exemption is decided within the days that the regime allows. If the claim is not decided by "
        "then, the exemption counts as granted, so that no family loses its appeal because nobody decides.",
        Party.TRIBUNAL,
        Kind.DUTY,
    ),
    Rule(
        "placement-reviewed-and-remitted",
        "The tribunal asks only whether the authority's choice of a placement was reasonable. If the choice was not, "
        "the tribunal quashes the choice and the authority reconsiders. How long the authority has, and what follows a "
        "second disagreement, is unknown.",
        "SEND Reform consultation (23 February 2026), pp.105-106, as told by others; not law",
        "https://www.gov.uk/government/consultations/send-reform-putting-children-and-young-people-first",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.INFERRED,
        regime=RegimeId.SEND_REFORM_2026,
    ),
)
