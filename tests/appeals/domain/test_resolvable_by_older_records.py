"""Issues that look as if they could be settled, where the record says less than it does today, or an issue is new."""

from dataclasses import replace
from datetime import date

import pytest

from app.appeals.domain.resolvable import Sure, asked_for, resolvable
from app.cases.domain.facts import CompletedDuty
from app.cases.domain.proceedings import Issue, IssueNow
from app.cases.domain.words import IssueStatus
from app.kernel.terms import PlanSection, TermKind
from app.law.domain.kinds import Code
from tests.appeals.domain.test_resolvable import agreed, appealed, found
from tests.cases.domain.builders import TRIBUNAL, Story, a_case

DONE_ON = date(2026, 3, 2)


def with_another_issue(story: Story) -> Story:
    """The appeal, to which the tribunal adds an issue that the case did not begin with."""
    added = IssueNow("1", PlanSection.G, IssueStatus.LIVE)
    return story.then("change-appeal-issues", "2026-03-02", by=TRIBUNAL, changes=(added,))


def test_a_concession_of_the_whole_appeal_covers_an_issue_that_is_added() -> None:
    given_way = appealed().then("respond-to-appeal", "2026-02-16").then("concede", "2026-02-17")
    assert ("1", Sure.CERTAIN) in found(with_another_issue(given_way))
    assert ("1", Sure.CERTAIN) not in found(with_another_issue(appealed()))


def test_a_concession_before_the_appeal_makes_an_issue_that_is_added_likely() -> None:
    given_way = a_case(sections="B F I").then("concede", "2026-02-08")
    story = given_way.certified("2026-02-09").then("register-appeal", "2026-02-10")
    assert ("1", Sure.LIKELY) in found(with_another_issue(story))


def test_a_refusal_to_amend_asks_for_an_amended_plan_or_for_a_setting() -> None:
    facts = a_case(kind="refusal_to_amend").facts
    assert asked_for(facts, Issue("decision", None)) == {TermKind.AMEND_PLAN, TermKind.NAME_SETTING}


@pytest.mark.parametrize(
    ("term", "index", "sure"),
    [
        (None, None, Sure.LIKELY),  # everything agreed was done
        (TermKind.AMEND_PLAN, None, Sure.LIKELY),
        (TermKind.NAME_SETTING, None, Sure.POSSIBLE),
        (None, 0, Sure.LIKELY),
        (TermKind.NAME_SETTING, 1, Sure.POSSIBLE),  # the second term of an earlier agreement
        (TermKind.AMEND_PLAN, 1, Sure.LIKELY),
    ],
)
def test_what_was_done_is_known_by_its_place_or_by_its_kind(
    term: TermKind | None, index: int | None, sure: Sure
) -> None:
    story = agreed(TermKind.AMEND_PLAN)
    done = CompletedDuty(Code.CARRY_OUT_AGREEMENT, DONE_ON, term=term, term_index=index)
    facts = replace(story.facts, completed=(*story.facts.completed, done))
    assert ("F", sure) in [(one.issue, one.sure) for one in resolvable(facts)]
