"""Eras of the feed. The feed is ordered by the transactions of one cluster, and a restore brings another cluster.

So a restore begins an era. Positions continue beyond all positions that were used. A reader's stored cursor is refused
once, because it may point beyond what the backup holds. A promoted standby continues the same count, and needs no era.
"""

from typing import TYPE_CHECKING

from sqlalchemy import text

from app.platform.db.connections import Statement

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

NOT_TOLD = (
    "The database was restored from a backup, or moved to another server. The list of events must begin again "
    "before the service can work. As the owner of the database, run `python -m app restored`."
)
"""What readiness says until the operator runs that command. Until then PostgreSQL writes no event and reads no feed."""

PLACE = Statement("SELECT era, known FROM app_feed_place(CAST(:era AS uuid), :xid, :position, :hash)")
"""The current era, and whether a position in the feed belongs to this database."""
IN_ORDER = Statement("SELECT app_feed_is_in_order() AS in_order")
LAG = Statement("SELECT waiting, seconds, oldest_transaction_seconds FROM app_feed_lag()")
"""How many events wait for an older transaction to end, and how long; the age of the oldest transaction."""


async def begin_era(engine: "AsyncEngine", *, only_where_needed: bool) -> int | None:
    """Begin an era as the owner, and return its number. None if it should begin only if needed, and was not needed."""
    async with engine.begin() as owner:
        await owner.execute(text("SET LOCAL lock_timeout = '3s'"))
        if only_where_needed and (await owner.execute(text("SELECT app_feed_is_in_order()"))).scalar_one():
            return None
        begun: int = (await owner.execute(text("SELECT app_begin_feed_era()"))).scalar_one()
        return begun
