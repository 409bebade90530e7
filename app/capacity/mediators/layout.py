"""Turns a mediator's availability into slots, as far ahead as slots are kept."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from app.capacity.domain.availability import expand, last_day_with_room, within_hours
from app.capacity.domain.mediator import Span
from app.capacity.records import NewSlot, StoredMediator
from app.kernel.london import london_day
from app.law.domain.calendars import EnglishCalendar

SLOTS_AHEAD = timedelta(days=371)
"""How far ahead a mediator's availability is turned into slots: a year and a week."""
MOST_SLOTS = 10_000
"""How many slots a mediator may have ahead: enough for a start every twenty minutes of a twelve-hour day, five days a
week. More slots help no family to choose, and every search would read them."""
SLOTS_RENEWED = timedelta(days=7)
"""How much of that time may pass before more slots are made."""
CAPACITY_KEPT = timedelta(days=90)
"""How long past slots and unbooked proposals are stored. Their results are in the sessions."""


def open_until(stored: StoredMediator, today: date) -> date:
    """Return how far ahead a mediator's slots may be made: no further than the day to which a calendar that was sent
    was read."""
    sent = stored.availability.busy or stored.availability.windows
    return stored.slots_until if sent and stored.slots_until else today + SLOTS_AHEAD


class TooManySlots(Exception):
    """An availability would make more slots than we store."""


def slots_of(stored: StoredMediator, from_on: date, england: EnglishCalendar) -> list[NewSlot]:
    """Turn a mediator's availability into slots, as far ahead as slots are stored. Do not call this on the event loop:
    there may be thousands.

    Raises:
        TooManySlots: there are more than we store; no slot was made.
    """
    if stored.slots_until is None:
        return []
    until = stored.slots_until
    if stored.mediator.left_on is not None:
        until = min(until, stored.mediator.left_on - timedelta(days=1))
    if last_day_with_room(stored.availability, from_on, until, MOST_SLOTS, england) < until:
        raise TooManySlots(
            f"With these hours, more than {MOST_SLOTS:,} sessions of the mediator could begin up to {until}. "
            "Offer fewer possible starts an hour, or fewer hours"
        )
    return [
        NewSlot(slot_id(stored.id, span), span, counted)
        for span, counted in _counted(expand(stored.availability, from_on, until, england), stored.availability.gap)
    ]


def is_open(stored: StoredMediator, span: Span, england: EnglishCalendar) -> bool:
    """Whether a mediator's hours cover a stretch of time. Its length may differ from the present length of sessions."""
    left = stored.mediator.left_on
    return (left is None or london_day(span.starts_at) < left) and within_hours(stored.availability, span, england)


def kept_until(stored: StoredMediator, today: date, england: EnglishCalendar) -> date:
    """Return how far ahead a mediator's slots are stored: a year and a week, or as far as the limit allows."""
    return last_day_with_room(stored.availability, today, today + SLOTS_AHEAD, MOST_SLOTS, england)


def _counted(spans: Iterable[Span], gap: timedelta) -> Iterator[tuple[Span, bool]]:
    """Mark the most slots that can all be held: each time the slot that ends first and leaves the gap to all slots
    before it."""
    free_from: datetime | None = None
    for span in sorted(spans, key=lambda one: (one.ends_at, one.starts_at)):
        counted = free_from is None or span.starts_at >= free_from
        if counted:
            free_from = span.ends_at + gap
        yield span, counted


def slot_id(mediator_id: UUID, span: Span) -> UUID:
    """Return a slot's id. The same time of the same mediator always has the same id, however often the slots are
    made."""
    return uuid5(mediator_id, f"{span.starts_at:%Y-%m-%dT%H:%MZ}/{span.ends_at:%Y-%m-%dT%H:%MZ}")
