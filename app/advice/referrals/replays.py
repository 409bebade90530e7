"""Stops an idempotency key from repeating an answer that names a person who has since withdrawn their consent."""

import json
from uuid import UUID

from fastapi import Request

from app.advice.domain.machine import TAKEN_BACK
from app.advice.domain.words import ReferralState
from app.advice.referrals.store import Referrals
from app.advice.referrals.views import refused_on_referral
from app.advice.refusals import ReferralRefuses
from app.advice.services.use_cases import OF_THE_SERVICE
from app.cases.unit import Service, service_of
from app.kernel.errors import GateClosed
from app.platform.access.principal import Principal
from app.platform.db.work import Answered
from app.platform.http.unit_of_work import actor_of, again, key_of

CREATED = 201


async def not_taken_back(request: Request, caller: Principal, idempotency_key: str | None) -> None:
    """Do not repeat to a service the answer to its own referral after the consent was withdrawn.

    The answer names the case and the person. The referral is not made again either, because it depends on the same
    consent.
    """
    service, key = service_of(request), await key_of(request, idempotency_key)
    if key is None:
        return
    async with service.database.keyed(actor_of(caller), key) as work:
        if not isinstance(work, Answered) or work.status != CREATED:
            return
        made = json.loads(bytes(again(work, key, service.seal).body))["id"]
    if await _is_withdrawn(service, caller, UUID(made), missing=True):
        refusal = GateClosed("The person withdrew the consent, so we cannot show the earlier answer again.", TAKEN_BACK)
        raise refused_on_referral(ReferralRefuses(refusal, "refer", ReferralState.WITHDRAWN))


async def is_withdrawn(service: Service, caller: Principal, referral_id: UUID) -> bool:
    """Whether the consent to the service's own referral was withdrawn."""
    if caller.organisation_kind is not OF_THE_SERVICE:
        return False
    return await _is_withdrawn(service, caller, referral_id, missing=False)


async def _is_withdrawn(service: Service, caller: Principal, referral_id: UUID, *, missing: bool) -> bool:
    async with service.database.work(actor_of(caller)) as work:
        stored = await Referrals(work.connection).own(referral_id)
    return missing if stored is None else stored.facts.state is ReferralState.WITHDRAWN
