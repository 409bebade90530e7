"""How much room an advice service has, in the form of the Human Services Data Specification 3 (HSDS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceCapacity:
    """HSDS `service_capacity`, under its own field names: how many more units (families, cases) an advice service can
    take.

    `maximum` is None if there is none; `updated` is an aware instant.
    """

    unit: str
    available: int
    maximum: int | None
    updated: datetime

    @property
    def full(self) -> bool:
        """Whether the advice service has no room: the next family goes on the waiting list."""
        return self.available <= 0


@dataclass(frozen=True, slots=True)
class AdviceService:
    """An advice service: the codes of the authorities whose area it serves, and its room, where it tells."""

    id: str
    areas: frozenset[str]
    capacity: ServiceCapacity | None = None

    @property
    def has_room(self) -> bool:
        """Whether the advice service says that it has room. An advice service that says nothing is not offered to a
        family."""
        return self.capacity is not None and not self.capacity.full


def alternative(services: Iterable[AdviceService], la_code: str, other_than: str | None = None) -> AdviceService | None:
    """Return the first advice service of an area that has room, apart from the advice service asked first. None if no
    other has room."""
    return next((s for s in services if s.id != other_than and la_code in s.areas and s.has_room), None)
