"""What panels with and without parents recommend, what authorities answer, and what becomes of the cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.cases.domain.panels import PanelAnswer, PanelReview, Recommendation
from app.evidence.domain.outcomes import Outcome
from app.evidence.domain.suppression import Shown, shown


class Seats(StrEnum):
    """Whether a parent sat on the panel."""

    WITH_PARENTS = "with_parents"
    WITHOUT_PARENTS = "without_parents"


class Wanted(StrEnum):
    """What the panel recommended: to make the decision again counts as change."""

    CHANGE = "change"
    UPHOLD = "uphold"


class Answered(StrEnum):
    """What the authority answered to a recommendation of change."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReviewedCase:
    """A case with at least one review by a panel, and what became of it so far."""

    reviews: tuple[PanelReview, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PanelFigures:
    """Figures of the panels with parents, or of those without. Each is a group that is divided into parts."""

    recommended: Shown[Wanted]
    answered_to_change: Shown[Answered]
    cases: Shown[Outcome]


def seats(review: PanelReview) -> Seats | None:
    """Return whether parents sat on a panel. None if nobody said who sat: such a review counts in neither group."""
    if review.parents is None:
        return None
    return Seats.WITH_PARENTS if review.parents else Seats.WITHOUT_PARENTS


def panel_figures(cases: Iterable[ReviewedCase]) -> Mapping[Seats, PanelFigures]:
    """Count reviews and cases by who sat on the panel. A case with both kinds of review counts in both groups."""
    known = list(cases)
    return {group: _figures(group, known) for group in Seats}


def _figures(group: Seats, cases: list[ReviewedCase]) -> PanelFigures:
    wanted, answered = dict.fromkeys(Wanted, 0), dict.fromkeys(Answered, 0)
    outcomes = dict.fromkeys(Outcome, 0)
    for case in cases:
        mine = [review for review in case.reviews if seats(review) is group]
        if mine:
            outcomes[case.outcome] += 1
        for review in mine:
            if review.recommendation is None:
                continue
            wants = Wanted.UPHOLD if review.recommendation is Recommendation.UPHOLD else Wanted.CHANGE
            wanted[wants] += 1
            if wants is Wanted.CHANGE and review.authority_answer is not PanelAnswer.PENDING:
                answered[Answered(review.authority_answer)] += 1
    return PanelFigures(shown(wanted), shown(answered), shown(outcomes))
