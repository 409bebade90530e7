"""The time limit of each row, repeated by hand: which deadline it sets, how long it is, and what it counts from."""

from datetime import date

import pytest

from app.law.domain.chronology import Chronology, Directed
from app.law.domain.deadlines import work_out
from app.law.domain.kinds import Code
from app.law.domain.model import COMMENCEMENT, Clock, Fact, Rule
from app.law.domain.rulebook import RULEBOOK
from tests.law.domain.calculator import ENGLAND

LIMITS = """
contact-adviser: contact-adviser, 2 months after notice_sent_on, when certificate_needed
issue-certificate-declined: issue-certificate, 3 working days after mediation_declined_on, when appealable
issue-certificate-took-part: issue-certificate, 3 working days after mediation_concluded_on, when appealable
issue-certificate-not-arranged: issue-certificate, 3 working days after cannot_arrange_reported_on, when appealable
notify-commissioning-body: notify-commissioning-body, 3 working days after health_issues_raised_on, when appeal
commissioning-body-arranges: commissioning-body-arrange-mediation, 30 days after commissioning_body_notified_on, when may_be_health_only
authority-arranges: arrange-mediation, 30 days after mediation_requested_on, when may_not_be_health_only
notify-session: notify-session, 5 working days before session_on, when appeal
report-agreement: report-agreement-to-authority, 1 week after agreement_made_on, when appeal
plan-transfers: transfer-plan, 15 working days beginning with move_known_on, when appeal
plan-transfers-on-the-move: transfer-plan, immediately moves_on, when move_known
new-authority-writes: explain-transferred-plan, 6 weeks after plan_transferred_on, when appeal
lodge-within-two-months: lodge-appeal, 2 months after notice_sent_on, when appealable
lodge-within-one-month-of-certificate: lodge-appeal, 1 month after certificate_issued_on, when appealable
lodge-claim: lodge-appeal, 6 months after notice_sent_on, when discrimination_claim
respond-to-claim: la-response, 30 working days after appeal_received_on, when discrimination_claim
apply-for-leave: apply-for-leave, 2 months after notice_sent_on, when leave_needed
fresh-consideration: fresh-consideration, 14 days after staff_decision_sent_on, when appealable
la-response: la-response, 30 working days after appeal_received_on, when appealable
copy-response: copy-response-to-family, immediately response_sent_on, when appealable
reinstatement: apply-for-reinstatement, 28 days after withdrawal_received_on, when appealable
"""  # noqa: E501 - one row of the rules on each line
STEPS = """
assess notify: 2 weeks
assess refuse_with_reasons: 10 weeks
assess final_plan: 14 weeks
make_plan draft_plan: 5 weeks
make_plan final_plan: 11 weeks
amend_plan amended_plan: 5 weeks
name_setting name_setting: 2 weeks
continue_plan continue: immediately
cease_plan cease: immediately
reconsider draft_or_notice: 2 weeks
other_action do: 2 weeks
"""
"""The times of regulation 44. Regulations 42 and 45 give the same times for most of them."""

FROM = {
    "order": ("comply-with-order", Fact.ORDER_MADE, "appealable", {"other_action"}),
    "agreement": ("carry-out-agreement", Fact.AGREEMENT_MADE, "appeal", set[str]()),
    "unopposed": (
        "comply-unopposed",
        Fact.UNOPPOSED_NOTIFIED,
        "unopposed_in_time",
        {"cease_plan", "reconsider", "other_action"},
    ),
}
"""What each family of steps sets, counts from and needs, and the matters that the family leaves out."""

AS_MADE = {"assess": "4 weeks", "amend_plan": "4 weeks"}
"""Regulation 45 before 23 March 2015."""


def clocks() -> list[tuple[Rule, Clock]]:
    return [(row, row.clock) for row in RULEBOOK.rows if row.clock]


def length(clock: Clock) -> str:
    return str(clock.period).removesuffix(" after")


def test_each_time_limit_that_is_no_step() -> None:
    found = {f"{row.id}: {one.code}, {one.period} {one.runs_from}, when {one.when}" for row, one in clocks()
             if one.step is None}  # fmt: skip
    assert found == {*LIMITS.strip().split("\n")}


@pytest.mark.parametrize("family", FROM)
def test_each_step_of_a_family(family: str) -> None:
    code, runs_from, when, without = FROM[family]
    rows = [(row, one) for row, one in clocks() if row.id.startswith(f"{family}-") and one.step]
    assert {(one.code, one.runs_from, one.when) for _, one in rows} == {(code, runs_from, when)}
    said = {f"{one.term} {one.step}: {length(one)}" for row, one in rows if row.in_force_to is None}
    assert said == {line for line in STEPS.strip().split("\n") if line.split()[0] not in without}


def test_the_times_of_an_unopposed_appeal_before_2015() -> None:
    before = {one.term: length(one) for row, one in clocks() if row.in_force_to and one.code == "comply-unopposed"}
    assert {term: before[term] for term in AS_MADE} == AS_MADE  # type: ignore[index]


VERSIONS = """
no-recommendations-on-refusal-to-assess: from 2018-04-03
reply-to-recommendation: from 2018-04-03
coronavirus-relaxation: from 2020-05-01 to 2020-09-25
unopposed-assess-notify: from 2014-09-01 to 2015-03-22
unopposed-amend-plan-amended-plan: from 2014-09-01 to 2015-03-22
unopposed-make-plan-draft-plan: from 2014-09-01 to 2015-03-22
unopposed-make-plan-final-plan: from 2014-09-01 to 2015-03-22
unopposed-assess-notify: from 2015-03-23
unopposed-assess-refuse-with-reasons: from 2015-03-23
unopposed-assess-final-plan: from 2015-03-23
unopposed-make-plan-draft-plan: from 2015-03-23
unopposed-make-plan-final-plan: from 2015-03-23
unopposed-amend-plan-amended-plan: from 2015-03-23
lodge-claim: from 2014-09-01 to 2020-07-20
respond-to-claim: from 2014-09-01 to 2020-07-20
lodge-claim: from 2020-07-21
respond-to-claim: from 2020-07-21
"""
"""The rows that have not been the law, in these words, ever since the Act began."""


def test_the_days_of_each_version() -> None:
    found = {
        f"{row.id}: from {row.in_force_from}" + (f" to {row.in_force_to}" if row.in_force_to else "")
        for row in RULEBOOK.rows
        if (row.in_force_from, row.in_force_to) != (COMMENCEMENT, None)
    }
    assert found == {*VERSIONS.strip().split("\n")}


def test_every_rule_is_the_law_of_the_day_of_the_notice() -> None:
    assert {row.governed_on for row in RULEBOOK.rows} == {Fact.NOTICE_SENT}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("order-assess-notify", "Within 2 weeks of"),
        ("order-continue-plan-continue", "Immediately after"),
        ("unopposed-assess-final-plan", "As soon as practicable, and at the latest within 14 weeks of"),
    ],
)
def test_the_words_of_a_step_name_its_time(rule: str, words: str) -> None:
    assert words in RULEBOOK.rule(rule).says


@pytest.mark.parametrize(
    ("moves_on", "said"),
    [
        (None, "the authority had less than 15 working days' notice; otherwise the plan moves on the day"),
        (date(2026, 3, 9), None),  # before the 15 working days end, so their rule still gives the day
        (date(2026, 5, 1), None),
    ],
)
def test_whether_the_notice_of_a_move_was_short_is_known_once_both_days_are(
    moves_on: date | None, said: str | None
) -> None:
    facts = Chronology(date(2026, 1, 12), move_known_on=date(2026, 3, 2), moves_on=moves_on)
    found = {one.applies_if for one in work_out(facts, ENGLAND).deadlines if one.code is Code.TRANSFER_PLAN}
    assert found == {said}


def test_a_directed_date_is_for_the_tribunals_order_unless_it_names_another_deadline() -> None:
    assert Directed(None, date(2026, 5, 1)).code is Code.COMPLY_WITH_ORDER


def test_a_directed_date_takes_the_place_of_the_rules_and_ends_on_a_working_day() -> None:
    """18 April 2026 is a Saturday."""
    directed = Directed(None, date(2026, 4, 18), Code.LA_RESPONSE)
    facts = Chronology(date(2026, 1, 12), appeal_received_on=date(2026, 3, 2), directed=(directed,))
    (response,) = [one for one in work_out(facts, ENGLAND).deadlines if one.code is Code.LA_RESPONSE]
    assert response.due_on == date(2026, 4, 20)
    assert response.due_at is not None
    assert response.due_at.isoformat() == "2026-04-20T17:00:00+01:00"


def test_the_rules_of_the_proposal_are_marked_as_such() -> None:
    proposed = {row.id for row in RULEBOOK.rows if row.regime == "green-paper-2022"}
    assert proposed == {
        "attendance-compulsory",
        "exemption-decided-in-time",
        "exemption-frees",
        "failed-arrangement-frees",
    }
    assert {row.id for row in RULEBOOK.rows if row.regime == "send-reform-2026"} == {"placement-reviewed-and-remitted"}
    assert {row.regime for row in RULEBOOK.rows} == {"cfa-2014", "green-paper-2022", "send-reform-2026"}


def test_each_certificate_links_to_its_regulation() -> None:
    links = {row.id: row.url.rpartition("/")[2] for row in RULEBOOK.rows if row.id.startswith("issue-certificate-")}
    assert set(links.values()) <= {"33", "34", "39"}


def test_a_time_that_was_not_read_says_that_the_later_text_has_it() -> None:
    (before, *_) = RULEBOOK.versions("unopposed-make-plan-final-plan")
    assert "Within 11 weeks (the time in the later version of the regulation) of" in before.says


def test_the_rules_whose_dates_come_with_a_caution() -> None:
    assert {row.id for row in RULEBOOK.rows if row.caution} == {
        "lodge-claim",
        "unopposed-assess-notify",
        "unopposed-make-plan-draft-plan",
        "unopposed-make-plan-final-plan",
    }
