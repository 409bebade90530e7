"""What panels with and without parents recommend, what authorities answer, and what becomes of the cases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.cases.domain.panels import PanelAnswer, PanelReview, Recommendation
from app.evidence.domain.outcomes import AfterAppeal, Became, Outcome, WithoutAppeal, outcome
from app.kernel.suppression import NOTHING_SHOWN, Shown, divided, shown, within


class Seats(StrEnum):
    """Whether a parent was a member of the review panel."""

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
    became: Became


@dataclass(frozen=True, slots=True)
class PanelFigures:
    """Figures of the panels with parents, or of those without. Each is a group that is divided into parts.

    `without_appeal` and `after_appeal` divide the two parts of `cases` again.
    """

    recommended: Shown[Wanted]
    answered_to_change: Shown[Answered]
    cases: Shown[Outcome]
    without_appeal: Mapping[WithoutAppeal, int] | None
    after_appeal: Mapping[AfterAppeal, int] | None

    def less_and_less(self) -> Iterator["PanelFigures"]:
        """Yield the same figures, each time with less. The last show nothing."""
        yield self
        yield (less := replace(self, answered_to_change=NOTHING_SHOWN))
        yield (less := replace(less, without_appeal=None, after_appeal=None))
        yield (less := replace(less, recommended=NOTHING_SHOWN))
        yield (less := replace(less, cases=Shown(less.cases.total, None)))
        yield replace(less, cases=NOTHING_SHOWN)


def seats(review: PanelReview) -> Seats | None:
    """Return whether parents sat on a panel. None if nobody said who sat: such a review counts in neither group."""
    if review.parents is None:
        return None
    return Seats.WITH_PARENTS if review.parents else Seats.WITHOUT_PARENTS


def wanted_by(review: PanelReview) -> Wanted | None:
    """Return what a panel recommended. None: nothing yet."""
    if review.recommendation is None:
        return None
    return Wanted.UPHOLD if review.recommendation is Recommendation.UPHOLD else Wanted.CHANGE


def answered_to_change(review: PanelReview) -> Answered | None:
    """Return the authority's answer to a recommendation of change. None: there is none."""
    if wanted_by(review) is not Wanted.CHANGE or review.authority_answer is PanelAnswer.PENDING:
        return None
    return Answered(review.authority_answer)


def panel_figures(cases: Iterable[ReviewedCase]) -> Mapping[Seats, PanelFigures]:
    """Count reviews and cases by who sat on the panel. A case with both kinds of review counts in both groups."""
    known = list(cases)
    return {group: _figures(group, known) for group in Seats}


def _figures(group: Seats, cases: list[ReviewedCase]) -> PanelFigures:
    wanted, answered = dict.fromkeys(Wanted, 0), dict.fromkeys(Answered, 0)
    outcomes, without, after = dict.fromkeys(Outcome, 0), dict.fromkeys(WithoutAppeal, 0), dict.fromkeys(AfterAppeal, 0)
    for case in cases:
        mine = [review for review in case.reviews if seats(review) is group]
        if mine:
            outcomes[outcome(case.became)] += 1
            if isinstance(case.became, AfterAppeal):
                after[case.became] += 1
            else:
                without[case.became] += 1
        for review in mine:
            if (wants := wanted_by(review)) is not None:
                wanted[wants] += 1
            if (said := answered_to_change(review)) is not None:
                answered[said] += 1
    recommended, counted = shown(wanted), shown(outcomes)
    answers = within(recommended, Wanted.CHANGE, answered)
    return PanelFigures(recommended, answers, counted, divided(counted, without), divided(counted, after))
