"""Where the known law and the known calendar end, and what every deadline says of itself."""

from typing import Any

import pytest

from tests.law.domain.both import CLAIM, Law, both
from tests.law.domain.calculator import calculate

# --- outside the range: refused, never guessed ------------------------------------------------------------------


@both
def test_nothing_is_said_of_a_notice_before_commencement(law: Law) -> None:
    assert law.refusal(notice_sent_on="2014-08-31") == "before-commencement"
    assert law.refusal(notice_sent_on="2014-08-31", claim=CLAIM) == "before-commencement"
    assert law.day("lodge-appeal", notice_sent_on="2014-09-01") == "2014-11-03"  # 1 November is a Saturday
    assert law.refusal(notice_sent_on="2014-09-02", session_on="2014-08-31") == "before-commencement"
    assert law.refusal(notice_sent_on="2014-09-02", session_on="2014-09-01") == "before-the-notice"


@both
@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({"notice_sent_on": "2028-10-22"}, "2028-12-22"),
        ({"notice_sent_on": "2028-10-23"}, "2028-12-27"),
        ({"notice_sent_on": "2028-10-24"}, "2028-12-27"),  # Sunday 24 December, then two bank holidays
        ({"notice_sent_on": "2028-10-25"}, None),  # Christmas Day moves into 2029
        ({"notice_sent_on": "2028-10-30"}, None),
        ({"notice_sent_on": "2028-12-31"}, None),
        ({"notice_sent_on": "2028-09-01", "certificate_issued_on": "2028-11-24"}, "2028-12-27"),
        ({"notice_sent_on": "2028-09-01", "certificate_issued_on": "2028-11-25"}, None),
        ({"notice_sent_on": "2028-06-29", "claim": CLAIM}, "2028-12-29"),
        ({"notice_sent_on": "2028-06-30", "claim": CLAIM}, None),  # Saturday 30 December
        ({"notice_sent_on": "2028-07-01", "claim": CLAIM}, None),
    ],
)
def test_the_known_bank_holidays_end_with_2028(law: Law, facts: dict[str, str], due: str | None) -> None:
    if due:
        assert law.day("lodge-appeal", **facts) == due
    else:
        assert law.refusal(**facts) == "beyond-calendar-horizon"


@both
@pytest.mark.parametrize(
    ("fact", "code", "last", "due"),
    [
        ("mediation_declined_on", "issue-certificate", "2028-12-26", "2028-12-29"),
        ("mediation_concluded_on", "issue-certificate", "2028-12-26", "2028-12-29"),
        ("cannot_arrange_reported_on", "issue-certificate", "2028-12-26", "2028-12-29"),
        ("health_issues_raised_on", "notify-commissioning-body", "2028-12-26", "2028-12-29"),
        ("appeal_received_on", "la-response", "2028-11-10", "2028-12-22"),
    ],
)
def test_a_count_of_working_days_stops_at_the_horizon(law: Law, fact: str, code: str, last: str, due: str) -> None:
    assert law.day(code, notice_sent_on="2028-06-01", **{fact: last}) == due
    beyond = {"2028-12-26": "2028-12-27", "2028-11-10": "2028-11-14"}[last]
    assert law.refusal(notice_sent_on="2028-06-01", **{fact: beyond}) == "beyond-calendar-horizon"


DATES = [
    "certificate_issued_on",
    "mediation_declined_on",
    "mediation_requested_on",
    "health_issues_raised_on",
    "commissioning_body_notified_on",
    "session_on",
    "mediation_concluded_on",
    "cannot_arrange_reported_on",
    "agreement_made_on",
    "appeal_received_on",
    "unopposed_notified_on",
    "order_made_on",
    "move_known_on",
    "moves_on",
    "plan_transferred_on",
]
AN_ORDER = {"decision_kind": "plan_content", "sections": ["F"], "order_kind": "amend_plan"}


@both
@pytest.mark.parametrize("fact", DATES)
def test_nothing_happens_before_its_notice(law: Law, fact: str) -> None:
    assert law.refusal(notice_sent_on="2026-01-12", **AN_ORDER, **{fact: "2026-01-11"}) == "before-the-notice"
    assert law.answers(notice_sent_on="2026-01-12", **AN_ORDER, **{fact: "2026-01-12"})


@both
@pytest.mark.parametrize("fact", DATES)
def test_nothing_is_said_of_a_date_beyond_the_horizon(law: Law, fact: str) -> None:
    facts: dict[str, Any] = {"notice_sent_on": "2028-06-01", **AN_ORDER, fact: "2029-01-02"}
    assert law.refusal(**facts) == "beyond-calendar-horizon"


@both
@pytest.mark.parametrize(
    ("agreed_by", "made", "refused"),
    [
        ("2028-06-14", "2028-06-15", "before-the-notice"),  # nobody agrees to have done it yesterday
        ("2028-06-15", "2028-06-15", None),
        ("2028-06-16", "2028-06-15", None),
        ("2028-05-31", "2028-06-15", "before-the-notice"),
        ("2028-05-31", None, "before-the-notice"),  # without the agreement's day, the notice's
        ("2028-06-01", None, None),
        ("2028-12-31", "2028-06-15", None),
        ("2029-01-01", "2028-06-15", "beyond-calendar-horizon"),
        ("2029-01-01", None, "beyond-calendar-horizon"),
    ],
)
def test_a_date_agreed_in_writing_follows_its_agreement_and_ends_with_the_calendar(
    law: Law, agreed_by: str, made: str | None, refused: str | None
) -> None:
    facts: dict[str, Any] = {
        "notice_sent_on": "2028-06-01",
        "agreement_terms": [{"kind": "amend_plan", "agreed_by": agreed_by}],
    }
    if made:
        facts["agreement_made_on"] = made
    if refused:
        assert law.refusal(**facts) == refused
    else:
        assert law.days("carry-out-agreement", **facts) == ([agreed_by] if made else [])


# --- what every deadline says of itself ---------------------------------------------------------------------------

OWED_BY = {
    "contact-adviser": "family",
    "lodge-appeal": "family",
    "issue-certificate": "mediation_adviser",
    "notify-commissioning-body": "local_authority",
    "arrange-mediation": "local_authority",
    "commissioning-body-arrange-mediation": "commissioning_body",
    "report-agreement-to-authority": "commissioning_body",
    "la-response": "local_authority",
    "transfer-plan": "local_authority",
    "explain-transferred-plan": "local_authority",
    "comply-with-order": "local_authority",
    "comply-unopposed": "local_authority",
}
EVERYTHING: dict[str, Any] = {
    "notice_sent_on": "2026-01-12",
    "decision_kind": "plan_content",
    "order_kind": "make_plan",
    "agreement_terms": [{"kind": "assess"}, {"kind": "other_action", "agreed_by": "2026-05-01"}],
    **dict.fromkeys(DATES, "2026-03-09"),
}


def test_every_deadline_is_cited_owed_and_worked_out() -> None:
    given = calculate(**EVERYTHING)["deadlines"]
    assert {one["code"] for one in given} == {*OWED_BY, "notify-session", "carry-out-agreement"}
    for one in given:
        assert one["kind"] in {"gate", "clock", "duty"}, one
        assert one["owed_by"] == OWED_BY.get(one["code"], one["owed_by"]), one
        assert one["rule"], one
        assert one["citation"], one
        assert all(line["step"] and line["because"] for line in one["working"]), one
        assert one["working"][-1]["date"] == one["due_on"], f"the working must end at the answer: {one}"


def test_being_late_is_reported_and_not_forbidden() -> None:
    """The tribunal decides whether an appeal is late, so its time is a clock and never a gate."""
    kinds = {one["code"]: one["kind"] for one in calculate(**EVERYTHING)["deadlines"]}
    assert kinds["lodge-appeal"] == kinds["contact-adviser"] == "clock"
    assert kinds["issue-certificate"] == kinds["arrange-mediation"] == kinds["la-response"] == "duty"
