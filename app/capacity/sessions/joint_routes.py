"""The routes that call off or move every session of one time in one request."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.capacity.bench import Bench
from app.capacity.records import SessionOfCase
from app.capacity.scenes import MOVING_TOGETHER
from app.capacity.sessions.actions import CAN_FAIL, as_moved, as_recorded
from app.capacity.sessions.joint import cancel_together, move_together
from app.capacity.sessions.routes import Writer
from app.capacity.sessions.schemas.answers import SessionOut
from app.capacity.sessions.schemas.booking import CancelIn, RescheduleIn
from app.capacity.sessions.views import session_out
from app.capacity.unit import bench_of
from app.cases.store import CasesWork
from app.cases.unit import service_of
from app.platform.access.principal import Principal
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.fields import Answer
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/sessions/{session_id}/together", tags=["Sessions"])

CALLING_ALL_OFF: dict[str, Example] = {"everybody is ill": {"value": dict(CancelIn.example)}}
MOVING_ALL: dict[str, Example] = {
    "to the time that you hold": {"value": {**RescheduleIn.example, "hold_id": str(MOVING_TOGETHER.hold_id)}}
}


class TogetherOut(Answer):
    """The sessions that shared one booked time, as they are after you called them off or moved them."""

    sessions: list[SessionOut] = Field(
        description=(
            "Every session that shared the booked time, if you may see the session. The session whose id you gave "
            "comes first."
        )
    )


@router.post(
    "/cancel",
    response_model=TogetherOut,
    responses=CAN_FAIL,
    summary="Call off all sessions of a family that share one time",
)
async def session_cancel_together(
    request: Request,
    caller: Writer,
    session_id: UUID,
    body: Annotated[CancelIn, Body(openapi_examples=CALLING_ALL_OFF)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Call off a session, and every other session that shares its booked time, for example a sibling's session. We call
    off only sessions that you may see. If one of the sessions cannot be called off, we call off no session. Each case
    gets its own event, and the 30 days of each case continue.

    The header `If-Match` is about the session whose id you gave.
    """
    told = as_recorded(session_id, body, partial(check_if_match, if_match))
    return await _perform(request, caller, idempotency_key, partial(cancel_together, told=told))


@router.post(
    "/reschedule",
    response_model=TogetherOut,
    responses=CAN_FAIL,
    summary="Move all sessions of a family that share one time",
)
async def session_reschedule_together(
    request: Request,
    caller: Writer,
    session_id: UUID,
    body: Annotated[RescheduleIn, Body(openapi_examples=MOVING_ALL)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Move a session, and every other session that shares its booked time, for example a sibling's session. We move
    only sessions that you may see. Hold or choose the new slot for the case of the session whose id you gave. The other
    sessions move to the same new time, in the same format. If one of the sessions cannot be moved, we move no session.
    After the sessions are moved, every party must be told the new day and place.

    The new time must not overlap the time at which the sessions are booked now. The header `If-Match` is about the
    session whose id you gave.
    """
    told = as_moved(session_id, body, partial(check_if_match, if_match))
    return await _perform(request, caller, idempotency_key, partial(move_together, told=told))


async def _perform(
    request: Request,
    caller: Principal,
    idempotency_key: str | None,
    change: Callable[[CasesWork, Bench], Awaitable[Sequence[SessionOfCase]]],
) -> Response:
    """Change several sessions in one unit of work, which locks every case."""
    service = service_of(request)

    async def use_case(work: CasesWork) -> Outcome:
        done = await change(work, bench_of(service, work))
        for one in done:
            await service.know_providers(one.case)
        shown = [session_out(service, one.session, work.actor.kind, one.case.facts.state) for one in done]
        headers = {"etag": etag(done[0].session.version)}
        return Outcome(200, TogetherOut(sessions=shown), headers, private=True)

    return await perform(request, caller, idempotency_key, service.writing, use_case)
