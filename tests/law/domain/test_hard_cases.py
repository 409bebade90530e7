"""The hard cases of the field, asked of the calculator and of the oracle alike.

Each test carries the number that the case has in the project's collection of hard cases. Expected dates were worked
out by hand, from the rules and a printed calendar.
"""

from typing import Any

import pytest

from tests.law.domain.both import Law, both

pytestmark = both


def at(law: Law, **facts: Any) -> str:
    """The moment until which the appeal may be lodged."""
    (moment,) = [answer.due_at for answer in law.answers(**facts) if answer.code == "lodge-appeal"]
    return moment


def test_h1_the_certificate_gives_its_own_month(law: Law) -> None:
    """Refused assessment, letter of Monday 2 February; on the 10th the family declines. Three working days for the
    certificate; two months from the letter, not one month from the certificate, is the later end."""
    facts = {
        "notice_sent_on": "2026-02-02",
        "decision_kind": "refusal_to_assess",
        "mediation_declined_on": "2026-02-10",
    }
    assert law.day("issue-certificate", **facts) == "2026-02-13"
    assert at(law, **facts, certificate_issued_on="2026-02-13") == "2026-04-02T17:00:00+01:00"


def test_h2_new_years_eve_runs_to_the_short_end_of_february(law: Law) -> None:
    """Letter of 31 December and no certificate: 28 February is a Saturday, so lodging is good until Monday 2 March."""
    assert at(law, notice_sent_on="2025-12-31") == "2026-03-02T17:00:00+00:00"
    assert law.day("contact-adviser", notice_sent_on="2025-12-31") == "2026-02-28"


def test_h4_an_end_between_christmas_and_new_year_moves_beyond_it(law: Law) -> None:
    """Letter of 1 October, certificate of Saturday 29 November: the month ends on 29 December, which is protected."""
    assert law.day("lodge-appeal", notice_sent_on="2025-10-01", certificate_issued_on="2025-11-29") == "2026-01-02"


def test_h5_an_end_in_august_moves_to_september(law: Law) -> None:
    """Letter of 15 June: 15 August is protected and the 31st is a bank holiday, so Tuesday 1 September."""
    assert law.day("lodge-appeal", notice_sent_on="2026-06-15") == "2026-09-01"


@pytest.mark.parametrize(("issued", "due"), [("2026-06-30", "2026-07-30"), ("2026-07-01", "2026-09-01")])
def test_h7_one_day_of_issue_is_worth_thirty_three(law: Law, issued: str, due: str) -> None:
    """Letter of 5 May; a certificate on 30 June ends in July, one a day later ends in August and so in September."""
    assert law.day("lodge-appeal", notice_sent_on="2026-05-05", certificate_issued_on=issued) == due


def test_h9_christmas_eve_is_an_ordinary_day_until_five(law: Law) -> None:
    """Letter of Saturday 24 October: two months end on Thursday 24 December, which nothing protects."""
    assert at(law, notice_sent_on="2026-10-24") == "2026-12-24T17:00:00+00:00"


def test_h11_the_authority_lets_the_thirty_days_pass_over_christmas(law: Law) -> None:
    """Letter of 25 November; mediation asked for on 5 December, cancelled twice; the adviser is told on 5 January."""
    facts = {
        "notice_sent_on": "2025-11-25",
        "mediation_requested_on": "2025-12-05",
        "cannot_arrange_reported_on": "2026-01-05",
    }
    assert law.day("arrange-mediation", **facts) == "2026-01-04"
    assert law.day("issue-certificate", **facts) == "2026-01-08"
    assert law.day("lodge-appeal", **facts, certificate_issued_on="2026-01-08") == "2026-02-09"


def test_h12_the_adviser_works_between_christmas_and_new_year(law: Law) -> None:
    """The authority reports on Christmas Eve: the tribunal's shut days are not the adviser's."""
    facts = {"notice_sent_on": "2025-11-03", "cannot_arrange_reported_on": "2025-12-24"}
    assert law.day("issue-certificate", **facts) == "2025-12-31"


def test_h14_the_contact_period_ends_on_its_day(law: Law) -> None:
    """Letter of 12 January: a first call on 13 March is one day late. (What then remains open: the pathway's tests.)"""
    assert law.day("contact-adviser", notice_sent_on="2026-01-12") == "2026-03-12"


def test_h16_placement_alone_needs_no_certificate_but_keeps_mediation(law: Law) -> None:
    """Final plan of 13 February, only the school disputed: nobody need call an adviser, and mediation can be had."""
    facts = {
        "notice_sent_on": "2026-02-13",
        "decision_kind": "plan_content",
        "sections": ["I"],
        "mediation_requested_on": "2026-02-20",
    }
    assert law.day("lodge-appeal", **facts) == "2026-04-13"
    assert law.days("contact-adviser", **facts) == []
    assert law.day("arrange-mediation", **facts) == "2026-03-22"


def test_h19_health_alone_can_be_mediated_and_not_appealed(law: Law) -> None:
    """Only the health provision is disputed: no appeal, no certificate to seek, and the commissioning body arranges."""
    facts = {
        "notice_sent_on": "2026-02-13",
        "decision_kind": "plan_content",
        "sections": ["G"],
        "mediation_requested_on": "2026-03-02",
        "commissioning_body_notified_on": "2026-03-05",
    }
    assert {answer.code: answer.due_on for answer in law.answers(**facts)} == {
        "commissioning-body-arrange-mediation": "2026-04-04"
    }


def test_h22_health_issues_travel_in_three_days_and_are_mediated_in_thirty(law: Law) -> None:
    """Raised on Monday 2 March; told on Thursday the 5th; thirty plain days end on a Saturday and stay there."""
    facts = {
        "notice_sent_on": "2026-02-13",
        "decision_kind": "plan_content",
        "sections": ["C", "G"],
        "health_issues_raised_on": "2026-03-02",
        "commissioning_body_notified_on": "2026-03-05",
    }
    assert law.day("notify-commissioning-body", **facts) == "2026-03-05"
    assert law.day("commissioning-body-arrange-mediation", **facts) == "2026-04-04"


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("amend_plan", {"amended_plan": "2026-04-13"}),
        ("name_setting", {"name_setting": "2026-03-23"}),
        ("assess", {"notify": "2026-03-23", "refuse_with_reasons": "2026-05-18", "final_plan": "2026-06-15"}),
        ("make_plan", {"draft_plan": "2026-04-13", "final_plan": "2026-05-25"}),
    ],
)
def test_h25_an_agreement_binds_like_an_order(law: Law, kind: str, steps: dict[str, str]) -> None:
    """Written agreement of Monday 9 March: whole weeks, and the one that ends on a bank holiday stays there."""
    facts = {
        "notice_sent_on": "2026-01-12",
        "agreement_made_on": "2026-03-09",
        "agreement_terms": [{"kind": kind}],
    }
    assert law.steps("carry-out-agreement", **facts) == steps


def test_h28_an_unopposed_contents_appeal_has_five_weeks(law: Law) -> None:
    """The authority tells the tribunal on 5 May 2026 that it gives way: five weeks, where the old text said four."""
    facts = {
        "notice_sent_on": "2026-02-13",
        "decision_kind": "plan_content",
        "sections": ["B", "F"],
        "unopposed_notified_on": "2026-05-05",
    }
    assert law.steps("comply-unopposed", **facts) == {"amended_plan": "2026-06-09"}


def test_h29_a_concession_before_the_session_starts_no_clock_and_stops_none(law: Law) -> None:
    """Conceded by e-mail on 6 May, session due on the 20th: no agreement was made, so nothing is to be carried out;
    the time to appeal runs on, and a family that then declines still has its certificate in three working days."""
    facts = {"notice_sent_on": "2026-04-01", "session_on": "2026-05-20", "mediation_declined_on": "2026-05-06"}
    assert law.days("carry-out-agreement", **facts) == []
    assert law.day("lodge-appeal", **facts) == "2026-06-01"
    assert law.day("issue-certificate", **facts) == "2026-05-11"


def test_h33_a_duplicate_certificate_keeps_the_first_date_of_issue(law: Law) -> None:
    """The certificate of 13 February is lost and sent again in March: its month still runs from February."""
    facts = {"notice_sent_on": "2026-01-05", "certificate_issued_on": "2026-02-13"}
    assert law.day("lodge-appeal", **facts) == "2026-03-13"


def test_h38_two_siblings_have_two_clocks(law: Law) -> None:
    """One envelope, two children, two certificates a week apart: each has a month of its own."""
    elder = law.day("lodge-appeal", notice_sent_on="2026-01-12", certificate_issued_on="2026-02-20")
    younger = law.day("lodge-appeal", notice_sent_on="2026-01-12", certificate_issued_on="2026-02-27")
    assert (elder, younger) == ("2026-03-20", "2026-03-27")


def test_h41_a_plan_follows_the_family_in_fifteen_working_days(law: Law) -> None:
    """Told on Monday 2 March of a move on the 9th, too short a notice for a transfer on the day: the old authority has
    until Friday the 20th, the 2nd counted; the new one then writes within six weeks. Of a move on 1 April it was told
    in time: the plan moves that day."""
    facts = {"notice_sent_on": "2026-01-12", "move_known_on": "2026-03-02"}
    assert law.day("transfer-plan", **facts) == "2026-03-20"
    assert law.day("transfer-plan", **facts, moves_on="2026-03-09") == "2026-03-20"
    assert law.day("transfer-plan", **facts, moves_on="2026-04-01") == "2026-04-01"
    assert law.day("explain-transferred-plan", **facts, plan_transferred_on="2026-03-20") == "2026-05-01"


def test_h44_a_discrimination_claim_has_six_months_and_no_holidays(law: Law) -> None:
    """Since 21 July 2020 neither August nor Christmas moves a claim, and it never needed a certificate."""
    for sent, due in [("2026-02-12", "2026-08-12"), ("2026-06-29", "2026-12-29")]:
        facts = {"notice_sent_on": sent, "claim": "disability_discrimination", "certificate_issued_on": sent}
        assert {answer.code: answer.due_on for answer in law.answers(**facts)} == {"lodge-appeal": due}


def test_h45_what_is_agreed_and_what_is_not_run_side_by_side(law: Law) -> None:
    """On 9 March provision is agreed and the placement is not: five weeks for the one, a certificate in three working
    days for the other, and then a month to appeal."""
    facts = {
        "notice_sent_on": "2026-01-12",
        "decision_kind": "plan_content",
        "sections": ["F", "I"],
        "mediation_concluded_on": "2026-03-09",
        "agreement_made_on": "2026-03-09",
        "agreement_terms": [{"kind": "amend_plan"}],
    }
    assert law.steps("carry-out-agreement", **facts) == {"amended_plan": "2026-04-13"}
    assert law.day("issue-certificate", **facts) == "2026-03-12"
    assert law.day("lodge-appeal", **facts, certificate_issued_on="2026-03-12") == "2026-04-13"


@pytest.mark.parametrize(
    ("sent", "received", "due"),
    [("2026-05-05", "2026-07-01", "2026-09-10"), ("2025-10-06", "2025-12-01", "2026-01-20")],
)
def test_h46_the_response_does_not_count_august_or_christmas(law: Law, sent: str, received: str, due: str) -> None:
    """Thirty working days from service, skipping the protected days rather than moving past them at the end."""
    assert law.day("la-response", notice_sent_on=sent, appeal_received_on=received) == due


# About the pathway, and left to its tests: H35 (the young person becomes the appellant) and H47 (the detained young
# person); and of the cases above, what no date can say: H9 (lodged at five past five), H14 (permission, and the offer
# of advice), H16 and H19 (mediation may not be refused), H29 (closing only on the family's word), H33 (the duplicate
# itself), H38 (two cases, one session), H41 (the new respondent, the certificate's keeping its value), H45 (the
# grounds of the appeal).
