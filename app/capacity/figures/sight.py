"""What a caller may know of the families that wait and come: its own as they are, all others together and in fives.

Everything that a caller is told of other authorities' families is worked out from these numbers: the waiting families,
the forecasts and the what-ifs. So no sum of them tells more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.forecast import ONE_DAY, ONE_WEEK, monday
from app.capacity.domain.twin import OTHERS
from app.capacity.figures.ports import Arrivals, Waiting
from app.cases.ports import Unit
from app.kernel.suppression import in_fives
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller sees on a day. `apart` are the areas whose families the caller sees apart; None for all areas."""

    apart: frozenset[str] | None
    today: date

    def area(self, code: str) -> str:
        """Return the area as the caller may know it."""
        return code if self.apart is None or code in self.apart else OTHERS

    def waiting(self, found: Iterable[Waiting]) -> list[Waiting]:
        """Return the families that wait. Others have the last day of the week in which their 30 days end, or
        yesterday if they are overdue."""
        shown: list[Waiting] = []
        others: defaultdict[UUID, Counter[date]] = defaultdict(Counter)
        for row in found:
            if self.area(row.area) == row.area:
                shown.append(row)
            else:
                others[row.provider_id][self._week(row.due_on)] += row.waiting
        for provider, by_week in others.items():
            shown += [Waiting(provider, OTHERS, due, number) for due, number in _in_fives(by_week)]
        return shown

    def arrivals(self, found: Iterable[Arrivals]) -> list[Arrivals]:
        """Return how many families asked for mediation."""
        shown: list[Arrivals] = []
        others: Counter[UUID] = Counter()
        for row in found:
            if self.area(row.area) == row.area:
                shown.append(row)
            else:
                others[row.provider_id] += row.requested
        return shown + [Arrivals(provider, OTHERS, in_fives(number)) for provider, number in others.items()]

    def _week(self, due: date) -> date:
        return self.today - ONE_DAY if due < self.today else monday(due) + ONE_WEEK - ONE_DAY


def _in_fives(by_week: Mapping[date, int]) -> Iterator[tuple[date, int]]:
    """Yield the weeks in which the families so far make up five more. Few families of a week wait for the next ones."""
    so_far = told = 0
    for due in sorted(by_week):
        so_far += by_week[due]
        if (now := in_fives(so_far)) > told:
            yield due, now - told
            told = now


def sight_of(work: Unit, bench: Bench) -> Sight:
    """Return what the caller sees: a provider sees all areas, an authority its own, a commissioning body none."""
    if work.actor.kind is OrganisationKind.MEDIATION_PROVIDER:
        return Sight(None, work.today)
    own = bench.partners.by_id(work.actor.organisation_id).la_code
    return Sight(frozenset({own} if own else ()), work.today)
