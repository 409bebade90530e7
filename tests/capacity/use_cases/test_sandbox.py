"""The sandbox's mediators and examples: told by the use cases, once."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.sandbox import MEDIATORS, all_there, open_capacity
from app.capacity.scenes import BOOKING
from app.cases.unit import Service
from tests.support.parties import Party

TABLES = ("events", "journal", "mediators", "slots", "engagements", "holds", "sessions", "allocations")


@pytest.fixture(scope="module")
async def service(app: FastAPI) -> Service:
    made: Service = app.state.service
    await open_capacity(made.database, made.desk)
    return made


async def counted(owner: AsyncEngine) -> dict[str, int]:
    """How many rows each table has."""
    async with owner.connect() as connection:
        return {table: await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}  # noqa: S608 - the names above


async def test_a_second_start_changes_nothing(service: Service, owner: AsyncEngine) -> None:
    before = await counted(owner)
    assert before["mediators"] == len(MEDIATORS)
    assert await all_there(owner)
    await open_capacity(service.database, service.desk)
    assert await counted(owner) == before


async def test_a_start_that_broke_off_is_taken_on(service: Service, owner: AsyncEngine) -> None:
    """Whatever is missing is made, and what is there is left as it is."""
    before = await counted(owner)
    async with owner.begin() as connection:
        await connection.execute(text("DELETE FROM engagements WHERE expires_at IS NOT NULL"))
    assert (await counted(owner))["holds"] == 0
    await open_capacity(service.database, service.desk)
    after = await counted(owner)
    logged = after.pop("events") - before.pop("events")
    assert (after, logged) == (before, before["holds"])


async def test_every_booked_example_knows_what_its_family_needs(service: Service, owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        found = (await connection.execute(text("SELECT id, sealed, status FROM sessions"))).all()
    opened = [service.seal.open(row.sealed, str(row.id)) for row in found]
    assert {row.status for row in found} == {"booked"}
    assert {(one["interpreter"], *one["access"], one["place"]) for one in opened} == {("ur", "breaks", "By video link")}


async def test_a_start_leaves_used_examples_as_they_are(service: Service, owner: AsyncEngine, la: Party) -> None:
    """Someone has booked the held time, as the page shows. A newer version may have further examples to make."""
    booked = await la.posts("/v1/sessions", {"hold_id": str(BOOKING.hold_id)})
    before = await counted(owner)
    await open_capacity(service.database, service.desk)
    assert await counted(owner) == before
    assert (await la.gets(f"/v1/sessions/{booked['id']}"))["status"] == "booked"
