"""What PostgreSQL shows of comparisons, and which rows it refuses."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.evidence.comparisons.sandbox import EXAMPLE_COMPARISON, keep_example
from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation

OURS = BY_SLUG["sandbox-la-991"].id
READ = text("SELECT id FROM evidence_comparisons")
ASK = text(
    "INSERT INTO evidence_comparisons (id, la_id, client_id, status, asked, asked_at)"
    " VALUES (gen_random_uuid(), :la, 'test', 'running', '{}', now())"
)


@pytest.fixture(scope="module", autouse=True)
async def kept(app: FastAPI) -> None:
    await keep_example(app.state.service.database, app.state.service.desk)


async def test_an_authority_reads_its_own(owner: AsyncEngine) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        assert EXAMPLE_COMPARISON in (await connection.execute(READ)).scalars().all()


@pytest.mark.parametrize("slug", [slug for slug in BY_SLUG if slug != "sandbox-la-991"])
async def test_nobody_else_reads_them_or_asks_in_its_name(owner: AsyncEngine, slug: str) -> None:
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(READ)).all() == []
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(ASK, {"la": OURS})


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("status = 'done', finished_at = now(), result = NULL", "done"),
        ("status = 'running', result = NULL, charts = NULL", "finished"),
        ("status = 'failed', result = NULL, charts = NULL", "failed"),
        ("status = 'cancelled'", "done"),
        ("progress = 1.1", "progress"),
        ("holder = gen_random_uuid()", "held"),
        ("la_kind = 'tribunal'", "la_kind"),
    ],
)
async def test_a_comparison_is_one_thing_at_a_time(owner: AsyncEngine, change: str, refused: str) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match=f"evidence_comparisons_{refused}_check"):
            await connection.execute(text(f"UPDATE evidence_comparisons SET {change} WHERE status = 'done'"))  # noqa: S608 - our own


KEEP = text(
    "INSERT INTO evidence_readings (la_id, first_day, regime, families, read_at, used_at)"
    " VALUES (:la, '2019-01-01', 'cfa-2014', '[]', now(), now()) ON CONFLICT DO NOTHING"
)


async def test_what_was_read_of_cases_is_its_authoritys_alone(owner: AsyncEngine) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        await connection.execute(KEEP, {"la": OURS})
        assert (await connection.execute(text("SELECT la_id FROM evidence_readings"))).scalars().all() == [OURS]
        await connection.execute(text("UPDATE evidence_readings SET used_at = now()"))
        for change in ("UPDATE evidence_readings SET families = '[1]'", "DELETE FROM evidence_readings"):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with connection.begin_nested():
                    await connection.execute(text(change))


@pytest.mark.parametrize("slug", [slug for slug in BY_SLUG if slug != "sandbox-la-991"])
async def test_nobody_else_reads_or_keeps_it(owner: AsyncEngine, slug: str) -> None:
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(text("SELECT la_id FROM evidence_readings"))).all() == []
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(KEEP, {"la": OURS})
