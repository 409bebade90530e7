"""The sandbox holds every stage of an appeal and every status of a duty: the lists come from the code that decides."""

from datetime import date

import pytest

from app.appeals import sandbox as of_appeals
from app.appeals.domain.moves import ROWS
from app.cases import sandbox as of_cases
from app.cases.domain.appealed import appeal_outcome, appeal_state
from app.cases.domain.facts import CaseFacts
from app.cases.domain.panels import PanelAnswer, Recommendation
from app.cases.domain.proceedings import NOTHING_YET
from app.cases.domain.setting import OnList
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import AppealOutcome, AppealState, HearingKind, IssueStatus
from app.cases.records import Staged
from app.cases.stories import Story
from app.duties import sandbox as of_duties
from app.duties.domain.words import DutyStatus, Stands, status_on
from app.evidence import sandbox as of_evidence
from app.kernel.terms import AppealBasis, Party
from app.law.domain.regimes import REGIMES
from tests.cases.use_cases.test_correcting import ONE_DESK

TODAY = date(2026, 12, 1)


def told(*stories: Story) -> list[list[Staged]]:
    """Tell stories without a database, with all their steps."""
    return [list(of_cases.tell(ONE_DESK, story)) for story in stories]


@pytest.fixture(scope="module")
def appeals() -> list[list[Staged]]:
    """The appeals that no documented example changes."""
    return told(*of_appeals.STAGES)


@pytest.fixture(scope="module")
def ends(appeals: list[list[Staged]]) -> list[CaseFacts]:
    return [steps[-1].case.facts for steps in appeals]


def test_an_appeal_stands_in_every_state(ends: list[CaseFacts]) -> None:
    assert {appeal_state(facts) for facts in ends} == set(AppealState)


def test_an_appeal_ended_with_every_outcome(ends: list[CaseFacts]) -> None:
    assert {appeal_outcome(facts) for facts in ends} == {None, *AppealOutcome}


def test_every_step_of_an_appeal_was_taken(appeals: list[list[Staged]]) -> None:
    taken = {staged.event.type for steps in (*appeals, *told(*of_cases.stories())) for staged in steps}
    assert ROWS.keys() <= taken


def test_an_appeal_rests_on_everything_that_allows_one(ends: list[CaseFacts]) -> None:
    """Save the basis of a regime that asks for no certificate: no published regime does."""
    assert all(regime.asks_certificate for regime in REGIMES.values())
    assert {facts.appeal.basis for facts in ends if facts.appeal} == {*AppealBasis} - {AppealBasis.NOT_REQUIRED}
    by_permission = [facts for facts in ends if facts.appeal and facts.appeal.basis is AppealBasis.PERMISSION]
    assert [facts.certificate for facts in by_permission] == [None], "leave to appeal without a certificate"


def test_responses_are_due_and_late_and_hearings_of_each_kind_listed(ends: list[CaseFacts]) -> None:
    proceedings = [facts.proceedings or NOTHING_YET for facts in ends]
    assert any(one.response is None and one.directions for one in proceedings), "a response is due"
    assert any(one.response and one.response.asked_for_time for one in proceedings), "a response was late"
    assert any(one.bundle for one in proceedings)
    assert {one.hearing.kind for one in proceedings if one.hearing} == set(HearingKind)
    assert {issue.status for facts in ends for issue in issues_of(facts)} == set(IssueStatus)


def test_panels_sat_with_and_without_parents_and_settings_are_on_and_off_the_list() -> None:
    facts = [steps[-1].case.facts for steps in told(*of_evidence.STORIES)]
    reviews = [review for one in facts for review in one.panels]
    assert {bool(review.parents) for review in reviews} == {True, False}
    assert {review.authority_answer for review in reviews} == set(PanelAnswer)
    assert {Recommendation.CHANGE, Recommendation.UPHOLD} <= {review.recommendation for review in reviews}
    assert {OnList.YES, OnList.NO} <= {one.setting.preferred_on_list for one in facts if one.setting}


def test_a_duty_has_every_status() -> None:
    stories = (*of_cases.stories(), *of_appeals.STAGES, *(one.story for one in of_duties.EXAMPLES))
    rows = {row["id"]: row for steps in told(*stories) for staged in steps for row in staged.owed}
    found = {
        status_on(Stands(row["stands"]), Party(row["owed_by"]), date.fromisoformat(row["due_on"]), TODAY)
        for row in rows.values()
    }
    assert found == set(DutyStatus)
