"""The routes to propose sessions for all waiting cases at once, to read proposals, and to book one."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.allocations import use_cases
from app.capacity.allocations.store import Allocations
from app.capacity.allocations.use_cases import Known, Propose, keep_proposal, look_around, solve
from app.capacity.allocations.views import allocation_out
from app.capacity.domain.words import AllocationStatus
from app.capacity.figures.schemas import AllocateIn, AllocationLine, AllocationOut
from app.capacity.unit import TheCapacity, bench_of, explained
from app.cases.routes import SECURED
from app.cases.store import CasesWork
from app.cases.unit import Service, TheService, service_of
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Answered, Key, Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, again, key_of, perform

router = Router(prefix="/v1/capacity/allocations", tags=["Capacity"])
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
TO_PROPOSE = problem_responses("malformed-json", "invalid-input", "idempotency-key-reused", "unavailable", *SECURED)
TO_BOOK = problem_responses("not-found", "allocation-stale", "invalid-input", "idempotency-key-reused", *SECURED)


_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("allocations", tuple[Moment, UUID])

TO_ALLOCATE: dict[str, Example] = {"six weeks ahead": {"value": {"weeks": 6}}}


@router.post(
    "",
    status_code=201,
    summary="Propose sessions for all waiting cases",
    response_model=AllocationOut,
    responses=TO_PROPOSE,
)
async def propose_allocation(
    request: Request,
    capacity: TheCapacity,
    caller: Writer,
    body: Annotated[AllocateIn, Body(openapi_examples=TO_ALLOCATE)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Propose a free slot (a time of a mediator) for each waiting case. The proposal breaks as few 30-day duties as
    possible, and shares the work fairly among the mediators.

    A computer program (a solver) looks for the proposal of slots that breaks the fewest 30-day duties. For comparison
    with the proposal, the answer also shows the results of two simpler methods. Each simpler method gives one family
    after the other the earliest suitable slot that is still free. A family gets a session only if the family can get 5
    working days' notice of the session. The only exception to the 5 working days' notice is a family whose 30 days end
    before that notice is possible. No slot is held or booked yet. Check the proposal, then book the proposal (`POST
    /v1/capacity/allocations/{allocation_id}/book`).
    """
    service = service_of(request)
    key = await key_of(request, idempotency_key)
    known = await _look_around(service, caller, key, body)
    if isinstance(known, Response):
        return known
    # Between two transactions: it takes seconds, and an open one would hold the feed back for everybody.
    solved = await capacity.solver.answer(partial(solve, known.put, body.seconds))

    async def use_case(work: Work) -> Outcome:
        proposal = allocation_out(await keep_proposal(work, bench_of(service, work), known, solved))
        return Outcome(201, proposal, {"location": f"/v1/capacity/allocations/{proposal.id}"}, private=True)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


async def _look_around(service: Service, caller: Principal, key: Key | None, body: AllocateIn) -> Known | Response:
    """Return the facts from which a proposal is made, or the first answer if the key was used before."""
    async with service.database.keyed(actor_of(caller), key) as work:
        if isinstance(work, Answered):
            return again(work, key, service.seal)
        with explained(service, work):
            return await look_around(work, bench_of(service, work), Propose(body.provider, body.weeks))


@router.get("", summary="List proposals", responses=problem_responses("invalid-input", *SECURED))
async def get_allocations(
    turn: Turn,
    service: TheService,
    caller: Writer,
    status: Annotated[
        list[AllocationStatus] | None,
        Query(
            max_length=len(AllocationStatus),
            description="Only proposals with this status. To ask for several statuses, repeat the parameter.",
        ),
    ] = None,
) -> Page[AllocationLine]:
    """List your own proposals, newest first. A proposal that you do not book is deleted after 90 days."""
    after = _CURSORS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await Allocations(work.connection).listed(work.actor, status, after, turn.limit + 1)
    lines = [AllocationLine.model_validate(row, from_attributes=True) for row in found[: turn.limit]]
    more = _CURSORS.encode((lines[-1].made_at, lines[-1].id)) if len(found) > turn.limit else None
    return turn.page(lines, more)


@router.get(
    "/{allocation_id}",
    summary="Read a proposal",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def get_allocation(service: TheService, caller: Writer, allocation_id: UUID) -> AllocationOut:
    """Read one of your own proposals, and whether you booked it."""
    async with service.database.work(actor_of(caller)) as work:
        found = await Allocations(work.connection).find(allocation_id)
    if found is None:
        raise NotFound
    return allocation_out(found)


@router.post("/{allocation_id}/book", summary="Book a proposal", response_model=AllocationOut, responses=TO_BOOK)
async def book_allocation(
    request: Request, caller: Writer, allocation_id: UUID, idempotency_key: IdempotencyKey = None
) -> Response:
    """Book all the sessions of a proposal. If we can no longer book one of the sessions, we book no session."""
    service = service_of(request)

    async def use_case(work: CasesWork) -> Outcome:
        booked = await use_cases.book_allocation(work, bench_of(service, work), allocation_id)
        return Outcome(200, allocation_out(booked), private=True)

    return await perform(request, caller, idempotency_key, service.writing, use_case)
