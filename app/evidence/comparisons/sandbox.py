"""A finished comparison for the sandbox. It was worked out once, and lies beside this file: no numerical library is
needed to show it. A test works it out again."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from app.cases.desk import Desk
from app.cases.sandbox import actor, morning
from app.cases.stories import LA, NOTICE_SENT_ON
from app.evidence.comparisons.tables import evidence_comparisons
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.scenarios import published
from app.law.domain.regimes import RegimeId
from app.platform.db.connections import Statement
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLE_COMPARISON = uuid5(NAMESPACE_URL, "urn:mediation-sandbox:example:comparison")
EXAMPLE_ORDER = Order(600, 7, published(*tuple(RegimeId)[:2]), authority="991", samples=8)
"""The law in force, and the first proposal."""
WHEN = morning(NOTICE_SENT_ON)
_FILE = Path(__file__).with_name("example.json")
_KEEP = Statement(
    "INSERT INTO evidence_comparisons (id, la_id, client_id, status, asked, progress, result, charts, asked_at,"
    " started_at, finished_at) VALUES (:id, :la_id, :client_id, 'done', CAST(:asked AS json), 1,"
    " CAST(:result AS json), CAST(:charts AS json), :at, :at, :at) ON CONFLICT (id) DO NOTHING"
)


@cache
def example() -> dict[str, Any]:
    """Return the result and the charts of the example."""
    told: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return told


async def all_compared(engine: "AsyncEngine") -> bool:
    """Whether an earlier start has stored the example. Asked by the database's owner."""
    async with engine.connect() as connection:
        asked = select(evidence_comparisons.c.id).where(evidence_comparisons.c.id == EXAMPLE_COMPARISON)
        return (await connection.execute(asked)).first() is not None


async def keep_example(database: Database, _: Desk) -> None:
    """Store the example."""
    authority = actor(LA)
    async with database.work(authority) as work:
        values = {
            "id": EXAMPLE_COMPARISON, "la_id": authority.organisation_id, "client_id": authority.client_id,
            "asked": json.dumps({"order": EXAMPLE_ORDER.as_json()}), "result": json.dumps(example()["result"]),
            "charts": json.dumps(example()["charts"]), "at": WHEN,
        }  # fmt: skip
        await work.connection.run(_KEEP, values)
        await work.commit()
