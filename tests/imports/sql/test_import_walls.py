"""What PostgreSQL itself shows of an import, and to whom: the authority that sent the file, and nobody else."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.imports.unit import Ground, Worker
from app.platform.sandbox_organisations import BY_SLUG
from tests.imports.sql.test_working import LA, ROWS, held_by, references
from tests.platform.sql.test_walls import as_organisation

TABLES = ("imports", "import_parts", "import_rows", "imported_cases")
OTHERS = [slug for slug in BY_SLUG if slug != "sandbox-la-991"]


@pytest.fixture(scope="module", autouse=True)
async def half_worked(app: FastAPI) -> None:
    """An import that has rows with a verdict, and rows that wait."""
    worker = Worker()
    import_id = await held_by(app, worker, references(ROWS))
    assert await worker.one_part(Ground.of(app.state.service), LA, import_id)


async def test_the_authority_reads_its_own(owner: AsyncEngine) -> None:
    """So that the emptiness below is the wall's."""
    async with as_organisation(owner, "sandbox-la-991") as connection:
        for table in TABLES:
            rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - named above
            assert rows.scalar_one() > 0, table


@pytest.mark.parametrize("slug", [*OTHERS, None])
async def test_nobody_else_reads_or_changes_a_row(owner: AsyncEngine, slug: str | None) -> None:
    async with as_organisation(owner, slug) as connection:
        for table in TABLES:
            rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - the columns and conditions are our own text
            assert rows.scalar_one() == 0, table
        for change in ("UPDATE imports SET worked = 0", "DELETE FROM imports", "DELETE FROM import_parts"):
            assert (await connection.execute(text(change))).rowcount == 0, change


@pytest.mark.parametrize("table", ["import_rows", "imported_cases"])
async def test_the_authority_itself_changes_no_verdict(owner: AsyncEngine, table: str) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - the columns and conditions are our own text
