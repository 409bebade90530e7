"""The routes to find a slot for a case and to hold it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.domain.ranking import Place, place_of
from app.capacity.scenes import HOLDING
from app.capacity.slots.schemas import HoldIn, HoldOut, SlotsFound
from app.capacity.slots.use_cases import HoldSlot, LookForCase, hold, look_for_case, release
from app.capacity.slots.views import hold_out, not_bookable, offered, slots_found
from app.capacity.unit import asking, asking_of_case, bench_of
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Turn
from app.platform.http.fields import Day
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1", tags=["Slots"])
Reader = Annotated[Principal, requires(Scope.CAPACITY_READ)]
Booker = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
CAN_FAIL = problem_responses(
    "malformed-json",
    "not-yours-to-record",
    "not-found",
    "refused",
    "slot-taken",
    "not-suitable",
    "invalid-input",
    "idempotency-key-reused",
    *SECURED,
)

_CURSORS: Cursors[Place] = Cursors("slots", Place)


@router.get(
    "/slots", summary="Find free slots for a case", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_slots(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID, Query(description="The id of the case that needs a mediator.")],
    until: Annotated[
        Day | None,
        Query(
            description="The last day on which we look for slots. If you leave `until` out, we look for slots until "
            "the last of the case's 30 days. If the 30 days are over or not running for this case, we look for slots "
            "up to 30 days from today."
        ),
    ] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only slots of this mediator.")] = None,
) -> SlotsFound:
    """Find the slots (times of mediators) that suit a case, from now to the last of the case's 30 days. For each slot
    that does not suit the case, the answer says why.

    We sort the suitable slots by four rules, in this order:

    1. Slots within the 30 days come before slots after the 30 days.
    2. Slots for which the family can get 5 working days' notice of the session come before slots with less notice.
    3. Slots of a mediator with fewer bookings and holds come before slots of a mediator with more bookings and holds.
    4. Earlier slots come before later slots.

    A slot does not suit if a party cannot come at its time. If the case needs no session now, `not_bookable` gives the
    reason, and the actions that would lead to a session.
    """
    after = _CURSORS.decode(turn.cursor)
    async with asking_of_case(service, caller, case_id) as (work, bench):
        seen = await look_for_case(work, bench, LookForCase(until, mediator_id))
        barred = not_bookable(service, work, seen.refused)
    ahead = [one for one in seen.found.offered if after is None or place_of(one) > after]
    shown = turn.page(
        [offered(one, seen.known, service.organisations, seen.due_on) for one in ahead[: turn.limit]],
        _CURSORS.encode(place_of(ahead[turn.limit - 1])) if len(ahead) > turn.limit else None,
    )
    return slots_found(service, seen, shown, barred, turn.limit)


A_HOLD: dict[str, Example] = {"for a day": {"value": {"case_id": str(HOLDING.case_id)}}}


@router.post(
    "/slots/{slot_id}/hold",
    status_code=201,
    summary="Hold a slot for a case",
    response_model=HoldOut,
    responses=CAN_FAIL,
)
async def hold_slot(
    request: Request,
    caller: Booker,
    slot_id: UUID,
    body: Annotated[HoldIn, Body(openapi_examples=A_HOLD)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Hold a mediator's time for a case until the family has answered. A hold ends at the time `expires_at`, or when
    you book the held slot.

    If several requests ask for the same slot, the first request gets the slot. Until the hold ends, nobody else can
    take the slot, a slot that overlaps the held slot, or a slot that is too close to the held slot. At most three slots
    can be on hold for one case. The audit trail of the case shows when the hold will end. A hold that ends at the time
    `expires_at` adds no event to the audit trail.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        command = HoldSlot(slot_id, work.now + timedelta(minutes=body.minutes))
        held = await hold(work, bench_of(service, work), command)
        return Outcome(201, hold_out(held), {"location": f"/v1/holds/{held.id}"})

    return await perform(request, caller, idempotency_key, service.changing(body.case_id), use_case)


@router.get(
    "/holds/{hold_id}", summary="Read a hold", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_hold(service: TheService, caller: Booker, hold_id: UUID) -> HoldOut:
    """Read a hold on a mediator's time. You can no longer read a hold that has ended, or whose slot you booked. A
    provider cannot see a hold on another provider's mediator."""
    async with asking(service, caller) as (work, bench):
        held = await bench.slots.held(hold_id)
    if held is None or held.expires_at <= work.now:
        raise NotFound
    return hold_out(held)


@router.delete(
    "/holds/{hold_id}",
    status_code=204,
    summary="Release a hold",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def release_hold(service: TheService, caller: Booker, hold_id: UUID) -> Response:
    """End a hold early, so that the mediator's time is free again."""
    async with asking(service, caller) as (_, bench):
        held = await bench.slots.held(hold_id)
    if held is None:
        raise NotFound
    async with asking_of_case(service, caller, held.case_id, lock=True) as (work, bench):
        await release(work, bench, held)
        await work.commit()
    return Response(status_code=204)
