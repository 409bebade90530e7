"""How each deadline stands: running, met, breached, or lapsed with the case; on the day, and the day after."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain.standing import DeadlineStatus
from app.kernel.terms import TermKind
from app.law.domain.chronology import Term
from tests.cases.domain.builders import BODY, LA, Story, a_case

RUNNING, MET, MET_LATE, BREACHED, PASSED, LAPSED = DeadlineStatus
OF_THE_FAMILY = ("contact-adviser", "lodge-appeal", "apply-for-leave")


def requested() -> Story:
    """A letter of 2 February, an adviser on the 9th, mediation asked for on the 10th: 30 days end on 12 March."""
    return a_case(sections="B F I").then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")


def mediated(outcome: str = "partial_agreement") -> Story:
    return (
        requested()
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-27")
        .then("record-session-outcome", "2026-02-27", outcome=outcome)
    )


def agreed() -> Story:
    """An agreement of 2 March to amend the plan: five weeks end on 6 April."""
    return mediated("full_agreement").then("record-agreement", "2026-03-02", terms=(Term(TermKind.AMEND_PLAN),))


def appealed(on: str = "2026-03-02", **says: Any) -> Story:
    return a_case().certified("2026-02-09").then("register-appeal", on, **says)


# --- each deadline, on its day and the day after ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "code", "last", "after"),
    [
        (a_case(), "contact-adviser", "2026-04-02", "2026-04-03"),
        (a_case(), "lodge-appeal", "2026-04-02", "2026-04-03"),
        (a_case(), "apply-for-leave", "2026-04-02", "2026-04-03"),
        (requested(), "arrange-mediation", "2026-03-12", "2026-03-13"),
        (a_case().then("contact-adviser", "2026-02-09").then("decline-mediation", "2026-02-09"),
         "issue-certificate", "2026-02-12", "2026-02-13"),
        (a_case(sections="F G").then("request-mediation", "2026-02-10", health_raised=True),
         "notify-commissioning-body", "2026-02-13", "2026-02-14"),
        (requested().then("arrange-mediation", "2026-02-12", session_on="2026-02-27"),
         "notify-session", "2026-02-20", "2026-02-21"),
        (appealed(), "la-response", "2026-04-15", "2026-04-16"),
        (agreed(), "carry-out-agreement", "2026-04-06", "2026-04-07"),
    ],
)  # fmt: skip
def test_a_deadline_runs_through_its_day_and_is_over_on_the_next(
    story: Story, code: str, last: str, after: str
) -> None:
    """A duty is breached. The family's own time passes: a family breaks no duty by letting it go."""
    assert story.standing(code, last) is RUNNING
    assert story.standing(code, after) is (PASSED if code in OF_THE_FAMILY else BREACHED)


def test_only_the_familys_own_time_passes() -> None:
    found = [one for story in (a_case(), requested(), appealed(), agreed()) for one in story.on("2027-01-04")]
    assert {one.status for one in found if one.deadline.owed_by == "family"} == {MET, PASSED}
    assert {one.status for one in found if one.deadline.owed_by != "family"} == {MET, BREACHED}


def test_a_late_contact_and_a_late_appeal_pass_too() -> None:
    late = a_case("2026-01-12").then("contact-adviser", "2026-03-13")
    assert late.standing("contact-adviser", "2026-03-16") is PASSED
    (one,) = [s for s in late.on("2026-03-16") if s.deadline.code == "contact-adviser"]
    assert str(one.done_on) == "2026-03-13"


@pytest.mark.parametrize(("done", "standing"), [("2026-03-12", MET), ("2026-03-13", MET_LATE)])
def test_a_late_act_does_not_mend_a_breach(done: str, standing: DeadlineStatus) -> None:
    late = requested().then("arrange-mediation", done)
    assert late.standing("arrange-mediation", "2026-04-01") is standing
    (one,) = [s for s in late.on("2026-04-01") if s.deadline.code == "arrange-mediation"]
    assert str(one.done_on) == done


@pytest.mark.parametrize(
    ("received", "standing"),
    [("2026-04-02T17:00:00+01:00", MET), ("2026-04-02T16:05:00+00:00", PASSED), ("2026-04-02T16:59:59+01:00", MET)],
)
def test_the_minute_decides_where_it_is_known(received: str, standing: DeadlineStatus) -> None:
    from datetime import datetime

    story = appealed("2026-04-02", received_at=datetime.fromisoformat(received))
    assert story.standing("lodge-appeal", "2026-04-03") is standing


# --- the duty to arrange ---------------------------------------------------------------------------------------------


def test_declining_in_time_ends_the_duty_to_arrange() -> None:
    declined = requested().then("decline-mediation", "2026-03-12")
    assert declined.standing("arrange-mediation", "2026-04-01") is LAPSED


def test_declining_after_the_thirty_days_does_not_hide_the_breach() -> None:
    declined = requested().then("decline-mediation", "2026-03-13")
    assert declined.standing("arrange-mediation", "2026-04-01") is BREACHED


@pytest.mark.parametrize("outcome", ["adjourned", "family_did_not_attend"])
def test_a_session_arranged_in_time_stays_arranged_in_time(outcome: str) -> None:
    """That the session was adjourned, or the family did not come, is no breach of the duty to arrange."""
    story = mediated(outcome)
    assert story.standing("arrange-mediation", "2026-04-01") is MET
    anew = story.then("arrange-mediation", "2026-03-20", session_on="2026-03-27")
    assert anew.standing("arrange-mediation", "2026-04-01") is MET


def test_an_arrangement_that_the_authority_gave_up_was_none() -> None:
    """H11: fixed, cancelled, and reported as impossible on day 31."""
    story = requested().then("arrange-mediation", "2026-02-12", session_on="2026-02-27")
    assert story.standing("arrange-mediation", "2026-03-12") is MET
    failed = story.then("report-cannot-arrange", "2026-03-13")
    assert failed.standing("arrange-mediation", "2026-03-13") is BREACHED


def test_a_new_request_starts_new_days() -> None:
    again = requested().then("decline-mediation", "2026-02-12").then("request-mediation", "2026-02-20")
    assert again.due("arrange-mediation") == "2026-03-22"
    assert again.standing("arrange-mediation", "2026-03-22") is RUNNING


# --- duties of a party that is in the case ---------------------------------------------------------------------------


def test_a_commissioning_body_reports_only_an_agreement_made_without_the_authority() -> None:
    assert "report-agreement-to-authority" not in agreed().codes()
    health = (
        a_case(sections="G")
        .then("request-mediation", "2026-02-10")
        .then("notify-commissioning-body", "2026-02-11")
        .then("arrange-mediation", "2026-02-12", by=BODY)
        .then("record-session-outcome", "2026-02-27", outcome="full_agreement")
        .then("record-agreement", "2026-03-02", by=BODY)
    )
    assert health.due("report-agreement-to-authority") == "2026-03-09"
    assert (
        health.then("complete-duty", "2026-03-09", by=BODY, code="report-agreement-to-authority").standing(
            "report-agreement-to-authority", "2026-03-10"
        )
        is MET
    )


# --- the end of a case -----------------------------------------------------------------------------------------------


def test_what_was_agreed_is_owed_after_the_case_is_closed() -> None:
    closed = agreed().then("close", "2026-03-03")
    assert closed.standing("carry-out-agreement", "2026-04-06") is RUNNING
    assert closed.standing("carry-out-agreement", "2026-04-07") is BREACHED
    done = closed.then("complete-duty", "2026-04-06", code="carry-out-agreement", term="amend_plan")
    assert done.standing("carry-out-agreement", "2026-04-07") is MET


def test_an_order_is_owed_after_the_case_is_closed() -> None:
    closed = (
        appealed()
        .then("record-appeal-outcome", "2026-06-01", order_kind="assess")
        .then("close", "2026-06-02", family_confirmed=False)
    )
    assert closed.standing("comply-with-order", "2026-06-16", step="notify") is BREACHED
    done = closed.then("complete-duty", "2026-06-15", code="comply-with-order", step="notify")
    assert done.standing("comply-with-order", "2026-06-16", step="notify") is MET


def test_an_appeal_not_opposed_is_owed_after_the_case_is_closed() -> None:
    closed = appealed().then("concede", "2026-03-20").then("close", "2026-03-20", family_confirmed=False)
    assert closed.standing("comply-unopposed", "2026-04-04", step="notify") is BREACHED
    assert closed.standing("la-response", "2026-05-01") is LAPSED


@pytest.mark.parametrize(("closed", "standing"), [("2026-03-12", LAPSED), ("2026-03-13", BREACHED)])
def test_other_deadlines_lapse_with_the_case_unless_they_were_breached_before(
    closed: str, standing: DeadlineStatus
) -> None:
    assert requested().then("withdraw", closed).standing("arrange-mediation", "2026-04-01") is standing


@pytest.mark.parametrize(
    "story",
    [
        agreed(),
        mediated("no_agreement"),
        agreed().then("close", "2026-03-03"),
        requested().then("withdraw", "2026-03-03"),
    ],
    ids=["agreed", "not agreed", "closed", "given up"],
)
def test_the_familys_time_to_appeal_runs_until_its_last_day(story: Story) -> None:
    last = story.due("lodge-appeal")
    assert story.standing("lodge-appeal", last) is RUNNING
    assert story.standing("lodge-appeal", "2026-05-01") is PASSED


# --- completing a duty -----------------------------------------------------------------------------------------------


def test_a_duty_is_completed_once_by_the_party_that_owes_it_and_not_before_it_is_owed() -> None:
    story = appealed("2026-03-02")
    assert story.refusal("complete-duty", "2026-03-20", by=BODY).rule_id == "duty-of-its-party"
    assert story.refusal("complete-duty", "2026-03-01", recorded_on="2026-03-20").rule_id == "duty-of-its-party"
    done = story.then("complete-duty", "2026-03-20")
    assert done.refusal("complete-duty", "2026-03-21").rule_id == "duty-of-its-party"
    assert done.standing("la-response", "2026-04-16") is MET


def test_a_duty_with_an_action_of_its_own_is_done_by_that_action() -> None:
    story = requested().then("decline-mediation", "2026-02-11")
    refused = story.refusal("complete-duty", "2026-02-12", by="mediation_provider", code="issue-certificate")
    assert refused.rule_id == "duty-of-its-party"


def test_each_step_of_an_order_is_completed_by_itself() -> None:
    refused = a_case(kind="refusal_to_issue_plan").certified("2026-02-09").then("register-appeal", "2026-03-02")
    ordered = refused.then("record-appeal-outcome", "2026-06-01", order_kind="make_plan")
    drafted = ordered.then("complete-duty", "2026-07-01", code="comply-with-order", step="draft_plan")
    assert drafted.standing("comply-with-order", "2026-08-18", step="draft_plan") is MET
    assert drafted.standing("comply-with-order", "2026-08-18", step="final_plan") is BREACHED


def test_a_family_may_agree_to_be_told_of_its_session_later() -> None:
    """The duty bends to that agreement, and to nothing else; a session fixed anew is told and agreed to anew."""
    late: dict[str, Any] = {"by": LA, "code": "notify-session"}
    fixed = requested().then("arrange-mediation", "2026-02-12", session_on="2026-02-27")
    assert fixed.then("complete-duty", "2026-02-24", **late).standing("notify-session", "2026-02-27") is MET_LATE
    agreed = fixed.then("complete-duty", "2026-02-24", **late, shorter_notice_agreed_on=date(2026, 2, 24))
    assert agreed.standing("notify-session", "2026-02-27") is MET
    anew = agreed.then("arrange-mediation", "2026-02-25", session_on="2026-03-02")
    assert anew.standing("notify-session", "2026-02-27") is BREACHED


def test_a_session_fixed_anew_is_told_anew() -> None:
    told = (
        requested()
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-27")
        .then("complete-duty", "2026-02-13", by=LA, code="notify-session")
    )
    assert told.standing("notify-session", "2026-02-27") is MET
    anew = told.then("arrange-mediation", "2026-02-20", session_on="2026-03-10")
    assert anew.standing("notify-session", "2026-03-03") is RUNNING
    again = anew.then("complete-duty", "2026-03-03", by=LA, code="notify-session")
    assert again.standing("notify-session", "2026-03-10") is MET


def test_a_family_that_mediated_after_its_certificate_declined_nothing_of_that_mediation() -> None:
    """It declined before, and the day on which it did so ends no duty of the mediation that it asked for later."""
    story = (
        a_case(sections="B F I")
        .certified("2026-02-09")
        .then("request-mediation", "2026-02-16")
        .then("arrange-mediation", "2026-02-20", session_on="2026-03-02")
    )
    assert story.standing("notify-session", "2026-03-02") is BREACHED
    mediated = story.then("record-session-outcome", "2026-03-02", outcome="no_agreement")
    assert mediated.standing("notify-session", "2026-03-02") is BREACHED
