"""The use case of a change of the law: which dates of the caller's open cases it would move. Nothing is written."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import sleep
from typing import Final
from uuid import UUID

from app.amendments.domain.totals import Totals
from app.amendments.domain.touched import Touched, is_open, touched
from app.cases.domain.law import Law
from app.cases.records import facts_if_readable
from app.cases.who_sees import facts_told
from app.kernel.readers import Reader

AT_ONCE: Final = 100
"""How many cases are read in one query. No connection is held while their dates are worked out."""
MOST: Final = 2_000
"""The most cases that one request looks at. The next page goes on from there."""
IN_A_ROW: Final = 2
"""After this many cases the thread gives way to the thread of the requests: about a millisecond of work."""
PAUSE: Final = 0.002
"""Seconds: twice as long as the work. With four cases and one millisecond, other reads took twice as long."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case as it is read: its facts are still text."""

    id: UUID
    la_code: str
    la_reference: str | None
    facts: str


@dataclass(frozen=True, slots=True)
class Question:
    """Two laws, the day of reading, and who asks."""

    before: Law
    after: Law
    today: date
    reader: Reader


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins. Cases up to `counted_to` were counted on an earlier page."""

    after: UUID
    counted_to: UUID

    @property
    def counts(self) -> bool:
        """Whether the page counts every case that it can look at, and not only those up to its last line."""
        return self.after >= self.counted_to


BEGINNING: Final = Position(UUID(int=0), UUID(int=0))


@dataclass(slots=True)
class Found:
    """The touched cases of one page. `totals` counts the cases that no earlier page counted.

    `next` says where the next page begins; None after the last one. `complete`: every open case has been counted.
    """

    cases: list[tuple[OpenCase, Touched]] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    next: Position | None = None
    complete: bool = True


async def look(question: Question, pages: AsyncIterator[Sequence[OpenCase]], begins: Position, limit: int) -> Found:
    """Return up to `limit` touched cases, and count. One request looks at no more than `MOST` cases."""
    found, looked, full, counted_to = Found(), 0, False, begins.counted_to
    async for cases in pages:
        for case, one in await asyncio.to_thread(_compare, question, cases):
            if case.id > counted_to:
                found.totals.add(one)
                counted_to = case.id
            full = full or (one is not None and len(found.cases) == limit)
            if one is not None and not full:
                found.cases.append((case, one))
        looked += len(cases)
        found.complete = not (looked >= MOST or (full and not begins.counts))
        if not found.complete:
            break
    if full:
        found.next = Position(found.cases[-1][0].id, counted_to)
    elif not found.complete:
        found.next = Position(cases[-1].id, counted_to)
    return found


def _compare(question: Question, cases: Sequence[OpenCase]) -> list[tuple[OpenCase, Touched | None]]:
    """Compare some cases in a thread. A case that cannot be read is not touched: it has no dates under either law.

    A case that is open only because of a date that the reader is not told of is left out.
    """
    found: list[tuple[OpenCase, Touched | None]] = []
    for place, case in enumerate(cases, 1):
        facts = facts_if_readable(case.facts)
        if facts is None:
            found.append((case, None))
        else:
            told = facts_told(facts, question.reader)
            if is_open(told, question.before, question.today):
                found.append((case, touched(told, question.before, question.after, question.today, question.reader)))
        if not place % IN_A_ROW:
            sleep(PAUSE)
    return found
