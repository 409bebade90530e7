"""How families reach the sandbox's organisations whose letters the examples show."""

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.cases.desk import Desk
from app.cases.sandbox import actor
from app.cases.stories import LA, PROVIDER
from app.kernel.terms import OrganisationKind
from app.notices.domain.contact import ContactPoint
from app.notices.store import ContactsOfOrganisations
from app.notices.tables import organisation_contacts
from app.notices.use_cases import KeepContactPoint, keep_contact_point
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

POINTS = {
    LA: ContactPoint(
        team="SEND mediation team",
        telephone="01632 960991",
        email="send.mediation@eastmere.example",
        address=("Civic Centre", "Eastmere", "EM1 1AA"),
        hours="Monday to Friday, 9am to 5pm",
    ),
    PROVIDER: ContactPoint(telephone="01632 960501", email="help@mediation.example", web="https://mediation.example"),
}


def point_of(kind: OrganisationKind) -> ContactPoint:
    """Return how families reach an organisation of the examples."""
    return POINTS[kind]


async def all_told(engine: "AsyncEngine") -> bool:
    """Whether an earlier start told all of it. Asked by the database's owner."""
    ids = [actor(kind).organisation_id for kind in POINTS]
    asked = select(func.count()).where(organisation_contacts.c.organisation_id.in_(ids))
    async with engine.connect() as connection:
        return (await connection.execute(asked)).scalar_one() == len(ids)


async def tell_contacts(database: Database, desk: Desk) -> None:
    """Say how families reach the organisations of the examples, where nobody has said it yet."""
    del desk
    for kind, point in POINTS.items():
        told_by = actor(kind)
        async with database.work(told_by) as work:
            points = ContactsOfOrganisations(work.connection)
            if await points.of(told_by.organisation_id) is None:
                await keep_contact_point(work, points, KeepContactPoint(point))
                await work.commit()
