"""Advice services and their room as JSON."""

from collections.abc import Mapping
from uuid import UUID

from app.advice.services.records import Room
from app.advice.services.schemas import AdviceServiceOut, ServiceCapacityOut
from app.advice.services.use_cases import Turn, areas_of
from app.platform.db.directory import Organisations


def service_out(organisations: Organisations, service_id: UUID, rooms: Mapping[UUID, Room]) -> AdviceServiceOut:
    """Show an advice service and the room that it says it has."""
    found, room = organisations.by_id(service_id), rooms.get(service_id)
    return AdviceServiceOut(
        id=found.id,
        slug=found.slug,
        name=found.name,
        areas=list(areas_of(organisations, service_id)),
        service_capacity=ServiceCapacityOut.of(room) if room else None,
        full=room is not None and room.capacity.full,
    )


def chosen_out(organisations: Organisations, turn: Turn) -> AdviceServiceOut:
    """Show the advice service to which a family is referred."""
    return service_out(organisations, turn.chosen, turn.rooms)


def alternative_out(organisations: Organisations, turn: Turn) -> AdviceServiceOut | None:
    """Show another advice service of the area that has room, if the first is full."""
    return service_out(organisations, turn.alternative, turn.rooms) if turn.alternative else None
