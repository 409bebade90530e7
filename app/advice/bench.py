"""The stores and helpers that the use cases of advice work with in one unit of work."""

from dataclasses import dataclass

from app.advice.ports import Offers, Referrals, Rooms
from app.cases.desk import Desk, Directory


@dataclass(frozen=True, slots=True)
class Bench:
    """The pathway's desk, and the wing's ports bound to one transaction."""

    desk: Desk
    rooms: Rooms
    offers: Offers
    referrals: Referrals

    @property
    def directory(self) -> Directory:
        """The organisations, and which of them work together."""
        return self.desk.directory
