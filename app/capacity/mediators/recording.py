"""What is written when a mediator changes: the record after the change, and the entry of the journal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from app.capacity.domain.availability import Availability
from app.capacity.domain.mediator import Mediator
from app.capacity.mediators.layout import SLOTS_AHEAD
from app.capacity.records import StoredMediator
from app.capacity.written import availability_to_json, mediator_to_json
from app.platform.actor import Recorded
from app.platform.journal import Book, Entry, Position, Record, enter

MEDIATOR_ENTRIES = Book(
    Record.MEDIATOR,
    frozenset({"mediator-registered", "mediator-changed", "availability-changed", "calendar-address-made"}),
)

Written = tuple[StoredMediator, Entry]
"""The mediator to store, and the entry of the journal."""


def registered(mediator_id: UUID, name: str, mediator: Mediator, recorded: Recorded) -> Written:
    """Return a new mediator of the calling provider."""
    actor, at = recorded.actor, recorded.at
    said = _entered(name, mediator)
    entry = enter(Position(MEDIATOR_ENTRIES, mediator_id, actor.organisation_id), "mediator-registered", said, recorded)
    stored = StoredMediator(
        id=mediator_id,
        provider_id=actor.organisation_id,
        name=name,
        mediator=mediator,
        availability=Availability(),
        slots_until=None,
        availability_at=None,
        version=1,
        head=entry.hash,
        created_at=at,
        updated_at=at,
    )
    return stored, entry


def changed(stored: StoredMediator, name: str, mediator: Mediator, recorded: Recorded) -> Written:
    """Return a mediator with new registered data. The journal gets only what differs."""
    before, after = _entered(stored.name, stored.mediator), _entered(name, mediator)
    changes = {key: value for key, value in after.items() if before[key] != value}
    return _next(replace(stored, name=name, mediator=mediator), "mediator-changed", changes, recorded)


def available(
    stored: StoredMediator, availability: Availability, recorded: Recorded, until: date | None = None
) -> Written:
    """Return a mediator with new availability up to a day. If the day is left out: a year and a week ahead.

    The journal says how many times came from a calendar, but not which.
    """
    said = availability_to_json(availability)
    changes = {**said, "busy": len(availability.busy), "windows": len(availability.windows)}
    after = replace(
        stored,
        availability=availability,
        availability_at=recorded.at,
        slots_until=until or recorded.today + SLOTS_AHEAD,
    )
    return _next(after, "availability-changed", changes, recorded)


def given_calendar_address(stored: StoredMediator, recorded: Recorded) -> Written:
    """Return a mediator whose calendar has a new address. The journal says only that the address is new."""
    return _next(stored, "calendar-address-made", {}, recorded)


def _entered(name: str, mediator: Mediator) -> dict[str, Any]:
    """Return what the journal stores about a mediator. Conflicts may name a family, so the journal stores only their
    number."""
    return {"name": name, **mediator_to_json(mediator), "conflicts": len(mediator.conflicts)}


def _next(stored: StoredMediator, kind: str, changes: Mapping[str, Any], recorded: Recorded) -> Written:
    position = Position(MEDIATOR_ENTRIES, stored.id, stored.provider_id, stored.version + 1, stored.head)
    entry = enter(position, kind, changes, recorded)
    return replace(stored, version=stored.version + 1, head=entry.hash, updated_at=recorded.at), entry
