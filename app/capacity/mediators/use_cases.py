"""The use cases of capacity. Each takes what was loaded and returns what to write: nothing here waits or writes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from app.capacity.domain.availability import Availability, expand, last_day_with_room, within_hours
from app.capacity.domain.demand import AUTHORITY_ARRANGES, BODY_ARRANGES, Demand
from app.capacity.domain.mediator import NOWHERE, Elsewhere, Mediator, Span
from app.capacity.domain.session import Session
from app.capacity.domain.words import AccessNeed, Format
from app.cases.domain.facts import CaseFacts
from app.cases.records import StoredCase
from app.kernel.london import london_day
from app.law.domain.calendars import EnglishCalendar
from app.platform.actor import Actor
from app.platform.journal import Book, Entry, Record, enter

MEDIATOR: TypeAdapter[Mediator] = TypeAdapter(Mediator)
AVAILABILITY: TypeAdapter[Availability] = TypeAdapter(Availability)
SESSION: TypeAdapter[Session] = TypeAdapter(Session)

MEDIATOR_ENTRIES = Book(
    Record.MEDIATOR,
    frozenset({"mediator-registered", "mediator-changed", "availability-changed", "calendar-address-made"}),
)

SLOTS_AHEAD = timedelta(days=371)
"""How far ahead a mediator's availability is written out as slots: a year and a week."""
MOST_SLOTS = 10_000
"""How many slots a mediator may have ahead: room for a start every twenty minutes of a twelve-hour day, five days a
week. More helps no family to choose, and every search would read them."""

SLOTS_RENEWED = timedelta(days=7)
"""How much of that may run down before it is written out further."""

CAPACITY_KEPT = timedelta(days=90)
"""Slots that have been and gone, and proposals that nobody booked: what came of them stands in the sessions."""


def availability_from_json(text: str | bytes) -> Availability:
    """Read availability back. Its instants are the standard library's UTC, which the domain's arithmetic counts on."""
    values = json.loads(text)
    busy, windows = (tuple(map(_utc, values.pop(name))) for name in ("busy", "windows"))
    return replace(AVAILABILITY.validate_python(values), busy=busy, windows=windows)


def _utc(span: Mapping[str, str]) -> Span:
    return Span(*(datetime.fromisoformat(span[end]).astimezone(UTC) for end in ("starts_at", "ends_at")))


def mediator_to_json(mediator: Mediator) -> dict[str, Any]:
    """Write a mediator as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = MEDIATOR.dump_python(mediator, mode="json")
    for name in ("languages", "formats", "areas"):
        values[name].sort()
    return values


@dataclass(frozen=True, slots=True)
class StoredMediator:
    """A mediator as a provider registered one. `person` is the register and the number on it.

    `elsewhere` is what bars the person in other providers' registrations: read wherever a mediator is judged.
    """

    id: UUID
    provider_id: UUID
    name: str
    mediator: Mediator
    availability: Availability
    slots_until: date | None
    availability_at: datetime | None
    version: int
    head: str
    created_at: datetime
    updated_at: datetime
    elsewhere: Elsewhere = NOWHERE

    @property
    def person(self) -> str:
        """Who this is, whichever provider registered it."""
        return person_of(self.mediator)


def person_of(mediator: Mediator) -> str:
    """Return the register and the number on it, without what spellings differ in: spaces, hyphens and case.

    Nothing else is dropped: 12/3 and 123 may be two people.
    """
    number = mediator.registration_number.replace(" ", "").replace("-", "").upper()
    return f"{mediator.register}:{number}"


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it stands. `engagement_id` is the mediator's time that it takes; none once it is called off."""

    id: UUID
    case_id: UUID
    la_id: UUID
    provider_id: UUID
    mediator_id: UUID
    engagement_id: UUID | None
    allocation_id: UUID | None
    span: Span
    session: Session
    sealed: bytes
    version: int
    booked_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Needs:
    """What a case's mediation needs, as the parties said. All of it is sealed: it tells of disability and language."""

    formats: frozenset[Format] = frozenset(Format)
    languages: frozenset[str] = frozenset()
    interpreter: str | None = None
    access: frozenset[AccessNeed] = frozenset()
    school_reference: str | None = None
    family_reference: str | None = None
    unavailable: tuple[Span, ...] = ()


NEEDS: TypeAdapter[Needs] = TypeAdapter(Needs)


def seen_to(needs: Needs) -> dict[str, Any]:
    """Return what a session must see to of a case's needs: sealed with it, for whoever prepares it."""
    return {"interpreter": needs.interpreter, "access": sorted(needs.access)}


def due_rule(facts: CaseFacts) -> str:
    """Return the rule by which a case's thirty days are counted: whose it is to arrange."""
    return BODY_ARRANGES if facts.health_only else AUTHORITY_ARRANGES


def demand_of(case: StoredCase, needs: Needs, due_on: date | None) -> Demand:
    """Say what a case asks of a mediator and of a day."""
    return Demand(
        la_code=case.la_code,
        due_on=due_on,
        due_rule=due_rule(case.facts),
        formats=needs.formats,
        languages=needs.languages,
        interpreter=needs.interpreter is not None,
        school_reference=needs.school_reference,
        family_reference=needs.family_reference or case.appellant_reference,
        unavailable=needs.unavailable,
    )


def register_mediator(
    mediator_id: UUID, name: str, mediator: Mediator, actor: Actor, today: date, at: datetime
) -> tuple[StoredMediator, Entry]:
    """Register a mediator with the provider that calls."""
    entry = enter(
        MEDIATOR_ENTRIES, mediator_id, actor.organisation_id, "mediator-registered",
        _entered(name, mediator), actor, today, at,
    )  # fmt: skip
    stored = StoredMediator(
        mediator_id, actor.organisation_id, name, mediator, Availability(), None, None, 1, entry.hash, at, at
    )
    return stored, entry


def change_mediator(
    stored: StoredMediator, name: str, mediator: Mediator, actor: Actor, today: date, at: datetime
) -> tuple[StoredMediator, Entry]:
    """Replace what is registered of a mediator. Only what differs is entered in the journal."""
    before, after = _entered(stored.name, stored.mediator), _entered(name, mediator)
    changes = {key: value for key, value in after.items() if before[key] != value}
    entry = _next(stored, "mediator-changed", changes, actor, today, at)
    return replace(stored, name=name, mediator=mediator, **_moved_on(stored, entry, at)), entry


def _entered(name: str, mediator: Mediator) -> dict[str, Any]:
    """Return what the journal holds of a mediator: of conflicts, which may name a family, how many there are."""
    return {"name": name, **mediator_to_json(mediator), "conflicts": len(mediator.conflicts)}


def open_until(stored: StoredMediator, today: date) -> date:
    """Return how far a mediator's hours may be laid out: no further than a calendar that was sent in was read."""
    sent = stored.availability.busy or stored.availability.windows
    return stored.slots_until if sent and stored.slots_until else today + SLOTS_AHEAD


def set_availability(
    stored: StoredMediator,
    availability: Availability,
    actor: Actor,
    today: date,
    at: datetime,
    until: date | None = None,
) -> tuple[StoredMediator, Entry]:
    """Replace when a mediator is available, up to a day: a year and a week on, if left out.

    Of what a calendar brought, the log holds how much it was and no times.
    """
    said = AVAILABILITY.dump_python(availability, mode="json")
    changes = {**said, "busy": len(availability.busy), "windows": len(availability.windows)}
    entry = _next(stored, "availability-changed", changes, actor, today, at)
    moved = replace(
        stored, availability=availability, availability_at=at, slots_until=until or today + SLOTS_AHEAD,
        **_moved_on(stored, entry, at),
    )  # fmt: skip
    return moved, entry


def renew_calendar_address(
    stored: StoredMediator, actor: Actor, today: date, at: datetime
) -> tuple[StoredMediator, Entry]:
    """Make a new address at which a mediator's calendar is read. The log says that, and nothing of the address."""
    entry = _next(stored, "calendar-address-made", {}, actor, today, at)
    return replace(stored, **_moved_on(stored, entry, at)), entry


def _next(stored: StoredMediator, kind: str, changes: dict[str, Any], actor: Actor, today: date, at: datetime) -> Entry:
    return enter(
        MEDIATOR_ENTRIES, stored.id, stored.provider_id, kind, changes, actor, today, at,
        seq=stored.version + 1, previous=stored.head,
    )  # fmt: skip


def _moved_on(stored: StoredMediator, entry: Entry, at: datetime) -> dict[str, Any]:
    return {"version": stored.version + 1, "head": entry.hash, "updated_at": at}


class TooManySlots(Exception):
    """An availability would come to more slots than are kept."""


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot to be written. Of slots that overlap, or leave no gap, only as many are counted as one mediator
    could hold."""

    id: UUID
    span: Span
    counted: bool


def slots_of(stored: StoredMediator, from_on: date, england: EnglishCalendar) -> list[NewSlot]:
    """Write a mediator's availability out, as far ahead as slots are kept. Not on the event loop: it may be thousands.

    Raises:
        TooManySlots: it is more than are kept; nothing was laid out.
    """
    if stored.slots_until is None:
        return []
    until = stored.slots_until
    if stored.mediator.left_on is not None:
        until = min(until, stored.mediator.left_on - timedelta(days=1))
    if last_day_with_room(stored.availability, from_on, until, MOST_SLOTS, england) < until:
        raise TooManySlots(
            f"More than {MOST_SLOTS:,} sessions could begin up to {until}: offer fewer starts an hour, or fewer hours"
        )
    return [
        NewSlot(slot_id(stored.id, span), span, counted)
        for span, counted in _counted(expand(stored.availability, from_on, until, england), stored.availability.gap)
    ]


def is_open(stored: StoredMediator, span: Span, england: EnglishCalendar) -> bool:
    """Whether a mediator's hours hold a stretch of time: it may be of another length than sessions have by now."""
    left = stored.mediator.left_on
    return (left is None or london_day(span.starts_at) < left) and within_hours(stored.availability, span, england)


def kept_until(stored: StoredMediator, today: date, england: EnglishCalendar) -> date:
    """Return how far ahead a mediator's slots are kept: a year and a week, or as far as there is room for them."""
    return last_day_with_room(stored.availability, today, today + SLOTS_AHEAD, MOST_SLOTS, england)


def _counted(spans: Iterable[Span], gap: timedelta) -> Iterator[tuple[Span, bool]]:
    """Mark the most that can be held: again and again the one that ends first and leaves the gap to all before it."""
    free_from: datetime | None = None
    for span in sorted(spans, key=lambda one: (one.ends_at, one.starts_at)):
        counted = free_from is None or span.starts_at >= free_from
        if counted:
            free_from = span.ends_at + gap
        yield span, counted


def slot_id(mediator_id: UUID, span: Span) -> UUID:
    """Return a slot's id: the same time of the same mediator is the same slot, however often it is written out."""
    return uuid5(mediator_id, f"{span.starts_at:%Y-%m-%dT%H:%MZ}/{span.ends_at:%Y-%m-%dT%H:%MZ}")
