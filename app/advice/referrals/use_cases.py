"""Making a referral: by whom, about whom, to which service, on whose consent; and where else there is room."""

import json
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from fastapi import Request, Response

from app.advice.domain.gates import holds_the_right
from app.advice.domain.machine import TAKEN_BACK, refer
from app.advice.domain.words import OfferAnswer, ReferralState, Source
from app.advice.offers.use_cases import keep_offer
from app.advice.referrals import store as kept
from app.advice.referrals.recording import StoredReferral, make
from app.advice.referrals.schemas import ReferIn, ReferralMade
from app.advice.referrals.views import contact_about, refused_on_referral
from app.advice.services.use_cases import OF_THE_SERVICE, Turn, areas_of, turn_to
from app.cases.store import CaseWork
from app.cases.unit import Service, service_of
from app.kernel.errors import GateClosed, Refusal
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.db.work import Answered, Work
from app.platform.http.etags import etag
from app.platform.http.problems import AlreadyRegistered, InvalidInput, NotFound, NotYoursToRecord
from app.platform.http.unit_of_work import Outcome, actor_of, again, key_of, perform

CREATED = 201
SOURCES: dict[OrganisationKind, tuple[Source, ...]] = {
    OrganisationKind.LOCAL_AUTHORITY: (Source.LOCAL_AUTHORITY,),
    OrganisationKind.MEDIATION_PROVIDER: (Source.MEDIATION_PROVIDER,),
    OrganisationKind.ADVICE_SERVICE: (Source.FAMILY, Source.SCHOOL),
}
"""For whom each kind of organisation can speak; the first, where it does not say."""


class Place(NamedTuple):
    """Where a referral belongs: its area, its case if it has one, and its service."""

    la_id: UUID
    case_id: UUID | None
    service_id: UUID


async def make_referral(request: Request, caller: Principal, body: ReferIn, idempotency_key: str | None) -> Response:
    """Make a referral, once the person's own consent allows it."""
    service, own = service_of(request), caller.organisation_kind is OF_THE_SERVICE
    await service.organisations.known(caller.organisation_id)
    if not own and body.case_id is None:
        raise InvalidInput.at("body", "#/case_id", "On which case? Only a service refers without one", "missing")

    async def use_case(work: Work) -> Outcome:
        on_case = work if isinstance(work, CaseWork) else None
        place = _place(service, on_case, body) if on_case else await _own_place(service, work, body)
        source, consent = _source(caller.organisation_kind, body), body.consent.consent()
        taken_back_on, holder = None, on_case.case.facts.appellant_kind if on_case else None
        if own and place.case_id is not None:
            holder = await kept.holder_of_case(work.connection, place.case_id)
            taken_back_on = await kept.taken_back_since(
                work.connection, place.service_id, place.case_id, body.person, consent.given_on
            )
        try:
            day = body.occurred_on or work.today
            facts = refer(source, body.person, consent, day, work.today, taken_back_on, holder)
        except Refusal as refusal:
            raise refused_on_referral(refusal, "refer", ReferralState.NEW) from refusal
        if own and place.case_id and (live := await kept.live_beside(work.connection, place.case_id, body.person)):
            raise AlreadyRegistered("You have a live referral of this person on this case.", referral_id=live[0])
        stored, entry = make(
            uuid4(), place.service_id, place.la_id, place.case_id, facts, work.actor, work.now
        )  # fmt: skip
        sealed = service.seal.seal(body.contact.model_dump(), contact_about(stored.id))
        if not await kept.insert(work.connection, stored, entry, sealed):
            raise AlreadyRegistered("Your organisation has referred this person on a consent of that day before.")
        if on_case:
            await _count_as_answer(service, on_case, stored)
        turn = await turn_to(service.organisations, work, place.service_id, place.la_id)
        headers = {"location": f"/v1/referrals/{stored.id}", "etag": etag(1)}
        return Outcome(CREATED, _made(stored, turn), headers, private=True)

    if own or body.case_id is None:
        await _not_taken_back(request, caller, idempotency_key)
        return await perform(request, caller, idempotency_key, service.database.keyed, use_case)
    return await perform(request, caller, idempotency_key, service.changing(body.case_id), use_case)


async def _not_taken_back(request: Request, caller: Principal, idempotency_key: str | None) -> None:
    """Refuse a service the answer that it had to a referral of its own, once the consent to it was taken back.

    That answer names the case, the person and who came. Nor is the referral made again: it rests on the same consent.
    """
    service, key = service_of(request), await key_of(request, idempotency_key)
    if key is None:
        return
    async with service.database.keyed(actor_of(caller), key) as work:
        if not isinstance(work, Answered) or work.status != CREATED:
            return
        made = json.loads(bytes(again(work, key, service.seal).body))["id"]
    async with service.database.work(actor_of(caller)) as reading:
        stored = await kept.own(reading.connection, UUID(made))
    if stored is None or stored.facts.state is ReferralState.WITHDRAWN:
        refusal = GateClosed("The consent was taken back: nothing of the referral is told again.", TAKEN_BACK)
        raise refused_on_referral(refusal, "refer", ReferralState.WITHDRAWN)


async def _count_as_answer(service: Service, work: CaseWork, stored: StoredReferral) -> None:
    """Let a referral be the answer to offers of help: of whoever holds the right to appeal, and of nobody else."""
    case = work.case
    if not holds_the_right(stored.facts.person, case.facts.appellant_kind):
        return
    since = max(case.facts.notice_sent_on, case.facts.right_passed_on or date.min)  # no answer comes before
    day = max(stored.facts.referred_on, since)
    answered = await keep_offer(service, work, case, day, OfferAnswer.ACCEPTED)
    if answered is not None:
        work.put(answered)


def _source(kind: OrganisationKind, body: ReferIn) -> Source:
    """Return who refers: nobody speaks for another organisation."""
    may = SOURCES[kind]
    if body.source is not None and body.source not in may:
        raise NotYoursToRecord(f"Your organisation refers as: {' or '.join(may)}.")
    return body.source or may[0]


def _place(service: Service, work: CaseWork, body: ReferIn) -> Place:
    """Find the service of the case's area that is named, or its authority's first choice."""
    case = work.case
    chosen = service.organisations.partner(case.la_id, OF_THE_SERVICE, body.advice_service)
    if chosen is None:
        raise InvalidInput.at("body", "#/advice_service", "No such advice service serves this area", "advice_service")
    return Place(case.la_id, case.id, chosen)


async def _own_place(service: Service, work: Work, body: ReferIn) -> Place:
    """Find the area of a family that came to the service itself: its case's, the one it names, or the only one."""
    own, known = work.actor.organisation_id, service.organisations
    if body.advice_service not in (None, known.by_id(own).slug, str(own)):
        raise InvalidInput.at(
            "body",
            "#/advice_service",
            "You record people who came to you: name your own service or none",
            "own",
        )
    if body.case_id is not None:
        la_id = await kept.area_of_case(work.connection, body.case_id)
        if la_id is None:
            raise NotFound
        return Place(la_id, body.case_id, own)
    areas = areas_of(known, own)
    code = body.area or (next(iter(areas)) if len(areas) == 1 else None)
    if code is None or code not in areas:
        raise InvalidInput.at("body", "#/area", f"One of those that you serve: {', '.join(areas) or 'none'}", "area")
    return Place(areas[code], None, own)


def _made(stored: StoredReferral, turn: Turn) -> ReferralMade:
    return ReferralMade(
        id=stored.id,
        case_id=stored.case_id,
        advice_service=turn.chosen,
        source=stored.facts.source,
        person=stored.facts.person,
        referred_on=stored.facts.referred_on,
        full=turn.chosen.full,
        alternative=turn.alternative,
    )
