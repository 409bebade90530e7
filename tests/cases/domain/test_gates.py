"""Every gate, open and shut: a question about a case, and what the machine says when the answer is no."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.assurance import told
from app.cases.domain.conceded import Promised
from app.cases.domain.gates import GATES
from app.cases.domain.panels import AT_MOST, PanelMembers, PanelRole
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow, Ordered
from app.cases.domain.words import DirectedFor, IssueStatus
from app.kernel.errors import GateClosed, NotYours
from app.kernel.terms import Party, PlanSection, TermKind
from app.law.domain.bundles import BundlePartKind
from app.law.domain.chronology import Directed, Term
from app.law.domain.model import Step
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import (
    BODY,
    GREEN,
    LA,
    LAW,
    PROVIDER,
    TRIBUNAL,
    Story,
    a_case,
    a_command,
    some_sections,
)

ON = "2026-02-20"
YESTERDAY = date(2026, 2, 19)
Asked = tuple[Story, str, dict[str, Any]]


def heard(**case: Any) -> Story:
    return a_case(**case).then("contact-adviser", "2026-02-09")


def requested(**case: Any) -> Story:
    return heard(**case).then("request-mediation", "2026-02-10")


def a_health_case(*, health_only: bool = True) -> Story:
    asked = heard().then("request-mediation", "2026-02-10", health_raised=True, health_only=health_only)
    return asked.then("notify-commissioning-body", "2026-02-11")


def arranged(**case: Any) -> Story:
    return requested(**case).then("arrange-mediation", "2026-02-11")


def declined(**case: Any) -> Story:
    return heard(**case).then("decline-mediation", "2026-02-10")


def claimed() -> Story:
    return heard(regime=GREEN).then("claim-exemption", "2026-02-10")


def held(outcome: str, **case: Any) -> Story:
    return arranged(**case).then("record-session-outcome", "2026-02-12", outcome=outcome)


def health_held() -> Story:
    notified = requested(sections="F G").then("request-mediation", "2026-02-10", health_raised=True)
    fixed = notified.then("notify-commissioning-body", "2026-02-11").then("arrange-mediation", "2026-02-11")
    return fixed.then("record-session-outcome", "2026-02-12", outcome="full_agreement")


def promised(day: str) -> tuple[Promised, ...]:
    return (Promised(TermKind.AMEND_PLAN, date.fromisoformat(day)),)


def conceding(sections: str) -> Story:
    says: dict[str, Any] = {"sections": some_sections(sections), "promises": promised(ON)}
    return a_case(sections="B F I").then("concede", "2026-02-10", **says)


def certified(**case: Any) -> Story:
    return a_case(**case).certified("2026-02-09")


def appealed() -> Story:
    return certified().then("register-appeal", "2026-02-10")


def contents(sections: str = "F I") -> Story:
    return certified(sections=sections).then("register-appeal", "2026-02-10")


def issues(*numbers: int) -> tuple[IssueNow, ...]:
    return tuple(IssueNow(str(one), None, IssueStatus.LIVE) for one in numbers)


def ended(status: str) -> IssueNow:
    return IssueNow("F", PlanSection.F, IssueStatus(status))


AGREED = {"by": LA, "changes": (ended("agreed"),)}


def answered() -> Story:
    return appealed().then("complete-duty", "2026-02-16")


def withdrawn() -> Story:
    return appealed().then("withdraw", "2026-02-11", by=TRIBUNAL)


def reviewed(times: int) -> Story:
    case = a_case()
    for number in range(times):
        seats = (PanelMembers(PanelRole.PARENT, number + 1),)
        case = case.then("record-panel-review", "2026-02-10", recommendation="change", members=seats)
    return case


def directed(step: str, due_on: str) -> Directed:
    return Directed(Step(step), date.fromisoformat(due_on))


def read_out(**case: Any) -> Story:
    """A case that an adviser recorded from the letter, in the authority's place."""
    story = a_case(**case)
    return replace(story, opened=told(story.opened, PROVIDER))


def placement_appeal() -> Story:
    return a_case(sections="I").then("register-appeal", "2026-02-10", basis="placement_only")


THE_BODYS = (Term(TermKind.OTHER_ACTION, owed_by=Party.COMMISSIONING_BODY),)
CONFIRMS = {"la_reference": "AB-1"}
LATE_TERM = (Term(TermKind.ASSESS, agreed_by=a_command("concede", "2026-02-19").occurred_on),)

# Gate: asked where it is open, and where it is shut. Nothing but that gate stands in the second's way.
EXAMPLES: dict[str, tuple[Callable[[], Asked], Callable[[], Asked]]] = {
    "advised": (
        lambda: (declined(), "issue-certificate", {}),
        lambda: (
            a_case().then("request-mediation", "2026-02-10").then("report-cannot-arrange", "2026-02-11"),
            "issue-certificate", {"ground": "not_arranged"},
        ),
    ),
    "contacted_in_time": (
        lambda: (declined(notice_sent_on="2025-12-09"), "issue-certificate", {}),
        lambda: (declined(notice_sent_on="2025-12-08"), "issue-certificate", {}),
    ),
    "declining_suffices": (
        lambda: (declined(), "issue-certificate", {}),
        lambda: (declined(regime=GREEN), "issue-certificate", {}),
    ),
    "arrangement_failed": (
        lambda: (requested().then("report-cannot-arrange", ON), "issue-certificate", {"ground": "not_arranged"}),
        lambda: (requested(), "issue-certificate", {"ground": "not_arranged"}),
    ),
    "unadvised": (
        lambda: (a_case().then("request-mediation", "2026-02-10"), "contact-adviser", {}),
        lambda: (requested(), "contact-adviser", {}),
    ),
    "arranged_by_whoever_reports": (
        lambda: (a_health_case(), "report-cannot-arrange", {"by": BODY}),
        lambda: (a_health_case(health_only=False), "report-cannot-arrange", {"by": BODY}),
    ),
    "exempted": (
        lambda: (claimed().then("decide-exemption", "2026-02-11"), "issue-certificate", {"ground": "exempt"}),
        lambda: (
            claimed().then("decide-exemption", "2026-02-11", granted=False), "issue-certificate", {"ground": "exempt"}
        ),
    ),
    "exemption_waits": (
        lambda: (claimed(), "decide-exemption", {}),
        lambda: (heard(regime=GREEN), "decide-exemption", {}),
    ),
    "exemption_unclaimed": (
        lambda: (heard(regime=GREEN), "claim-exemption", {}),
        lambda: (claimed(), "claim-exemption", {}),
    ),
    "certified": (
        lambda: (certified(), "reissue-certificate", {}),
        lambda: (declined(), "reissue-certificate", {}),
    ),
    "unappealed": (
        lambda: (certified(), "register-appeal", {}),
        lambda: (
            certified().then("register-appeal", "2026-02-10").then(
                "record-appeal-outcome", "2026-02-11", order_kind="assess"
            ),
            "register-appeal", {},
        ),
    ),
    "tribunal_decided": (
        lambda: (appealed(), "record-appeal-outcome", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "record-appeal-outcome", {"by": LA}),
    ),
    "directed_dates_follow": (
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess", "directed": (directed("notify", ON),)}),
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess", "directed": (directed("cease", ON),)}),
    ),
    "orders_are_in_power": (
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess"}),
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "amend_plan"}),
    ),
    "orders_fit_outcome": (
        lambda: (appealed(), "record-appeal-outcome", {"outcome": "upheld", "orders": (Ordered(TermKind.ASSESS),)}),
        lambda: (appealed(), "record-appeal-outcome", {"outcome": "dismissed", "orders": (Ordered(TermKind.ASSESS),)}),
    ),
    "recommendations_exist": (
        lambda: (contents(), "record-appeal-outcome", {"recommends_care": True}),
        lambda: (appealed(), "record-appeal-outcome", {"recommends_care": True}),
    ),
    "response_unsent": (
        lambda: (appealed(), "respond-to-appeal", {}),
        lambda: (answered(), "respond-to-appeal", {}),
    ),
    "late_response_asks_for_time": (
        lambda: (appealed(), "respond-to-appeal", {"asks_for_time": False}),
        lambda: (
            appealed().then("record-directions", "2026-02-11", directions=(Dated(DirectedFor.RESPONSE, YESTERDAY),)),
            "respond-to-appeal",
            {"asks_for_time": False},
        ),
    ),
    "tribunal_directs": (
        lambda: (appealed(), "record-directions", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "record-directions", {"by": LA}),
    ),
    "directions_follow": (
        lambda: (appealed(), "record-directions", {"directions": (Dated(DirectedFor.EVIDENCE, date(2026, 2, 20)),)}),
        lambda: (appealed(), "record-directions", {"directions": (Dated(DirectedFor.EVIDENCE, YESTERDAY),)}),
    ),
    "hearing_is_told": (
        lambda: (appealed(), "list-hearing", {}),
        lambda: (appealed(), "list-hearing", {"format": None}),
    ),
    "hearing_lies_ahead": (
        lambda: (appealed(), "list-hearing", {"listed_on": ON}),
        lambda: (appealed(), "list-hearing", {"listed_on": "2026-02-19"}),
    ),
    "adr_is_about_placement": (
        lambda: (contents("I G"), "list-hearing", {"kind": "judicial_adr"}),
        lambda: (contents(), "list-hearing", {"kind": "judicial_adr"}),
    ),
    "bundle_fits": (
        lambda: (appealed(), "send-bundle", {"parts": (BundlePart(BundlePartKind.CORE, 100),)}),
        lambda: (appealed(), "send-bundle", {"parts": (BundlePart(BundlePartKind.CORE, 101),)}),
    ),
    "issues_are_few": (
        lambda: (appealed(), "change-appeal-issues", {"changes": issues(*range(1, 40))}),
        lambda: (appealed(), "change-appeal-issues", {"changes": issues(*range(1, 41))}),
    ),
    "issues_are_disputed": (
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.F, IssueStatus.LIVE),)}),
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.B, IssueStatus.LIVE),)}),
    ),
    "recommendation_exists": (
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.G, IssueStatus.LIVE),)}),
        lambda: (appealed(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.G, IssueStatus.LIVE),)}),
    ),
    "tribunal_ends_issues": (
        lambda: (contents(), "change-appeal-issues", {"by": LA, "changes": (ended("conceded"),)}),
        lambda: (contents(), "change-appeal-issues", {"by": LA, "changes": (ended("withdrawn"),)}),
    ),
    "both_sides_agree": (
        lambda: (contents(), "change-appeal-issues", AGREED | {"family_confirmed": True}),
        lambda: (contents(), "change-appeal-issues", AGREED),
    ),
    "tribunal_consents": (
        lambda: (appealed(), "withdraw", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "withdraw", {"by": LA, "family_confirmed": True}),
    ),
    "withdrawal_follows_the_appeal": (
        lambda: (appealed(), "withdraw", {"by": TRIBUNAL, "notice_received_on": "2026-02-10"}),
        lambda: (appealed(), "withdraw", {"by": TRIBUNAL, "notice_received_on": "2026-02-09"}),
    ),
    "appeal_can_go_on": (
        lambda: (
            appealed().then("record-appeal-outcome", "2026-02-11"),
            "reinstate-appeal", {"by": LA, "decision_reference": "12/26"},
        ),
        lambda: (
            appealed().then("record-appeal-outcome", "2026-02-11", order_kind="assess"),
            "reinstate-appeal", {"by": LA, "decision_reference": "12/26"},
        ),
    ),
    "tribunal_reinstates": (
        lambda: (withdrawn(), "reinstate-appeal", {"by": LA, "decision_reference": "12/26"}),
        lambda: (withdrawn(), "reinstate-appeal", {"by": LA}),
    ),
    "applied_in_time": (
        lambda: (withdrawn(), "reinstate-appeal", {"applied_on": "2026-02-12"}),
        lambda: (withdrawn(), "reinstate-appeal", {"applied_on": "2026-02-10"}),
    ),
    "unconceded": (
        lambda: (a_case(), "concede", {}),
        lambda: (a_case().then("concede", "2026-02-10"), "concede", {}),
    ),
    "conceded_is_disputed": (
        lambda: (a_case(sections="B F"), "concede", {"sections": some_sections("F")}),
        lambda: (a_case(sections="B F"), "concede", {"sections": some_sections("F I")}),
    ),
    "concedes_more": (
        lambda: (conceding("F"), "concede", {"sections": some_sections("F B")}),
        lambda: (conceding("F"), "concede", {"sections": some_sections("F")}),
    ),
    "promises_follow": (
        lambda: (a_case(), "concede", {"promises": promised(ON)}),
        lambda: (a_case(), "concede", {"promises": promised("2026-02-19")}),
    ),
    "promise_waits": (
        lambda: (conceding("F"), "keep-promise", {}),
        lambda: (conceding("F").then("keep-promise", "2026-02-12"), "keep-promise", {}),
    ),
    "body_may_owe": (
        lambda: (health_held(), "record-agreement", {"terms": THE_BODYS}),
        lambda: (held("full_agreement"), "record-agreement", {"terms": THE_BODYS}),
    ),
    "appeal_unconceded": (
        lambda: (answered(), "concede", {}),
        lambda: (answered().then("concede", "2026-02-17"), "concede", {}),
    ),
    "few_reviews": (
        lambda: (reviewed(AT_MOST - 1), "record-panel-review", {}),
        lambda: (reviewed(AT_MOST), "record-panel-review", {}),
    ),
    "review_is_new": (
        lambda: (reviewed(1), "record-panel-review", {}),
        lambda: (a_case().then("record-panel-review", ON), "record-panel-review", {}),
    ),
    "panel_answer_follows": (
        lambda: (a_case(), "record-panel-review", {"authority_answered_on": "2026-02-20"}),
        lambda: (a_case(), "record-panel-review", {"authority_answered_on": "2026-02-19"}),
    ),
    "panel_review_waits": (
        lambda: (reviewed(1), "answer-panel-review", {"reviewed_on": "2026-02-10"}),
        lambda: (reviewed(1), "answer-panel-review", {"reviewed_on": "2026-02-11"}),
    ),
    "agreement_unrecorded": (
        lambda: (held("full_agreement"), "record-agreement", {}),
        lambda: (held("partial_agreement").then("record-agreement", "2026-02-12"), "record-agreement", {}),
    ),
    "right_stays": (
        lambda: (a_case(), "register-appeal", {"basis": "permission", "appellant_kind": "young_person"}),
        lambda: (
            a_case(appellant="young_person"), "register-appeal",
            {"basis": "permission", "appellant_kind": "parent"},
        ),
    ),
    "health_unraised": (
        lambda: (requested(), "request-mediation", {"health_raised": True}),
        lambda: (a_health_case(), "request-mediation", {"health_raised": True}),
    ),
    "family_gives_up": (
        lambda: (a_case(), "withdraw", {"family_confirmed": True}),
        lambda: (a_case(), "withdraw", {"family_confirmed": False}),
    ),
    "no_appeal_pending": (
        lambda: (appealed().then("record-appeal-outcome", "2026-02-11"), "close", {"family_confirmed": True}),
        lambda: (appealed(), "close", {"family_confirmed": True}),
    ),
    "certificate_is_the_appellants": (
        lambda: (certified(), "register-appeal", {}),
        lambda: (certified(), "register-appeal", {"appellant_kind": "young_person"}),
    ),
    "reissue_follows_the_right": (
        lambda: (certified(), "reissue-certificate", {"holder_kind": "young_person"}),
        lambda: (certified(appellant="young_person"), "reissue-certificate", {"holder_kind": "parent"}),
    ),
    "school_age_passes_it": (
        lambda: (a_case(), "pass-right", {"to": "young_person", "because": "school_age_ended"}),
        lambda: (
            a_case(appellant="young_person"), "pass-right", {"to": "young_person", "because": "school_age_ended"},
        ),
    ),
    "another_may_act": (
        lambda: (a_case(), "pass-right", {"to": "alternative_person", "because": "capacity_lost"}),
        lambda: (a_case(), "pass-right", {"to": "parent", "because": "capacity_regained"}),
    ),
    "appealable": (
        lambda: (certified(sections="F G"), "register-appeal", {}),
        lambda: (certified(sections="G"), "register-appeal", {}),
    ),
    "placement_only": (
        lambda: (a_case(sections="I"), "register-appeal", {"basis": "placement_only"}),
        lambda: (a_case(sections="F I"), "register-appeal", {"basis": "placement_only"}),
    ),
    "permitted": (
        lambda: (a_case(), "register-appeal", {"basis": "permission", "by": LA, "permission_reference": "12/26"}),
        lambda: (a_case(), "register-appeal", {"basis": "permission", "by": LA}),
    ),
    "widening_is_covered": (
        lambda: (placement_appeal().certified("2026-02-11"), "widen-grounds", {"by": LA}),
        lambda: (placement_appeal(), "widen-grounds", {"by": LA}),
    ),
    "tribunal_widens_an_appeal": (
        lambda: (placement_appeal(), "widen-grounds", {"by": TRIBUNAL}),
        lambda: (a_case(sections="I"), "widen-grounds", {"by": TRIBUNAL}),
    ),
    "about_plan_content": (
        lambda: (a_case(sections="B"), "widen-grounds", {}),
        lambda: (a_case(), "widen-grounds", {}),
    ),
    "agreed_in_mediation": (
        lambda: (held("partial_agreement"), "record-agreement", {}),
        lambda: (held("no_agreement"), "record-agreement", {}),
    ),
    "agreed_dates_follow": (
        lambda: (held("full_agreement"), "record-agreement", {"terms": (Term(TermKind.ASSESS),)}),
        lambda: (held("full_agreement"), "record-agreement", {"terms": LATE_TERM}),
    ),
    "health_waits": (
        lambda: (
            a_case(sections="F G").then("request-mediation", "2026-02-10", health_raised=True),
            "notify-commissioning-body", {},
        ),
        lambda: (requested(sections="F G"), "notify-commissioning-body", {}),
    ),
    "nothing_under_way": (
        lambda: (certified(), "request-mediation", {}),
        lambda: (certified().then("request-mediation", "2026-02-10"), "request-mediation", {}),
    ),
    "under_way": (
        lambda: (certified().then("request-mediation", "2026-02-10"), "arrange-mediation", {}),
        lambda: (certified(), "arrange-mediation", {}),
    ),
    "session_ahead": (
        lambda: (requested(), "arrange-mediation", {"session_on": "2026-02-20"}),
        lambda: (requested(), "arrange-mediation", {"session_on": "2026-02-19"}),
    ),
    "session_arranged": (
        lambda: (
            certified().then("request-mediation", "2026-02-10").then("arrange-mediation", "2026-02-11"),
            "record-session-outcome", {},
        ),
        lambda: (certified().then("request-mediation", "2026-02-10"), "record-session-outcome", {}),
    ),
    "duty_is_owed": (
        lambda: (certified().then("register-appeal", "2026-02-10"), "complete-duty", {}),
        lambda: (certified().then("register-appeal", "2026-02-10"), "complete-duty", {"by": BODY}),
    ),
    "unconfirmed": (
        lambda: (read_out(), "confirm-notice", CONFIRMS),
        lambda: (a_case(), "confirm-notice", CONFIRMS),
    ),
    "unanswered": (
        lambda: (read_out(), "dispute-notice", {"reason": "not_ours"}),
        lambda: (a_case(), "dispute-notice", {"reason": "not_ours"}),
    ),
    "family_confirms": (
        lambda: (a_case(), "close", {"family_confirmed": True}),
        lambda: (a_case(), "close", {"family_confirmed": False}),
    ),
}  # fmt: skip

BEHIND_OTHERS: dict[str, tuple[Asked, Asked]] = {
    "ground_exempts": (
        (heard(regime=GREEN), "claim-exemption", {"ground": "urgency"}),
        (heard(), "claim-exemption", {"ground": "urgency"}),
    ),
    "adviser_is_independent": (  # the table lets no other party try
        (declined(), "issue-certificate", {"by": PROVIDER}),
        (declined(), "issue-certificate", {"by": LA}),
    ),
    "sent_before_it_was_answered": (
        (read_out(), "confirm-notice", CONFIRMS),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_sent_on": date(2026, 2, 19)}),
    ),
    "no_time_is_lost": (
        (read_out(), "confirm-notice", CONFIRMS),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_sent_on": date(2026, 2, 1)}),
    ),
    "letter_agrees": (
        (read_out(), "confirm-notice", CONFIRMS | {"notice_printed_on": date(2026, 2, 2)}),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_printed_on": date(2026, 1, 30)}),
    ),
    "uncertified": (  # the stage forbids a second certificate before the gate is asked
        (declined(), "issue-certificate", {}),
        (certified(), "issue-certificate", {}),
    ),
}
"""Gates that stand behind another wall, or whose refusal names the day. They are asked directly."""


def test_every_gate_has_its_examples() -> None:
    assert EXAMPLES.keys() | BEHIND_OTHERS.keys() == GATES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_gate_lets_through_and_refuses(name: str) -> None:
    gate = GATES[name]
    (story, action, says), shut = (example() for example in EXAMPLES[name])
    assert gate.is_open(story.facts, a_command(action, ON, **says), LAW)
    assert story.then(action, ON, **says).events
    story, action, says = shut
    assert not gate.is_open(story.facts, a_command(action, ON, **says), LAW)
    refused = story.refusal(action, ON, **says)
    assert isinstance(refused, GateClosed)
    assert refused.rule_id == gate.rule
    worded = gate.because(story.facts, a_command(action, ON, **says), LAW) if gate.because else gate.shut
    assert refused.reason == worded


@pytest.mark.parametrize("name", BEHIND_OTHERS)
def test_a_gate_behind_another_wall_would_refuse_too(name: str) -> None:
    for expected, (story, action, says) in zip((True, False), BEHIND_OTHERS[name], strict=True):
        assert GATES[name].is_open(story.facts, a_command(action, ON, **says), LAW) is expected
    story, action, says = BEHIND_OTHERS[name][1]
    assert isinstance(story.refusal(action, ON, **says), NotYours) is (name == "adviser_is_independent")


@pytest.mark.parametrize("name", GATES)
def test_a_gate_asks_a_question_cites_a_rule_and_answers_in_a_sentence(name: str) -> None:
    gate = GATES[name]
    assert gate.asks.endswith("?")
    assert gate.shut.endswith((".", ")."))
    assert RULEBOOK.knows(gate.rule)
