"""Marks a sandbox while its year is being told.

The service keeps no figure meanwhile. A kept figure never changes, and families still appear in the past quarters.
"""

from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.platform.db.sandbox_seed import refuse_live_database
from app.platform.db.tables import sandbox_year

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


async def begin_year(engine: "AsyncEngine") -> None:
    """Mark the sandbox. A later start marks it again, until its year is complete.

    Raises:
        Unfit: the database is not a sandbox's.
    """
    async with engine.begin() as connection:
        await refuse_live_database(connection)
        await connection.execute(insert(sandbox_year).values(one=True).on_conflict_do_nothing())


async def end_year(engine: "AsyncEngine") -> None:
    """Remove the mark: the year is complete, and figures are kept from now on."""
    async with engine.begin() as connection:
        await connection.execute(delete(sandbox_year))
