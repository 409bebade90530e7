"""Opens the year in a sandbox's database: families that are missing, and steps whose day has come since."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.cases.desk import Desk
from app.cases.sandbox import actor
from app.cases.sandbox_kept import left_as_it_is
from app.kernel.london import london_day
from app.law.domain.quarters import latest
from app.platform.db.connections import Statement
from app.platform.db.work import Database
from app.sandbox.year.diary import LA
from app.sandbox.year.marking import begin_year, end_year
from app.sandbox.year.plan import families, quarters
from app.sandbox.year.steps import Family, Helps, SaysHowItWas, SeeksHelp, Step
from app.sandbox.year.telling import Teller

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_KNOWN: Final = Statement("SELECT id, updated_at FROM cases WHERE id = ANY(CAST(:ids AS uuid[]))")
_LEAVES_NO_EVENT: Final = (Helps, SeeksHelp, SaysHowItWas)


async def open_year(engine: "AsyncEngine", database: Database, desk: Desk) -> int:
    """Tell every family, first those of the quarter that a reader of figures asks for. Return how many took steps.

    Raises:
        Unfit: the database is not a sandbox's.
    """
    await begin_year(engine)
    today, teller, opened = london_day(await database.now()), Teller(database, desk), 0
    first = latest(today)
    for quarter in (first, *(one for one in quarters(today) if one != first)):
        planned = list(families(quarter, today, desk.pathway.law.england))
        known = await _known(database, planned)
        for family in planned:
            since = known.get(family.case_id)
            due = _due(family, since, today)
            if since is None or due:
                with left_as_it_is(family.name):
                    await teller.tell(family, due, opens=since is None)
                    opened += 1
    await end_year(engine)
    return opened


async def _known(database: Database, planned: Sequence[Family]) -> dict[UUID, datetime]:
    """Return the families that an earlier start told, each with the time of its last event."""
    async with database.work(actor(LA)) as work:
        rows = await work.connection.run(_KNOWN, {"ids": [family.case_id for family in planned]})
    return {row.id: row.updated_at for row in rows}


def _due(family: Family, since: datetime | None, today: date) -> Sequence[Step]:
    """Return the steps to take: all of a new family's, and of another's those that are later than its last event."""
    due = family.until(today)
    if since is None:
        return due
    last = london_day(since)
    return [step for step in due if step.on > last and not isinstance(step.does, _LEAVES_NO_EVENT)]
