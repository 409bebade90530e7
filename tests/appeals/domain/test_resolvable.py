"""Which issues of an appeal look as if they could be settled, and why. Nothing is closed."""

import pytest

from app.appeals.domain.resolvable import Sure, resolvable
from app.cases.domain.proceedings import IssueNow
from app.cases.domain.words import IssueStatus
from app.cases.who_sees import facts_told
from app.kernel.readers import Reader
from app.kernel.terms import PlanSection, TermKind
from app.law.domain.chronology import Term
from tests.cases.domain.builders import LA, Story, a_case


def appealed(sections: str | None = "B F I", **says: str) -> Story:
    return a_case(sections=sections, **says).certified("2026-02-09").then("register-appeal", "2026-02-10")  # type: ignore[arg-type]


def agreed(*kinds: TermKind) -> Story:
    """An appeal beside which mediation came to an agreement."""
    return (
        appealed()
        .then("request-mediation", "2026-02-11")
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-20")
        .then("record-session-outcome", "2026-02-20", outcome="full_agreement")
        .then("record-agreement", "2026-02-20", terms=tuple(Term(kind) for kind in kinds))
    )


def found(story: Story) -> list[tuple[str, Sure]]:
    return [(one.issue, one.sure) for one in resolvable(story.facts)]


def test_without_an_appeal_nothing_is_advised() -> None:
    assert resolvable(a_case().facts) == []
    assert found(appealed()) == []


@pytest.mark.parametrize(("status", "words"), [("conceded", "concedes"), ("agreed", "agree")])
def test_an_issue_that_is_given_up_can_be_settled(status: str, words: str) -> None:
    now = IssueNow("F", PlanSection.F, IssueStatus(status))
    story = appealed().then("change-appeal-issues", "2026-02-11", by=LA, changes=(now,), family_confirmed=True)
    [one] = resolvable(story.facts)
    assert (one.issue, one.sure) == ("F", Sure.CERTAIN)
    assert words in one.because


def test_a_part_that_was_given_up_before_the_appeal_is_likely_settled() -> None:
    """The tribunal is told nothing of a concession that the authority did not tell it."""
    given_way = a_case(sections="B F I").then("concede", "2026-02-08", sections=frozenset({PlanSection.F}))
    story = given_way.certified("2026-02-09").then("register-appeal", "2026-02-10")
    assert found(story) == [("F", Sure.LIKELY)]
    assert resolvable(facts_told(story.facts, Reader.TRIBUNAL)) == []


@pytest.mark.parametrize("status", ["withdrawn", "decided"])
def test_an_issue_that_is_over_is_not_advised(status: str) -> None:
    now = IssueNow("F", PlanSection.F, IssueStatus(status))
    assert found(appealed().then("change-appeal-issues", "2026-02-11", changes=(now,))) == []


def test_giving_way_on_the_whole_appeal_settles_each_issue() -> None:
    story = appealed().then("respond-to-appeal", "2026-02-11").then("concede", "2026-02-12")
    assert found(story) == [("B", Sure.CERTAIN), ("F", Sure.CERTAIN), ("I", Sure.CERTAIN)]


def test_a_decision_that_was_given_up_before_the_appeal_is_likely_settled() -> None:
    story = a_case().certified("2026-02-09").then("concede", "2026-02-10").then("register-appeal", "2026-02-11")
    [one] = resolvable(story.facts)
    assert (one.issue, one.sure) == ("decision", Sure.LIKELY)
    assert "2026-02-10" in one.because


@pytest.mark.parametrize(
    ("kind", "issues"),
    [(TermKind.AMEND_PLAN, ["B", "F"]), (TermKind.NAME_SETTING, ["I"]), (TermKind.OTHER_ACTION, [])],
)
def test_what_was_agreed_in_mediation_and_not_done_is_possible(kind: TermKind, issues: list[str]) -> None:
    story = agreed(kind)
    assert found(story) == [(one, Sure.POSSIBLE) for one in issues]
    assert all("2026-02-20" in one.because for one in resolvable(story.facts))


def test_what_was_agreed_and_done_is_likely() -> None:
    story = agreed(TermKind.OTHER_ACTION, TermKind.NAME_SETTING)
    other = story.then("complete-duty", "2026-02-25", code="carry-out-agreement", term_index=0)
    assert found(other) == [("I", Sure.POSSIBLE)], "another term was done"
    done = story.then("complete-duty", "2026-02-25", code="carry-out-agreement", term_index=1)
    assert found(done) == [("I", Sure.LIKELY)]
    named = story.then("complete-duty", "2026-02-25", code="carry-out-agreement", term="name_setting")
    assert found(named) == [("I", Sure.LIKELY)]


def with_term(term: Term) -> Story:
    return (
        appealed()
        .then("request-mediation", "2026-02-11")
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-20")
        .then("record-session-outcome", "2026-02-20", outcome="partial_agreement")
        .then("record-agreement", "2026-02-20", terms=(term,))
    )


def test_a_term_that_names_sections_settles_only_those() -> None:
    story = with_term(Term(TermKind.AMEND_PLAN, sections=(PlanSection.F,)))
    assert found(story) == [("F", Sure.POSSIBLE)]
    done = story.then("complete-duty", "2026-02-25", code="carry-out-agreement", term_index=0)
    assert found(done) == [("F", Sure.LIKELY)]


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        ("refusal_to_assess", TermKind.ASSESS),
        ("refusal_to_reassess", TermKind.ASSESS),
        ("refusal_to_issue_plan", TermKind.MAKE_PLAN),
        ("cease_to_maintain", TermKind.CONTINUE_PLAN),
        ("refusal_to_amend", TermKind.AMEND_PLAN),
    ],
)
def test_each_decision_asks_for_its_own_order(kind: str, term: TermKind) -> None:
    def with_term(agreed: TermKind) -> Story:
        return (
            appealed(None, kind=kind)
            .then("request-mediation", "2026-02-11")
            .then("arrange-mediation", "2026-02-12", session_on="2026-02-20")
            .then("record-session-outcome", "2026-02-20", outcome="full_agreement")
            .then("record-agreement", "2026-02-20", terms=(Term(agreed),))
        )

    assert found(with_term(term)) == [("decision", Sure.POSSIBLE)]
    assert found(with_term(TermKind.CEASE_PLAN)) == []


def test_a_recommendation_asks_for_another_action() -> None:
    now = IssueNow("1", PlanSection.G, IssueStatus.LIVE)
    story = agreed(TermKind.OTHER_ACTION).then("change-appeal-issues", "2026-02-21", changes=(now,))
    assert found(story) == [("1", Sure.POSSIBLE)]


def test_the_tribunal_is_told_nothing_of_mediation() -> None:
    facts = agreed(TermKind.AMEND_PLAN).facts
    assert resolvable(facts_told(facts, Reader.TRIBUNAL)) == []


def test_an_appeal_that_has_ended_is_not_advised_on() -> None:
    story = agreed(TermKind.AMEND_PLAN).then("record-appeal-outcome", "2026-03-02", outcome="dismissed")
    assert found(story) == []
