"""The referral as law, public: its states, moves and gates, and the proof about it."""

from functools import cache

from app.advice.domain.assurance import assure
from app.advice.referrals.machine_schemas import ReferralAssuranceAnswer, ReferralsAnswer
from app.advice.referrals.recording import REFERRALS
from app.cases.domain.offers import OCCASIONS
from app.platform.http.router import Router

router = Router(prefix="/v1/law", tags=["Law"])


@router.get("/referrals", summary="The machine of a referral: states, moves, gates")
async def get_referral_machine() -> ReferralsAnswer:
    """How a referral to the advice service goes on, with its diagram in Mermaid; and when help is to be offered."""
    return ReferralsAnswer.of(REFERRALS.moves, OCCASIONS)


@router.get("/referrals/assurance", summary="The exhaustive check of referrals")
async def get_referral_assurance() -> ReferralAssuranceAnswer:
    """Every reachable referral, from each source and each person; what holds in all, or the way to one where not."""
    return _checked_referrals()


@cache
def _checked_referrals() -> ReferralAssuranceAnswer:
    """Search once, for the table never changes while the service runs. It takes some hundredths of a second."""
    return ReferralAssuranceAnswer.model_validate(assure(REFERRALS))
