"""The use cases of allocations: propose a slot for every waiting case, and book a proposal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TypedDict
from uuid import UUID, uuid4

from app.capacity.allocations.optimiser import Proposal, propose
from app.capacity.allocations.proposal import Judged, Placed, StoredProposal, Unplaced
from app.capacity.allocations.question import (
    Asked,
    FreeSlot,
    WaitingCase,
    book_entry,
    propose_entry,
    question,
)
from app.capacity.bench import Bench
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
from app.capacity.domain.words import AllocationStatus, Format
from app.capacity.needs import NO_NEEDS, demand_of
from app.capacity.records import StoredMediator
from app.capacity.refusals import CapacityRefusal, FormatNotShared, ProposalStale, TimeTaken
from app.capacity.sessions.taking import Offered
from app.capacity.sessions.use_cases import Book, book
from app.capacity.slots.use_cases import AROUND, due_on, end_of
from app.capacity.visible import visible_providers
from app.cases.beside import GoesBehindSession
from app.cases.ports import Unit, UnitOfCases
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses, WrongInput
from app.kernel.errors import DomainError, Unseen
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind

MOST_WAITING = 2000
"""How many cases one proposal may be about."""


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose a slot for every waiting case, from one provider or from all that the caller sees, for a number of weeks
    ahead."""

    provider: str | None
    weeks: int


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the question was made from, for showing the answer."""

    cases: Mapping[UUID, WaitingCase]
    demands: Mapping[UUID, Demand]
    mediators: Mapping[UUID, StoredMediator]
    slots: Mapping[UUID, FreeSlot]
    put: Callable[[], Question]
    """Makes the question. This is work for the solver's thread too."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer, and for comparison the results of the simple ways."""

    asked: Question
    found: Proposal
    first_come: Judgement
    oldest_first: Judgement


class Dates(TypedDict):
    """Whether a session on a day meets the thirty days, and the last day on which the family can be told in time."""

    due_on: date
    in_time: bool
    tell_by: date
    notice_possible: bool


async def look_around(work: Unit, bench: Bench, command: Propose) -> Known:
    """Read everything that the question needs: who waits, what is free, and how busy each mediator is.

    Raises:
        WrongQuery: the caller works with no such provider.
        WrongInput: too many cases wait for one proposal.
    """
    providers = visible_providers(bench.partners, work.actor, command.provider)
    cases = await bench.allocations.waiting(work.actor, MOST_WAITING + 1)
    if len(cases) > MOST_WAITING:
        raise WrongInput(
            "#", f"More than {MOST_WAITING} cases are waiting, which is too many for one proposal", "too_many"
        )
    last = min(last_day(work.today, command.weeks), bench.england.horizon)
    free = await bench.allocations.free(providers, work.now, end_of(last))
    registered = await bench.mediators.of_providers(providers)
    ids = [one.id for one in registered]
    load = await bench.slots.load(ids, work.now - AROUND, end_of(last), work.now)
    needs = await bench.needs.of_all([case.id for case in cases])
    said = [(case, needs.get(case.id, NO_NEEDS)) for case in cases]
    demands = {case.id: demand_of(case, need, case.due_on) for case, need in said if need is not None}
    cases = [case for case in cases if case.id in demands]  # whose needs cannot be read is placed by hand
    parties = {party for asked in demands.values() for party in asked.parties}
    judged = await bench.mediators.with_elsewhere(registered, parties, work.today)
    known = {one.id: one for one in judged}
    allowed = {
        la_id: frozenset(bench.partners.partners(la_id, OrganisationKind.MEDIATION_PROVIDER)) & {*providers}
        for la_id in {case.la_id for case in cases}
    }
    asked = Asked(work.today, last, work.now, noticed_from(work.today, bench.england), allowed)
    put = partial(question, cases, demands, free, known, load, asked)
    return Known({case.id: case for case in cases}, demands, known, {slot.id: slot for slot in free}, put)


def solve(put: Callable[[], Question], seconds: int) -> Solved:
    """Make the question and answer it. This is work for the solver's thread."""
    asked = put()
    found = propose(asked, seconds)
    plain = [judge(asked, way(asked)) for way in (first_come_first_served, oldest_duty_first)]
    return Solved(asked, found, *plain)


async def keep_proposal(work: Unit, bench: Bench, known: Known, solved: Solved) -> StoredProposal:
    """Store a proposal."""
    asked, found = solved.asked, solved.found
    missing = found.assignment.unplaced(asked)
    proposal = StoredProposal(
        id=uuid4(),
        status=AllocationStatus.PROPOSED,
        made_at=work.now,
        booked_at=None,
        waiting=len(asked.waiting),
        slots=len(asked.openings),
        placed=tuple(_placed(bench, known, *one, work.today) for one in found.assignment.placed.items()),
        unplaced=tuple(
            Unplaced(
                case_id=one.case_id,
                la_reference=known.cases[one.case_id].la_reference,
                due_on=one.due_on,
                why=why_unplaced(asked, found.assignment, one.case_id),
            )
            for one in missing
        ),
        judgement=Judged.of(found.judgement),
        first_come_first_served=Judged.of(solved.first_come),
        oldest_duty_first=Judged.of(solved.oldest_first),
        proven=found.proven,
        solver=found.solver,
    )
    await bench.allocations.keep(proposal, propose_entry(proposal, work.recorded))
    return proposal


async def book_allocation(work: UnitOfCases, bench: Bench, allocation_id: UUID) -> StoredProposal:
    """Book every session of a proposal and move every case. If one session can no longer be booked, book none.

    Raises:
        Unseen: the caller has no such proposal.
        ProposalStale: it was booked before, or one of its sessions can no longer be booked.
    """
    proposed = await bench.allocations.find(allocation_id, lock=True)
    if proposed is None:
        raise Unseen
    if proposed.status is not AllocationStatus.PROPOSED:
        raise ProposalStale("You have already booked this proposal.")
    cases = await work.lock([one.case_id for one in proposed.placed])
    changed: dict[UUID, str] = {}
    placed = []
    for one in sorted(proposed.placed, key=lambda one: (one.mediator_id, one.starts_at)):
        try:
            placed.append(await _book(work, bench, allocation_id, cases.get(one.case_id), one))
        except (CapacityRefusal, CaseRefuses, WrongInput, GoesBehindSession, DomainError, Unseen) as reason:
            changed[one.case_id] = _said(reason)
            if isinstance(reason, TimeTaken):
                break  # the savepoint is spent: nothing more can be tried in it
    if changed:
        told = f"{len(changed)} of {len(proposed.placed)} sessions can no longer be booked. We booked no session."
        raise ProposalStale(told, changed)
    booked = replace(proposed, placed=tuple(placed), status=AllocationStatus.BOOKED, booked_at=work.now)
    before = await bench.allocations.proposed(allocation_id)
    await bench.allocations.mark_booked(booked, book_entry(before, len(placed), work.recorded))
    return booked


async def _book(work: UnitOfCases, bench: Bench, allocation_id: UUID, case: StoredCase | None, one: Placed) -> Placed:
    """Book one of the sessions. Check again everything that a single booking checks, and whether the promise of notice
    is kept.

    The promise is about notice: if the family could be told in time, that must still be possible.
    """
    if case is None:
        raise Unseen
    dates = dates_of(bench, london_day(one.starts_at), due_on(bench, case) or one.due_on, work.today)
    booking = Book(time=Offered(one.slot_id), format=one.format, allocation_id=allocation_id)
    made = await book(work, bench, case, booking)
    if one.notice_possible and not dates["notice_possible"]:
        raise ProposalStale("It is too late to tell the family 5 working days before the session.")
    return replace(one, session_id=made.session.id, **dates)


def _placed(bench: Bench, known: Known, case_id: UUID, slot_id: UUID, today: date) -> Placed:
    slot, case = known.slots[slot_id], known.cases[case_id]
    mediator = known.mediators[slot.mediator_id]
    common = mediator.mediator.formats & known.demands[case_id].formats
    return Placed(
        case_id=case_id,
        la_reference=case.la_reference,
        slot_id=slot_id,
        mediator_id=mediator.id,
        mediator=mediator.name,
        provider_id=mediator.provider_id,
        provider=bench.partners.by_id(mediator.provider_id).slug,
        starts_at=slot.span.starts_at,
        ends_at=slot.span.ends_at,
        format=next(one for one in Format if one in common),
        **dates_of(bench, london_day(slot.span.starts_at), case.due_on, today),
    )


def dates_of(bench: Bench, day: date, due: date, today: date) -> Dates:
    """Return whether a session on a day meets the thirty days, and the last day on which the family can be told in
    time."""
    last = tell_by(day, bench.england)
    return {"due_on": due, "in_time": day <= due, "tell_by": last, "notice_possible": today <= last}


def last_day(today: date, weeks: int) -> date:
    """Return the last day of so many weeks from today."""
    return today + timedelta(days=7 * weeks - 1)


def _said(reason: Exception) -> str:
    """Return in words why a session can no longer be booked."""
    match reason:
        case TimeTaken():
            return "The mediator's time is held or booked already."
        case Unseen():
            return "The case or the slot no longer exists."
        case FormatNotShared():
            wanted = reason.wanted.replace("_", " ")
            return f"The mediator and the family no longer both accept the format {wanted}."
    return str(reason)
