"""Reviews of a decision by a panel: who sat, what the panel recommends, and what the authority answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AT_MOST = 20
"""Reviews of one case. More is a mistake of the sender."""


class PanelRole(StrEnum):
    """The role of a person who sits on a review panel, such as parent."""

    PARENT = "parent"
    SCHOOL = "school"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    AUTHORITY = "authority"
    INDEPENDENT = "independent"
    OTHER = "other"


class Followed(StrEnum):
    """The review panel's answer to a question about the decision. `followed_law`: does the decision follow the law?
    `met_standards`: does the decision meet the authority's standards?
    """

    YES = "yes"
    NO = "no"
    IN_PART = "in_part"


class Recommendation(StrEnum):
    """What a review panel recommends to the authority."""

    UPHOLD = "uphold"
    CHANGE = "change"
    RECONSIDER = "reconsider"


class PanelAnswer(StrEnum):
    """The authority's answer to what a review panel recommended."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class PanelMembers:
    """How many people sat on a review panel in one role, such as parent."""

    role: PanelRole
    number: int


@dataclass(frozen=True, slots=True)
class PanelReview:
    """One review of the decision by a panel. None means: the authority did not say.

    `authority_answered_on` is the day of the authority's answer, None while the answer is pending.
    """

    reviewed_on: date
    members: tuple[PanelMembers, ...] = ()
    followed_law: Followed | None = None
    met_standards: Followed | None = None
    recommendation: Recommendation | None = None
    authority_answer: PanelAnswer = PanelAnswer.PENDING
    authority_answered_on: date | None = None

    @property
    def parents(self) -> int | None:
        """Return how many parents sat on the panel. None if the authority did not say who sat."""
        if not self.members:
            return None
        return sum(seat.number for seat in self.members if seat.role is PanelRole.PARENT)

    def is_same(self, other: "PanelReview") -> bool:
        """Whether another record tells of this review. The authority's answer may have come later."""
        return self._of_the_panel() == other._of_the_panel()

    def _of_the_panel(self) -> tuple[object, ...]:
        seats = {seat.role: seat.number for seat in self.members}
        return self.reviewed_on, seats, self.followed_law, self.met_standards, self.recommendation

    @property
    def waits(self) -> bool:
        """Whether the panel recommends something and the authority has not answered."""
        return self.recommendation is not None and self.authority_answer is PanelAnswer.PENDING


def waiting(reviews: Sequence[PanelReview], reviewed_on: date | None, on: date) -> int | None:
    """Return the place of the review that an answer given on a day is about. None if no such review waits.

    Args:
        reviews: the reviews of a case.
        reviewed_on: the day of the review, or None for the latest that waits.
        on: the day of the answer. An answer does not come before its review.
    """
    places = [
        place
        for place, review in enumerate(reviews)
        if review.waits and review.reviewed_on <= on and reviewed_on in (None, review.reviewed_on)
    ]
    return max(places, key=lambda place: reviews[place].reviewed_on, default=None)
