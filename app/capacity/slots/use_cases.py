"""The use cases of slots: find a slot for a case, hold it, and release it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from app.capacity.bench import Bench
from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.suitability import Reason
from app.capacity.needs import demand_of
from app.capacity.records import Hold, HoldFor, Own, Slot, StoredMediator, StoredSession
from app.capacity.refusals import DoesNotSuit, TimeTaken, WrongQuery
from app.capacity.slots.matching import Found, find, look_until, who_suits, why_not
from app.capacity.slots.own_time import own_time
from app.capacity.slots.recording import log_hold, log_release
from app.cases.domain.commands import ArrangeMediation
from app.cases.ports import Unit, UnitOnCase
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses
from app.cases.sight import case_told
from app.kernel.errors import Refusal, Unseen
from app.kernel.london import LONDON, london_day
from app.kernel.terms import OrganisationKind

AROUND = timedelta(days=14)
"""How far around the days looked at a mediator's load is counted: four weeks for one day."""
FURTHEST = timedelta(days=120)
"""How far ahead a search may look."""
HOLDS_OF_A_CASE = 3
"""How many slots may be held for one case at a time: a choice for the family, and no hoarding."""


@dataclass(frozen=True, slots=True)
class HoldSlot:
    """Hold a slot for a case until a moment: at the latest until it begins."""

    slot_id: UUID
    until: datetime
    hold_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Look:
    """The slots to look at, and the last day. `own` is time that does not count as taken."""

    providers: Sequence[UUID]
    until: date
    mediator_id: UUID | None = None
    own: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class LookForCase:
    """Look for free slots that suit a case. A last day and one mediator may be named."""

    until: date | None = None
    mediator_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The slots that were found for a case. `own` is time that the case itself takes. `refused` says why no slot can be
    held for it now."""

    case: StoredCase
    as_of: datetime
    until: date
    due_on: date | None
    found: Found
    known: Mapping[UUID, StoredMediator]
    own: Sequence[Own]
    refused: CaseRefuses | None


async def look_for_case(work: UnitOnCase, bench: Bench, command: LookForCase) -> Seen:
    """Look for free slots that suit a case, as the caller may see them.

    Raises:
        WrongQuery: the day lies in the past, or too far ahead.
    """
    case = case_told(work.case, work.actor.kind)
    asked = await demand(bench, case)
    last = command.until or look_until(asked.due_on, work.today)
    if not work.today <= last <= work.today + FURTHEST:
        raise WrongQuery("#/until", f"Give a day between today and {work.today + FURTHEST}", "until")
    last = look_no_further(bench, last)
    where = Look(providers_for(work, bench, case), last, command.mediator_id)
    found, known = await look(work, bench, asked, where)
    own = await bench.slots.own(await own_time(work, bench, case))
    refused = None
    try:
        must_be_arrangeable(work, bench, case, last)
    except CaseRefuses as reason:
        refused = reason
    return Seen(case, work.now, last, asked.due_on, found, known, own, refused)


async def hold(work: UnitOnCase, bench: Bench, command: HoldSlot) -> Hold:
    """Hold a mediator's time for a case.

    Raises:
        Unseen: there is no such slot, or its provider is none that the case's authority instructs.
        CaseRefuses: the case has no place for a session.
        DoesNotSuit: the mediator or the time does not suit the case.
        TimeTaken: the time is taken, or the case has its holds already.
    """
    case = work.case
    slot = await slot_for(work, bench, case, command.slot_id)
    mediator = await mediator_of(bench, slot)
    must_be_arrangeable(work, bench, case, london_day(slot.span.starts_at))
    await must_suit(work, bench, mediator, slot.span, await demand(bench, case))
    if await bench.slots.holds_of(case.id, work.now) >= HOLDS_OF_A_CASE:
        raise TimeTaken(
            f"{HOLDS_OF_A_CASE} slots are already held for this case. Book one of the held slots, or release one "
            "of them."
        )
    wanted = HoldFor(command.hold_id, min(command.until, slot.span.starts_at))
    held = await bench.slots.hold(slot, case, work.actor, work.now, wanted)
    work.put(log_hold(bench.desk, case, held, work.recorded))
    return held


async def release(work: UnitOnCase, bench: Bench, held: Hold) -> None:
    """Release a hold before it expires.

    Raises:
        Unseen: it has expired, or was used or released.
    """
    if held.expires_at <= work.now or not await bench.slots.release(held.id):
        raise Unseen
    work.put(log_release(bench.desk, work.case, held, work.recorded))


async def look(work: Unit, bench: Bench, asked: Demand, where: Look) -> tuple[Found, Mapping[UUID, StoredMediator]]:
    """Check every slot of some providers, or of one of their mediators, from now to the end of a day."""
    until = look_no_further(bench, where.until)
    registered = await bench.mediators.of_providers(where.providers)
    wanted = [one for one in registered if where.mediator_id in (None, one.id)]
    judged = await bench.mediators.with_elsewhere(wanted, asked.parties, work.today)
    suits = who_suits(judged, asked, work.today, until)
    end = end_of(until)
    openings = await bench.slots.between(suits.worth_asking, work.now, end, work.now, where.own)
    load = await bench.slots.load(suits.worth_asking, work.now - AROUND, end + AROUND, work.now)
    return find(suits, openings, load, asked, work.now, bench.england), suits.mediators


def look_no_further(bench: Bench, until: date) -> date:
    """Return the day to look to: beyond the published bank holidays no session can be arranged."""
    return min(until, bench.england.horizon)


def end_of(day: date) -> datetime:
    """Return the moment at which a London day ends."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def due_on(bench: Bench, case: StoredCase) -> date | None:
    """Return the last of the case's thirty days. None if no mediation was asked for."""
    law = bench.desk.pathway.law
    return case.facts.arrangement_due(law.regime(case.facts), law.readings)


async def demand(bench: Bench, case: StoredCase) -> Demand:
    """Return what a case needs from a mediator and from a day."""
    known = await bench.needs.of(case.id)
    return demand_of(case, known.needs, due_on(bench, case))


def providers_for(work: Unit, bench: Bench, case: StoredCase) -> list[UUID]:
    """Return the providers whose mediators the caller may look at: a provider only itself, other callers those that the
    case's authority instructs."""
    if work.actor.kind is OrganisationKind.MEDIATION_PROVIDER:
        return [work.actor.organisation_id]
    return bench.partners.partners(case.la_id, OrganisationKind.MEDIATION_PROVIDER)


def must_be_provider_for(work: Unit, bench: Bench, case: StoredCase, provider_id: UUID) -> None:
    """Refuse a provider whose mediators the caller may not engage for this case.

    Raises:
        Unseen: it is none of those.
    """
    if provider_id not in providers_for(work, bench, case):
        raise Unseen


async def slot_for(work: Unit, bench: Bench, case: StoredCase, slot_id: UUID) -> Slot:
    """Return a slot that the caller may take for a case.

    Raises:
        Unseen: there is none.
    """
    slot = await bench.slots.find(slot_id)
    if slot is None:
        raise Unseen
    must_be_provider_for(work, bench, case, slot.provider_id)
    return slot


async def mediator_of(bench: Bench, time: Slot | Hold | StoredSession) -> StoredMediator:
    """Return the mediator whose time it is.

    Raises:
        Unseen: the caller may not see the mediator.
    """
    found = await bench.mediators.find(time.mediator_id)
    if found is None:
        raise Unseen
    return found


async def must_suit(work: Unit, bench: Bench, mediator: StoredMediator, span: Span, asked: Demand) -> None:
    """Refuse a mediator or a time that does not suit. A session outside the thirty days is only late, and is not
    refused.

    Raises:
        DoesNotSuit: with every reason.
    """
    if reasons := await why_unsuitable(work, bench, mediator, span, asked):
        raise DoesNotSuit(reasons)


async def why_unsuitable(
    work: Unit, bench: Bench, mediator: StoredMediator, span: Span, asked: Demand
) -> tuple[Reason, ...]:
    """Return every reason why a mediator, or a time, does not suit."""
    [judged] = await bench.mediators.with_elsewhere([mediator], asked.parties, work.today)
    return why_not(judged, span, asked, work.now, bench.england)


async def booked_ahead(work: Unit, bench: Bench, case_id: UUID) -> StoredSession | None:
    """Return the session that is booked on a case and has not begun."""
    booked = await bench.sessions.booked_on(case_id)
    stored = await bench.sessions.find(booked) if booked else None
    return stored if stored is not None and stored.span.starts_at > work.now else None


def must_be_arrangeable(work: Unit, bench: Bench, case: StoredCase, session_on: date) -> None:
    """Refuse a session on a case if the pathway would refuse it.

    Raises:
        CaseRefuses: the case has no place for a session.
    """
    command = ArrangeMediation(by=work.actor.kind, occurred_on=work.today, session_on=session_on)
    try:
        bench.desk.pathway.decide(case.facts, command, work.today)
    except Refusal as refusal:
        raise CaseRefuses(case, command, refusal) from refusal
