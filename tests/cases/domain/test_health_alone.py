"""Mediation about health alone: the commissioning body arranges it, so it notifies, and owes what it agreed (s.53)."""

import pytest

from app.cases.domain.standing import DeadlineStatus
from app.kernel.terms import Party, TermKind
from app.law.domain.chronology import Term
from tests.cases.domain.builders import BODY, LA, Story, a_case


def fixed(sections: str = "G", *, health_only: bool = True) -> Story:
    return (
        a_case("2026-02-02", sections=sections)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10", health_raised=True, health_only=health_only)
        .then("notify-commissioning-body", "2026-02-12")
        .then("arrange-mediation", "2026-02-16", by=BODY, session_on="2026-03-03")
    )


def agreed(sections: str = "G", kind: TermKind = TermKind.OTHER_ACTION, *, health_only: bool = True) -> Story:
    held = fixed(sections, health_only=health_only).then(
        "record-session-outcome", "2026-03-03", outcome="full_agreement"
    )
    return held.then("record-agreement", "2026-03-03", by=BODY, terms=(Term(kind),))


def owed_by(story: Story, code: str) -> set[Party]:
    return {one.owed_by for one in story.pathway.law.deadlines(story.facts) if one.code == code}


@pytest.mark.parametrize(
    ("sections", "health_only", "owes"),
    [
        ("G", True, Party.COMMISSIONING_BODY),
        ("C G", True, Party.COMMISSIONING_BODY),
        ("F G", True, Party.COMMISSIONING_BODY),  # more is disputed, and health alone is mediated
        ("F G", False, Party.LOCAL_AUTHORITY),
    ],
)
def test_the_party_that_arranges_notifies_and_owes_what_it_agreed(
    sections: str, owes: Party, *, health_only: bool
) -> None:
    story = agreed(sections, health_only=health_only)
    assert owed_by(story, "notify-session") == owed_by(story, "carry-out-agreement") == {owes}


@pytest.mark.parametrize("kind", TermKind)
def test_whatever_it_agreed_the_body_completes(kind: TermKind) -> None:
    story = agreed(kind=kind)
    owed = [one for one in story.pathway.law.deadlines(story.facts) if one.code == "carry-out-agreement"]
    for one in owed:
        assert one.rule.clock is not None
        story = story.then(
            "complete-duty", "2026-03-10", by=BODY, code=one.code, term_index=one.term_index, step=one.rule.clock.step
        )
    assert {one.done_on for one in story.on("2026-03-10") if one.deadline.code == "carry-out-agreement"} == {
        story.events[-1].occurred_on
    }


def test_a_plan_is_changed_by_its_authority_all_the_same() -> None:
    """What only the authority can do it may say it has done, though it was no party to the mediation."""
    changed = agreed(kind=TermKind.AMEND_PLAN).then("complete-duty", "2026-03-10", by=LA, code="carry-out-agreement")
    assert changed.standing("carry-out-agreement", "2026-03-10") is DeadlineStatus.MET
    refused = agreed().refusal("complete-duty", "2026-03-10", by=LA, code="carry-out-agreement")
    assert refused.rule_id == "duty-of-its-party"


def test_where_there_is_no_appeal_no_certificate_is_owed() -> None:
    assert "issue-certificate" not in agreed().codes()
    assert "issue-certificate" in agreed("F G").codes()
    declined = a_case(sections="G").then("contact-adviser", "2026-02-09").then("decline-mediation", "2026-02-10")
    assert "issue-certificate" not in declined.codes()
