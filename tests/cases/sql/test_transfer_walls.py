"""What the database lets each organisation do and read of a transfer."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.cases.http.test_transfers import MOVED, of_a_plan
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party, declines


@pytest.mark.parametrize("slug", ["sandbox-la-991", "sandbox-la-992", "sandbox-provider-a", "sandbox-tribunal"])
async def test_the_database_lets_nobody_else_transfer_a_case(
    owner: AsyncEngine, la: Party, provider: Party, slug: str
) -> None:
    case = await of_a_plan(la)
    await declines(provider, case)
    moves = text("UPDATE cases SET la_id = CAST(:to AS uuid) WHERE id = CAST(:case AS uuid)")
    calls = text(
        "SELECT app_transfer_case(CAST(:case AS uuid), 5, CAST(:to AS uuid), CAST(:provider AS uuid), NULL, NULL,"
        " 'moved', 'x', NULL, '2026-03-16', now(), '{}', (SELECT head FROM cases WHERE id = CAST(:case AS uuid)), 'x',"
        " 'x')"
    )
    writes = text(
        "INSERT INTO transfers SELECT id, 1, 'x', la_id, la_id, 'moved', '991', NULL, NULL, NULL, now() FROM cases"
    )
    to, stranger = await id_of(owner, "sandbox-la-992"), await id_of(owner, "sandbox-advice-991")
    for what in (moves, writes):
        async with as_organisation(owner, slug) as connection:
            values = {"case": case, "to": to} if what is moves else {}
            if what is moves and slug == "sandbox-la-992":
                assert (await connection.execute(what, values)).rowcount == 0  # it does not see the case
                continue
            with pytest.raises(DBAPIError, match=r"by a transfer alone|permission denied"):
                await connection.execute(what, values)
    async with as_organisation(owner, slug) as connection:
        values = {"case": case, "to": to, "provider": stranger}
        if slug == "sandbox-la-991":
            with pytest.raises(DBAPIError, match="partners of that authority"):
                await connection.execute(calls, values)
        else:
            assert await connection.scalar(calls, values) is False
    assert (await la.sees(case))["la_code"] == "991"


async def test_both_authorities_alone_read_of_a_transfer(owner: AsyncEngine, la: Party) -> None:
    case = await of_a_plan(la)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    said = text("SELECT count(*) FROM transfers WHERE case_id = CAST(:case AS uuid)")
    told = set()
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            if await connection.scalar(said, {"case": case}):
                told.add(slug)
    assert told == {"sandbox-la-991", "sandbox-la-992"}
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("UPDATE transfers SET version = 1"))


async def id_of(owner: AsyncEngine, slug: str) -> UUID:
    async with owner.connect() as connection:
        found: UUID = await connection.scalar(text("SELECT id FROM organisations WHERE slug = :slug"), {"slug": slug})
        return found
