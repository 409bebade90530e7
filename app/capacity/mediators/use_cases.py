"""The use cases of mediators: register or change a mediator, record availability, and import a calendar."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from app.capacity.bench import Bench
from app.capacity.domain.availability import Availability, joined
from app.capacity.domain.mediator import Mediator, Span
from app.capacity.mediators.calendars import Imported
from app.capacity.mediators.layout import TooManySlots, is_open, open_until, slots_of
from app.capacity.mediators.recording import available, changed, given_calendar_address, registered
from app.capacity.records import BookedTime, NewSlot, StoredMediator, person_of
from app.capacity.refusals import RegisteredBefore
from app.cases.ports import Unit, any_version
from app.cases.refusals import WrongInput
from app.kernel.errors import Unseen
from app.law.domain.calendars import EnglishCalendar


@dataclass(frozen=True, slots=True)
class RegisterMediator:
    """Register a mediator with the provider that calls."""

    name: str
    mediator: Mediator
    mediator_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class ChangeMediator:
    """Replace what is registered about a mediator. The register and the number stay the same, because they identify the
    person."""

    mediator_id: UUID
    name: str
    mediator: Mediator
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class SetAvailability:
    """Say when a mediator is available. `availability` makes the new value from the old one.

    Without `until`, slots are made for a year and a week, or as far as a calendar that was sent was read.
    """

    mediator_id: UUID
    availability: Callable[[Availability], Availability]
    must_be_version: Callable[[int], None] = any_version
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BringInCalendar:
    """Read a mediator's own calendar, as it was read up to a day."""

    mediator_id: UUID
    read: Imported
    until: date
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class RenewCalendarAddress:
    """Make a new secret address at which calendar programs read a mediator's booked times."""

    mediator_id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class Available:
    """A mediator's hours, and the sessions that lie outside these hours and stay booked."""

    mediator: StoredMediator
    booked_outside: list[BookedTime]


async def register_mediator(work: Unit, bench: Bench, command: RegisterMediator) -> StoredMediator:
    """Register a mediator.

    Raises:
        RegisteredBefore: the provider has registered this number before.
        WrongInput: independence is declared as of a day to come.
    """
    _must_be_declared(command.mediator, work)
    stored, entry = registered(command.mediator_id, command.name, command.mediator, work.recorded)
    if not await bench.mediators.insert(stored, entry):
        raise RegisteredBefore("Your organisation has already registered a mediator with this number.")
    return stored


async def change_mediator(work: Unit, bench: Bench, command: ChangeMediator) -> StoredMediator:
    """Replace what is registered about a mediator. If the mediator leaves, or stays after all, the slots change too.

    Raises:
        Unseen: the caller has no such mediator.
        WrongInput: it would be another person, or independence is declared as of a day to come.
    """
    stored = await seen_mediator(bench, command.mediator_id, lock=True)
    command.must_be_version(stored.version)
    _must_be_declared(command.mediator, work)
    if person_of(command.mediator) != stored.person:
        raise WrongInput(
            "#/registration_number",
            "You cannot change the register or the number, because they identify the person",
            "person",
        )
    after, entry = changed(stored, command.name, command.mediator, work.recorded)
    await bench.mediators.update(after, entry)
    if after.mediator.left_on != stored.mediator.left_on:
        await bench.mediators.write_out(after, await laid_out(after, work.today, bench.england), work.now)
    return after


async def set_availability(work: Unit, bench: Bench, command: SetAvailability) -> Available:
    """Replace a mediator's availability, and turn it into slots.

    Raises:
        Unseen: the caller has no such mediator.
        WrongInput: it would make more slots than we store.
    """
    stored = await seen_mediator(bench, command.mediator_id, lock=True)
    command.must_be_version(stored.version)
    until = command.until or open_until(stored, work.today)
    return await _make_available(work, bench, stored, command.availability(stored.availability), until)


async def bring_in_calendar(work: Unit, bench: Bench, command: BringInCalendar) -> Available:
    """Replace what the previous calendar said about a mediator. Weekly hours and leave stay as they are.

    Raises:
        Unseen: the caller has no such mediator.
        WrongInput: it would make more slots than we store.
    """
    stored = await seen_mediator(bench, command.mediator_id, lock=True)
    command.must_be_version(stored.version)
    busy = await _without_sessions(bench, stored.person, command.read)
    availability = replace(stored.availability, busy=busy, windows=command.read.windows)
    return await _make_available(work, bench, stored, availability, command.until)


async def renew_calendar_address(work: Unit, bench: Bench, command: RenewCalendarAddress) -> StoredMediator:
    """Make a new address at which a mediator's calendar is read. The older address ends.

    Raises:
        Unseen: the caller has no such mediator.
    """
    stored = await seen_mediator(bench, command.mediator_id, lock=True)
    after, entry = given_calendar_address(stored, work.recorded)
    await bench.mediators.update(after, entry)
    await bench.mediators.keep_secret(after.id, command.secret)
    return after


async def availability_of(work: Unit, bench: Bench, mediator_id: UUID) -> Available:
    """Return a mediator's hours, and the booked sessions that lie outside them.

    Raises:
        Unseen: the caller has no such mediator.
    """
    return await _with_booked_outside(work, bench, await seen_mediator(bench, mediator_id))


async def seen_mediator(bench: Bench, mediator_id: UUID, *, lock: bool = False) -> StoredMediator:
    """Return a mediator that the caller may see. A provider sees only its own mediators.

    Raises:
        Unseen: there is none that the caller may see.
    """
    stored = await bench.mediators.find(mediator_id, lock=lock)
    if stored is None:
        raise Unseen
    return stored


async def laid_out(stored: StoredMediator, today: date, england: EnglishCalendar) -> list[NewSlot]:
    """Return a mediator's slots, worked out in a thread.

    Raises:
        WrongInput: there are more than we store.
    """
    try:
        return await asyncio.to_thread(slots_of, stored, today, england)
    except TooManySlots as reason:
        raise WrongInput("#", str(reason), "too_many_slots") from reason


async def _make_available(
    work: Unit, bench: Bench, stored: StoredMediator, availability: Availability, until: date
) -> Available:
    after, entry = available(stored, availability, work.recorded, until)
    slots = await laid_out(after, work.today, bench.england)
    await bench.mediators.update(after, entry)
    await bench.mediators.write_out(after, slots, work.now)
    return await _with_booked_outside(work, bench, after)


async def _with_booked_outside(work: Unit, bench: Bench, stored: StoredMediator) -> Available:
    """Find the sessions outside the mediator's hours. Leave over a booking is shown, and changes nothing."""
    booked = await bench.mediators.booked(stored.id, work.now)
    return Available(stored, [one for one in booked if not is_open(stored, one.span, bench.england)])


async def _without_sessions(bench: Bench, person: str, read: Imported) -> tuple[Span, ...]:
    """Return a calendar's busy times without the person's own sessions here: they take their time already.

    A session that was moved since must not block where it was. One of another deployment, or of another mediator,
    blocks its time: nothing else here says that this person is taken.
    """
    own = await bench.sessions.known(person, read.sessions)
    return joined((*read.busy, *(span for one, spans in read.sessions.items() if one not in own for span in spans)))


def _must_be_declared(mediator: Mediator, work: Unit) -> None:
    """Reject a declaration with a future date."""
    if mediator.independence is not None and mediator.independence.declared_on > work.today:
        raise WrongInput("#/independence/declared_on", "The day of this record is in the future", "future")
