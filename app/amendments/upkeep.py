"""Stores which dates of open cases moved because the service starts with a new version of the law.

The dates of a case are worked out when they are read, so another rule, reading or bank holiday moves them at once. This
module stores each version that the service starts with, its rows, and each date that the version moved. The database's
owner runs it, after the migrations. It may be stopped and started again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select, text

from app.amendments.domain.touched import Changed, touched
from app.amendments.tables import laws_applied, moved_dates
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.records import facts_if_readable
from app.cases.who_sees import facts_told
from app.kernel.readers import AND_THE_TRIBUNAL, Reader
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.model import Rule
from app.law.domain.readings import Readings
from app.law.domain.rulebook import Rulebook

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BATCH: Final = 200
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('laws_applied'))")
SEE_EVERY_ROW = text("SET LOCAL row_security = off")
TODAY = text("SELECT (now() AT TIME ZONE 'Europe/London')::date + coalesce((SELECT days_ahead FROM sandbox_clock), 0)")
OPEN = text(
    "SELECT id, facts::text AS facts FROM cases WHERE id > :after"
    " AND (state <> 'closed' OR times_end_on >= :today) ORDER BY id LIMIT :batch"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A law as it is stored. The regimes are no part of it."""

    rules: tuple[Rule, ...]
    readings: dict[str, bool]
    bank_holidays: tuple[date, ...]
    until: date


_KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)


def kept(law: Law) -> Kept:
    """Return a law as it is stored."""
    readings = {name: getattr(law.readings, name) for name in Readings.__dataclass_fields__}
    return Kept(law.rulebook.rows, readings, tuple(sorted(law.england.bank_holidays)), law.england.horizon)


def law_of(one: Kept, now: Law) -> Law:
    """Return a stored law. A reading that did not exist then has its value of now: it moves nothing."""
    known = {name: value for name, value in one.readings.items() if name in Readings.__dataclass_fields__}
    readings = Readings(**{**{name: getattr(now.readings, name) for name in Readings.__dataclass_fields__}, **known})
    return Law(EnglishCalendar(frozenset(one.bank_holidays), one.until), readings, now.regimes, Rulebook(one.rules))


async def note_law(engine: "AsyncEngine", law: Law) -> tuple[str, int] | None:
    """Note the law that the service starts under, and each date that it moved.

    Returns the version before and the number of moved dates. None if the law is the same as before, or the first.
    """
    async with engine.begin() as connection:
        await connection.execute(SEE_EVERY_ROW)
        await connection.execute(_ONE_AT_A_TIME)
        latest = select(laws_applied).order_by(laws_applied.c.position.desc()).limit(1)
        last = (await connection.execute(latest)).first()
        if last is not None and last.law_version == law.version:
            return None
        moved = 0 if last is None else await _note_moved(connection, last, law)
        applied = {"law_version": law.version, "law": _KEPT.dump_python(kept(law), mode="json"), "since": func.now()}
        await connection.execute(insert(laws_applied).values(applied))
        return None if last is None else (str(last.law_version), moved)


async def _note_moved(connection: "AsyncConnection", last: Any, law: Law) -> int:
    """Compare every open case under both laws, a batch at a time."""
    before = law_of(_KEPT.validate_python(last.law, strict=False), law)
    today = (await connection.execute(TODAY)).scalar_one()
    moved, after = 0, UUID(int=0)
    while True:
        rows = (await connection.execute(OPEN, {"after": after, "today": today, "batch": BATCH})).all()
        if not rows:
            return moved
        after = rows[-1].id
        found = [
            {**one, "case_id": row.id, "before_version": last.law_version, "after_version": law.version}
            for row in rows
            if (facts := facts_if_readable(row.facts)) is not None
            for one in _moved(facts, before, law, today, (row.id, last.position))
        ]
        if found:
            await connection.execute(insert(moved_dates).values(noted_at=func.now()), found)
        moved += len(found)


def _moved(facts: CaseFacts, before: Law, after: Law, today: date, of: tuple[UUID, int]) -> Iterator[dict[str, Any]]:
    """Yield each date of a case that moves, with the kinds of organisation that are told of it."""
    case_id, position = of
    found: dict[tuple[Any, ...], tuple[Changed, list[Reader]]] = {}
    for reader in sorted(AND_THE_TRIBUNAL):
        seen = touched(facts_told(facts, reader), before, after, today, reader)
        for one in seen.changed if seen else ():
            days = _day(one.before), _day(one.after)
            if days[0] != days[1]:
                found.setdefault((one.place, *days), (one, []))[1].append(reader)
    for (place, due_before, due_after), (_, readers) in found.items():
        yield {
            "id": uuid5(case_id, f"{position} {place} {due_before} {due_after}"),
            "code": place.code.value,
            "owed_by": place.owed_by.value,
            "term": place.term,
            "term_index": place.term_index,
            "step": place.step,
            "due_before": due_before,
            "due_after": due_after,
            "told_to": [reader.value for reader in readers],
        }


def _day(one: Any) -> date | None:
    return None if one is None else one.deadline.due_on
