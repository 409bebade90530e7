"""What happens to a request whose connection the database ends."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.outages import Away
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.waiting import comes_true

LA = BY_SLUG["sandbox-la-991"]
WHO = Statement("SELECT pg_backend_pid() AS pid")


async def loses_its_connection(app: FastAPI, owner: AsyncEngine) -> None:
    """A request between two statements."""
    async with app.state.service.database.work(Actor(LA.id, LA.kind, LA.slug)) as work:
        [row] = await work.connection.run(WHO)
        async with owner.connect() as other:
            await other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": row.pid})
        await comes_true(lambda: work.connection.gone)
        await work.connection.run(WHO)


async def test_a_connection_that_the_database_ends_is_its_absence(app: FastAPI, owner: AsyncEngine) -> None:
    """Not a fault of the service's own: the caller is told to come back."""
    with pytest.raises(Away):
        await loses_its_connection(app, owner)
    async with app.state.service.database.work(Actor(LA.id, LA.kind, LA.slug)) as work:
        assert await work.connection.run(WHO)
