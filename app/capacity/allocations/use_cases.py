"""A proposal from the question to its answer: what is looked at, how it is solved, how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from app.capacity.allocations import store as allocations
from app.capacity.allocations.optimiser import Proposal, propose
from app.capacity.allocations.question import FreeSlot, WaitingCase, demand_of, question
from app.capacity.domain.allocation import (
    Judgement,
    Question,
    first_come_first_served,
    judge,
    oldest_duty_first,
    why_unplaced,
)
from app.capacity.domain.demand import Demand
from app.capacity.domain.ranking import noticed_from, tell_by
from app.capacity.domain.words import Format
from app.capacity.figures import schemas as c
from app.capacity.figures.routes import visible
from app.capacity.mediators import store as mediators
from app.capacity.mediators.use_cases import StoredMediator
from app.capacity.sessions import store as sessions
from app.capacity.slots import store as slots
from app.capacity.slots.use_cases import AROUND, end_of, open_needs
from app.cases.unit import Service
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work
from app.platform.http.problems import InvalidInput


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the question is put from, to show its answer by."""

    cases: Mapping[UUID, WaitingCase]
    demands: Mapping[UUID, Demand]
    mediators: Mapping[UUID, StoredMediator]
    slots: Mapping[UUID, FreeSlot]
    put: Callable[[], Question]
    """Puts the question: work for the solver's thread, too."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer, beside what the plain ways would have come to."""

    asked: Question
    found: Proposal
    first_come: Judgement
    oldest_first: Judgement


def solve(put: Callable[[], Question], seconds: int) -> Solved:
    """Put the question and answer it: work for the solver's thread."""
    asked = put()
    found = propose(asked, seconds)
    plain = [judge(asked, way(asked)) for way in (first_come_first_served, oldest_duty_first)]
    return Solved(asked, found, *plain)


async def look_around(service: Service, work: Work, body: c.AllocateIn) -> Known:
    """Read all that the question is put from: who waits, what is free, who is how busy."""
    providers = visible(service, work.actor, body.provider)
    cases = await allocations.waiting(work.connection, work.actor)
    if len(cases) > allocations.MOST_WAITING:
        raise InvalidInput.at("body", "#", f"More than {allocations.MOST_WAITING} wait: too many for one", "too_many")
    last = min(allocations.last_day(work.today, body.weeks), service.pathway.law.england.horizon)
    free = await allocations.free(work.connection, providers, work.now, end_of(last))
    registered = await mediators.of_providers(work.connection, providers)
    load = await slots.load(work.connection, [one.id for one in registered], work.now - AROUND, end_of(last), work.now)
    sealed = await sessions.needs_of_all(work.connection, [case.id for case in cases])
    demands = {case.id: demand_of(case, open_needs(service, sealed.get(case.id), case.id)) for case in cases}
    parties = {party for asked in demands.values() for party in asked.parties}
    judged = await mediators.with_elsewhere(work.connection, registered, parties, work.today)
    known = {one.id: one for one in judged}
    allowed = {
        la_id: frozenset(service.organisations.partners(la_id, OrganisationKind.MEDIATION_PROVIDER)) & {*providers}
        for la_id in {case.la_id for case in cases}
    }
    noticed = noticed_from(work.today, service.pathway.law.england)
    put = partial(question, cases, demands, free, known, load, allowed, work.today, last, work.now, noticed)
    return Known({case.id: case for case in cases}, demands, known, {slot.id: slot for slot in free}, put)


def shown(service: Service, allocation_id: UUID, known: Known, solved: Solved, now: datetime) -> c.AllocationOut:
    """Show a proposal as it was found."""
    asked, found = solved.asked, solved.found
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
        first_come_first_served=_judged(solved.first_come),
        oldest_duty_first=_judged(solved.oldest_first),
        proven=found.proven,
        solver=found.solver,
    )


def _placed(service: Service, known: Known, case_id: UUID, slot_id: UUID, today: date) -> c.Placed:
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
        **dates_of(service, london_day(slot.span.starts_at), case.due_on, today),
    )


def dates_of(service: Service, day: date, due_on: date, today: date) -> dict[str, Any]:
    """Say of a session on a day whether it keeps the thirty days, and until when the family can be told in time."""
    last = tell_by(day, service.pathway.law.england)
    return {"due_on": due_on, "in_time": day <= due_on, "tell_by": last, "notice_possible": today <= last}


def _judged(judgement: Judgement) -> c.Judged:
    return c.Judged.model_validate(judgement, from_attributes=True)
