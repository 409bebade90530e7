"""Finding a slot for a case, and holding it."""

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
    "/slots", summary="Free slots that suit a case", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_slots(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID, Query(description="The case for which a mediator is wanted.")],
    until: Annotated[
        Day | None, Query(description="Look up to this day; the last of the 30 days if left out, or a month on.")
    ] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only this mediator's slots.")] = None,
) -> SlotsFound:
    """Every slot from now to the last of the case's 30 days: what suits, best first; and for the rest, why not.

    First come those within the 30 days; among them those that leave time to tell the family 5 working days before;
    then the mediator with the least to do; then the earliest day. A party's unavailable times are honoured.
    Where the case asks for no session now, `not_bookable` says why and what would lead to one.
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
    """Hold the mediator's time until the family has answered. A hold ends by itself; a booking uses it up.

    The case's trail says until when; a hold that ends by itself has no event. The first caller gets the time: of this
    slot, of each that overlaps it, and of each within the gap that the mediator needs between sessions. A case may
    have three holds.
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
    """A hold, until it is booked or let go. With another provider's mediator it is not a provider's to see."""
    async with asking(service, caller) as (work, bench):
        held = await bench.slots.held(hold_id)
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
    async with asking(service, caller) as (_, bench):
        held = await bench.slots.held(hold_id)
    if held is None:
        raise NotFound
    async with asking_of_case(service, caller, held.case_id, lock=True) as (work, bench):
        await release(work, bench, held)
        await work.commit()
    return Response(status_code=204)
