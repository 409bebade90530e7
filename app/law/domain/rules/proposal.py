"""The proposal of the 2022 green paper, as this service models it: attendance compulsory. Never enacted.

We saw only fragments of its wording (ch.2, questions 6 and 7 of the consultation of 29 March 2022). The numbers are
parameters in `app.law.domain.regimes`, and every row here is marked inferred.
"""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified

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
        regime="green-paper-2022",
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
)
