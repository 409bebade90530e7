"""What PostgreSQL itself lets whom do to the register, even if a route forgot to ask for the operator's scope."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation

NOT_THE_OPERATOR = [slug for slug in BY_SLUG if slug != "sandbox-operator"]
CHANGES = [
    "UPDATE organisations SET disabled = true",
    "UPDATE clients SET scopes = '{}'",
    "UPDATE client_secrets SET retires_at = now()",
    "UPDATE partnerships SET ends_on = current_date",
    "DELETE FROM partnerships",
]
INSERTS = [
    "INSERT INTO organisations (id, slug, kind, name) VALUES (gen_random_uuid(), 'slipped', 'tribunal', 'In')",
    "INSERT INTO clients (client_id, organisation_id, scopes)"
    " SELECT 'slipped', id, '{admin}' FROM organisations WHERE kind = 'operator'",
    "INSERT INTO client_secrets (client_id, slot, secret_hash) VALUES ('sandbox-operator', 2, 'known')",
    "INSERT INTO partnerships (la_id, partner_id, partner_kind, rank) SELECT la.id, p.id, p.kind, 2"
    " FROM organisations la, organisations p WHERE la.slug = 'sandbox-la-991' AND p.slug = 'sandbox-provider-b'",
    "INSERT INTO administration_acts (act, subject, details, source, by, recorded_at)"
    " VALUES ('secret-made', 'x', '{}', 'command_line', 'x', now())",
]


@pytest.mark.parametrize("slug", [*NOT_THE_OPERATOR, None])
async def test_only_the_operator_changes_the_register(owner: AsyncEngine, slug: str | None) -> None:
    for change in CHANGES:
        async with as_organisation(owner, slug) as connection:
            assert (await connection.execute(text(change))).rowcount == 0, change
    for insert in INSERTS:
        async with as_organisation(owner, slug) as connection:
            with pytest.raises(DBAPIError, match="row-level security"):
                await connection.execute(text(insert))


async def test_the_operator_does_within_its_limits(owner: AsyncEngine) -> None:
    """So that what is refused above is the wall's."""
    async with as_organisation(owner, "sandbox-operator") as connection:
        assert all([(await connection.execute(text(change))).rowcount for change in CHANGES])
        for insert in INSERTS[:-1]:
            await connection.execute(text(insert))


@pytest.mark.parametrize("column", ["kind", "la_code", "slug", "sandbox"])
async def test_nobody_changes_what_an_organisation_is(owner: AsyncEngine, column: str) -> None:
    async with as_organisation(owner, "sandbox-operator") as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text(f"UPDATE organisations SET {column} = NULL"))  # noqa: S608 - named here


ACT = (
    "INSERT INTO administration_acts (act, subject, details, source, organisation_id, by, recorded_at)"
    " VALUES ('secret-made', 'x', '{{}}', '{}', {}, 'x', now())"
)


async def test_an_act_is_in_the_name_of_whoever_did_it(owner: AsyncEngine) -> None:
    own, other = (f"'{BY_SLUG[slug].id}'" for slug in ("sandbox-operator", "sandbox-la-991"))
    async with as_organisation(owner, "sandbox-operator") as connection:
        await connection.execute(text(ACT.format("client", own)))
    for source, organisation in (("client", other), ("command_line", "NULL")):
        async with as_organisation(owner, "sandbox-operator") as connection:
            with pytest.raises(DBAPIError, match="row-level security"):
                await connection.execute(text(ACT.format(source, organisation)))


async def test_the_log_is_read_by_the_operator_alone_and_changed_by_nobody(owner: AsyncEngine) -> None:
    async with owner.begin() as connection:
        await connection.execute(text(ACT.format("client", f"'{BY_SLUG['sandbox-operator'].id}'")))
    count = text("SELECT count(*) FROM administration_acts")
    for slug in (*NOT_THE_OPERATOR, None):
        async with as_organisation(owner, slug) as connection:
            assert (await connection.execute(count)).scalar_one() == 0, slug
    async with as_organisation(owner, "sandbox-operator") as connection:
        assert (await connection.execute(count)).scalar_one() == 1
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("DELETE FROM administration_acts"))
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("UPDATE administration_acts SET by = 'y'"))
        await connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO partnerships (la_id, partner_id, partner_kind, rank, begins_on) SELECT la_id, partner_id,"
        " partner_kind, 2, begins_on + 1 FROM partnerships",
        "UPDATE partnerships SET rank = 1",
        "INSERT INTO client_secrets (client_id, slot, secret_hash) VALUES ('sandbox-icb', 3, 'x')",
        "UPDATE partnerships SET ends_on = begins_on - 1",
    ],
)
async def test_what_cannot_be_is_refused_by_the_tables(owner: AsyncEngine, statement: str) -> None:
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match=r"_excl|_slot_check|_days_check"):
            await connection.execute(text(statement))
        await connection.rollback()
