"""Taking held time for a session: what booking one and moving one both ask."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.capacity.domain.mediator import Span
from app.capacity.domain.words import Format
from app.capacity.mediators import store as mediators
from app.capacity.mediators.use_cases import StoredMediator, StoredSession
from app.capacity.sessions import store as sessions
from app.capacity.slots import store as slots
from app.capacity.slots.use_cases import demand, must_suit, providers_for
from app.cases.records import StoredCase
from app.cases.unit import Service
from app.platform.db.work import Work
from app.platform.http.problems import HoldExpired, InvalidInput, NotFound, SlotTaken


async def time_held(work: Work, hold_id: UUID) -> slots.Hold:
    """Return a hold that has not run out."""
    held = await slots.held(work.connection, hold_id)
    if held is None:
        raise HoldExpired
    return held


async def take_up(work: Work, hold: slots.Hold) -> StoredMediator:
    """Make held time booked, and return whose it is: as of after that, for it may be taken back at the same moment.

    Whoever takes it back withdraws its slot, and waits for this; or this waited, and reads what was said.
    """
    if not await slots.consume(work.connection, hold, work.now):
        raise HoldExpired
    found = await mediators.find(work.connection, hold.mediator_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """Time that a session is moved into: whose it is, since when it could be, and its slot where it was not held."""

    mediator: StoredMediator
    span: Span
    since: date
    engagement_id: UUID | None
    slot: slots.Slot | None = None


async def free_slot(service: Service, work: Work, case: StoredCase, slot_id: UUID) -> Taken:
    """Return a slot that may be taken without a hold, as of today; whether it is free is asked when it is taken."""
    slot = await slots.find(work.connection, slot_id)
    if slot is None or slot.provider_id not in providers_for(service, work, case):
        raise NotFound
    mediator = await mediators.find(work.connection, slot.mediator_id)
    assert mediator is not None  # noqa: S101 - who sees the slot sees its mediator
    return Taken(mediator, slot.span, work.today, None, slot)


async def take_slot(work: Work, slot: slots.Slot, stored: StoredSession) -> UUID:
    """Take a slot for a session that is moved into it; its own mediator's time is let go before, for it may overlap."""
    if slot.mediator_id == stored.mediator_id:
        await sessions.let_go(work.connection, stored)
    try:
        return await slots.take(work.connection, slot, work.now, None)
    except slots.Taken as taken:
        raise SlotTaken from taken


async def chosen_format(
    service: Service, work: Work, case: StoredCase, mediator: StoredMediator, span: Span, said: Format | None
) -> Format:
    """Return the session's format; refuse one that mediator and family do not share, and time that does not suit."""
    asked = await demand(service, work, case)
    await must_suit(service, work, mediator, span, asked)
    common = [one for one in Format if one in mediator.mediator.formats & asked.formats]
    if said is not None and said not in common:
        raise InvalidInput.at("body", "#/format", f"Possible here: {', '.join(common)}", "format")
    return said or common[0]
