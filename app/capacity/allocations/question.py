"""The question for the optimiser: which cases wait, which slots are free, and which slots suit which case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.capacity.allocations.proposal import StoredProposal
from app.capacity.domain.allocation import Opening, Question, Waiting
from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.suitability import why_not_mediator
from app.capacity.records import StoredMediator
from app.cases.domain.facts import CaseFacts
from app.kernel.london import london_day
from app.platform.actor import Recorded
from app.platform.journal import Book, Entry, Position, Record, enter

ALLOCATION_ENTRIES = Book(Record.ALLOCATION, frozenset({"allocation-proposed", "allocation-booked"}))


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for a session."""

    id: UUID
    la_id: UUID
    la_code: str
    la_reference: str | None
    appellant_reference: str | None
    due_on: date
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot whose time is free."""

    id: UUID
    mediator_id: UUID
    provider_id: UUID
    span: Span
    gap: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Asked:
    """When the question is asked, between which days, and the first day for which a family can be told in time.

    `allowed` names for each authority the providers that it instructs.
    """

    first: date
    last: date
    now: datetime
    noticed_from: date
    allowed: Mapping[UUID, frozenset[UUID]]


def propose_entry(proposal: StoredProposal, recorded: Recorded) -> Entry:
    """Write to the journal that an allocation was proposed: how many cases have a slot, but not which cases."""
    changes = {"placed": len(proposal.placed), "unplaced": len(proposal.unplaced)}
    position = Position(ALLOCATION_ENTRIES, proposal.id, recorded.actor.organisation_id)
    return enter(position, "allocation-proposed", changes, recorded)


def book_entry(proposed: Entry, sessions: int, recorded: Recorded) -> Entry:
    """Write to the journal that the proposal was booked. Each session is an event of its own case."""
    position = Position(ALLOCATION_ENTRIES, proposed.record_id, proposed.owner_id, proposed.seq + 1, proposed.hash)
    return enter(position, "allocation-booked", {"sessions": sessions}, recorded)


def question(
    cases: Iterable[WaitingCase],
    demands: Mapping[UUID, Demand],
    slots: Iterable[FreeSlot],
    mediators: Mapping[UUID, StoredMediator],
    load: Mapping[UUID, int],
    asked: Asked,
) -> Question:
    """Return the question.

    A slot suits a case if nothing bars it. A slot outside the thirty days is not barred, because a late session is
    better than none. Before `asked.noticed_from` no family can be told 5 working days ahead any more (reg 36). No
    family gets such a slot if a later slot lies within its thirty days: only the family itself may agree to shorter
    notice.

    A person whom two providers registered is one mediator here, under the first of the two ids. The time is taken once,
    and the larger gap counts.
    """
    first_ids: dict[str, UUID] = {}
    one_id = {one.id: first_ids.setdefault(one.person, one.id) for one in mediators.values()}
    carried = {one_id[mediator_id]: taken for mediator_id, taken in load.items()}  # the person's, by either id
    open_slots = [slot for slot in slots if slot.span.starts_at > asked.now]
    by_mediator: dict[UUID, list[FreeSlot]] = {}
    for slot in open_slots:
        by_mediator.setdefault(slot.mediator_id, []).append(slot)
    waiting, suits = [], {}
    for case in cases:
        waiting.append(Waiting(case.id, case.due_on, case.facts.requested_on or case.due_on))
        suits[case.id] = frozenset(
            slot.id
            for mediator_id, theirs in by_mediator.items()
            if mediators[mediator_id].provider_id in asked.allowed[case.la_id]
            for slot in _suitable(mediators[mediator_id], theirs, demands[case.id], asked)
            if _leaves_notice(london_day(slot.span.starts_at), case.due_on, asked)
        )
    gaps: dict[UUID, timedelta] = {}
    for slot in open_slots:
        gaps[one_id[slot.mediator_id]] = max(slot.gap, gaps.get(one_id[slot.mediator_id], slot.gap))
    openings = tuple(
        Opening(s.id, one_id[s.mediator_id], s.span, london_day(s.span.starts_at), gaps[one_id[s.mediator_id]])
        for s in open_slots
    )
    return Question(tuple(waiting), openings, suits, carried)


def _leaves_notice(day: date, due_on: date, asked: Asked) -> bool:
    """Whether a session on a day leaves time to tell the family, or meets thirty days that end before any such
    session."""
    return day >= asked.noticed_from or asked.first <= day <= due_on < asked.noticed_from


def _suitable(stored: StoredMediator, slots: list[FreeSlot], demand: Demand, asked: Asked) -> Iterable[FreeSlot]:
    """Check the mediator on the first and the last day. What bars the mediator on both days also bars it on every day
    between."""
    at_first, at_last = (
        why_not_mediator(stored.mediator, demand, on, stored.elsewhere) for on in (asked.first, asked.last)
    )
    if {reason.why for reason in at_first} & {reason.why for reason in at_last}:
        return ()
    changes = bool(at_first or at_last)
    return (
        slot
        for slot in slots
        if not any(slot.span.overlaps(away) for away in demand.unavailable)
        and not (
            changes and why_not_mediator(stored.mediator, demand, london_day(slot.span.starts_at), stored.elsewhere)
        )
    )
