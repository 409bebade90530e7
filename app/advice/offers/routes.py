"""Offers of independent help: which are due, which were made; and whether a family is being helped."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.advice.domain.gates import holds_the_right
from app.advice.domain.words import OfferAnswer
from app.advice.offers import store as kept
from app.advice.offers.use_cases import OFFERERS, keep_offer, shown
from app.advice.services import schemas as a
from app.advice.services import store as advice
from app.cases.domain.offers import due_offer
from app.cases.records import StoredCase, facts_if_readable
from app.cases.routes import OF_ONE_CASE, SECURED
from app.cases.schemas.deadlines import OfferDueOut
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import Service, TheService, service_of
from app.kernel.terms import Party
from app.law.domain.rulebook import RULEBOOK
from app.law.domain.rules.advice import GROUND_OF_OFFERS
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.platform.http.etags import IfMatch, check_if_match, etag, etag_with
from app.platform.http.problems import InvalidInput, Refused, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = APIRouter(prefix="/v1", tags=["Advice"])
Reader = Annotated[Principal, requires(Scope.REFERRALS_READ)]
Writer = Annotated[Principal, requires(Scope.REFERRALS_WRITE)]

AT_A_TIME = 200
"""How many cases are read at once when offers are looked for over all of them."""

_CURSORS: Cursors[kept.Position] = Cursors("offers", tuple[date, UUID])
_OWED: Cursors[kept.Position] = Cursors("to-refer", tuple[date, UUID])

NOT_DUE = (
    "No such offer is due: its moment has not come, was used or is passed, the family has answered, or the case is "
    "over."
)
"""One refusal for every cause: whether the family said yes or no is not for everybody to know."""

AN_OFFER: dict[str, Example] = {
    "with the notice": {"value": {"moment": "notice", "made_on": "2026-02-02"}},
    "declined, without a reason": {"value": {"moment": "notice", "made_on": "2026-02-02", "answer": "declined"}},
}


@router.get(
    "/advice-offers",
    summary="Offers that are due, over all your cases",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_offers_due(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    owed_by: Annotated[Party | None, Query(description="Only what this party owes.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[a.OfferDueOnCase]:
    """On which cases an offer of independent help is owed today, and by whom; the longest owed first.

    For the authority, and for the provider that advises or mediates. After the holder of the right to appeal has
    answered, the case leaves every list until the right passes on. The organisation that heard "yes" finds the case
    among the referrals that it owes (`GET /v1/advice-offers/to-refer`).
    """
    after = _CURSORS.decode(cursor)
    if caller.organisation_kind not in OFFERERS:
        return page(request, response, [], None)
    found: list[tuple[kept.Position, a.OfferDueOnCase]] = []
    async with service.database.work(actor_of(caller)) as work:
        async for row in _open_cases(work, after):
            due = _due_on(service, row, work.today)
            if due is not None and owed_by in (None, due.owed_by):
                found.append(((row.offer_on, row.id), due))
            if len(found) > limit:
                break
    more = _CURSORS.encode(found[limit - 1][0]) if len(found) > limit else None
    return page(request, response, [due for _, due in found[:limit]], more)


@router.get(
    "/advice-offers/to-refer",
    summary="Referrals that you owe, over all your cases",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_referrals_owed(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[a.ReferralOwed]:
    """Families that said yes to your organisation, and that it has not referred yet. The longest owed come first.

    The list shows what your own organisation heard and did. It does not show families that answered, or were referred
    by, another organisation. A family leaves the list when you refer it, or when it declines after all.
    """
    after = _OWED.decode(cursor)
    async with service.database.work(actor_of(caller)) as work:
        rows = await kept.to_refer(work.connection, after, limit + 1)
    found = [
        a.ReferralOwed(
            case_id=row.case_id, la_code=row.la_code, la_reference=row.la_reference, moment=row.moment,
            made_on=row.made_on, person=row.person, post_to="/v1/referrals",
        )
        for row in rows[:limit]
    ]  # fmt: skip
    more = _OWED.encode((rows[limit - 1].made_on, rows[limit - 1].id)) if len(rows) > limit else None
    return page(request, response, found, more)


async def _open_cases(work: Work, after: kept.Position | None) -> AsyncIterator[Row]:
    """Yield the cases on which an offer is owed today, the longest owed first, read some at a time."""
    while rows := await kept.due(work.connection, work.actor, work.today, after, AT_A_TIME):
        for row in rows:
            yield row
        if len(rows) < AT_A_TIME:
            return
        after = rows[-1].offer_on, rows[-1].id


def _due_on(service: Service, row: Row, today: date) -> a.OfferDueOnCase | None:
    """Show the offer that is owed on a case.

    None where its row was written under another reading of the law, or cannot be read.
    """
    facts = facts_if_readable(row.facts)
    if facts is None:
        return None
    due = due_offer(facts, today, placement_only=facts.placement_only(service.pathway.law.readings))
    if due is None:
        return None
    return a.OfferDueOnCase(
        **OfferDueOut.of(due).model_dump(), case_id=row.id, la_code=row.la_code, la_reference=row.la_reference,
        owed_since=row.offer_on, post_to=f"/v1/cases/{row.id}/advice-offers",
    )  # fmt: skip


@router.get("/cases/{case_id}/advice-offers", summary="Offers of independent help", responses=OF_ONE_CASE)
async def get_advice_offers(response: Response, service: TheService, caller: Reader, case_id: UUID) -> a.OffersOut:
    """Which offer is due to the family, which are to come and which were made, with the service to name.

    The moments are those at which a family decides something, or may lose it. Section 32 of the Act says that advice
    is to be there and made known, not when: the moments are this service's own choice. One offer is due at a time.

    The `ETag` holds the version of the case, to be sent back as `If-Match`. What is due changes with the day, and the
    service's room by itself: the tag changes with them.
    """
    async with service.on_case(caller, case_id) as work:
        case = case_told(work.case, work.actor.kind)
        found = await shown(service, work, case)
    response.headers["ETag"] = etag_with(case.version, found)
    return found


@router.post(
    "/cases/{case_id}/advice-offers",
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
    """Record that a due offer was made. The case's trail says that it was made, and never what the family answered.

    - An offer is made to the holder of the right to appeal, and only the holder answers it. If the right passes on,
      the new holder is asked again, whatever the holder before answered.
    - Each moment has one offer. After an answer no more offers are made. Where no offer is due and no answer is
      awaited, the call is refused.
    - For an answer that comes later, name the moment of its offer. For an answer without an offer, name no moment.
    - Refer a family that accepts, or changes its mind after it declined, by `POST /v1/referrals`, with its consent.
      The referral counts as its answer.
    - A family that accepted and is not referred yet (`to_refer`) may still decline. The organisation that heard "yes"
      records that here.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        case = work.case
        check_if_match(if_match, case.version)
        made_on = body.made_on or body.occurred_on or work.today
        if made_on > work.today:
            raise InvalidInput.at("body", "#/made_on", f"This day has not come yet: today is {work.today}", "future")
        if made_on < case.facts.notice_sent_on:
            notice = case.facts.notice_sent_on
            raise InvalidInput.at("body", "#/made_on", f"Nothing was offered before the notice, of {notice}", "notice")
        if (reason := _of_another(case, body, made_on)) is not None:
            raise _refused(case, reason)
        if body.answer is OfferAnswer.DECLINED and await kept.correct(
            work.connection, case.id, body.moment, body.reason
        ):  # nobody else may see that anything changed: not in the trail, and not by the version
            return Outcome(201, await shown(service, work, case), {"etag": etag(case.version)}, private=True)
        staged = await keep_offer(service, work, case, made_on, body.answer, body.reason, body.moment)
        if staged is None:
            raise _refused(case, NOT_DUE)
        work.put(staged)
        found = await shown(service, work, staged.case)
        return Outcome(201, found, {"etag": etag(staged.case.version)}, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


def _of_another(case: StoredCase, body: a.OfferIn, on: date) -> str | None:
    """Say why an answer is not of whoever holds the right to appeal; None where it is, or where there is none.

    A parent's answer is no young person's: it would end the offers to somebody who was never asked.
    """
    if body.answer is OfferAnswer.NO_ANSWER:
        return None
    holder, passed_on = case.facts.appellant_kind, case.facts.right_passed_on
    if body.answered_by is not None and not holds_the_right(body.answered_by, holder):
        return f"Only the holder of the right to appeal ({holder}) can answer. This answer is another person's."
    if passed_on is not None and on < passed_on:
        return (
            f"The right to appeal passed to another person on {passed_on}. An answer from before that day is not the "
            "new holder's. Record the earlier offer without its answer."
        )
    return None


def _refused(case: StoredCase, reason: str) -> Refused:
    """Refuse what is recorded of an offer."""
    rule = RULEBOOK.rule(GROUND_OF_OFFERS, case.facts.notice_sent_on)
    return Refused(
        action="offer-advice",
        state=case.facts.state,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason=reason,
        unlock=[],
    )


@router.get("/cases/{case_id}/advice", summary="Whether a family is being helped", responses=OF_ONE_CASE)
async def get_advice(response: Response, service: TheService, caller: Reader, case_id: UUID) -> a.HelpOut:
    """True, to the authority, where help is given and the family agreed that it may know. Else null, never false."""
    async with service.on_case(caller, case_id) as work:
        given = await advice.help_is_given(work.connection, case_id)
    response.headers["ETag"] = etag(1 + given)
    return a.HelpOut(help_is_given=True if given else None)
