"""Extends mediators' slots up to a year ahead, as far as an imported calendar and the limit of slots allow.

The operator runs it every day (`python -m app slots`). The sandbox's clock runs it too.
"""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.capacity.mediators.layout import SLOTS_AHEAD, SLOTS_RENEWED, kept_until, slots_of
from app.capacity.mediators.store import Mediators
from app.capacity.records import NewSlot, StoredMediator
from app.kernel.terms import OrganisationKind
from app.law.domain.calendars import EnglishCalendar
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.work import Database

BATCH = 20
"""How many mediators are written out in one transaction: their rows stay locked until its end."""

_PROVIDERS = Statement("SELECT id, slug FROM organisations WHERE kind = 'mediation_provider'")


async def extend_slots(database: Database, england: EnglishCalendar) -> int:
    """Write availability out further wherever it runs down; return for how many mediators.

    Nobody said anything new, so nothing is entered in the journal. Where a calendar was sent in, its busy times are
    known no further than it was read: such a mediator's slots go on when the calendar is sent again. Where more would
    come up than are kept, they go on as far as there is room. Bank holidays that were published since are taken out.
    """
    extended = 0
    for provider in await database.read(_PROVIDERS):
        actor = Actor(provider.id, OrganisationKind.MEDIATION_PROVIDER, provider.slug)
        after: UUID | None = UUID(int=0)
        while after is not None:
            done, after = await _extend_some(database, england, actor, after)
            extended += done
    return extended


async def _extend_some(
    database: Database, england: EnglishCalendar, actor: Actor, after: UUID
) -> tuple[int, UUID | None]:
    """Write out one batch; return for how many, and after whom to go on."""
    extended = 0
    async with database.work(actor) as work:
        before = work.today + SLOTS_AHEAD - SLOTS_RENEWED
        mediators = Mediators(work.connection)
        found, last = await mediators.running_out(after, before, BATCH)
        for stored in found:
            until, laid_out = await asyncio.to_thread(_further, stored, work.today, england)
            if until != stored.slots_until:
                further = await mediators.written_until(stored, until)
                await mediators.write_out(further, laid_out, work.now)
                extended += 1
        await work.connection.commit()
    return extended, last


def _further(stored: StoredMediator, today: date, england: EnglishCalendar) -> tuple[date, list[NewSlot]]:
    until = kept_until(stored, today, england)
    return until, slots_of(replace(stored, slots_until=until), today, england)
