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
        "Under this proposal, the family must attend mediation before it appeals. A family that declines "
        "mediation gets no certificate.",
        Party.FAMILY,
    ),
    _proposed(
        "failed-arrangement-frees",
        "Under this proposal, the family may appeal without mediation if nobody arranges mediation within the "
        "time limit.",
        Party.LOCAL_AUTHORITY,
    ),
    _proposed(
        "exemption-frees",
        "Under this proposal, a family may ask to be exempt from mediation (claim an exemption) for a reason that "
        "the proposal lists. If the exemption is granted, the family may appeal without attending mediation.",
        Party.TRIBUNAL,
    ),
    _proposed(
        "exemption-decided-in-time",
        "Under this proposal, a family's claim for an exemption must be decided within the days that the proposal "
        "allows. If nobody decides in time, the exemption counts as granted. So no family loses its appeal "
        "because nobody decides.",
        Party.TRIBUNAL,
        Kind.DUTY,
    ),
    Rule(
        "placement-reviewed-and-remitted",
        "Under this proposal, the tribunal asks about a placement only whether the authority's choice was "
        "reasonable. If the choice was not reasonable, the tribunal cancels (quashes) the choice, and the "
        "authority must decide again. It is unknown how much time the authority has, and what happens if the "
        "family disagrees again.",
        "SEND Reform consultation (23 February 2026), pp.105-106, as told by others; not law",
        "https://www.gov.uk/government/consultations/send-reform-putting-children-and-young-people-first",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.INFERRED,
        regime=RegimeId.SEND_REFORM_2026,
    ),
)
