"""The use case that corrects a consent: it covers less than was recorded, or was given on another day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.advice.bench import Bench
from app.advice.domain.machine import TAKEN_BACK
from app.advice.domain.words import ConsentCovers, ReferralState
from app.advice.referrals.correcting import CORRECT, TAKEN_BACK_SAYS
from app.advice.referrals.recording import ConsentBecame, Receipt, StoredReferral
from app.advice.refusals import ReferralRefuses, ReferredBefore, SpeaksForItself
from app.advice.services.use_cases import OF_THE_SERVICE
from app.cases.domain.words import CorrectionReason
from app.cases.ports import Unit, any_version
from app.cases.refusals import WrongInput
from app.kernel.errors import NotNow, Unseen
from app.law.domain.model import COMMENCEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectConsent:
    """Record that a person consented to less than was recorded, or on another day. None: that stays as it is.

    `covers` is all that the consent covers.
    """

    referral_id: UUID
    covers: frozenset[ConsentCovers] | None
    given_on: date | None
    reason: CorrectionReason
    must_be_version: Callable[[int], None] = any_version


async def correct_consent(work: Unit, bench: Bench, told: CorrectConsent) -> StoredReferral | Receipt:
    """Correct a consent, and return the referral as the organisation that made it sees it.

    Raises:
        Unseen: there is no such referral.
        SpeaksForItself: another organisation recorded the consent.
        ReferralRefuses: the consent was withdrawn, and the advice service itself asks.
        ReferredBefore: another referral of the organisation has this consent already.
        WrongInput: the consent would cover more, or no contact; or its day cannot be that of this referral.
    """
    seen = await _as_made(work, bench, told)
    told.must_be_version(seen.version)
    consent = seen.facts.consent
    covers = consent.covers if told.covers is None else told.covers
    given_on = told.given_on or consent.given_on
    if ConsentCovers.CONTACT not in covers:
        raise WrongInput(
            "#/covers",
            (
                "Every referral needs the consent to `contact`. If the person never gave the recorded consent to "
                "contact by the advice service, record that the consent is withdrawn"
            ),
            "contact",
        )
    if wider := covers - consent.covers:
        says = (
            f"The consent does not cover {', '.join(sorted(wider))}. If the person agreed to more "
            "purposes, refer the person again with the wider consent"
        )
        raise WrongInput("#/covers", says, "wider")
    if not COMMENCEMENT <= given_on <= seen.facts.referred_on:
        says = (
            f"Give a day from {COMMENCEMENT}, when the Act came into force, to {seen.facts.referred_on}, the day "
            "of the referral"
        )
        raise WrongInput("#/given_on", says, "order")
    became = await bench.referrals.correct_consent(told.referral_id, covers, given_on, told.reason, work.recorded)
    match became:
        case ConsentBecame.KNOWN:
            raise ReferredBefore("Your organisation has already referred this person with a consent of that day.")
        case ConsentBecame.FULL:
            raise WrongInput(
                "#", "You have already corrected this consent 20 times. Refer the person again", "too_many"
            )
    return await _as_made(work, bench, told)


async def _as_made(work: Unit, bench: Bench, told: CorrectConsent) -> StoredReferral | Receipt:
    if work.actor.kind is not OF_THE_SERVICE:
        receipt = await bench.referrals.receipt(told.referral_id)
        if receipt is None:
            raise Unseen
        return receipt
    stored = await bench.referrals.own(told.referral_id)
    if stored is None:
        raise Unseen
    if stored.facts.state is ReferralState.WITHDRAWN:
        raise ReferralRefuses(NotNow(TAKEN_BACK_SAYS, TAKEN_BACK), CORRECT, stored.facts.state)
    if stored.source_organisation_id != work.actor.organisation_id:
        raise SpeaksForItself("Only the organisation that referred the person can correct the consent.")
    return stored
