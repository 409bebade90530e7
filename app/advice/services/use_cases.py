"""The use cases of advice services: record how much room an advice service has, and find another advice service with
room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.advice.bench import Bench
from app.advice.domain.capacity import AdviceService, ServiceCapacity, alternative
from app.advice.services.records import Room
from app.cases.desk import Directory, Registered
from app.cases.ports import Unit, any_version
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind

OF_THE_SERVICE = OrganisationKind.ADVICE_SERVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class SayCapacity:
    """Say how much room an advice service has, in place of what it said before."""

    service_id: UUID
    unit: str
    available: int
    maximum: int | None = None
    description: str | None = None
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class Turn:
    """The advice service to which a family is referred, and another advice service of the area that has room, if the
    first is full."""

    chosen: UUID
    alternative: UUID | None
    rooms: Mapping[UUID, Room]


async def say_capacity(work: Unit, bench: Bench, command: SayCapacity) -> Room:
    """Store how much room the caller's service has.

    Raises:
        Unseen: the advice service is another organisation.
    """
    if command.service_id != work.actor.organisation_id:
        raise Unseen
    command.must_be_version(await bench.rooms.version_of(command.service_id))
    said = ServiceCapacity(command.unit, command.available, command.maximum, work.now)
    return await bench.rooms.say(command.service_id, said, command.description)


async def turn_to(bench: Bench, service_id: UUID, la_id: UUID) -> Turn:
    """Return whether an advice service is full, and which other advice service of the area has room. A full advice
    service still takes referrals."""
    rooms = await bench.rooms.all()
    chosen = rooms.get(service_id)
    if chosen is None or not chosen.capacity.full:
        return Turn(service_id, None, rooms)
    code = bench.directory.by_id(la_id).la_code or ""
    beside = [
        AdviceService(str(one), frozenset({code}), rooms[one].capacity if one in rooms else None)
        for one in bench.directory.partners(la_id, OF_THE_SERVICE)
    ]
    other = alternative(beside, code, str(service_id))
    return Turn(service_id, UUID(other.id) if other else None, rooms)


def all_services(directory: Directory) -> list[Registered]:
    """Return every advice service, in the order of their ids."""
    return sorted((one for one in directory.all if one.kind is OF_THE_SERVICE), key=lambda one: one.id)


def areas_of(directory: Directory, service_id: UUID) -> dict[str, UUID]:
    """Return the authorities whose families an advice service serves: the id of each by its code."""
    return {
        one.la_code: one.id
        for one in sorted(directory.all, key=lambda one: one.la_code or "")
        if one.la_code is not None and service_id in directory.partners(one.id, OF_THE_SERVICE)
    }
