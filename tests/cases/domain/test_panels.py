"""Reviews by a panel: several of one case, each with its answer, and no effect on any time limit."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain.panels import PanelAnswer, PanelMembers, PanelReview, PanelRole, Recommendation, waiting
from app.kernel.errors import GateClosed
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import PATHWAY, a_case

FIRST, SECOND = date(2026, 2, 10), date(2026, 2, 17)


def a_review(on: date, answer: PanelAnswer = PanelAnswer.PENDING, *members: PanelMembers) -> PanelReview:
    return PanelReview(on, members, recommendation=Recommendation.CHANGE, authority_answer=answer)


@pytest.mark.parametrize(
    ("reviewed_on", "on", "place"),
    [
        (None, date(2026, 2, 9), None),
        (None, FIRST, 0),
        (None, date(2026, 2, 16), 0),
        (None, SECOND, 1),
        (FIRST, SECOND, 0),
        (SECOND, FIRST, None),
        (date(2026, 2, 12), SECOND, None),
    ],
)
def test_an_answer_is_about_a_review_that_waits(reviewed_on: date | None, on: date, place: int | None) -> None:
    assert waiting((a_review(FIRST), a_review(SECOND)), reviewed_on, on) == place


def test_no_answer_is_given_twice_and_none_without_a_recommendation() -> None:
    answered = a_review(FIRST, PanelAnswer.REJECTED)
    assert waiting((answered, PanelReview(SECOND)), None, SECOND) is None


def test_parents_on_a_panel_are_counted() -> None:
    parents, school = PanelMembers(PanelRole.PARENT, 2), PanelMembers(PanelRole.SCHOOL, 1)
    assert a_review(FIRST, PanelAnswer.PENDING, parents, school).parents == 2
    assert a_review(FIRST, PanelAnswer.PENDING, school).parents == 0
    assert a_review(FIRST).parents is None


@pytest.mark.parametrize("regime", RegimeId)
def test_a_review_and_its_answer_move_no_deadline(regime: RegimeId) -> None:
    case = a_case(regime=regime).then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-09")
    reviewed = case.then("record-panel-review", "2026-02-10", recommendation="change").then(
        "answer-panel-review", "2026-02-17", authority_answer="rejected"
    )
    law = PATHWAY.law
    assert law.deadlines(reviewed.facts) == law.deadlines(case.facts)
    assert law.appeal_window(reviewed.facts) == law.appeal_window(case.facts)
    assert reviewed.facts.state is case.facts.state


def test_each_review_keeps_its_own_answer() -> None:
    case = (
        a_case()
        .then("record-panel-review", "2026-02-10", recommendation="change")
        .then("record-panel-review", "2026-02-17", recommendation="uphold", authority_answer="accepted")
        .then("answer-panel-review", "2026-02-20", authority_answer="rejected")
    )
    assert [(panel.authority_answer, panel.authority_answered_on) for panel in case.facts.panels] == [
        (PanelAnswer.REJECTED, date(2026, 2, 20)),
        (PanelAnswer.ACCEPTED, SECOND),
    ]
    assert case.facts.panel_reviewed_on == SECOND


def test_one_review_makes_one_record() -> None:
    """Told again, in another order and with the answer, it is the same review. Another day or view is another."""
    parent, school = PanelMembers(PanelRole.PARENT, 1), PanelMembers(PanelRole.SCHOOL, 2)
    said: dict[str, Any] = {"recommendation": "change", "members": (parent, school)}
    case = a_case().then("record-panel-review", "2026-02-10", **said)
    told_again: tuple[dict[str, Any], ...] = ({}, {"members": (school, parent)}, {"authority_answer": "accepted"})
    for again in told_again:
        with pytest.raises(GateClosed, match="already has this review"):
            case.then("record-panel-review", "2026-02-10", **said | again)
    others: tuple[dict[str, Any], ...] = ({"recommendation": "uphold"}, {"members": (parent,)}, {"followed_law": "no"})
    for another in others:
        case = case.then("record-panel-review", "2026-02-10", **said | another)
    case = case.then("record-panel-review", "2026-02-11", **said)
    assert len(case.facts.panels) == 2 + len(others)
