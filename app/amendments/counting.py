"""Counts the open cases whose dates a change of the law would move, for the operator of the service: numbers alone.

The operator is told of no case. So each number is to the nearest five, and a number below five is not said.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from app.amendments.checks import faults
from app.amendments.domain.amendment import Amendment, amended
from app.amendments.domain.totals import STAKES, Totals
from app.amendments.domain.touched import Stake, is_open, touched
from app.amendments.schemas import LawChange
from app.amendments.upkeep import BATCH, OPEN, SEE_EVERY_ROW, TODAY
from app.cases.domain.law import Law
from app.cases.records import facts_if_readable
from app.cases.who_sees import facts_told
from app.kernel.readers import Reader
from app.kernel.suppression import FEW, in_fives
from app.kernel.terms import Party
from app.platform.body_files import NotRead, read_body

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

LARGEST_FILE: Final = 65_536


def read_change(file: Path, law: Law) -> Amendment:
    """Read a change of the law from a file: the body of `POST /v1/law/changes`.

    Raises:
        NotRead: the file holds no such change.
    """
    change = read_body(file, LawChange, LARGEST_FILE)
    if found := [f"{one.pointer}: {one.detail}." for one in faults(law, change)]:
        raise NotRead(file, *found)
    return change.amendment()


async def count_touched(engine: "AsyncEngine", law: Law, change: Amendment) -> Totals:
    """Compare every open case under both laws, as the authority of the case is told of it. Nothing is written."""
    after_change, totals, after = amended(law, change), Totals(), UUID(int=0)
    while True:
        async with engine.begin() as connection:
            await connection.execute(SEE_EVERY_ROW)
            today = (await connection.execute(TODAY)).scalar_one()
            rows: Sequence[Any] = (
                await connection.execute(OPEN, {"after": after, "today": today, "batch": BATCH})
            ).all()
        for row in rows:
            facts = facts_if_readable(row.facts)
            if facts is None:
                totals.add(None)
                continue
            told = facts_told(facts, Reader.LOCAL_AUTHORITY)
            if is_open(told, law, today):
                totals.add(touched(told, law, after_change, today, Reader.LOCAL_AUTHORITY))
        if len(rows) < BATCH:
            return totals
        after = rows[-1].id


def lines(found: Totals) -> Iterator[str]:
    """Say in lines what a change does to all cases. Each line is there, whatever its number is."""
    yield "We round each number to the nearest five. A number below five is not shown."
    yield f"We looked at {_about(found.examined).lower()} open cases."
    yield f"{_about(found.cases)} of these cases have a date that would change."
    yield f"{_about(found.becoming_late)} dates would count as late or over because of the change."
    yield f"{_about(found.late_no_more)} dates would no longer count as late or over."
    for party in Party:
        yield (
            f"The change is worse for the {party.value.replace('_', ' ')} on {_about(found.worse_for[party]).lower()} "
            "cases."
        )
    for stake in Stake:
        yield f"{_about(found.stakes[stake])} cases: {STAKES[stake]}."


def _about(number: int) -> str:
    return f"Fewer than {FEW}" if number < FEW else f"About {in_fives(number)}"
