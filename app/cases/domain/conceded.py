"""What an authority concedes outside a session, and what it promises with a concession."""

from dataclasses import dataclass
from datetime import date

from app.kernel.terms import PlanSection, TermKind


@dataclass(frozen=True, slots=True)
class Conceded:
    """One thing in dispute that the authority conceded: a section of the plan. Without a section: the decision itself.

    `told_tribunal_on` is the day on which the authority told the tribunal. None: the tribunal does not know.
    """

    section: PlanSection | None
    conceded_on: date
    told_tribunal_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """What the authority says that it will do, and the day that it names for it. No law sets that day."""

    kind: TermKind
    promised_for: date
    sections: tuple[PlanSection, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that was made with a concession, and the day on which the authority said that it had kept it."""

    promised: Promised
    made_on: date
    kept_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the day that the authority named is over and the promise is not kept."""
        return self.kept_on is None and self.promised.promised_for < today
