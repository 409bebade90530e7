"""The proposal of the 2022 green paper, as this service models it: attendance compulsory. Never enacted.

Only fragments of its wording were seen (ch.2, questions 6 and 7 of the consultation of 29 March 2022). The numbers
stand in `app.law.domain.regimes` as parameters, and every row here is marked inferred.
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
        "Mediation must be attended before an appeal. Declining it leads to no certificate.",
        Party.FAMILY,
    ),
    _proposed(
        "failed-arrangement-frees",
        "A mediation that was not arranged in the time allowed frees the family to appeal.",
        Party.LOCAL_AUTHORITY,
    ),
    _proposed(
        "exemption-frees",
        "An exemption, claimed on a ground that the regime knows and granted, frees the family to appeal without "
        "attending.",
        Party.TRIBUNAL,
    ),
    _proposed(
        "exemption-decided-in-time",
        "A claimed exemption is decided within the days that the regime allows. An exemption that is not decided by "
        "then counts as granted, so that a silent decider keeps no family from its appeal.",
        Party.TRIBUNAL,
        Kind.DUTY,
    ),
    _proposed(
        "panel-review",
        "A multi-agency panel may review the decision. Its review neither opens nor closes the way to appeal.",
        Party.LOCAL_AUTHORITY,
    ),
)
