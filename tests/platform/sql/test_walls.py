"""The second wall: what PostgreSQL itself shows an organisation, even if a query of ours forgot to ask whose it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.platform.db.connections import Statement
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import Party, a_notice, declines

SHARED = {
    "sandbox_clock": "one clock for the whole sandbox",
    "sandbox_year": "whether the year of the sandbox is being told",
    "feed_eras": "when the database was restored; only the owner writes it",
    "service_keys": "keys that the service made for itself; sealed",
    "upkeep": "when each command of the upkeep was last done",
    "alembic_version": "the schema's own",
}
"""Tables without row-level security, and why they may be."""

SWEPT_APART = frozenset(
    {
        "mediators", "slots", "engagements", "holds", "sessions", "mediation_needs", "searches", "allocations",
        "journal", "referrals", "referral_contents", "referral_notes", "advice_offers", "service_capacity",
        "advice_figures", "organisations", "clients", "client_secrets", "partnerships",
        "administration_acts", "imports", "import_parts", "import_rows", "imported_cases",
        "legal_holds", "case_removals", "referral_removals", "transfers", "organisation_contacts", "duties",
        "duty_statements", "appeals", "evidence_figures", "evidence_publications", "feedback_links", "feedback_spent",
        "experience_counts", "evidence_comparisons", "evidence_readings", "laws_applied", "moved_dates",
    }
)  # fmt: skip
"""Whose parties read their own in a test beside: tests/capacity/sql/test_capacity_walls.py, test_referral_walls.py,
tests/administration/sql/test_administration_walls.py, tests/imports/sql/test_import_walls.py,
tests/keeping/http/test_holds.py, tests/keeping/sql/test_retention.py,
tests/keeping/sql/test_referral_retention.py,
tests/cases/sql/test_transfer_walls.py, tests/notices/sql/test_contact_walls.py, tests/duties/sql/test_duty_walls.py,
tests/appeals/sql/test_appeal_rows.py, tests/evidence/sql/test_figure_walls.py,
tests/evidence/sql/test_experience_walls.py, tests/evidence/sql/test_comparison_walls.py,
tests/amendments/sql/test_moved_dates.py."""

NEVER_READ_WHOLE = frozenset({"client_secrets", "feedback_spent", "laws_applied"})
"""Tables with a column that the service may not read. It so reads no whole row. Of used links, and of the laws that it
started under, it reads nothing."""

OUTSIDERS = [slug for slug in BY_SLUG if slug not in ("sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal")]


@asynccontextmanager
async def as_organisation(owner: AsyncEngine, slug: str | None) -> AsyncIterator[AsyncConnection]:
    """Work as the service does, as its bound role in one organisation's name; whatever happens is rolled back."""
    async with owner.connect() as connection:
        await connection.execute(text("SET LOCAL ROLE mediation_app"))
        if slug is not None:
            one = BY_SLUG[slug]
            await connection.execute(
                text("SELECT set_config('app.organisation', :id, true), set_config('app.kind', :kind, true)"),
                {"id": str(one.id), "kind": one.kind},
            )
        yield connection
        await connection.rollback()


@pytest.fixture(scope="module")
async def ours(la: Party, provider: Party) -> dict[str, str]:
    """What no outsider may read: a case of authority 991, its certificate, its keys, and who read either."""
    appellant = {"kind": "parent", "name": "Sam Example", "contact": {"telephone": "01632 960001"}}
    notice = a_notice(la_reference="WALLED-IN", appellant=appellant, child_reference="WALLED-CHILD")
    case = (await la.posts("/v1/cases", notice, **{"Idempotency-Key": "walled in"}))["id"]
    number = await declines(provider, case)
    await la.gets(f"/v1/certificates/{number}")
    await provider.sees(case)
    letter = {"kind": "decision_letter", "dated": "2026-02-02", "sha256": "0" * 64, "location": "WALLED-PLACE"}
    await la.posts(f"/v1/cases/{case}/documents", {**letter, "readers": ["mediation_provider"]})
    return {"case": case, "number": number, "key": "walled in"}


async def walled_tables(owner: AsyncEngine) -> list[str]:
    async with owner.connect() as connection:
        found = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        )
        return sorted(found.scalars())


async def test_every_table_is_walled_or_shared_for_a_reason(owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        found = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        assert set(found.scalars()) == {*SHARED, *await walled_tables(owner)}


async def test_the_parties_read_their_own(owner: AsyncEngine, ours: dict[str, str]) -> None:
    """So that the emptiness below is the wall's."""
    async with as_organisation(owner, "sandbox-la-991") as connection:
        for table in {*await walled_tables(owner)} - SWEPT_APART:
            assert await telling(connection, table, ours), table


@pytest.mark.parametrize("slug", [*OUTSIDERS, None])
async def test_an_outsider_reads_nothing_in_any_table(
    owner: AsyncEngine, ours: dict[str, str], slug: str | None
) -> None:
    async with as_organisation(owner, slug) as connection:
        for table in {*await walled_tables(owner)} - NEVER_READ_WHOLE:
            assert await telling(connection, table, ours) == [], table


async def telling(connection: AsyncConnection, table: str, secrets: dict[str, str]) -> list[str]:
    """The rows of a table that say anything of what nobody else may read."""
    rows = await connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t'))  # noqa: S608 - from the catalogue
    return [row for row in rows.scalars() if any(secret in row for secret in secrets.values())]


@pytest.mark.parametrize("slug", [*OUTSIDERS, None])
async def test_an_outsider_changes_nothing(owner: AsyncEngine, ours: dict[str, str], slug: str | None) -> None:
    async with as_organisation(owner, slug) as connection:
        case = await connection.execute(
            text("UPDATE cases SET version = version + 1 WHERE id = CAST(:case AS uuid)"), {"case": ours["case"]}
        )
        certificate = await connection.execute(
            text("UPDATE certificates SET status = 'revoked' WHERE number = :number"), {"number": ours["number"]}
        )
        key = await connection.execute(text("DELETE FROM idempotency WHERE key = :key"), {"key": ours["key"]})
        assert (case.rowcount, certificate.rowcount, key.rowcount) == (0, 0, 0)


SLIP_IN = text(
    "INSERT INTO events (case_id, seq, la_id, provider_id, type, by_kind, organisation_id, client_id, occurred_on,"
    " recorded_at, changes, previous, hash) VALUES (CAST(:case AS uuid), 99, :la, :provider, 'case-closed',"
    " 'local_authority', :la, 'x', '2026-02-12', now(), '{}', '', '')"
)


@pytest.mark.parametrize("slug", ["sandbox-la-992", "sandbox-provider-b", "sandbox-icb", "sandbox-operator"])
async def test_an_outsider_slips_no_event_into_a_trail(owner: AsyncEngine, ours: dict[str, str], slug: str) -> None:
    theirs = {"la": BY_SLUG["sandbox-la-991"].id, "provider": BY_SLUG["sandbox-provider-a"].id}
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(SLIP_IN, {"case": ours["case"], **theirs})


@pytest.mark.parametrize(
    ("slug", "named"),
    [
        ("sandbox-provider-b", "sandbox-provider-b"),  # a stranger names itself the provider
        ("sandbox-provider-a", "sandbox-provider-b"),  # a party lets a stranger read along
        ("sandbox-la-991", "sandbox-provider-b"),
    ],
)
async def test_an_event_is_for_the_parties_of_its_case(
    owner: AsyncEngine, ours: dict[str, str], slug: str, named: str
) -> None:
    one = BY_SLUG[slug]
    slip = text(SLIP_IN.text.replace("'local_authority', :la", f"'{one.kind}', '{one.id}'"))
    theirs = {"la": BY_SLUG["sandbox-la-991"].id, "provider": BY_SLUG[named].id}
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="to that case's parties"):
            await connection.execute(slip, {"case": ours["case"], **theirs})


async def test_nor_by_calling_the_case_its_own(owner: AsyncEngine, ours: dict[str, str]) -> None:
    own = {"la": BY_SLUG["sandbox-la-992"].id, "provider": BY_SLUG["sandbox-provider-a"].id}
    certificate = text(
        "INSERT INTO certificates (number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status,"
        " sealed_token, recorded_at) VALUES ('MC-FALSE', CAST(:case AS uuid), :la, :provider, 'declined', 'parent',"
        " '2026-02-12', 'superseded', '', now())"
    )
    for statement in (SLIP_IN, certificate):
        async with as_organisation(owner, "sandbox-la-992") as connection:
            with pytest.raises(DBAPIError, match=r"case_id_fkey|that case's parties|row-level security"):
                await connection.execute(statement, {"case": ours["case"], **own})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET client_id = 'x'",
        "DELETE FROM events",
        "TRUNCATE events",
        "DELETE FROM cases",
        "DELETE FROM certificates",
        "UPDATE certificate_lookups SET asked_by = 'x'",
        "DELETE FROM certificate_lookups",
        "UPDATE idempotency SET body = ''",
        "UPDATE service_keys SET sealed = ''",
        "DELETE FROM service_keys",
        "UPDATE organisations SET kind = 'tribunal'",
        "UPDATE client_secrets SET client_id = 'x'",
        "SELECT secret_hash FROM client_secrets",
        "DELETE FROM organisations",
        "DELETE FROM clients",
        "DELETE FROM client_secrets",
        "ALTER TABLE events DISABLE TRIGGER append_only",
        "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (id integer)",
    ],
)
@pytest.mark.usefixtures("ours")
async def test_the_services_role_may_not(owner: AsyncEngine, statement: str) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            await connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET client_id = 'x'",
        "UPDATE events SET client_id = 'x' WHERE false",
        "DELETE FROM events",
        "TRUNCATE events",
        "TRUNCATE cases CASCADE",
    ],
)
@pytest.mark.usefixtures("ours")
async def test_the_log_refuses_even_its_owner(owner: AsyncEngine, statement: str) -> None:
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(statement))
        await connection.rollback()


async def test_the_service_works_as_the_bound_role(app: FastAPI) -> None:
    """Row-level security does not bind an owner or a superuser: every connection of the service must be neither."""
    asked = Statement(
        "SELECT rolname, rolsuper OR rolbypassrls AS unbound,"
        " (SELECT count(*) FROM pg_tables WHERE tableowner = current_user) AS owned"
        " FROM pg_roles WHERE rolname = current_user"
    )
    [who] = await app.state.service.database.read(asked)
    assert (who.rolname, who.unbound, who.owned) == ("mediation_app", False, 0)
