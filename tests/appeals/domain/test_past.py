"""How the same issue ended before: what counts as settled, how many count, and when nothing is said."""

from dataclasses import replace
from datetime import date

import pytest

from app.appeals.domain.past import FEWEST, LAST_APPEALS, Became, PastAppeal, became, past_issues
from app.appeals.domain.resolvable import Sure, resolvable
from app.cases.domain.conceded import Conceded
from app.cases.domain.proceedings import Issue, Ordered
from app.cases.domain.stakes import THE_DECISION
from app.cases.domain.words import AppealOutcome, AppealState, IssueStatus
from app.kernel.terms import PlanSection, TermKind
from tests.cases.domain.builders import a_case

F, I = PlanSection.F, PlanSection.I  # noqa: E741 - the sections' own names
DAY = date(2026, 2, 20)
LOST = PastAppeal(AppealState.DECIDED, AppealOutcome.DISMISSED, frozenset({F}), (), (), ())
WON = replace(LOST, outcome=AppealOutcome.UPHELD)
PENDING = a_case(sections="B F I").certified("2026-02-09").then("register-appeal", "2026-02-10").facts


def ordered(*sections: PlanSection) -> tuple[Ordered, ...]:
    return (Ordered(TermKind.AMEND_PLAN, sections),)


@pytest.mark.parametrize(
    ("appeal", "result"),
    [
        (LOST, Became.NOT_SETTLED),
        (replace(LOST, state=AppealState.WITHDRAWN, outcome=AppealOutcome.WITHDRAWN), Became.NOT_SETTLED),
        (replace(LOST, state=AppealState.UNOPPOSED, outcome=AppealOutcome.UNOPPOSED), Became.SETTLED),
        (replace(LOST, issues=(Issue("F", F, IssueStatus.AGREED),)), Became.SETTLED),
        (replace(LOST, issues=(Issue("F", F, IssueStatus.WITHDRAWN),)), Became.NOT_SETTLED),
        (replace(LOST, conceded=(Conceded(F, DAY, DAY),)), Became.SETTLED),
        (replace(LOST, conceded=(Conceded(F, DAY),)), Became.NOT_SETTLED),
        (WON, Became.SETTLED),
        (replace(WON, orders=ordered(I)), Became.NOT_SETTLED),
        (replace(WON, outcome=AppealOutcome.UPHELD_IN_PART, orders=ordered(F)), Became.SETTLED),
        (replace(WON, outcome=AppealOutcome.UPHELD_IN_PART), Became.NOT_SETTLED),
        (replace(WON, outcome=AppealOutcome.CONSENT_ORDER, orders=ordered(F, I)), Became.SETTLED),
        (replace(WON, sections=frozenset({I})), None),
        (replace(WON, sections=frozenset()), None),
    ],
)
def test_what_became_of_an_issue(appeal: PastAppeal, result: Became | None) -> None:
    """A concession that the tribunal was never told of is not counted: it may have been made in mediation."""
    assert became(F, appeal) is result


def test_an_appeal_without_sections_is_about_its_decision() -> None:
    assert became(None, replace(WON, sections=frozenset())) is Became.SETTLED
    assert became(None, WON) is None
    assert past_issues(Issue("1", None), [replace(WON, sections=frozenset())] * 20) is None, "words are not compared"
    assert past_issues(Issue(THE_DECISION, None), [replace(WON, sections=frozenset())] * 20) is not None


@pytest.mark.parametrize(
    ("won", "lost", "sure", "counts"),
    [
        (FEWEST - 1, 0, None, None),
        (12, 8, None, None),
        (14, 6, Sure.POSSIBLE, {Became.SETTLED: 14, Became.NOT_SETTLED: 6}),
        (16, 4, Sure.LIKELY, None),
        (20, 0, Sure.LIKELY, None),
        (7, 3, Sure.POSSIBLE, None),
    ],
)
def test_a_high_share_is_advised_and_few_are_not_told(
    won: int, lost: int, sure: Sure | None, counts: dict[Became, int] | None
) -> None:
    found = {one.issue: one for one in resolvable(PENDING, [LOST] * lost + [WON] * won)}
    assert set(found) == ({"F"} if sure else set())
    if sure:
        one = found["F"]
        assert one.earlier is not None
        assert (one.sure, one.earlier.total, one.earlier.parts) == (sure, won + lost, counts)
        assert (f"In {won} of them" in one.because) is (counts is not None)
        assert str(lost) not in one.because.replace(str(won + lost), "").replace(str(won), "") or counts


def test_only_the_latest_count() -> None:
    assert resolvable(PENDING, [LOST] * LAST_APPEALS + [WON] * 80) == []
    assert [one.issue for one in resolvable(PENDING, [WON] * LAST_APPEALS + [LOST] * 80)] == ["F"]


def test_a_surer_reason_comes_first() -> None:
    given_way = a_case(sections="F").certified("2026-02-09").then("register-appeal", "2026-02-10")
    facts = replace(given_way.facts, conceded=(Conceded(F, DAY),))
    [one] = resolvable(facts, [WON] * 20)
    assert (one.sure, one.earlier) == (Sure.LIKELY, None)
