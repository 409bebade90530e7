"""The weeks of regulations 42, 44 and 45: agreements, orders and unopposed appeals, step by step.

Expected dates come from the rules and a printed calendar. The calculator and the oracle must both give them.
"""

from typing import Any

import pytest

from tests.law.domain.both import AN_OLD_NOTICE, Law, both
from tests.law.domain.calculator import calculate

# From Tuesday 24 November 2026, so that ends fall on bank holidays, weekends and a leap-free February.
STEPS = {
    "assess": {"notify": "2026-12-08", "refuse_with_reasons": "2027-02-02", "final_plan": "2027-03-02"},
    "make_plan": {"draft_plan": "2026-12-29", "final_plan": "2027-02-09"},
    "amend_plan": {"amended_plan": "2026-12-29"},
    "name_setting": {"name_setting": "2026-12-08"},
    "continue_plan": {"continue": "2026-11-24"},
    "cease_plan": {"cease": "2026-11-24"},
    "reconsider": {"draft_or_notice": "2026-12-08"},
}


@both
@pytest.mark.parametrize("kind", [*STEPS, "other_action"])
def test_each_term_of_an_agreement_has_its_steps(law: Law, kind: str) -> None:
    facts = {
        "notice_sent_on": "2026-09-07",
        "agreement_made_on": "2026-11-24",
        "agreement_terms": [{"kind": kind}],
    }
    assert law.steps("carry-out-agreement", **facts) == STEPS.get(kind, {"do": "2026-12-08"})
    terms = {answer.term for answer in law.answers(**facts) if answer.code == "carry-out-agreement"}
    assert terms == {kind}


@both
@pytest.mark.parametrize(
    ("made", "due"),
    [
        ("2025-12-10", "2025-12-24"),
        ("2025-12-11", "2025-12-25"),  # no roll: a week of the Regulations is seven days
        ("2025-12-12", "2025-12-26"),
        ("2026-03-20", "2026-04-03"),
        ("2026-07-18", "2026-08-01"),
        ("2024-02-15", "2024-02-29"),
        ("2024-02-16", "2024-03-01"),
    ],
)
def test_two_weeks_are_fourteen_days(law: Law, made: str, due: str) -> None:
    facts = {"notice_sent_on": AN_OLD_NOTICE, "agreement_made_on": made, "agreement_terms": [{"kind": "other_action"}]}
    assert law.day("carry-out-agreement", **facts) == due


@both
@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("assess", "final_plan"),
        ("make_plan", "final_plan"),
        ("amend_plan", "amended_plan"),
        ("continue_plan", "continue"),
        ("other_action", "do"),
    ],
)
@pytest.mark.parametrize("agreed_by", ["2026-03-09", "2026-03-10", "2026-12-25"])
def test_a_date_agreed_in_writing_replaces_the_regulations(law: Law, kind: str, step: str, agreed_by: str) -> None:
    facts = {
        "notice_sent_on": "2026-01-12",
        "agreement_made_on": "2026-03-09",
        "agreement_terms": [{"kind": kind, "agreed_by": agreed_by}],
    }
    assert law.steps("carry-out-agreement", **facts) == {step: agreed_by}


@both
def test_an_agreed_date_governs_its_own_term_only(law: Law) -> None:
    facts: dict[str, Any] = {
        "notice_sent_on": "2026-01-12",
        "agreement_made_on": "2026-03-09",
        "agreement_terms": [
            {"kind": "amend_plan", "agreed_by": "2026-05-01"},
            {"kind": "name_setting"},
            {"kind": "other_action"},
        ],
    }
    given = [(a.term, a.due_on) for a in law.answers(**facts) if a.code == "carry-out-agreement"]
    assert sorted(given) == [
        ("amend_plan", "2026-05-01"),
        ("name_setting", "2026-03-23"),
        ("other_action", "2026-03-23"),
    ]
    # The week for telling the authority cannot be agreed away.
    assert law.day("report-agreement-to-authority", **facts) == "2026-03-16"


@both
@pytest.mark.parametrize("kind", STEPS)
def test_each_order_has_its_steps(law: Law, kind: str) -> None:
    facts = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-11-24", "order_kind": kind}
    assert law.steps("comply-with-order", **facts) == STEPS[kind]
    assert {answer.term for answer in law.answers(**facts) if answer.code == "comply-with-order"} == {kind}


# --- regulation 45: the notice's own version --------------------------------------------------------------------

WEEKS_FROM_1_JUNE_2015 = {2: "2015-06-15", 4: "2015-06-29", 5: "2015-07-06", 10: "2015-08-10", 11: "2015-08-17"}


@both
@pytest.mark.parametrize(
    ("sent", "kind", "sections", "weeks"),
    [
        ("2015-03-22", "refusal_to_assess", None, {"notify": 4}),
        ("2015-03-23", "refusal_to_assess", None, {"notify": 2, "refuse_with_reasons": 10}),
        ("2015-03-22", "refusal_to_reassess", None, {"notify": 4}),
        ("2015-03-23", "refusal_to_reassess", None, {"notify": 2, "refuse_with_reasons": 10}),
        ("2015-03-22", "plan_content", ["B", "F"], {"amended_plan": 4}),
        ("2015-03-23", "plan_content", ["B", "F"], {"amended_plan": 5}),
        ("2015-03-22", "plan_content", ["F", "I"], {"amended_plan": 4}),
        ("2015-03-23", "plan_content", ["F", "I"], {"amended_plan": 5}),
        ("2015-03-22", "plan_content", ["I"], {"name_setting": 2}),
        ("2015-03-23", "plan_content", ["I"], {"name_setting": 2}),
        # Two weeks where the placement alone is appealed; health and social care sections cannot be.
        ("2015-03-23", "plan_content", ["G", "I"], {"name_setting": 2}),
        ("2015-03-23", "plan_content", ["C", "D", "H1", "H2", "I"], {"name_setting": 2}),
        ("2015-03-23", "plan_content", ["B", "G", "I"], {"amended_plan": 5}),
        ("2015-03-22", "refusal_to_amend", None, {"amended_plan": 4}),
        ("2015-03-23", "refusal_to_amend", None, {"amended_plan": 5}),
        # Regulation 45(4) as substituted names section 51(2)(e) without asking which section of the plan is in dispute.
        ("2015-03-23", "refusal_to_amend", ["I"], {"amended_plan": 5}),
        ("2015-03-22", "refusal_to_issue_plan", None, {"draft_plan": 5, "final_plan": 11}),
        ("2015-03-23", "refusal_to_issue_plan", None, {"draft_plan": 5, "final_plan": 11}),
    ],
)
def test_an_unopposed_appeal_keeps_the_version_of_its_notice(
    law: Law, sent: str, kind: str, sections: list[str] | None, weeks: dict[str, int]
) -> None:
    facts: dict[str, Any] = {"notice_sent_on": sent, "decision_kind": kind, "unopposed_notified_on": "2015-06-01"}
    if sections:
        facts["sections"] = sections
    steps = law.steps("comply-unopposed", **facts)
    if "refuse_with_reasons" in weeks:
        assert steps.pop("final_plan") == "2015-09-07"  # fourteen weeks
    assert steps == {step: WEEKS_FROM_1_JUNE_2015[n] for step, n in weeks.items()}


@both
@pytest.mark.parametrize("sent", ["2015-03-22", "2015-03-23"])
def test_an_unopposed_cease_appeal_is_continued_at_once(law: Law, sent: str) -> None:
    facts = {"notice_sent_on": sent, "decision_kind": "cease_to_maintain", "unopposed_notified_on": "2015-06-01"}
    assert law.steps("comply-unopposed", **facts) == {"continue": "2015-06-01"}


@both
def test_the_kind_of_order_may_be_said_instead(law: Law) -> None:
    facts = {
        "notice_sent_on": "2026-01-12",
        "decision_kind": "cease_to_maintain",
        "order_kind": "amend_plan",
        "unopposed_notified_on": "2026-03-09",
    }
    assert law.steps("comply-unopposed", **facts) == {"amended_plan": "2026-04-13"}
    assert {answer.term for answer in law.answers(**facts) if answer.code == "comply-unopposed"} == {"amend_plan"}


# --- dates that the tribunal directs (reg 44(1)) ------------------------------------------------------------------


@both
def test_a_directed_date_displaces_the_weeks_of_its_own_step(law: Law) -> None:
    facts: dict[str, Any] = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-03-09", "order_kind": "make_plan"}
    assert law.steps("comply-with-order", **facts) == {"draft_plan": "2026-04-13", "final_plan": "2026-05-25"}
    facts["directed"] = [{"step": "draft_plan", "due_on": "2026-03-16"}]
    assert law.steps("comply-with-order", **facts) == {"draft_plan": "2026-03-16", "final_plan": "2026-05-25"}
    facts["directed"].append({"step": "final_plan", "due_on": "2026-07-01"})
    assert law.steps("comply-with-order", **facts) == {"draft_plan": "2026-03-16", "final_plan": "2026-07-01"}


@both
@pytest.mark.parametrize(
    ("due_on", "why"), [("2026-03-08", "before-the-notice"), ("2029-01-01", "beyond-calendar-horizon")]
)
def test_a_directed_date_lies_after_its_order_and_within_what_is_known(law: Law, due_on: str, why: str) -> None:
    directed = [{"step": "notify", "due_on": due_on}]
    facts = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-03-09", "order_kind": "assess"}
    assert law.refusal(**facts, directed=directed) == why


def test_a_directed_step_that_is_none_of_the_orders_is_told() -> None:
    directed = [{"step": "cease", "due_on": "2026-04-01"}]
    facts = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-03-09", "order_kind": "amend_plan"}
    answer = calculate(**facts, directed=directed)
    assert [one["due_on"] for one in answer["deadlines"] if one["code"] == "comply-with-order"] == ["2026-04-13"]
    assert any("starts the time limit for comply-with-order with the step cease" in note for note in answer["notes"])


@both
@pytest.mark.parametrize("directed", ["2026-11-24", "2026-12-01", "2026-12-25", "2027-03-01"])
def test_a_directed_date_displaces_the_weeks(law: Law, directed: str) -> None:
    """Earlier or later than the five weeks, on the day of the order or on Christmas Day: the tribunal's word stands."""
    facts = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-11-24", "order_kind": "amend_plan"}
    said = [{"code": "comply-with-order", "step": "amended_plan", "due_on": directed}]
    assert law.steps("comply-with-order", **facts, directed=said) == {"amended_plan": directed}


@both
def test_a_directed_date_governs_its_own_step_only(law: Law) -> None:
    facts = {"notice_sent_on": "2026-01-12", "order_made_on": "2026-11-24", "order_kind": "make_plan"}
    said = [{"code": "comply-with-order", "step": "draft_plan", "due_on": "2026-12-08"}]
    assert law.steps("comply-with-order", **facts, directed=said) == {
        "draft_plan": "2026-12-08", "final_plan": "2027-02-09",
    }  # fmt: skip
    for_all = [{"code": "comply-with-order", "due_on": "2026-12-08"}]
    assert set(law.steps("comply-with-order", **facts, directed=for_all).values()) == {"2026-12-08"}


@both
def test_a_directed_date_does_not_reach_an_agreement_or_an_unopposed_appeal(law: Law) -> None:
    said = [{"code": "comply-with-order", "due_on": "2026-06-20"}]
    facts = {"notice_sent_on": "2026-01-12", "decision_kind": "refusal_to_assess"}
    conceded = law.steps("comply-unopposed", **facts, unopposed_notified_on="2026-06-01", directed=said)
    assert conceded["notify"] == "2026-06-15"


@both
@pytest.mark.parametrize(
    ("directed", "due"),
    [
        ("2026-08-14", "2026-08-14T17:00:00+01:00"),  # August counts where a date is directed (r.12(4))
        ("2026-08-15", "2026-08-17T17:00:00+01:00"),  # a Saturday: the next working day (r.12(2))
        ("2026-08-31", "2026-09-01T17:00:00+01:00"),  # the summer bank holiday
        ("2026-12-29", "2026-12-29T17:00:00+00:00"),
    ],
)
def test_a_directed_response_is_due_by_five_on_a_working_day(law: Law, directed: str, due: str) -> None:
    facts = {"notice_sent_on": "2026-05-05", "appeal_received_on": "2026-07-01"}
    given = law.answers(**facts, directed=[{"code": "la-response", "due_on": directed}])
    assert [answer.due_at for answer in given if answer.code == "la-response"] == [due]


@both
@pytest.mark.parametrize(
    ("code", "facts", "early"),
    [
        ("comply-with-order", {"order_made_on": "2026-06-01", "order_kind": "assess"}, "2026-05-31"),
        ("la-response", {"appeal_received_on": "2026-06-01"}, "2026-05-31"),
        ("la-response", {}, "2026-01-11"),
    ],
)
def test_a_directed_date_before_what_it_is_for_is_refused(
    law: Law, code: str, facts: dict[str, str], early: str
) -> None:
    said = [{"code": code, "due_on": early}]
    assert law.refusal(notice_sent_on="2026-01-12", **facts, directed=said) == "before-the-notice"


@both
def test_a_directed_date_beyond_the_known_holidays_is_refused(law: Law) -> None:
    said = [{"code": "la-response", "due_on": "2029-01-02"}]
    assert law.refusal(notice_sent_on="2026-01-12", directed=said) == "beyond-calendar-horizon"


# --- an appeal is unopposed only before the response (reg 45(1)) ------------------------------------------------------


@both
@pytest.mark.parametrize(("told", "unopposed"), [("2026-05-05", True), ("2026-05-06", True), ("2026-05-07", False)])
def test_after_the_response_no_unopposed_time_runs(law: Law, told: str, *, unopposed: bool) -> None:
    facts = {
        "notice_sent_on": "2026-02-13", "decision_kind": "refusal_to_assess", "appeal_received_on": "2026-04-01",
        "response_sent_on": "2026-05-06", "unopposed_notified_on": told,
    }  # fmt: skip
    assert bool(law.days("comply-unopposed", **facts)) is unopposed
