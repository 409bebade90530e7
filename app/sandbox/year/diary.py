"""The diary of one family while it is being written: its days are working days, and its steps are in order. Pure."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from app.capacity.domain.mediator import Span
from app.cases.domain import commands
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind
from app.law.domain.calendars import EnglishCalendar
from app.sandbox.year.draws import Drawn
from app.sandbox.year.steps import Acts, Does, Step

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
TRIBUNAL = OrganisationKind.TRIBUNAL
STARTS: Final = (time(10), time(14))
LASTS: Final = timedelta(hours=2)


class Rooms:
    """The time of the mediators that is taken, so that no two sessions need the same mediator."""

    def __init__(self, mediators: tuple[str, ...]) -> None:
        self._mediators = mediators
        self._taken: set[tuple[str, Span]] = set()

    def take(self, day: date, england: EnglishCalendar) -> tuple[str, Span]:
        """Take the first time of a mediator that is free on a day, or on a working day after it."""
        while True:
            day = england.next_working_day(day)
            for start in STARTS:
                begins = datetime.combine(day, start, LONDON)
                span = Span(begins, begins + LASTS)
                for mediator in self._mediators:
                    if (mediator, span) not in self._taken:
                        self._taken.add((mediator, span))
                        return mediator, span
            day += timedelta(days=1)


class Diary:
    """The steps of one family so far. Days count from the notice."""

    def __init__(self, drawn: Drawn, sent_on: date, england: EnglishCalendar, rooms: Rooms) -> None:
        self.drawn = drawn
        self.sent_on = england.next_working_day(sent_on)
        self.england = england
        self.steps: list[Step] = []
        self._rooms = rooms

    @property
    def lot(self) -> Random:
        """What draws for this family."""
        return self.drawn.lot

    def chance(self, share: float) -> bool:
        """Whether something happens that happens to a share of the families."""
        return self.lot.random() < share

    def day(self, after: date, least: int, most: int) -> date:
        """Return a working day so many calendar days after another."""
        return self.england.next_working_day(after + timedelta(days=self.lot.randint(least, most)))

    def working_day(self, after: date, least: int, most: int) -> date:
        """Return a day so many working days after another."""
        return self.england.working_days_after(after, self.lot.randint(least, most))

    def does(self, on: date, does: Does) -> date:
        """Write a step, and return its day."""
        self.steps.append(Step(on, does))
        return on

    def acts(self, on: date, command: type[commands.Command], by: OrganisationKind, **said: Any) -> date:
        """Write an action on the case, and return its day."""
        private = said.pop("private", None)
        return self.does(on, Acts(command(by=by, occurred_on=on, **said), private))

    def time(self, least: date) -> tuple[str, Span]:
        """Take a mediator's time on a day or soon after it."""
        return self._rooms.take(least, self.england)
