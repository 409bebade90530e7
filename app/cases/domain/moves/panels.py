"""Reviews by a panel, and the authority's answers to them: what each changes, and the moves. No time limit stops."""

from dataclasses import replace

from app.cases.domain import commands, gates
from app.cases.domain.changes import known
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates.panels import review_of
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, OPEN, CaseMove
from app.cases.domain.panels import waiting
from app.cases.domain.words import State
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL, PARTIES


def panel_reviewed(facts: CaseFacts, command: commands.RecordPanelReview, _: Law) -> Changed:
    """One review more, and the day of the latest."""
    review = review_of(command)
    latest = max(facts.panel_reviewed_on or command.occurred_on, command.occurred_on)
    return {"panel_reviewed_on": latest, "panels": (*facts.panels, review)}


def panel_answered(facts: CaseFacts, command: commands.AnswerPanelReview, _: Law) -> Changed:
    """The authority's answer, beside the review that it is about."""
    place = known(waiting(facts.panels, command.reviewed_on, command.occurred_on))
    answered = replace(
        facts.panels[place],
        authority_answer=command.authority_answer,
        authority_answered_on=command.occurred_on,
    )
    return {"panels": (*facts.panels[:place], answered, *facts.panels[place + 1 :])}


MOVES = (
    CaseMove(
        commands.RecordPanelReview, "panel-reviewed",
        "A review panel looks at the decision again. The review does not change whether the family may appeal, "
        "and stops no time limit.",
        "panel-review", frozenset({LA}),
        OPEN, None, panel_reviewed, (gates.few_reviews, gates.panel_answer_follows, gates.review_is_new),
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.AnswerPanelReview, "panel-answered",
        "The authority accepts or rejects what the review panel recommends.",
        "panel-review", frozenset({LA}),
        frozenset(State), None, panel_answered, (gates.panel_review_waits,),
        shown_to=PARTIES,
    ),
)  # fmt: skip
