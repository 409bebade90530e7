"""How much room an advice service says it has, as it is stored."""

from dataclasses import dataclass
from uuid import UUID

from app.advice.domain.capacity import ServiceCapacity


@dataclass(frozen=True, slots=True)
class Room:
    """The room of an advice service, and a line for the organisations that refer."""

    id: UUID
    service_id: UUID
    capacity: ServiceCapacity
    description: str | None
    version: int
