"""Offers of independent help on a case: which are due, which were made; and whether a family is being helped."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from app.adapters.access.principal import Principal
from app.adapters.access.scopes import Scope
from app.adapters.db.database import Work
from app.adapters.db.referrals import advice
from app.adapters.http.advising import OF_THE_SERVICE, turn_to
from app.adapters.http.auth.verifier import requires
from app.adapters.http.etags import IfMatch, check_if_match, etag
from app.adapters.http.problems import InvalidInput, Refused, problem_responses
from app.adapters.http.routers.cases import OF_ONE_CASE, SECURED, seen
from app.adapters.http.schemas import advice as a
from app.adapters.http.unit import IdempotencyKey, Outcome, Service, TheService, actor_of, perform, service_of
from app.domain.law.rulebook import RULEBOOK
from app.domain.law.rules.advice import GROUND_OF_OFFERS
from app.services.pathway import note
from app.services.records import StoredCase
from app.services.referrals import OfferTold, offers_due

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Advice"])
Reader = Annotated[Principal, requires(Scope.REFERRALS_READ)]
Writer = Annotated[Principal, requires(Scope.REFERRALS_WRITE)]

AN_OFFER: dict[str, Example] = {
    "with the notice": {"value": {"moment": "notice", "made_on": "2026-02-02"}},
    "declined, without a reason": {"value": {"moment": "notice", "made_on": "2026-02-02", "answer": "declined"}},
}


@router.get("/advice-offers", summary="Offers of independent help", responses=OF_ONE_CASE)
async def get_advice_offers(response: Response, service: TheService, caller: Reader, case_id: UUID) -> a.OffersOut:
    """Which offers are due to the family and which were made, with the service to name.

    The moments are those at which a family decides something, or may lose it. Section 32 of the Act says that advice
    is to be there and made known, not when: the moments are this service's own choice.
    """
    async with service.database.work(actor_of(caller), case_id=case_id) as work:
        case = await seen(service, work)
        made = await advice.offers(work.connection, case_id)
        shown = await _offers(service, work, case, made)
    response.headers["ETag"] = etag(case.version)
    return shown


@router.post(
    "/advice-offers",
    status_code=201,
    summary="Record an offer of independent help",
    response_model=a.OffersOut,
    responses=problem_responses(
        "malformed-json", "not-found", "refused", "stale-version", "invalid-input", "idempotency-key-reused", *SECURED
    ),
)
async def offer_advice(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[a.OfferIn, Body(openapi_examples=AN_OFFER)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """That a due offer was made. The case's trail says that it was, and never what the family answered.

    Where none is due it is refused: an offer is made once for a moment, and after an answer not again. A family that
    accepts is referred by `POST /v1/referrals`, with its consent.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        case = work.case
        assert case is not None  # noqa: S101 - perform() answers 404 before it comes here
        check_if_match(if_match, case.version)
        made_on = body.made_on or body.occurred_on or work.today
        if made_on > work.today:
            raise InvalidInput.at("body", "#/made_on", f"This day has not come yet: today is {work.today}", "future")
        before = await advice.offers(work.connection, case_id)
        if body.moment not in {one.moment for one in offers_due(case.facts, made_on, before)}:
            raise _not_due(case)
        await advice.offer(
            work.connection, case, body.moment, made_on, body.answer, body.reason, work.actor, work.now
        )  # fmt: skip
        about = {"record": "advice-offer", "moment": body.moment}
        staged = note(service.desk, case, "advice-offered", about, work.actor, made_on, work.now)
        await work.put(staged)
        made = await advice.offers(work.connection, case_id)
        shown = await _offers(service, work, staged.case, made)
        return Outcome(None, 201, shown, {"etag": etag(staged.case.version)})

    return await perform(request, caller, idempotency_key, use_case, case_id=case_id)


def _not_due(case: StoredCase) -> Refused:
    """One refusal for every cause: whether the family said yes or no is not for everybody to know."""
    rule = RULEBOOK.rule(GROUND_OF_OFFERS, case.facts.notice_sent_on)
    return Refused(
        action="offer-advice",
        state=case.facts.state,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason="No such offer is due: its moment has not come or was used, the family has answered, or it is over.",
        unlock=[],
    )


async def _offers(service: Service, work: Work, case: StoredCase, made: list[OfferTold]) -> a.OffersOut:
    first = service.organisations.partner(case.la_id, OF_THE_SERVICE, None)
    turn = await turn_to(service.organisations, work, first, case.la_id) if first else None
    return a.OffersOut(
        case_id=case.id,
        as_of=work.today,
        due=[
            a.OfferDueOut(
                moment=one.moment,
                due_on=one.due_on,
                owed_by=one.owed_by,
                because=one.because,
                rule=one.rule,
                citation=RULEBOOK.rule(one.rule).citation,
            )
            for one in offers_due(case.facts, work.today, made)
        ],
        made=[
            a.OfferOut.model_validate({name: getattr(one, name) for name in a.OfferOut.model_fields}) for one in made
        ],
        advice_service=turn.chosen if turn else None,
        alternative=turn.alternative if turn else None,
    )


@router.get("/advice", summary="Whether a family is being helped", responses=OF_ONE_CASE)
async def get_advice(response: Response, service: TheService, caller: Reader, case_id: UUID) -> a.HelpOut:
    """True, to the authority, where help is given and the family agreed that it may know. Else null, never false."""
    async with service.database.work(actor_of(caller), case_id=case_id) as work:
        await seen(service, work)
        given = await advice.help_is_given(work.connection, case_id)
    response.headers["ETag"] = etag(1 + given)
    return a.HelpOut(help_is_given=True if given else None)
