"""Works out the stored dates of cases that have none, or again after the law is read in another way.

Each change of a case stores its dates. So this is for cases from before the dates were stored, and for the day on which
`READINGS` or the list of bank holidays changes. The database's owner runs it. The service may run meanwhile.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.ahead import NOTHING_DUE, dates_ahead, next_on
from app.cases.domain.law import Law
from app.cases.records import facts_if_readable

BATCH = 500

_SEE_EVERY_ROW = text("SET LOCAL row_security = off")
_SOME = text(
    "SELECT id, version, facts::text AS facts, (now() AT TIME ZONE 'Europe/London')::date"
    " + coalesce((SELECT days_ahead FROM sandbox_clock), 0) AS today FROM cases"
    " WHERE id > :after AND (:every OR due_dates IS NULL OR mediation_due_dates IS NULL) ORDER BY id LIMIT :batch"
)
_STORE = text(
    "UPDATE cases SET due_dates = :authority, due_on = :authority_next, mediation_due_dates = :others,"
    " mediation_due_on = :others_next, tribunal_due_dates = :tribunal, tribunal_due_on = :tribunal_next"
    " WHERE id = :id AND version = :version"
)


async def work_out_dates(engine: AsyncEngine, law: Law, *, every_case: bool = False) -> int:
    """Store the dates of cases, a batch at a time; return of how many. A case that cannot be read is left out."""
    done, after = 0, UUID(int=0)
    while True:
        async with engine.begin() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            rows = (await connection.execute(_SOME, {"after": after, "every": every_case, "batch": BATCH})).all()
            if not rows:
                return done
            values = _values(rows, law)
            if values:
                await connection.execute(_STORE, values)
        done, after = done + len(values), rows[-1].id


def _values(rows: Sequence[Row[Any]], law: Law) -> list[dict[str, Any]]:
    values = []
    for row in rows:
        facts = facts_if_readable(row.facts)
        if facts is None:
            continue
        ahead = dates_ahead(facts, law)
        authority, others, tribunal = ahead.told_to_authority, ahead.told_to_others, ahead.told_to_tribunal
        values.append(
            {
                "id": row.id,
                "version": row.version,
                "authority": authority,
                "authority_next": next_on(authority, row.today) or NOTHING_DUE,
                "others": others,
                "others_next": next_on(others, row.today) or NOTHING_DUE,
                "tribunal": tribunal,
                "tribunal_next": next_on(tribunal, row.today) or NOTHING_DUE,
            }
        )
    return values
