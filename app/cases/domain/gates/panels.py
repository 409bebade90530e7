"""The gates on reviews by a panel. No other gate asks about a review."""

from app.cases.domain.commands import AnswerPanelReview, Command, RecordPanelReview
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.panels import AT_MOST, PanelAnswer, PanelReview, waiting
from app.kernel.moves import gate


@gate(
    f"Has the case fewer than {AT_MOST} reviews?",
    "panel-review",
    f"The case has {AT_MOST} reviews by a panel already. This is the limit.",
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
    "Is this review not recorded yet?",
    "panel-review",
    "This review is on record already: the same day, members, views and recommendation. If the authority has answered, "
    "record `answer-panel-review`. If the record is wrong, correct that event.",
)
def review_is_new(facts: CaseFacts, command: RecordPanelReview, _: Law) -> bool:
    """One review makes one record. Several panels may sit on one day, and each different review is kept."""
    return not any(one.is_same(review_of(command)) for one in facts.panels)


@gate(
    "Does the authority's answer follow the review?",
    "panel-review",
    "The authority's answer cannot come before the review.",
)
def panel_answer_follows(_: CaseFacts, command: RecordPanelReview, __: Law) -> bool:
    """A review and its answer may be recorded together."""
    answered_on = command.authority_answered_on
    return answered_on is None or command.occurred_on <= answered_on


@gate(
    "Is there a review that the authority has not answered yet?",
    "panel-review",
    "No review waits for this answer. Either no panel has recommended anything by this day, or the authority has "
    "answered already.",
)
def panel_review_waits(facts: CaseFacts, command: AnswerPanelReview, _: Law) -> bool:
    """The authority answers each recommendation once."""
    return waiting(facts.panels, command.reviewed_on, command.occurred_on) is not None
