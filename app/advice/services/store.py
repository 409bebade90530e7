"""The advice services' room, and whether help is given."""

from uuid import UUID, uuid4

from app.advice.domain.capacity import ServiceCapacity
from app.platform.db.connections import Connection, Row, Statement

_CAPACITIES = Statement(
    "SELECT id, service_id, unit, available, maximum, description, updated, version FROM service_capacity"
)
_LOCKED = Statement("SELECT version FROM service_capacity WHERE service_id = :service_id FOR UPDATE")
_SAY = Statement(
    "INSERT INTO service_capacity (id, service_id, unit, available, maximum, description, updated, version)"
    " VALUES (:id, :service_id, :unit, :available, :maximum, :description, :updated, 1)"
    " ON CONFLICT (service_id) DO UPDATE SET unit = :unit, available = :available, maximum = :maximum,"
    " description = :description, updated = :updated, version = service_capacity.version + 1"
    " RETURNING id, service_id, unit, available, maximum, description, updated, version"
)
_HELP = Statement("SELECT app_help_is_given(:case_id) AS given")


async def capacities(connection: Connection) -> dict[UUID, Row]:
    """Return what every service says of its room, by the service's id."""
    return {row.service_id: row for row in await connection.run(_CAPACITIES)}


async def version_of(connection: Connection, service_id: UUID) -> int:
    """Return the version of what a service says of its room, and lock it; 0 where it has said nothing."""
    rows = await connection.run(_LOCKED, {"service_id": service_id})
    return rows[0].version if rows else 0


async def say(connection: Connection, service_id: UUID, said: ServiceCapacity, description: str | None) -> Row:
    """Keep what a service says of its room, in place of what it said before."""
    values = {
        "id": uuid4(), "service_id": service_id, "unit": said.unit, "available": said.available,
        "maximum": said.maximum, "description": description, "updated": said.updated,
    }  # fmt: skip
    [row] = await connection.run(_SAY, values)
    return row


async def help_is_given(connection: Connection, case_id: UUID) -> bool:
    """Whether the asking authority may know that a family is being helped."""
    [row] = await connection.run(_HELP, {"case_id": case_id})
    return bool(row.given)
