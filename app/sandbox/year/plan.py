"""The families of the year: of which quarters, and what each of them does. The same on every day and machine. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.quarters import Quarter
from app.sandbox.year.appeals import appeals_or_not
from app.sandbox.year.beside import beside_the_way
from app.sandbox.year.diary import Diary, Rooms
from app.sandbox.year.draws import Drawn, families_of
from app.sandbox.year.paths import certified_on
from app.sandbox.year.steps import Family

MEDIATORS: Final = (("SEND-1001", "SEND-1003"), ("SEND-1002", "SEND-1004"))
"""The mediators of the authority's provider. Quarters take turns, because sessions of neighbours can be on one day."""
HALF_A_YEAR: Final = 6


def quarters(today: date) -> tuple[Quarter, ...]:
    """Return the quarters up to today, the latest first.

    They begin with the last calendar year that ended half a year ago: a whole year can be compared and returned.
    """
    year = today.year - (1 if today.month > HALF_A_YEAR else 2)
    first, last = Quarter(year, 1), Quarter.of(today)
    found = [last]
    while found[-1] > first:
        found.append(found[-1].later(-1))
    return tuple(found)


def families(quarter: Quarter, today: date, england: EnglishCalendar) -> Iterator[Family]:
    """Yield the families of a quarter whose notices were sent before today, with all their steps."""
    rooms = Rooms(MEDIATORS[(4 * quarter.year + quarter.number) % 2])
    for drawn in families_of(quarter):
        family = _family(drawn, Diary(drawn, quarter.first_day + timedelta(days=drawn.day), england, rooms))
        if family.sent_on < today:
            yield family


def _family(drawn: Drawn, diary: Diary) -> Family:
    beside_the_way(diary)
    appeals_or_not(diary, certified_on(diary))
    steps = sorted(diary.steps, key=lambda step: step.on)
    return Family(drawn.name, diary.sent_on, drawn.kind, drawn.sections, drawn.setting, steps)
