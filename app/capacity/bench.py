"""The stores and helpers that the use cases of capacity work with in one unit of work."""

from dataclasses import dataclass

from app.capacity.allocations.ports import Allocations
from app.capacity.figures.ports import Figures
from app.capacity.ports import Mediators, NeedsKept, Searches, Sessions, Slots
from app.cases.desk import Desk, Directory
from app.law.domain.calendars import EnglishCalendar


@dataclass(frozen=True, slots=True)
class Bench:
    """The desk of the cases, and the wing's ports, bound to one transaction."""

    desk: Desk
    mediators: Mediators
    slots: Slots
    sessions: Sessions
    needs: NeedsKept
    searches: Searches
    allocations: Allocations
    figures: Figures

    @property
    def partners(self) -> Directory:
        """The organisations, and which of them work together."""
        return self.desk.directory

    @property
    def england(self) -> EnglishCalendar:
        """England's calendar, up to the last published bank holidays."""
        return self.desk.pathway.law.england
