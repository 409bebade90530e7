"""The gates on reviews by a panel. No other gate asks about a review."""

from app.cases.domain.commands import AnswerPanelReview, Command, RecordPanelReview
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.panels import AT_MOST, PanelAnswer, PanelReview, waiting
from app.kernel.moves import gate


@gate(
    f"Does the case have fewer than {AT_MOST} reviews by a panel?",
    "panel-review",
    f"The case already has {AT_MOST} reviews by a panel. A case cannot have more reviews.",
)
def few_reviews(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Several panels may review one decision, and each review is kept."""
    return len(facts.panels) < AT_MOST


def review_of(command: RecordPanelReview) -> PanelReview:
    """Return the review that a command tells of."""
    answered = command.authority_answer is not PanelAnswer.PENDING
    return PanelReview(
        command.occurred_on,
        command.members,
        command.followed_law,
        command.met_standards,
        command.recommendation,
        command.authority_answer,
        (command.authority_answered_on or command.occurred_on) if answered else None,
    )


@gate(
    "Is this review panel's review new to the case?",
    "panel-review",
    "The case already has this review panel's review, with the same day, members, views and recommendation. If "
    "the authority has answered, record `answer-panel-review`. If the recorded review is wrong, correct the event "
    "of the review.",
)
def review_is_new(facts: CaseFacts, command: RecordPanelReview, _: Law) -> bool:
    """One review makes one record. Several panels may sit on one day, and each different review is kept."""
    return not any(one.is_same(review_of(command)) for one in facts.panels)


@gate(
    "Is the day of the authority's answer on or after the day of the review?",
    "panel-review",
    "The day of the authority's answer cannot be before the day of the review panel's review.",
)
def panel_answer_follows(_: CaseFacts, command: RecordPanelReview, __: Law) -> bool:
    """A review and its answer may be recorded together."""
    answered_on = command.authority_answered_on
    return answered_on is None or command.occurred_on <= answered_on


@gate(
    "Does a review panel's recommendation still wait for the authority's answer?",
    "panel-review",
    "No review panel's recommendation waits for this answer. Either no review panel has recommended anything by "
    "this day, or the authority has already answered.",
)
def panel_review_waits(facts: CaseFacts, command: AnswerPanelReview, _: Law) -> bool:
    """The authority answers each recommendation once."""
    return waiting(facts.panels, command.reviewed_on, command.occurred_on) is not None
