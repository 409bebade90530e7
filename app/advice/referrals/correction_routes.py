"""The routes that correct a referral: what its advice service recorded, and the consent that it was made with."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.advice.domain.words import ReferralState
from app.advice.referrals.consenting import correct_consent
from app.advice.referrals.correcting import MOST_ENTRIES, correct_referral
from app.advice.referrals.history import past_corrections
from app.advice.referrals.recording import Receipt
from app.advice.referrals.replays import is_withdrawn
from app.advice.referrals.routes import OF_ONE, Reader, Writer, out, seen_referral
from app.advice.referrals.schemas import referrals as schemas
from app.advice.referrals.schemas.corrections import (
    CorrectConsentIn,
    CorrectReferralIn,
    ReferralCorrected,
    ReferralCorrectionOut,
)
from app.advice.referrals.views_corrections import corrected_out, past_correction_out
from app.advice.unit import bench_of
from app.cases.routes import SECURED
from app.cases.unit import TheService, service_of
from app.platform.db.journal import entries
from app.platform.db.work import Work
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/referrals/{referral_id}", tags=["Referrals"])

_CURSORS: Cursors[int] = Cursors("referral-corrections", Annotated[int, Field(ge=1, le=2**31 - 1)])

A_WRONG_DAY = "a wrong day of contact"
CORRECTIONS: dict[str, Example] = {
    A_WRONG_DAY: {
        "summary": "the call was a day earlier: see what would change",
        "value": {"seq": 5, "replace": {"occurred_on": "2026-02-12"}, "reason": "wrong_date", "dry_run": True},
    },
}


@router.post(
    "/corrections",
    summary="Correct what you recorded on a referral",
    response_model=ReferralCorrected,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        "refused",
        "later-events-stand-on-it",
        "record-unreadable",
        "stale-version",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def correct_a_referral(
    request: Request,
    caller: Writer,
    referral_id: UUID,
    body: Annotated[CorrectReferralIn, Body(openapi_examples=CORRECTIONS)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Correct an entry that your advice service recorded: replace its wrong details, or void the entry because it never
    happened. Both versions are kept in the audit trail.

    We then check the whole referral again, as if the entry had been right from the start. With `dry_run` we store
    nothing, and you see what the correction would change. Because of your correction, the rules may no longer allow a
    later entry in the same referral. In the same request, correct or void each later entry that the rules no longer
    allow: put a correction for each entry into the field `also`.

    If the correction would change nothing, you get 409 `refused`, and we store nothing.

    You cannot correct the consent here. If the recorded consent covers too much or has the wrong day, only the
    organisation that referred the person can correct the consent.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        told = body.command(referral_id, work.today, must_be_version=partial(check_if_match, if_match))
        corrected = await correct_referral(work, bench_of(service, work), told)
        shown = corrected_out(corrected, dry_run=body.dry_run)
        return Outcome(200, shown, {"etag": etag(shown.version)}, private=True)

    if await is_withdrawn(service, caller, referral_id):
        idempotency_key = None  # an answer from before the consent was taken back is not given again
    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get("/corrections", summary="List the corrections of a referral", responses=OF_ONE)
async def get_referral_corrections(
    turn: Turn, service: TheService, caller: Reader, referral_id: UUID
) -> Page[ReferralCorrectionOut]:
    """List each correction of a referral to your advice service, newest first. You see who corrected an entry, when,
    why, and both versions of the entry. Corrections of the consent are in the list too.

    After the person withdraws the consent, the list is empty.
    """
    before = _CURSORS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        one = await seen_referral(work, referral_id)
        if isinstance(one, Receipt):
            raise NotFound
        withdrawn = one.facts.state is ReferralState.WITHDRAWN
        found = [] if withdrawn else await entries(work.connection, referral_id, 0, MOST_ENTRIES)
    past = [each for each in reversed(past_corrections(found)) if before is None or each.first.seq < before]
    page = past[: turn.limit]
    for each in page:
        await service.organisations.known(each.first.organisation_id)
    shown = [past_correction_out(each, service.organisations) for each in page]
    return turn.page(shown, _CURSORS.encode(page[-1].first.seq) if len(past) > turn.limit else None)


NARROWER = "the authority need not know"
CONSENTS: dict[str, Example] = {
    NARROWER: {"value": {"covers": ["contact", "case_dates"], "reason": "told_wrongly"}},
    "the person consented on another day": {"value": {"given_on": "2026-02-08", "reason": "wrong_date"}},
}


@router.post(
    "/consent",
    summary="Correct a consent that you recorded wrongly",
    response_model=schemas.Referral | schemas.ReferralReceipt,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        "refused",
        "already-registered",
        "stale-version",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def correct_a_consent(
    request: Request,
    caller: Writer,
    referral_id: UUID,
    body: Annotated[CorrectConsentIn, Body(openapi_examples=CONSENTS)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Correct the consent of a person that you referred. You can take away purposes to which the person did not agree,
    or correct the day on which the person consented. From then on, the advice service sees only what the corrected
    consent allows.

    Only the organisation that made the referral can correct the consent. The answer does not show what happened after
    the referral. If the person agreed to more purposes than you recorded, refer the person again with the wider
    consent. If the person never gave the recorded consent to contact by the advice service, record that the consent is
    withdrawn. The audit trail keeps both versions, and only the advice service reads this trail.

    A withdrawal ends every consent that the person gave before the day of the withdrawal. So if the corrected day of
    the consent is before a day on which the person withdrew a consent, the referral ends. A referral that a withdrawal
    has ended stays ended, even if you move the day of its consent to a day after the withdrawal.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        told = body.command(referral_id, partial(check_if_match, if_match))
        after = await correct_consent(work, bench_of(service, work), told)
        return Outcome(200, await out(service, after), {"etag": etag(after.version)}, private=True)

    if await is_withdrawn(service, caller, referral_id):
        idempotency_key = None  # as above
    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)
