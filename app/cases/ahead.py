"""The days on which something is still to be done on a case: what a list sorts by to put the most urgent case first.

A day is kept until its act is done or no longer owed, so the days follow from the facts alone. Which of the days comes
next depends on the day of reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.standing import DeadlineStatus, deadlines_on
from app.cases.who_sees import date_told, facts_told
from app.kernel.readers import Reader

NOTHING_DUE: Final = date.max
"""Later than every day: PostgreSQL's `infinity`. A case with nothing due is the last of a list by due dates."""

_BEFORE_ANY_DEADLINE: Final = date.min
"""On this day every deadline that is neither met nor lapsed still runs."""


@dataclass(frozen=True, slots=True)
class DatesAhead:
    """The days of what is not done, earliest first: as the authority is told them, as the other parties to the
    mediation are, and as the tribunal is."""

    told_to_authority: tuple[date, ...]
    told_to_others: tuple[date, ...]
    told_to_tribunal: tuple[date, ...]


NO_DATES: Final = DatesAhead((), (), ())


def dates_ahead(facts: CaseFacts, law: Law) -> DatesAhead:
    """Return the days on which something is still to be done. Before an appeal, all parties are told the same days."""
    of_the_authority = _told(facts, law, Reader.LOCAL_AUTHORITY)
    of_others = _told(facts, law, Reader.MEDIATION_PROVIDER) if facts.appeal else of_the_authority
    return DatesAhead(of_the_authority, of_others, _told(facts, law, Reader.TRIBUNAL))


def next_on(days: Sequence[date], today: date) -> date | None:
    """Return the first of the days that is not past; None if all are."""
    return next((day for day in days if day >= today), None)


def _told(facts: CaseFacts, law: Law, reader: Reader) -> tuple[date, ...]:
    owed = deadlines_on(facts_told(facts, reader), _BEFORE_ANY_DEADLINE, law)
    runs = (one.deadline for one in owed if one.status is DeadlineStatus.RUNNING)
    return tuple(sorted({deadline.due_on for deadline in runs if date_told(deadline.code, reader)}))
