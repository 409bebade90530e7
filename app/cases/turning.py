"""Stores the next date of each case again after the date before it has passed. The operator runs it every day
(`python -m app slots`). The sandbox's clock runs it too.

Lists are right without it: they find the next date of such a case themselves. It keeps them fast.
"""

from app.cases.tables import BEFORE_THE_TRIBUNAL
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.work import Database

BATCH = 500
"""How many cases are written in one transaction: their rows stay locked until its end."""

_READERS = Statement("SELECT id, slug, kind FROM organisations WHERE kind IN ('local_authority', 'tribunal')")


def _store(name: str, own: str) -> Statement:
    """A case that somebody is changing is left out: the change stores its next date itself."""
    return Statement(
        f"UPDATE cases SET {name}_on = app_next_due({name}_dates, :today) WHERE id IN (SELECT id FROM cases"  # noqa: S608 - our own
        f" WHERE {own} AND {name}_on < :today ORDER BY id LIMIT {BATCH} FOR NO KEY UPDATE SKIP LOCKED) RETURNING 1"
    )


_OF_AN_AUTHORITY = _store("due", "la_id = :organisation")
_OF_OTHER_PARTIES = _store("mediation_due", "la_id = :organisation")
_OF_THE_TRIBUNAL = _store("tribunal_due", f"({BEFORE_THE_TRIBUNAL})")


async def store_next_dates(database: Database) -> int:
    """Store the next date of every case whose stored one has passed; return how many were stored."""
    stored = 0
    for one in await database.read(_READERS):
        kind = OrganisationKind(one.kind)
        statements = (_OF_THE_TRIBUNAL,) if kind is OrganisationKind.TRIBUNAL else (_OF_AN_AUTHORITY, _OF_OTHER_PARTIES)
        for statement in statements:
            stored += await _store_all(database, Actor(one.id, kind, one.slug), statement)
    return stored


async def _store_all(database: Database, actor: Actor, statement: Statement) -> int:
    stored, more = 0, True
    while more:
        async with database.work(actor) as work:
            rows = await work.connection.run(statement, {"organisation": actor.organisation_id, "today": work.today})
            await work.connection.commit()
        stored, more = stored + len(rows), len(rows) == BATCH
    return stored
