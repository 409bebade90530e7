"""Comparisons in the database."""

import json
from typing import Any
from uuid import UUID

from app.evidence.comparisons import statements
from app.platform.db.connections import Connection, Row
from app.platform.db.work import Work

KEPT = 50
"""How many finished comparisons of an authority are kept; a new one lets go of the oldest."""


async def open_already(work: Work) -> int:
    """Return how many comparisons of the authority are not finished."""
    [row] = await work.connection.run(statements.OPEN)
    return int(row.count)


async def ask(work: Work, comparison_id: UUID, asked: dict[str, Any]) -> None:
    """Store what is to be compared."""
    await work.connection.run(statements.FORGET_OLDEST, {"kept": KEPT})
    values = {
        "id": comparison_id, "la_id": work.actor.organisation_id, "client_id": work.actor.client_id,
        "asked": json.dumps(asked), "at": work.now,
    }  # fmt: skip
    await work.connection.run(statements.ASK, values)


async def find(connection: Connection, comparison_id: UUID) -> Row | None:
    """Return a comparison with its result. None where the caller has none with this id."""
    found = await connection.run(statements.COMPARISON, {"id": comparison_id})
    return found[0] if found else None


async def cancel(work: Work, comparison_id: UUID) -> None:
    """End a comparison that is not finished. Its worker finds that out within seconds."""
    await work.connection.run(statements.CANCEL, {"id": comparison_id, "at": work.now})
