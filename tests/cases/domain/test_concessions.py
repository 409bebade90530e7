"""A concession by section, its promises, and a partial agreement: what each leaves in dispute."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain.conceded import Promised
from app.cases.domain.disputed import disputed
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import State
from app.cases.who_sees import facts_told
from app.kernel.readers import Reader
from app.kernel.terms import Party, PlanSection, TermKind
from app.law.domain.chronology import Term
from tests.cases.domain.builders import BODY, LA, PROVIDER, Story, a_case, some_sections

F, G = PlanSection.F, PlanSection.G


def parts(story: Story, reader: Reader = Reader.LOCAL_AUTHORITY) -> dict[str, str]:
    """Return how each part of the dispute stands, as a reader is told."""
    return {str(one.section): str(one.status) for one in disputed(facts_told(story.facts, reader))}


def gives_way(story: Story, on: str, sections: str = "", **says: Any) -> Story:
    return story.then("concede", on, sections=some_sections(sections), **says)


def appealed(sections: str = "B F I") -> Story:
    return a_case(sections=sections).certified("2026-02-09").then("register-appeal", "2026-02-16")


def held(outcome: str, *, health: bool = False) -> Story:
    asked = a_case(sections="B F G").then("contact-adviser", "2026-02-09")
    asked = asked.then("request-mediation", "2026-02-10", health_raised=health)
    asked = asked.then("notify-commissioning-body", "2026-02-11") if health else asked
    fixed = asked.then("arrange-mediation", "2026-02-16", session_on="2026-03-03")
    return fixed.then("record-session-outcome", "2026-03-03", outcome=outcome)


def test_a_concession_in_part_leaves_the_rest_live_and_stops_no_time() -> None:
    before = a_case(sections="B F I")
    after = gives_way(before, "2026-02-10", "F")
    assert parts(after) == {"B": "live", "F": "conceded", "I": "live"}
    assert (after.state, after.facts.conceded_on, after.codes()) == (State.NOTIFIED, None, before.codes())
    assert after.certified("2026-02-12").then("register-appeal", "2026-02-16").state is State.APPEAL_REGISTERED


def test_the_last_part_is_as_good_as_a_concession_of_everything() -> None:
    story = gives_way(gives_way(a_case(sections="B F"), "2026-02-20", "F"), "2026-02-10", "B", recorded_on="2026-02-20")
    assert (story.facts.conceded_on, story.state) == (date(2026, 2, 20), State.NOTIFIED)
    assert story.refusal("concede", "2026-02-23").rule_id == "agreement-needs-mediation"
    wider = story.then("widen-grounds", "2026-02-23", sections=some_sections("I"))
    assert parts(wider) == {"B": "conceded", "F": "conceded", "I": "live"}
    assert parts(gives_way(wider, "2026-02-24", "I"))["I"] == "conceded"


@pytest.mark.parametrize(
    ("sections", "shown"), [("B F", {"B": "conceded", "F": "conceded"}), ("", {"None": "conceded"})]
)
def test_a_concession_that_names_nothing_covers_everything(sections: str, shown: dict[str, str]) -> None:
    story = a_case(sections=sections).then("concede", "2026-02-10")
    assert parts(story) == shown
    assert story.facts.conceded_on == date(2026, 2, 10)


def test_only_a_concession_of_everything_leaves_an_appeal_unopposed() -> None:
    part = gives_way(appealed(), "2026-02-20", "B F")
    assert (part.state, part.facts.unopposed_notified_on) == (State.APPEAL_REGISTERED, None)
    rest = gives_way(part, "2026-02-23", "I")
    assert set(parts(rest).values()) == {"conceded"}
    assert rest.state is State.APPEAL_REGISTERED, "the authority did not say that it does not oppose the appeal"
    for whole in ("", "B F I"):
        ended = gives_way(rest, "2026-02-24", whole)
        assert (ended.state, ended.facts.unopposed_notified_on) == (State.RESOLVED, date(2026, 2, 24))


def test_the_tribunal_knows_what_it_was_told_since_the_day_of_telling() -> None:
    silent = gives_way(a_case(sections="B F I"), "2026-02-05", "F")
    assert parts(silent, Reader.TRIBUNAL)["F"] == "live"
    told = gives_way(silent, "2026-02-06", "B", tribunal_told=True)
    assert parts(told, Reader.TRIBUNAL) == {"B": "conceded", "F": "live", "I": "live"}
    before = told.certified("2026-02-09").then("register-appeal", "2026-02-16")
    assert before.refusal("concede", "2026-02-18", sections=some_sections("B")).rule_id == "agreement-needs-mediation"
    after = facts_told(gives_way(before, "2026-02-18", "F").facts, Reader.TRIBUNAL)
    assert {one.section: str(one.conceded_on) for one in after.conceded} == {
        PlanSection.B: "2026-02-06",
        F: "2026-02-18",
    }
    assert after.promises == ()
    issues = {one.section: (str(one.status), str(one.since)) for one in issues_of(after)}
    assert issues[F] == ("conceded", "2026-02-18")
    assert issues[PlanSection.I] == ("live", "None")


def test_a_promise_waits_until_it_is_kept_and_is_no_deadline() -> None:
    promises = (Promised(TermKind.AMEND_PLAN, date(2026, 3, 20), (F,)), Promised(TermKind.ASSESS, date(2026, 3, 1)))
    story = gives_way(a_case(sections="B F"), "2026-02-10", "F", promises=promises)
    assert story.codes() == a_case(sections="B F").codes()
    first, second = story.facts.promises
    assert [first.is_overdue(date(2026, 3, day)) for day in (20, 21)] == [False, True]
    kept = story.then("keep-promise", "2026-03-25", promise=1)
    assert [one.kept_on for one in kept.facts.promises] == [date(2026, 3, 25), None]
    assert not kept.facts.promises[0].is_overdue(date(2026, 4, 1))
    assert second.is_overdue(date(2026, 3, 2))
    for promise in (0, 1, 3):
        assert kept.refusal("keep-promise", "2026-03-26", promise=promise).rule_id == "agreement-needs-mediation"
    assert story.refusal("keep-promise", "2026-02-09", recorded_on="2026-02-20", promise=2)


def test_a_partial_agreement_leaves_the_rest_its_certificate_and_its_appeal() -> None:
    """H45: F is agreed, B is not. The certificate issues, and the family appeals."""
    agreed = held("partial_agreement").then(
        "record-agreement", "2026-03-03", terms=(Term(TermKind.AMEND_PLAN, sections=(F,)),)
    )
    assert parts(agreed) == {"B": "live", "F": "agreed", "G": "live"}
    assert set(parts(agreed, Reader.TRIBUNAL).values()) == {"live"}
    assert agreed.due("carry-out-agreement") == "2026-04-07"
    certified = agreed.then("issue-certificate", "2026-03-05", ground="took_part")
    assert certified.then("register-appeal", "2026-03-20").state is State.APPEAL_REGISTERED


def test_a_full_agreement_settles_every_part() -> None:
    agreed = held("full_agreement").then("record-agreement", "2026-03-03", terms=(Term(TermKind.AMEND_PLAN),))
    assert set(parts(agreed).values()) == {"agreed"}


@pytest.mark.parametrize(
    ("term", "owes", "other"),
    [
        (Term(TermKind.OTHER_ACTION, sections=(G,)), BODY, LA),
        (Term(TermKind.OTHER_ACTION, owed_by=Party.COMMISSIONING_BODY), BODY, LA),
        (Term(TermKind.OTHER_ACTION, owed_by=Party.LOCAL_AUTHORITY, sections=(G,)), LA, BODY),
        (Term(TermKind.OTHER_ACTION, sections=(F, G)), LA, BODY),
        (Term(TermKind.AMEND_PLAN, sections=(G,)), LA, BODY),
    ],
)
def test_a_term_is_owed_by_the_party_that_agreed_to_it(term: Term, owes: Any, other: Any) -> None:
    agreed = held("full_agreement", health=True).then("record-agreement", "2026-03-03", by=PROVIDER, terms=(term,))
    done: dict[str, Any] = {"code": "carry-out-agreement", "term_index": 0}
    assert agreed.refusal("complete-duty", "2026-03-10", by=other, **done).rule_id == "duty-of-its-party"
    assert (
        agreed.then("complete-duty", "2026-03-10", by=owes, **done).standing("carry-out-agreement", "2026-03-20")
        == "met"
    )


def test_health_terms_stay_the_authoritys_if_no_body_was_told() -> None:
    agreed = held("full_agreement").then(
        "record-agreement", "2026-03-03", terms=(Term(TermKind.OTHER_ACTION, sections=(G,)),)
    )
    assert agreed.then("complete-duty", "2026-03-10", by=LA, code="carry-out-agreement").events
