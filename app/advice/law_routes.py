"""The public routes for how a referral works: its states, moves and gates, and the check of every reachable state."""

from functools import cache

from app.advice.domain.assurance import assure
from app.advice.referrals.machine_schemas import ReferralAssuranceAnswer, ReferralsAnswer
from app.advice.referrals.recording import REFERRALS
from app.cases.domain.offers import OCCASIONS
from app.platform.http.router import Router

router = Router(prefix="/v1/law", tags=["Law"])


@router.get("/referrals", summary="See the states, steps and conditions of a referral")
async def get_referral_machine() -> ReferralsAnswer:
    """See the steps of a referral to the advice service, with a diagram (in Mermaid, a text format for diagrams).
    You also see at which stages of a case help must be offered."""
    return ReferralsAnswer.of(REFERRALS.moves, OCCASIONS)


@router.get("/referrals/assurance", summary="Check every state that a referral can reach")
async def get_referral_assurance() -> ReferralAssuranceAnswer:
    """Check the properties of a referral: what must be true in every state that a referral can reach. For example, the
    person can always withdraw the consent. The check covers every kind of referred person (for example, a parent) and
    every source of a referral (for example, a school).

    If a property of referrals is false in some state, you get the shortest series of steps that we found to that state.
    """
    return _checked_referrals()


@cache
def _checked_referrals() -> ReferralAssuranceAnswer:
    """Search once: the table never changes while the service runs. The search takes some hundredths of a second."""
    return ReferralAssuranceAnswer.model_validate(assure(REFERRALS))
