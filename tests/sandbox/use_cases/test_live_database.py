"""What a sandbox alone may do is refused in a database with organisations of a live service."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.sandbox import actor
from app.cases.unit import Service
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter
from app.mistakes import Unfit
from app.platform.db.connections import Statement
from app.platform.db.sandbox_seed import seed
from app.sandbox.year.marking import begin_year, end_year
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
EARLY = {"quarter": "2023-Q3"}
KEPT_EARLY = text(
    "SELECT (SELECT count(*) FROM evidence_figures WHERE first_day = '2023-07-01')"
    " + (SELECT count(*) FROM advice_figures WHERE first_day = '2023-07-01')"
)
BEING_TOLD = text("SELECT count(*) FROM sandbox_year")


@pytest.fixture
async def live(la: Party, owner: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """A database with a counted figure, and an organisation that is not of the sandbox."""
    await la.gets("/v1/evidence/burden", quarter=str(QUARTER))
    async with owner.begin() as connection:
        await connection.execute(LIVE)
    yield owner
    async with owner.begin() as connection:
        await connection.execute(text("DELETE FROM organisations WHERE slug = 'of-a-live-service'"))


async def test_a_live_service_keeps_its_figures(live: AsyncEngine) -> None:
    with pytest.raises(Unfit, match="organisations of a live service"):
        await begin_year(live)
    async with live.connect() as connection:
        assert await connection.scalar(BEING_TOLD) == 0


async def test_the_service_cannot_say_that_a_year_is_being_told(app: FastAPI) -> None:
    service: Service = app.state.service
    async with service.database.work(actor(OrganisationKind.LOCAL_AUTHORITY)) as work:
        with pytest.raises(Exception, match="permission denied"):
            await work.connection.run(Statement("INSERT INTO sandbox_year (one) VALUES (true)"), {})


async def test_a_live_service_gets_no_organisation_whose_secret_is_published(live: AsyncEngine) -> None:
    with pytest.raises(Unfit, match="organisations of a live service"):
        await seed(live)


async def test_no_figure_is_kept_while_the_year_is_being_told(la: Party, tribunal: Party, owner: AsyncEngine) -> None:
    """Each request counts what is there. The first request after the year is kept, and says the same from then on."""
    asked = [(la, "burden"), (la, "costs"), (la, "panels"), (la, "settings"), (la, "appeals"), (tribunal, "appeals")]
    await begin_year(owner)
    await begin_year(owner)
    early = [await party.gets(f"/v1/evidence/{name}", **EARLY) for party, name in asked]
    early.append(await la.gets("/v1/advice-services/effect", **EARLY))
    async with owner.connect() as connection:
        assert await connection.scalar(KEPT_EARLY) == 0
    await end_year(owner)
    case = await la.opens(notice_sent_on="2023-08-01")
    assert case
    later = [await party.gets(f"/v1/evidence/{name}", **EARLY) for party, name in asked]
    later.append(await la.gets("/v1/advice-services/effect", **EARLY))
    assert all(one["counted_at"] < other["counted_at"] for one, other in zip(early, later, strict=True))
    assert [await party.gets(f"/v1/evidence/{name}", **EARLY) for party, name in asked] == later[:-1]
    async with owner.connect() as connection:
        assert await connection.scalar(KEPT_EARLY) == 7
