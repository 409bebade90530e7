"""The room of advice services in the database."""

from uuid import UUID, uuid4

from app.advice.domain.capacity import ServiceCapacity
from app.advice.services.records import Room
from app.platform.db.connections import Connection, Row, Statement

_ALL = Statement("SELECT id, service_id, unit, available, maximum, description, updated, version FROM service_capacity")
_LOCKED = Statement("SELECT version FROM service_capacity WHERE service_id = :service_id FOR UPDATE")
_SAY = Statement(
    "INSERT INTO service_capacity (id, service_id, unit, available, maximum, description, updated, version)"
    " VALUES (:id, :service_id, :unit, :available, :maximum, :description, :updated, 1)"
    " ON CONFLICT (service_id) DO UPDATE SET unit = :unit, available = :available, maximum = :maximum,"
    " description = :description, updated = :updated, version = service_capacity.version + 1"
    " RETURNING id, service_id, unit, available, maximum, description, updated, version"
)


class Rooms:
    """How much room the advice services say they have, as one connection sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> dict[UUID, Room]:
        """Return what every advice service says, by the advice service's id."""
        return {row.service_id: _room(row) for row in await self._connection.run(_ALL)}

    async def version_of(self, service_id: UUID) -> int:
        """Return the version of what an advice service says about its room, and lock the row. 0 if the advice service
        has said nothing."""
        rows = await self._connection.run(_LOCKED, {"service_id": service_id})
        return rows[0].version if rows else 0

    async def say(self, service_id: UUID, said: ServiceCapacity, description: str | None) -> Room:
        """Store how much room an advice service says it has. This replaces what it said before."""
        values = {
            "id": uuid4(),
            "service_id": service_id,
            "unit": said.unit,
            "available": said.available,
            "maximum": said.maximum,
            "description": description,
            "updated": said.updated,
        }
        [row] = await self._connection.run(_SAY, values)
        return _room(row)


def _room(row: Row) -> Room:
    said = ServiceCapacity(row.unit, row.available, row.maximum, row.updated)
    return Room(row.id, row.service_id, said, row.description, row.version)
