"""What a sandbox alone may do is refused in a database with organisations of a live service."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.law.domain.quarters import Quarter
from app.mistakes import Unfit
from app.platform.db.sandbox_seed import seed
from app.sandbox.year.recounting import count_again
from tests.support.parties import Party

QUARTER = Quarter(2025, 2)
KEPT = text(
    "SELECT count(*) FROM evidence_figures WHERE kind = 'burden' AND first_day = '2025-04-01'"
    " AND la_id = (SELECT id FROM organisations WHERE la_code = '991')"
)
LIVE = text(
    "INSERT INTO organisations (id, slug, kind, name)"
    " VALUES (gen_random_uuid(), 'of-a-live-service', 'tribunal', 'Live')"
)
ENABLED = text("SELECT count(*) FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled <> 'D'")


@pytest.fixture
async def live(la: Party, owner: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """A database with a counted figure, and an organisation that is not of the sandbox."""
    await la.gets("/v1/evidence/burden", quarter=str(QUARTER))
    async with owner.begin() as connection:
        await connection.execute(LIVE)
    yield owner
    async with owner.begin() as connection:
        await connection.execute(text("DELETE FROM organisations WHERE slug = 'of-a-live-service'"))


async def test_no_figure_of_a_live_service_is_forgotten(live: AsyncEngine) -> None:
    with pytest.raises(Unfit, match="organisations of a live service"):
        await count_again(live, QUARTER)
    async with live.connect() as connection:
        assert await connection.scalar(KEPT) == 1


async def test_a_live_service_gets_no_organisation_whose_secret_is_published(live: AsyncEngine) -> None:
    with pytest.raises(Unfit, match="organisations of a live service"):
        await seed(live)


async def test_the_figures_of_a_sandbox_are_forgotten(la: Party, owner: AsyncEngine) -> None:
    """The same figure in the same database: the organisation alone makes the difference."""
    await la.gets("/v1/evidence/burden", quarter=str(QUARTER))
    async with owner.connect() as connection:
        assert await connection.scalar(KEPT) == 1
        before = await connection.scalar(ENABLED)
    await seed(owner)
    await count_again(owner, QUARTER)
    async with owner.connect() as connection:
        assert await connection.scalar(KEPT) == 0
        assert await connection.scalar(ENABLED) == before
