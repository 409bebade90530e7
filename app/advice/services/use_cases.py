"""Which advice services there are, how much room each has, and where else a family may turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.advice.domain.capacity import AdviceService, ServiceCapacity, alternative
from app.advice.services import store as advice
from app.advice.services.schemas import AdviceServiceOut, ServiceCapacityOut
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Row
from app.platform.db.directory import OrganisationRow, Organisations
from app.platform.db.work import Work

OF_THE_SERVICE = OrganisationKind.ADVICE_SERVICE


def all_services(organisations: Organisations) -> list[OrganisationRow]:
    """Return every advice service, in the order of their ids."""
    return sorted((one for one in organisations.all if one.kind is OF_THE_SERVICE), key=lambda one: one.id)


def areas_of(organisations: Organisations, service_id: UUID) -> dict[str, UUID]:
    """Return the authorities whose families a service serves: the id of each by its code."""
    return {
        one.la_code: one.id
        for one in sorted(organisations.all, key=lambda one: one.la_code or "")
        if one.la_code is not None and service_id in organisations.partners(one.id, OF_THE_SERVICE)
    }


def service_out(organisations: Organisations, service_id: UUID, rooms: Mapping[UUID, Row]) -> AdviceServiceOut:
    """Show a service with what it says of its room."""
    found, room = organisations.by_id(service_id), rooms.get(service_id)
    return AdviceServiceOut(
        id=found.id,
        slug=found.slug,
        name=found.name,
        areas=list(areas_of(organisations, service_id)),
        service_capacity=capacity_out(room) if room else None,
        full=room is not None and _capacity(room).full,
    )


def capacity_out(room: Row) -> ServiceCapacityOut:
    """Show a service's room under the names of HSDS."""
    return ServiceCapacityOut.of(room.id, room.service_id, _capacity(room), room.description)


def _capacity(room: Row) -> ServiceCapacity:
    return ServiceCapacity(room.unit, room.available, room.maximum, room.updated)


@dataclass(frozen=True, slots=True)
class Turn:
    """The service that a family is referred to, and another of the area that has room where that one is full."""

    chosen: AdviceServiceOut
    alternative: AdviceServiceOut | None


async def turn_to(organisations: Organisations, work: Work, service_id: UUID, la_id: UUID) -> Turn:
    """Say whether a service is full, and where else in the area there is room. A full service refuses nobody."""
    rooms = await advice.capacities(work.connection)
    chosen = service_out(organisations, service_id, rooms)
    if not chosen.full:
        return Turn(chosen, None)
    code = organisations.by_id(la_id).la_code or ""
    beside = [
        AdviceService(str(one), frozenset({code}), _capacity(rooms[one]) if one in rooms else None)
        for one in organisations.partners(la_id, OF_THE_SERVICE)
    ]
    other = alternative(beside, code, str(service_id))
    return Turn(chosen, service_out(organisations, UUID(other.id), rooms) if other else None)
