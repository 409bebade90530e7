"""Finding a slot for a case, and holding it."""

from collections import Counter
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.domain.ranking import Place, place_of
from app.capacity.domain.words import WhyNot
from app.capacity.mediators import store as mediators
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import hold, release
from app.capacity.slots import schemas as s
from app.capacity.slots import store as slots
from app.capacity.slots.matching import Found, look_until
from app.capacity.slots.use_cases import (
    demand,
    look,
    look_no_further,
    must_be_arrangeable,
    must_suit,
    not_bookable,
    providers_for,
)
from app.capacity.slots.views import hold_out, not_offered, offered, unsuitable
from app.cases.routes import SECURED
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.kernel.london import london_day
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, page
from app.platform.http.fields import Day
from app.platform.http.problems import InvalidInput, NotFound, SlotTaken, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = APIRouter(prefix="/v1", tags=["Slots"])
Reader = Annotated[Principal, requires(Scope.CAPACITY_READ)]
Booker = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
CAN_FAIL = problem_responses(
    "malformed-json", "not-yours-to-record", "not-found", "refused", "slot-taken", "not-suitable", "invalid-input",
    "idempotency-key-reused", *SECURED,
)  # fmt: skip

_CURSORS: Cursors[Place] = Cursors("slots", Place)
FURTHEST = timedelta(days=120)
HOLDS_OF_A_CASE = 3
"""How many slots may be held for one case at a time: a choice for the family, and no hoarding."""


@router.get(
    "/slots", summary="Free slots that suit a case", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_slots(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID, Query(description="The case for which a mediator is wanted.")],
    until: Annotated[
        Day | None, Query(description="Look up to this day; the last of the 30 days if left out, or a month on.")
    ] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only this mediator's slots.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> s.SlotsFound:
    """Every slot from now to the last of the case's 30 days: what suits, best first; and for the rest, why not.

    First come those within the 30 days; among them those that leave time to tell the family 5 working days before;
    then the mediator with the least to do; then the earliest day. A party's unavailable times are honoured.
    Where the case asks for no session now, `not_bookable` says why and what would lead to one.
    """
    after = _CURSORS.decode(cursor)
    async with service.on_case(caller, case_id) as work:
        case = case_told(work.case, work.actor.kind)
        asked = await demand(service, work, case)
        last = until or look_until(asked.due_on, work.today)
        if not work.today <= last <= work.today + FURTHEST:
            raise InvalidInput.at("query", "#/until", f"Look between today and {work.today + FURTHEST}", "until")
        last = look_no_further(service, last)
        found, known = await look(service, work, asked, providers_for(service, work, case), last, mediator_id)
        own = await slots.own(work.connection, await sessions.time_of(work.connection, case_id, work.now))
        barred = not_bookable(service, work, case, last)
    ahead = found.offered if after is None else [one for one in found.offered if place_of(one) > after]
    shown = page(
        request, response,
        [offered(one, known[one.candidate.mediator_id], service.organisations, asked.due_on) for one in ahead[:limit]],
        _CURSORS.encode(place_of(ahead[limit - 1])) if len(ahead) > limit else None,
    )  # fmt: skip
    return s.SlotsFound(
        not_bookable=barred,
        case_id=case_id,
        as_of=work.now,
        from_on=work.today,
        until=last,
        due_on=asked.due_on,
        suitable=len(found.offered),
        suitable_in_time=None if asked.due_on is None else found.in_time,
        items=shown.items,
        not_suitable=_counted(found),
        slots_not_suitable=[not_offered(one, own) for one in found.not_offered[:limit]],
        unsuitable_mediators=len(found.unsuitable),
        mediators_not_suitable=[unsuitable(one, service.organisations) for one in found.unsuitable[:limit]],
        next=shown.next,
    )


def _counted(found: Found) -> dict[WhyNot, int]:
    return dict(Counter(reason.why for one in found.not_offered for reason in one.reasons).most_common())


A_HOLD: dict[str, Example] = {"for a day": {"value": {"case_id": "00000000-0000-0000-0000-000000000000"}}}


@router.post(
    "/slots/{slot_id}/hold",
    status_code=201,
    summary="Hold a slot for a case",
    response_model=s.HoldOut,
    responses=CAN_FAIL,
)
async def hold_slot(
    request: Request,
    caller: Booker,
    slot_id: UUID,
    body: Annotated[s.HoldIn, Body(openapi_examples=A_HOLD)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Hold the mediator's time until the family has answered. A hold ends by itself; a booking uses it up.

    The case's trail says until when; a hold that ends by itself has no event. The first caller gets the time: of this
    slot, of each that overlaps it, and of each within the gap that the mediator needs between sessions. A case may
    have three holds.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        case = work.case
        slot = await slots.find(work.connection, slot_id)
        if slot is None or slot.provider_id not in providers_for(service, work, case):
            raise NotFound
        mediator = await mediators.find(work.connection, slot.mediator_id)
        assert mediator is not None  # noqa: S101 - who sees the slot sees its mediator
        must_be_arrangeable(service, work, case, london_day(slot.span.starts_at))
        await must_suit(service, work, mediator, slot.span, await demand(service, work, case))
        if await slots.holds_of(work.connection, case.id, work.now) >= HOLDS_OF_A_CASE:
            raise SlotTaken(f"{HOLDS_OF_A_CASE} slots are held for this case: book one, or let one go.")
        expires_at = min(work.now + timedelta(minutes=body.minutes), slot.span.starts_at)
        try:
            held = await slots.hold(work.connection, slot, case, work.actor, work.now, expires_at)
        except slots.Taken as taken:
            raise SlotTaken from taken
        work.put(hold(service.desk, case, held.id, slot_id, slot.provider_id, expires_at, work.actor, work.now))
        return Outcome(201, hold_out(held), {"location": f"/v1/holds/{held.id}"})

    return await perform(request, caller, idempotency_key, service.changing(body.case_id), use_case)


@router.get(
    "/holds/{hold_id}", summary="Read a hold", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_hold(service: TheService, caller: Booker, hold_id: UUID) -> s.HoldOut:
    """A hold, until it is booked or let go. With another provider's mediator it is not a provider's to see."""
    async with service.database.work(actor_of(caller)) as work:
        held = await slots.held(work.connection, hold_id)
    if held is None or held.expires_at <= work.now:
        raise NotFound
    return hold_out(held)


@router.delete(
    "/holds/{hold_id}",
    status_code=204,
    summary="Let a hold go",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def release_hold(service: TheService, caller: Booker, hold_id: UUID) -> Response:
    """Give the mediator's time back before it would let go by itself."""
    async with service.database.work(actor_of(caller)) as asking:
        held = await slots.held(asking.connection, hold_id)
    if held is None:
        raise NotFound
    async with service.on_case(caller, held.case_id, lock=True) as work:
        if held.expires_at <= work.now or not await slots.release(work.connection, hold_id):
            raise NotFound
        work.put(release(service.desk, work.case, hold_id, held.provider_id, work.actor, work.now))
        await work.commit()
    return Response(status_code=204)
