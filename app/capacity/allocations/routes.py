"""Allocations: all waiting cases given slots at once, so that the fewest 30-day duties break; reviewed, then booked."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.allocations import store as allocations
from app.capacity.allocations.question import book_entry, propose_entry
from app.capacity.allocations.use_cases import dates_of, look_around, shown, solve
from app.capacity.figures import schemas as c
from app.capacity.mediators import store as mediators
from app.capacity.mediators.use_cases import seen_to
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import book
from app.capacity.slots import store as slots
from app.capacity.slots.use_cases import demand, must_suit, needs_of
from app.cases.beside import Elsewhere, GoesBehindSession
from app.cases.records import StoredCase
from app.cases.routes import SECURED
from app.cases.store import CasesWork
from app.cases.unit import Service, TheService, service_of
from app.kernel.errors import DomainError
from app.kernel.london import london_day
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.journal import entries
from app.platform.db.work import Answered
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.platform.http.fields import Moment
from app.platform.http.problems import AllocationStale, NotFound, Problem, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, again, kept, key_of, perform

router = APIRouter(prefix="/v1/capacity/allocations", tags=["Capacity"])
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
TO_PROPOSE = problem_responses("malformed-json", "invalid-input", "idempotency-key-reused", "unavailable", *SECURED)
TO_BOOK = problem_responses("not-found", "allocation-stale", "invalid-input", "idempotency-key-reused", *SECURED)


_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("allocations", tuple[Moment, UUID])

TO_ALLOCATE: dict[str, Example] = {"six weeks ahead": {"value": {"weeks": 6}}}


@router.post(
    "",
    status_code=201,
    summary="Propose sessions for all who wait",
    response_model=c.AllocationOut,
    responses=TO_PROPOSE,
)
async def propose_allocation(
    request: Request,
    caller: Writer,
    body: Annotated[c.AllocateIn, Body(openapi_examples=TO_ALLOCATE)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give every waiting case a free slot so that the fewest 30-day duties break and work is spread fairly.

    The best assignment is found by a solver, and shown beside what serving people in turn would come to. No
    family is given a session of which it cannot be told 5 working days before, unless its 30 days end sooner. Nothing
    is held or booked yet: review the proposal, then book all of it.
    """
    service = service_of(request)
    key = await key_of(request, idempotency_key)
    async with service.database.keyed(actor_of(caller), key) as work:
        if isinstance(work, Answered):
            return again(work, key, service.seal)
        known = await look_around(service, work, body)
    # Between two transactions: it takes seconds, and an open one would hold the feed back for everybody.
    solved = await service.solver.answer(partial(solve, known.put, body.seconds))
    async with service.database.keyed(actor_of(caller), key) as work:
        if isinstance(work, Answered):
            return again(work, key, service.seal)
        proposal = shown(service, uuid4(), known, solved, work.now)
        about = work.actor, work.today, work.now
        entry = propose_entry(proposal.id, len(proposal.placed), len(proposal.unplaced), *about)
        await allocations.keep(work.connection, proposal.model_dump(mode="json"), entry)
        text = proposal.model_dump_json()
        headers = {"content-type": "application/json", "location": f"/v1/capacity/allocations/{proposal.id}"}
        outcome = Outcome(201, proposal, headers, private=True)
        await work.commit(kept(service.seal, key, outcome, text, headers))
    return Response(text, 201, headers)


@router.get("", summary="List proposals", responses=problem_responses("invalid-input", *SECURED))
async def get_allocations(
    request: Request,
    response: Response,
    service: TheService,
    caller: Writer,
    status: Annotated[c.AllocationStatus | None, Query(description="Only those that stand so.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[c.AllocationLine]:
    """Your own proposals, the newest first. One that is not booked is kept for 90 days."""
    after = _CURSORS.decode(cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await allocations.listed(work.connection, work.actor, status, after, limit + 1)
    lines = [c.AllocationLine.model_validate(row, from_attributes=True) for row in found[:limit]]
    more = _CURSORS.encode((lines[-1].made_at, lines[-1].id)) if len(found) > limit else None
    return page(request, response, lines, more)


@router.get(
    "/{allocation_id}",
    summary="Read a proposal",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def get_allocation(service: TheService, caller: Writer, allocation_id: UUID) -> c.AllocationOut:
    """A proposal of your own, and whether it was booked."""
    async with service.database.work(actor_of(caller)) as work:
        row = await allocations.find(work.connection, allocation_id)
    if row is None:
        raise NotFound
    return c.AllocationOut.model_validate(
        {**allocations.facts_of(row), "status": row.status, "booked_at": row.booked_at}
    )


@router.post(
    "/{allocation_id}/book", summary="Book a proposal, whole", response_model=c.AllocationOut, responses=TO_BOOK
)
async def book_allocation(
    request: Request, caller: Writer, allocation_id: UUID, idempotency_key: IdempotencyKey = None
) -> Response:
    """Book every session that was proposed, and move every case; or, if one of them cannot be any more, none at all."""
    service = service_of(request)

    async def use_case(work: CasesWork) -> Outcome:
        row = await allocations.find(work.connection, allocation_id, lock=True)
        if row is None:
            raise NotFound
        proposed = c.AllocationOut.model_validate(allocations.facts_of(row))
        if row.status != c.AllocationStatus.PROPOSED:
            raise AllocationStale("This proposal was booked before.", changed=[])
        cases = await work.lock([one.case_id for one in proposed.placed])
        changed: list[dict[str, object]] = []
        placed = []
        for one in sorted(proposed.placed, key=lambda one: (one.mediator_id, one.starts_at)):
            try:
                placed.append(await _book(service, work, allocation_id, cases.get(one.case_id), one))
            except (Problem, DomainError, GoesBehindSession, slots.Taken) as reason:
                changed.append({"case_id": one.case_id, "detail": _said(reason)})
                if isinstance(reason, slots.Taken):
                    break  # the savepoint is spent: nothing more can be tried in it
        if changed:
            told = f"{len(changed)} of {len(proposed.placed)} sessions cannot be booked any more; none was."
            raise AllocationStale(told, changed=changed)
        booked = proposed.model_copy(
            update={"placed": placed, "status": c.AllocationStatus.BOOKED, "booked_at": work.now}
        )
        [before] = await entries(work.connection, allocation_id, 0, 1)
        entry = book_entry(before, len(placed), work.actor, work.today, work.now)
        await allocations.mark_booked(work.connection, booked.model_dump(mode="json"), entry)
        return Outcome(200, booked, private=True)

    return await perform(request, caller, idempotency_key, service.writing, use_case)


async def _book(
    service: Service, work: CasesWork, allocation_id: UUID, case: StoredCase | None, one: c.Placed
) -> c.Placed:
    """Book one of the sessions, asking everything again that a single booking asks."""
    slot = await slots.find(work.connection, one.slot_id)
    mediator = await mediators.find(work.connection, one.mediator_id)
    if case is None or slot is None or mediator is None:
        raise NotFound("The case, or the slot, is not there any more.")
    if (booked := await sessions.booked_on(work.connection, case.id)) is not None:
        raise GoesBehindSession(Elsewhere(booked, "reschedule"))
    asked = await demand(service, work, case)
    await must_suit(service, work, mediator, slot.span, asked)
    if one.format not in mediator.mediator.formats & asked.formats:
        raise AllocationStale(f"{one.format.replace('_', ' ')} is no format that mediator and family share any more.")
    dates = dates_of(service, london_day(slot.span.starts_at), asked.due_on or one.due_on, work.today)
    if one.notice_possible and not dates["notice_possible"]:
        raise AllocationStale("The family can no longer be told 5 working days before.")
    needs = await needs_of(service, work, case.id)
    private = {"mediator": mediator.name, **seen_to(needs)}
    engagement_id = await slots.take(work.connection, slot, work.now, None)
    others = await slots.release_all(work.connection, case.id, work.now)
    session_id = uuid4()
    stored, staged = book(
        service.desk, case, session_id, engagement_id, mediator.id, mediator.provider_id, slot.span, one.format,
        private, work.actor, work.today, work.today, work.now, allocation_id, others,
    )  # fmt: skip
    await sessions.insert(work.connection, stored)
    work.put(staged)
    return one.model_copy(update={"session_id": session_id, **dates})


def _said(reason: Exception) -> str:
    match reason:
        case Problem():
            return str(reason.detail)
        case DomainError():
            return reason.reason
        case GoesBehindSession():
            return reason.elsewhere.says
    return "The mediator's time is taken."
