"""The routes for offers of independent help, due and made, and for whether a family is being helped."""

from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.advice.offers.recording import OFFERERS
from app.advice.offers.schemas import HelpOut, OfferDueOnCase, OfferIn, OffersOut, ReferralOwed
from app.advice.offers.store import Offers, Position
from app.advice.offers.use_cases import offer, offers_on
from app.advice.offers.views import due_out, offers_out, owed_out
from app.advice.referrals.store import Referrals
from app.advice.unit import bench_of
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.kernel.terms import Party
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag, tagged
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1", tags=["Advice"])
Reader = Annotated[Principal, requires(Scope.REFERRALS_READ)]
Writer = Annotated[Principal, requires(Scope.REFERRALS_WRITE)]

AT_A_TIME = 200
"""How many cases are read at once when the offers of one party are looked for: the others' lie between them."""

_CURSORS: Cursors[Position] = Cursors("offers", tuple[date, UUID])
_OWED: Cursors[Position] = Cursors("to-refer", tuple[date, UUID])

AN_OFFER: dict[str, Example] = {
    "with the notice": {"value": {"moment": "notice", "made_on": "2026-02-02"}},
    "declined, without a reason": {"value": {"moment": "notice", "made_on": "2026-02-02", "answer": "declined"}},
}


@router.get(
    "/advice-offers",
    summary="List the offers of help that are due on your cases",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_offers_due(
    turn: Turn,
    service: TheService,
    caller: Reader,
    owed_by: Annotated[Party | None, Query(description="Only offers that this organisation must make.")] = None,
) -> Page[OfferDueOnCase]:
    """List the cases on which an offer of independent help is due today, and the organisation that must make the offer.
    The case on which an offer has been due longest comes first.

    The authority can read this list. The provider that advises or mediates can read the list too. After the holder of
    the right to appeal has answered an offer, no organisation sees the case in this list. The case is in the list again
    only if the right to appeal passes to another person. If the family said yes to your organisation, you find the case
    in `GET /v1/advice-offers/to-refer`.
    """
    after = _CURSORS.decode(turn.cursor)
    if caller.organisation_kind not in OFFERERS:
        return turn.page([], None)
    found: list[tuple[Position, OfferDueOnCase]] = []
    async with service.database.work(actor_of(caller)) as work:
        at_a_time = turn.limit + 1 if owed_by is None else AT_A_TIME
        async for row in _open_cases(work, after, at_a_time):
            due = due_out(row, service.pathway.law, work.today)
            if due is not None and owed_by in (None, due.owed_by):
                found.append(((row.offer_on, row.id), due))
            if len(found) > turn.limit:
                break
    more = _CURSORS.encode(found[turn.limit - 1][0]) if len(found) > turn.limit else None
    return turn.page([due for _, due in found[: turn.limit]], more)


@router.get(
    "/advice-offers/to-refer",
    summary="List the families that you must refer",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_referrals_owed(
    turn: Turn,
    service: TheService,
    caller: Reader,
) -> Page[ReferralOwed]:
    """List the families that told your organisation that they accept help, and that you have not yet referred to an
    advice service. The family that has waited longest comes first.

    The list leaves out families that gave their answer only to another organisation. A family leaves the list when you
    refer the family, or if the family declines after all.
    """
    after = _OWED.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        rows = await Offers(work.connection).to_refer(after, turn.limit + 1)
    found = [owed_out(row) for row in rows[: turn.limit]]
    more = _OWED.encode((rows[turn.limit - 1].made_on, rows[turn.limit - 1].id)) if len(rows) > turn.limit else None
    return turn.page(found, more)


async def _open_cases(work: Work, after: Position | None, at_a_time: int) -> AsyncIterator[Row]:
    """Yield the cases on which an offer is owed today, the longest owed first. They are read in groups."""
    offers = Offers(work.connection)
    while rows := await offers.due(work.actor, work.today, after, at_a_time):
        for row in rows:
            yield row
        if len(rows) < at_a_time:
            return
        after = rows[-1].offer_on, rows[-1].id


@router.get(
    "/cases/{case_id}/advice-offers",
    summary="List the offers of independent help on a case",
    response_model=OffersOut,
    responses=OF_ONE_CASE,
)
async def get_advice_offers(service: TheService, caller: Reader, case_id: UUID) -> Response:
    """See which offer of help to the family is due now, which offers will be due later, and which offers were made. You
    also see the advice service that you can offer to the family.

    Offers are due when a family must decide something, or may lose something. Section 32 of the Act (advice and
    information) says that advice must be available. The law does not say when to offer advice, so we chose the stages
    of a case at which an offer is due. Only one offer of help is due at a time: the offer of the latest stage that the
    case has reached.

    The header `ETag` holds the version of the case: send it back as `If-Match`. The `ETag` can change although nobody
    changed the case, because another offer of help can become due on a later day. The `ETag` also changes if the advice
    service records how many more families it can help.
    """
    async with service.on_case(caller, case_id, Surface.OFFERS) as work:
        case = case_told(work.case, work.actor.kind)
        found = await offers_on(work, bench_of(service, work), case)
    shown = offers_out(case, found, service.organisations, work.today)
    return tagged(case.version, shown)


@router.post(
    "/cases/{case_id}/advice-offers",
    status_code=201,
    summary="Record an offer of independent help",
    response_model=OffersOut,
    responses=problem_responses(
        "malformed-json", "not-found", "refused", "stale-version", "invalid-input", "idempotency-key-reused", *SECURED
    ),
)
async def offer_advice(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[OfferIn, Body(openapi_examples=AN_OFFER)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Record that you made an offer of help that was due. The audit trail of the case shows the offer, and never the
    family's answer.

    - Make the offer to the holder of the right to appeal. Only the holder of the right to appeal can answer the offer.
      If the right to appeal passes to another person, make the new holder an offer too, even if the earlier holder has
      answered.
    - You can record one offer for each stage of the case. After the holder of the right to appeal has answered, make no
      more offers to that person. If no offer is due and no offer waits for an answer, we refuse the request.
    - If the family answers after you recorded the offer, record the answer in a new request. Give the stage of the
      answered offer in the field `moment`. If no offer was made, leave out `moment`.
    - If the family accepts, refer the family with its consent (`POST /v1/referrals`). Also refer a family that first
      declined the offer of help and later accepted the offer. If you refer a family, we count the referral as the
      family's answer `accepted` to the offer.
    - A family that accepted help may still decline until you refer the family (`to_refer`). If the family
      then declines, only the organisation that recorded the answer `accepted` can record the answer `declined`.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        bench = bench_of(service, work)
        case = await offer(work, bench, body.command(partial(check_if_match, if_match)))
        shown = offers_out(case, await offers_on(work, bench, case), service.organisations, work.today)
        return Outcome(201, shown, {"etag": etag(case.version)}, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("/cases/{case_id}/advice", summary="See whether a family receives independent help", responses=OF_ONE_CASE)
async def get_advice(response: Response, service: TheService, caller: Reader, case_id: UUID) -> HelpOut:
    """See whether an advice service is helping the family. `help_is_given` is `true` if an advice service is helping
    and the family agreed that you, the authority, may know about the help. If no advice service is helping the family,
    or if you may not know about the help, `help_is_given` is `null`. The value is never `false`."""
    async with service.on_case(caller, case_id, Surface.OFFERS) as work:
        given = await Referrals(work.connection).help_is_given(case_id)
    response.headers["ETag"] = etag(1 + given)
    return HelpOut(help_is_given=True if given else None)
