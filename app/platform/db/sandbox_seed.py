"""Registers the sandbox's organisations in the database."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.kernel.terms import OrganisationKind
from app.mistakes import Unfit
from app.platform.access.scopes import grantable
from app.platform.access.secrets import hash_secret
from app.platform.db.tables import client_secrets, clients, organisations, partnerships
from app.platform.sandbox_organisations import BY_SLUG, ORGANISATIONS, PARTNERS


async def refuse_live_database(connection: AsyncConnection) -> None:
    """Refuse a database that holds an organisation of a live service. What a sandbox does to a database is not for it.

    Raises:
        Unfit: it holds one.
    """
    live = await connection.execute(select(organisations.c.id).where(~organisations.c.sandbox).limit(1))
    if live.first() is not None:
        raise Unfit("This database holds organisations of a live service. Use another database for a sandbox.")


async def seed(engine: AsyncEngine) -> None:
    """Register the sandbox's organisations, once."""
    async with engine.begin() as connection:
        await refuse_live_database(connection)
        for one in ORGANISATIONS:
            values = {"id": one.id, "slug": one.slug, "kind": one.kind, "name": one.name, "la_code": one.la_code}
            await connection.execute(insert(organisations).values(sandbox=True, **values).on_conflict_do_nothing())
            registered = insert(clients).values(
                client_id=one.slug,
                organisation_id=one.id,
                scopes=sorted(grantable(one.kind, sandbox=True)),
            )
            renewed = {"scopes": registered.excluded.scopes}
            await connection.execute(registered.on_conflict_do_update(index_elements=["client_id"], set_=renewed))
            secret = insert(client_secrets).values(
                client_id=one.slug, slot=1, secret_hash=await hash_secret(one.secret)
            )
            await connection.execute(secret.on_conflict_do_nothing())
        for la, partners in PARTNERS.items():
            ranks: dict[OrganisationKind, int] = {}
            for partner in (BY_SLUG[slug] for slug in partners):
                rank = ranks[partner.kind] = ranks.get(partner.kind, 0) + 1
                values = {"la_id": BY_SLUG[la].id, "partner_id": partner.id, "partner_kind": partner.kind}
                await connection.execute(insert(partnerships).values(rank=rank, **values).on_conflict_do_nothing())
