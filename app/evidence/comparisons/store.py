"""Comparisons in the database."""

import asyncio
import json
from collections.abc import Sequence
from secrets import randbits
from typing import Any
from uuid import UUID

from app.cases.records import facts_if_readable
from app.evidence.comparisons import statements
from app.evidence.domain.comparison.replaying import MOST, Past, in_order, past_of
from app.evidence.domain.comparison.selecting import Selection
from app.law.domain.quarters import Quarter
from app.law.domain.readings import Readings
from app.platform.db.connections import Connection, Row
from app.platform.db.work import Work

KEPT = 50
"""How many finished comparisons of an authority are kept; a new one lets go of the oldest."""


async def open_already(work: Work) -> int:
    """Return how many comparisons of the authority are not finished. Its other requests wait until this one is done."""
    await work.connection.run(statements.ONE_AT_A_TIME)
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


async def own_cases(work: Work, selection: Selection, readings: Readings) -> dict[Quarter, list[Past]]:
    """Return what the closed cases of each quarter of some years say, as they were read first."""
    about = {"regime": selection.regime, "at": work.now}
    days = [quarter.first_day for quarter in selection.quarters()]
    found = list(await work.connection.run(statements.READINGS, about | {"days": days}))
    for quarter in selection.quarters():
        if quarter.first_day in (row.first_day for row in found):
            continue
        during = {"first": quarter.first_day, "last": quarter.last_day, "most": MOST}
        rows = await work.connection.run(statements.OWN_CASES, during | {"regime": selection.regime})
        pasts = await asyncio.to_thread(_pasts, [row.facts for row in rows], readings)
        kept = {"first": quarter.first_day, "families": json.dumps([list(past) for past in pasts])}
        found += await work.connection.run(statements.KEEP_READING, about | kept)
    return {Quarter.of(row.first_day): [Past(*past) for past in json.loads(row.families)] for row in found}


def _pasts(told: Sequence[str], readings: Readings) -> list[Past]:
    facts = [facts_if_readable(one) for one in told]
    found = [past_of(one, readings) for one in facts if one is not None]
    return in_order(past._replace(luck=randbits(53)) for past in found if past is not None)


async def find(connection: Connection, comparison_id: UUID) -> Row | None:
    """Return a comparison with its result. None where the caller has none with this id."""
    found = await connection.run(statements.COMPARISON, {"id": comparison_id})
    return found[0] if found else None


async def cancel(work: Work, comparison_id: UUID) -> None:
    """End a comparison that is not finished. Its worker finds that out within seconds."""
    await work.connection.run(statements.CANCEL, {"id": comparison_id, "at": work.now})
