"""Keeping slots written out a year ahead, as days go by: run every day, and by the sandbox's clock."""

from app.adapters.db.capacity import mediators
from app.adapters.db.connections import Statement
from app.adapters.db.database import Database
from app.domain.terms import OrganisationKind
from app.services.capacity import SLOTS_AHEAD, SLOTS_RENEWED, slots_of
from app.services.records import Actor

BATCH = 20
"""How many mediators are written out in one transaction: their rows stay locked until its end."""

_PROVIDERS = Statement("SELECT id, slug FROM organisations WHERE kind = 'mediation_provider'")


async def extend_slots(database: Database) -> int:
    """Write availability out further wherever it runs down; return for how many mediators.

    Nobody said anything new, so nothing is entered in the journal. Where a calendar was sent in, its busy times are
    known no further than it was read: such a mediator's slots go on when the calendar is sent again.
    """
    extended = 0
    for provider in await database.read(_PROVIDERS):
        actor = Actor(provider.id, OrganisationKind.MEDIATION_PROVIDER, provider.slug)
        while done := await _extend_some(database, actor):
            extended += done
    return extended


async def _extend_some(database: Database, actor: Actor) -> int:
    async with database.work(actor) as work:
        until = work.today + SLOTS_AHEAD
        found = await mediators.running_out(work.connection, until - SLOTS_RENEWED, BATCH)
        for stored in found:
            further = await mediators.written_until(work.connection, stored, until)
            await mediators.write_out(work.connection, further, slots_of(further, work.today), work.now)
        await work.connection.commit()
    return len(found)
