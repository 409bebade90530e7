"""How families reach organisations, in the database."""

from datetime import datetime
from uuid import UUID

from app.notices.domain.contact import ContactPoint
from app.notices.records import KnownContact
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement

_COLUMNS = "team, telephone, email, address, web, hours, version, updated_at"
_OF = Statement(f"SELECT {_COLUMNS} FROM organisation_contacts WHERE organisation_id = :id")  # noqa: S608 - the text above
_LOCK = Statement("SELECT version FROM organisation_contacts WHERE organisation_id = :id FOR UPDATE")
_KEEP = Statement(
    "INSERT INTO organisation_contacts (organisation_id, organisation_kind, team, telephone, email, address, web,"  # noqa: S608 - the columns and conditions are our own text
    " hours, version, updated_at) VALUES (:id, :kind, :team, :telephone, :email, :address, :web, :hours, 1, :now)"
    " ON CONFLICT (organisation_id) DO UPDATE SET team = excluded.team, telephone = excluded.telephone,"
    " email = excluded.email, address = excluded.address, web = excluded.web, hours = excluded.hours,"
    " version = organisation_contacts.version + 1, updated_at = excluded.updated_at"
    f" RETURNING {_COLUMNS}"
)


class ContactsOfOrganisations:
    """How families reach organisations, as one connection sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, organisation_id: UUID) -> KnownContact | None:
        """Return how families reach an organisation; None while nobody has said it, or where the caller may not see."""
        rows = await self._connection.run(_OF, {"id": organisation_id})
        return _known(rows[0]) if rows else None

    async def lock(self, organisation_id: UUID) -> int:
        """Return the version of the caller's own details, 0 for none. They stay as they are until the work ends."""
        rows = await self._connection.run(_LOCK, {"id": organisation_id})
        return rows[0].version if rows else 0

    async def keep(self, actor: Actor, point: ContactPoint, now: datetime) -> KnownContact:
        """Store how families reach the caller's organisation, and return what is stored."""
        values = {
            "id": actor.organisation_id,
            "kind": actor.kind,
            "team": point.team,
            "telephone": point.telephone,
            "email": point.email,
            "address": list(point.address),
            "web": point.web,
            "hours": point.hours,
            "now": now,
        }
        [row] = await self._connection.run(_KEEP, values)
        return _known(row)


def _known(row: Row) -> KnownContact:
    point = ContactPoint(
        team=row.team,
        telephone=row.telephone,
        email=row.email,
        address=tuple(row.address),
        web=row.web,
        hours=row.hours,
    )
    return KnownContact(point, row.version, row.updated_at)
