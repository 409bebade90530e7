"""Taking held time for a session: what booking one and moving one both ask."""

from uuid import UUID

from app.adapters.db.capacity import mediators, slots
from app.adapters.db.database import Work
from app.adapters.http.looking import demand, must_suit
from app.adapters.http.problems import HoldExpired, InvalidInput, NotFound
from app.adapters.http.unit import Service
from app.domain.capacity.words import Format
from app.services.capacity import StoredMediator
from app.services.records import StoredCase


def case_of(work: Work) -> StoredCase:
    """Return the case that the work was begun for."""
    assert work.case is not None  # noqa: S101 - perform() answers 404 before it comes here
    return work.case


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


async def chosen_format(
    service: Service, work: Work, case: StoredCase, mediator: StoredMediator, hold: slots.Hold, said: Format | None
) -> Format:
    """Return the session's format; refuse one that mediator and family do not share, and time that does not suit."""
    asked = await demand(service, work, case)
    await must_suit(service, work, mediator, hold.span, asked)
    common = [one for one in Format if one in mediator.mediator.formats & asked.formats]
    if said is not None and said not in common:
        raise InvalidInput.at("body", "#/format", f"Possible here: {', '.join(common)}", "format")
    return said or common[0]
