"""The legal hold of the sandbox: on the case to read, with the id that the documents name."""

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from app.cases.desk import Desk
from app.cases.sandbox import actor
from app.cases.sandbox_kept import left_as_it_is
from app.cases.store import on_case
from app.cases.stories import LA, TO_READ
from app.keeping.domain.words import HoldReason
from app.keeping.holds.store import set_hold
from app.keeping.tables import legal_holds
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLE_HOLD = uuid5(NAMESPACE_URL, "urn:mediation-sandbox:example:legal-hold")
BECAUSE = "The ombudsman has asked for the file."


async def hold_is_set(engine: "AsyncEngine") -> bool:
    """Whether an earlier start has set the hold. Asked by the database's owner."""
    async with engine.connect() as connection:
        found = await connection.execute(select(legal_holds.c.id).where(legal_holds.c.id == EXAMPLE_HOLD))
        return found.first() is not None


async def set_example(database: Database, desk: Desk) -> None:
    """Set the hold, where it is not set."""
    seal: Any = desk.sealing
    with left_as_it_is(TO_READ.name):
        async with on_case(database, actor(LA), TO_READ.case_id, lock=True) as work:
            await set_hold(work, seal, HoldReason.COMPLAINT, BECAUSE, EXAMPLE_HOLD)
            await work.commit()
