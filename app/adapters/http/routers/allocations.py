"""Allocations: all waiting cases given slots at once, so that the fewest 30-day duties break; reviewed, then booked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from app.adapters.access.principal import Principal
from app.adapters.access.scopes import Scope
from app.adapters.db.capacity import allocations, mediators, sessions, slots
from app.adapters.db.database import Work
from app.adapters.db.journal import entries
from app.adapters.http.auth.verifier import requires
from app.adapters.http.booked import session_booked
from app.adapters.http.looking import AROUND, demand, end_of, must_suit, needs_of, open_needs
from app.adapters.http.problems import AllocationStale, InvalidInput, NotFound, Problem, problem_responses
from app.adapters.http.routers.capacity import visible
from app.adapters.http.routers.cases import SECURED
from app.adapters.http.schemas import capacity as c
from app.adapters.http.unit import (
    IdempotencyKey,
    Outcome,
    Service,
    TheService,
    actor_of,
    answered_before,
    key_of,
    perform,
    service_of,
)
from app.adapters.optimiser import Proposal, propose
from app.domain.capacity.allocation import (
    Judgement,
    Question,
    first_come_first_served,
    judge,
    oldest_duty_first,
    why_unplaced,
)
from app.domain.capacity.demand import Demand
from app.domain.capacity.ranking import noticed_from, tell_by
from app.domain.capacity.words import Format
from app.domain.errors import DomainError
from app.domain.terms import OrganisationKind
from app.services.allocation import FreeSlot, WaitingCase, book_entry, demand_of, propose_entry, question
from app.services.capacity import StoredMediator, london_day, seen_to
from app.services.records import StoredCase
from app.services.sessions import book

router = APIRouter(prefix="/v1/capacity/allocations", tags=["Capacity"])
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
TO_PROPOSE = problem_responses("malformed-json", "invalid-input", "idempotency-key-reused", *SECURED)
TO_BOOK = problem_responses("not-found", "allocation-stale", "invalid-input", "idempotency-key-reused", *SECURED)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything that the question was put from, to show its answer by."""

    cases: Mapping[UUID, WaitingCase]
    demands: Mapping[UUID, Demand]
    mediators: Mapping[UUID, StoredMediator]
    slots: Mapping[UUID, FreeSlot]
    question: Question


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

    The best assignment is found by a solver, and shown beside what serving people in turn would come to. Nobody is
    given a session of which they cannot be told 5 working days before, unless their 30 days end sooner. Nothing is held
    or booked yet: review it, then book it whole.
    """
    service = service_of(request)
    key = await key_of(request, idempotency_key)
    async with service.database.work(actor_of(caller), key=key) as work:
        if (again := answered_before(work, key)) is not None:
            return again
        known = await _put_the_question(service, work, body)
    # Between two transactions: it takes seconds, and an open one would hold the feed back for everybody.
    found = await asyncio.to_thread(propose, known.question, body.seconds)
    async with service.database.work(actor_of(caller), key=key) as work:
        if (again := answered_before(work, key)) is not None:
            return again
        shown = _shown(service, uuid4(), known, found, work.now)
        about = work.actor, work.today, work.now
        entry = propose_entry(shown.id, len(shown.placed), len(shown.unplaced), *about)
        await allocations.keep(work.connection, shown.model_dump(mode="json"), entry)
        text = shown.model_dump_json()
        headers = {"content-type": "application/json", "location": f"/v1/capacity/allocations/{shown.id}"}
        await work.remember(key, 201, headers, text)
    return Response(text, 201, headers)


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

    async def use_case(work: Work) -> Outcome:
        row = await allocations.find(work.connection, allocation_id, lock=True)
        if row is None:
            raise NotFound
        proposed = c.AllocationOut.model_validate(allocations.facts_of(row))
        if row.status != c.AllocationStatus.PROPOSED:
            raise AllocationStale("This proposal was booked before.", changed=[])
        cases = await work.lock_cases([one.case_id for one in proposed.placed])
        changed: list[dict[str, object]] = []
        placed = []
        for one in sorted(proposed.placed, key=lambda one: (one.mediator_id, one.starts_at)):
            try:
                placed.append(await _book(service, work, allocation_id, cases.get(one.case_id), one))
            except (Problem, DomainError, slots.Taken) as reason:
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
        return Outcome(None, 200, booked)

    return await perform(request, caller, idempotency_key, use_case)


async def _book(service: Service, work: Work, allocation_id: UUID, case: StoredCase | None, one: c.Placed) -> c.Placed:
    """Book one of the sessions, asking everything again that a single booking asks."""
    slot = await slots.find(work.connection, one.slot_id)
    mediator = await mediators.find(work.connection, one.mediator_id)
    if case is None or slot is None or mediator is None:
        raise NotFound("The case, or the slot, is not there any more.")
    if (booked := await sessions.booked_on(work.connection, case.id)) is not None:
        raise session_booked(booked, "reschedule")
    asked = await demand(service, work, case)
    must_suit(mediator, slot.span, asked, work.now)
    if one.format not in mediator.mediator.formats & asked.formats:
        raise AllocationStale(f"{one.format.replace('_', ' ')} is no format that mediator and family share any more.")
    dates = _dates(service, london_day(slot.span.starts_at), asked.due_on or one.due_on, work.today)
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
    await work.put(staged)
    return one.model_copy(update={"session_id": session_id, **dates})


def _said(reason: Exception) -> str:
    match reason:
        case Problem():
            return str(reason.detail)
        case DomainError():
            return reason.reason
    return "The mediator's time is taken."


async def _put_the_question(service: Service, work: Work, body: c.AllocateIn) -> _Known:
    providers = visible(service, work.actor, body.provider)
    cases = await allocations.waiting(work.connection)
    if len(cases) > allocations.MOST_WAITING:
        raise InvalidInput.at("body", "#", f"More than {allocations.MOST_WAITING} wait: too many for one", "too_many")
    last = min(allocations.last_day(work.today, body.weeks), service.pathway.law.england.horizon)
    free = await allocations.free(work.connection, providers, work.now, end_of(last))
    known = {one.id: one for one in await mediators.of_providers(work.connection, providers)}
    load = await slots.load(work.connection, list(known), work.now - AROUND, end_of(last), work.now)
    sealed = await sessions.needs_of_all(work.connection, [case.id for case in cases])
    demands = {case.id: demand_of(case, open_needs(service, sealed.get(case.id), case.id)) for case in cases}
    allowed = {
        la_id: frozenset(service.organisations.partners(la_id, OrganisationKind.MEDIATION_PROVIDER)) & {*providers}
        for la_id in {case.la_id for case in cases}
    }
    noticed = noticed_from(work.today, service.pathway.law.england)
    asked = await asyncio.to_thread(
        question, cases, demands, free, known, load, allowed, work.today, last, work.now, noticed
    )
    return _Known({case.id: case for case in cases}, demands, known, {slot.id: slot for slot in free}, asked)


def _shown(service: Service, allocation_id: UUID, known: _Known, found: Proposal, now: datetime) -> c.AllocationOut:
    asked = known.question
    missing = found.assignment.unplaced(asked)
    return c.AllocationOut(
        id=allocation_id,
        status=c.AllocationStatus.PROPOSED,
        made_at=now,
        booked_at=None,
        waiting=len(asked.waiting),
        slots=len(asked.openings),
        placed=[_placed(service, known, *one, london_day(now)) for one in found.assignment.placed.items()],
        unplaced=[
            c.Unplaced(
                case_id=one.case_id,
                la_reference=known.cases[one.case_id].la_reference,
                due_on=one.due_on,
                why=why_unplaced(asked, found.assignment, one.case_id),
            )
            for one in missing
        ],
        judgement=_judged(found.judgement),
        first_come_first_served=_judged(judge(asked, first_come_first_served(asked))),
        oldest_duty_first=_judged(judge(asked, oldest_duty_first(asked))),
        proven=found.proven,
        solver=found.solver,
    )


def _placed(service: Service, known: _Known, case_id: UUID, slot_id: UUID, today: date) -> c.Placed:
    slot, case = known.slots[slot_id], known.cases[case_id]
    mediator = known.mediators[slot.mediator_id]
    common: Any = mediator.mediator.formats & known.demands[case_id].formats
    return c.Placed(
        case_id=case_id,
        la_reference=case.la_reference,
        slot_id=slot_id,
        mediator_id=mediator.id,
        mediator=mediator.name,
        provider_id=mediator.provider_id,
        provider=service.organisations.by_id(mediator.provider_id).slug,
        starts_at=slot.span.starts_at,
        ends_at=slot.span.ends_at,
        format=next(one for one in Format if one in common),
        **_dates(service, london_day(slot.span.starts_at), case.due_on, today),
    )


def _dates(service: Service, day: date, due_on: date, today: date) -> dict[str, Any]:
    """Say of a session on a day whether it keeps the thirty days, and until when the family can be told in time."""
    last = tell_by(day, service.pathway.law.england)
    return {"due_on": due_on, "in_time": day <= due_on, "tell_by": last, "notice_possible": today <= last}


def _judged(judgement: Judgement) -> c.Judged:
    return c.Judged.model_validate(judgement, from_attributes=True)
