"""Whose time the figures of capacity count: on which days, and for which areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.capacity.suitability import areas_open_to, days_in_practice
from app.services.capacity import StoredMediator


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of mediator: the areas served by this registration, and by all registrations of the same person."""

    areas: frozenset[str]
    of_the_person: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnTheRoll:
    """One registration. Without `days`, it may mediate for nobody on any, and offers nothing that counts."""

    mediator: StoredMediator
    sort: int
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Roll:
    """Every registration that was asked about, and the sorts that they come in."""

    entries: tuple[OnTheRoll, ...]
    sorts: tuple[Sort, ...]

    def left_out(self, first: date, last: date, provider_id: UUID | None = None) -> int:
        """Count the people who may mediate on no day between two: of one provider, or of all."""
        asked = [one for one in self.entries if provider_id in (None, one.mediator.provider_id)]
        counted = {one.mediator.person for one in asked if one.days and one.days[0] <= last and first <= one.days[1]}
        return len({one.mediator.person for one in asked} - counted)


def roll_of(mediators: Iterable[StoredMediator]) -> Roll:
    """Judge every registration, and sort it by the areas that it can serve; who can serve none is in no practice."""
    judged = []
    for one in mediators:
        areas = areas_open_to(one.mediator, one.elsewhere)
        judged.append((one, areas, days_in_practice(one.mediator, one.elsewhere) if areas else None))
    of_the_person: dict[str, frozenset[str]] = {}
    for one, areas, days in judged:
        if days is not None:
            of_the_person[one.person] = of_the_person.get(one.person, frozenset()) | areas
    numbers: dict[Sort, int] = {}
    entries = tuple(
        OnTheRoll(one, numbers.setdefault(Sort(areas, of_the_person.get(one.person, areas)), len(numbers)), days)
        for one, areas, days in judged
    )
    return Roll(entries, tuple(numbers))
