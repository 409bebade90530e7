"""The day before, the day itself and the day after: leave to appeal, staff decisions, withdrawal, the response's copy.

Expected dates come from the rules and a printed calendar. The calculator and the oracle must both give them.
"""

from typing import Any

import pytest

from tests.law.domain.both import AN_OLD_NOTICE, CLAIM, Law, both

# --- apply-for-leave: rule 19(2) sends it to rule 20's time, without the certificate's month --------------------------


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-01-11", "2026-03-11"),
        ("2026-01-12", "2026-03-12"),
        ("2026-01-13", "2026-03-13"),
        ("2025-12-31", "2026-03-02"),  # 28 February is a Saturday
        ("2026-02-03", "2026-04-07"),  # over Easter
        ("2026-06-15", "2026-09-01"),  # out of August
        ("2026-10-25", "2027-01-04"),  # beyond Christmas
    ],
)
def test_leave_is_asked_for_in_the_time_for_an_appeal(law: Law, sent: str, due: str) -> None:
    assert law.day("apply-for-leave", notice_sent_on=sent) == due
    (leave,) = [answer for answer in law.answers(notice_sent_on=sent) if answer.code == "apply-for-leave"]
    assert leave.due_at.startswith(f"{due}T17:00:00+0")


@both
@pytest.mark.parametrize(
    "facts",
    [
        {"certificate_issued_on": "2026-02-20"},
        {"appeal_received_on": "2026-02-20"},
        {"decision_kind": "plan_content", "sections": ["I"]},
        {"decision_kind": "plan_content", "sections": ["I", "G"]},
        {"decision_kind": "plan_content", "sections": ["G"]},
        {"claim": CLAIM},
    ],
)
def test_nobody_needs_leave_who_has_a_certificate_or_needs_none(law: Law, facts: dict[str, Any]) -> None:
    assert law.days("apply-for-leave", notice_sent_on="2026-01-12", **facts) == []


# --- fresh consideration: fourteen days, of which August and Christmas week are none ----------------------------------


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-05-05", "2026-05-19"),
        ("2026-05-08", "2026-05-22"),
        ("2026-05-09", "2026-05-26"),  # Saturday 23 May, then a Sunday and the bank holiday
        ("2026-05-12", "2026-05-26"),
        ("2026-05-13", "2026-05-27"),
        ("2026-07-17", "2026-07-31"),
        ("2026-07-18", "2026-09-01"),  # thirteen days in July, the fourteenth in September
        ("2026-07-31", "2026-09-14"),
        ("2026-08-20", "2026-09-14"),
        ("2026-12-10", "2026-12-24"),
        ("2026-12-11", "2027-01-04"),  # 2 January is a Saturday
        ("2026-12-28", "2027-01-15"),
    ],
)
def test_fourteen_days_to_ask_for_a_judge(law: Law, sent: str, due: str) -> None:
    assert law.day("fresh-consideration", notice_sent_on=AN_OLD_NOTICE, staff_decision_sent_on=sent) == due


# --- reinstatement: twenty-eight days from the tribunal's receipt of the notice ---------------------------------------


@both
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-05-05", "2026-06-02"),
        ("2026-05-06", "2026-06-03"),
        ("2026-05-07", "2026-06-04"),
        ("2026-03-06", "2026-04-07"),  # Good Friday to Easter Monday
        ("2026-07-03", "2026-07-31"),
        ("2026-07-04", "2026-09-01"),
        ("2026-11-26", "2026-12-24"),
        ("2026-11-27", "2027-01-04"),
    ],
)
def test_twenty_eight_days_to_come_back(law: Law, received: str, due: str) -> None:
    assert law.day("apply-for-reinstatement", notice_sent_on=AN_OLD_NOTICE, withdrawal_received_on=received) == due


# --- the copy of the response goes out with the response --------------------------------------------------------------


@both
@pytest.mark.parametrize("sent", ["2026-05-05", "2026-05-09", "2026-08-03"])
def test_the_familys_copy_is_due_at_once(law: Law, sent: str) -> None:
    """On a Saturday too, and in August."""
    assert law.day("copy-response-to-family", notice_sent_on=AN_OLD_NOTICE, response_sent_on=sent) == sent


@both
@pytest.mark.parametrize("fact", ["staff_decision_sent_on", "withdrawal_received_on", "response_sent_on"])
def test_where_no_appeal_exists_none_of_these_times_runs(law: Law, fact: str) -> None:
    facts: dict[str, Any] = {"decision_kind": "plan_content", "sections": ["G"]}
    assert law.answers(notice_sent_on="2026-01-12", **facts, **{fact: "2026-05-05"}) == []


# --- health alone: no appeal, so no certificate is owed ---------------------------------------------------------------


@both
@pytest.mark.parametrize("fact", ["mediation_declined_on", "mediation_concluded_on", "cannot_arrange_reported_on"])
@pytest.mark.parametrize(
    ("sections", "owed"), [(["G"], False), (["C", "G"], False), (["D"], False), (["F", "G"], True)]
)
def test_a_certificate_is_owed_only_where_there_is_an_appeal(
    law: Law, fact: str, sections: list[str], *, owed: bool
) -> None:
    facts: dict[str, Any] = {"decision_kind": "plan_content", "sections": sections, fact: "2026-03-09"}
    assert bool(law.days("issue-certificate", notice_sent_on="2026-02-13", **facts)) is owed
