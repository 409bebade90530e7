"""How many cases have dates that a change of the law moves, and for whom this is worse: in numbers and words. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.amendments.domain.touched import Stake, Touched
from app.kernel.terms import Party


@dataclass(slots=True)
class Totals:
    """What a change does to the cases that were looked at."""

    examined: int = 0
    cases: int = 0
    deadlines: int = 0
    becoming_late: int = 0
    late_no_more: int = 0
    worse_for: Counter[Party] = field(default_factory=Counter)
    """Cases in which at least one change is worse for the party."""
    stakes: Counter[Stake] = field(default_factory=Counter)

    def add(self, found: Touched | None) -> None:
        """Count one case."""
        self.examined += 1
        if found is None:
            return
        self.cases += 1
        self.deadlines += len(found.changed)
        self.becoming_late += sum(one.becomes_late for one in found.changed)
        self.late_no_more += sum(one.is_late_no_more for one in found.changed)
        self.worse_for.update({party for one in found.changed if (party := one.worse_for) is not None})
        self.stakes.update(found.stakes)


STAKES = {
    Stake.APPEAL: "an appeal that was in time would be late",
    Stake.CERTIFICATE: "the family has a mediation certificate, and the time to use the certificate would be over",
    Stake.RIGHT: "the family's time to appeal would be over",
    Stake.CONTACT: "the family's first contact with the adviser would be late",
    Stake.NEEDED: "the family would need a mediation certificate, and needs none today",
}


def summary(found: Totals) -> Iterator[str]:
    """Say in sentences what a change does."""
    if not found.cases:
        yield f"The change moves no date on the {_cases(found.examined)} that we looked at."
        return
    dates = "1 date changes" if found.deadlines == 1 else f"{found.deadlines} dates change"
    yield f"{dates} on {found.cases} of the {_cases(found.examined)} that we looked at."
    for party, cases in sorted(found.worse_for.items(), key=lambda one: (one[0] is not Party.FAMILY, one[0])):
        yield f"The change is worse for the {party.value.replace('_', ' ')} on {_cases(cases)}."
    if found.becoming_late:
        yield f"{_dates(found.becoming_late)} would count as late or over because of the change."
    if found.late_no_more:
        yield f"{_dates(found.late_no_more)} would no longer count as late or over."
    for stake in Stake:
        if found.stakes[stake]:
            yield f"{_cases(found.stakes[stake])}: {STAKES[stake]}."


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


def _dates(number: int) -> str:
    return "1 date" if number == 1 else f"{number} dates"
