"""The mediators that the capacity figures count: on which days, for which areas, and how old their availability is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.capacity.domain.suitability import areas_open_to, days_in_practice
from app.capacity.records import StoredMediator


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of mediator: the areas served by this registration, and by all registrations of the same person."""

    areas: frozenset[str]
    of_the_person: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnRoster:
    """One registration. Without `days`, it may mediate for nobody on any, and offers nothing that counts."""

    mediator: StoredMediator
    sort: int
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class People:
    """How many people are registered, how many of them count for nothing, and how old is what the others have said.

    `silent` are those of the others who have never said when they are available.
    """

    registered: int
    left_out: int
    silent: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Every registration that was asked about, and the sorts that they come in."""

    entries: tuple[OnRoster, ...]
    sorts: tuple[Sort, ...]

    def people(self, first: date, last: date, provider_id: UUID | None = None) -> People:
        """Look at everybody between two days: of one provider, or of all. Who may mediate on none is left out."""
        asked = [one for one in self.entries if provider_id in (None, one.mediator.provider_id)]
        counted = [one for one in asked if _practises(one, first, last)]
        said = [one for one in counted if one.mediator.availability_at is not None]
        moments = [one.mediator.availability_at for one in said if one.mediator.availability_at is not None]
        registered, counting, heard = [{one.mediator.person for one in some} for some in (asked, counted, said)]
        return People(
            registered=len(registered),
            left_out=len(registered - counting),
            silent=len(counting - heard),
            oldest=min(moments, default=None),
            newest=max(moments, default=None),
        )

    def oldest_said(self, weeks: Sequence[date]) -> dict[tuple[UUID, str | None, date], datetime]:
        """Say what availability has stood longest untouched behind the figures of each provider, area and week.

        None is the whole of a provider. Where nobody's counts there is nothing to say.
        """
        found: dict[tuple[UUID, str | None, date], datetime] = {}
        for one in self.entries:
            said = one.mediator.availability_at
            if said is None:
                continue
            for week in weeks:
                if not _practises(one, week, week + timedelta(days=6)):
                    continue
                for area in (None, *self.sorts[one.sort].areas):
                    line = one.mediator.provider_id, area, week
                    found[line] = min(said, found.get(line, said))
        return found


def _practises(one: OnRoster, first: date, last: date) -> bool:
    """Whether somebody may mediate on any day between two."""
    return one.days is not None and one.days[0] <= last and first <= one.days[1]


def roster_of(mediators: Iterable[StoredMediator]) -> Roster:
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
        OnRoster(one, numbers.setdefault(Sort(areas, of_the_person.get(one.person, areas)), len(numbers)), days)
        for one, areas, days in judged
    )
    return Roster(entries, tuple(numbers))
