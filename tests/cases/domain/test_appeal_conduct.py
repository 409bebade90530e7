"""Beside an appeal: leave to appeal without a certificate, and the family's copy of the response."""

import pytest

from app.cases.domain.standing import DeadlineStatus
from tests.cases.domain.builders import LAW, Story, a_case

# --- leave (r.19(2)) --------------------------------------------------------------------------------------------------


def test_a_family_that_was_in_touch_in_time_needs_no_leave() -> None:
    """Letter of 12 January: the contact period ends on 12 March."""
    case = a_case("2026-01-12")
    assert case.due("apply-for-leave") == "2026-03-12"
    assert "apply-for-leave" not in case.then("contact-adviser", "2026-03-12").codes()
    late = case.then("contact-adviser", "2026-03-13")
    assert late.standing("apply-for-leave", "2026-03-12") is DeadlineStatus.RUNNING
    assert late.standing("apply-for-leave", "2026-03-13") is DeadlineStatus.PASSED


@pytest.mark.parametrize(("sent", "due"), [("2026-01-12", "2026-03-12"), ("2026-06-15", "2026-09-01")])
def test_leave_has_a_window_of_its_own(sent: str, due: str) -> None:
    facts = a_case(sent).facts
    window = LAW.leave_window(facts)
    assert window is not None
    assert (str(window.due_on), window.rule.id) == (due, "apply-for-leave")


def test_nobody_applies_for_leave_beside_an_appeal_or_a_certificate() -> None:
    late = a_case("2026-01-12").then("contact-adviser", "2026-03-13")
    appealed = late.then("register-appeal", "2026-03-16", basis="permission")
    for story in (appealed, a_case("2026-01-12").certified("2026-02-09"), a_case(sections="I"), a_case(sections="G")):
        assert LAW.leave_window(story.facts) is None
        assert "apply-for-leave" not in story.codes()


# --- the response and its copy (r.21) ---------------------------------------------------------------------------------


def responded(on: str = "2026-04-15") -> Story:
    """An appeal received on 2 March: the response is due on 15 April."""
    appealed = a_case().certified("2026-02-09").then("register-appeal", "2026-03-02")
    return appealed.then("complete-duty", on, code="la-response")


def test_the_copy_is_owed_with_the_response() -> None:
    appealed = a_case().certified("2026-02-09").then("register-appeal", "2026-03-02")
    assert "copy-response-to-family" not in appealed.codes()
    assert responded().due("copy-response-to-family") == "2026-04-15"
    assert responded().standing("copy-response-to-family", "2026-04-15") is DeadlineStatus.RUNNING
    assert responded().standing("copy-response-to-family", "2026-04-16") is DeadlineStatus.BREACHED


@pytest.mark.parametrize(
    ("on", "standing"), [("2026-04-15", DeadlineStatus.MET), ("2026-04-16", DeadlineStatus.MET_LATE)]
)
def test_the_authority_says_that_it_sent_the_copy(on: str, standing: DeadlineStatus) -> None:
    sent = responded().then("complete-duty", on, code="copy-response-to-family")
    assert sent.standing("copy-response-to-family", "2026-05-01") is standing


@pytest.mark.parametrize(("on", "late"), [("2026-04-15", False), ("2026-04-16", True)])
def test_a_late_response_owes_its_reasons(on: str, *, late: bool) -> None:
    assert (
        any("must ask for more time, and give its reasons" in note for note in LAW.answer(responded(on).facts).notes)
        is late
    )


# --- reinstatement (r.17) ---------------------------------------------------------------------------------------------


def test_a_session_that_was_called_off_with_the_appeal_does_not_come_back_with_it() -> None:
    """Withdrawing calls the booked session off. The case said after the reinstatement that one was still to come."""
    mediating = (
        a_case(sections="I")
        .then("register-appeal", "2026-02-09", basis="placement_only")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11", session_on="2026-04-20")
        .then("withdraw", "2026-02-20", by="tribunal")
        .then("reinstate-appeal", "2026-02-27")
    )
    assert (mediating.state, mediating.facts.stage) == ("appeal_registered", "mediation_requested")
    assert (mediating.facts.session_on, mediating.facts.session_arranged) == (None, False)
    assert mediating.due("arrange-mediation") == "2026-03-29", "the arranger's days begin again, as for any step"


def test_a_session_stays_fixed_where_nobody_called_it_off() -> None:
    struck_out = (
        a_case(sections="I")
        .then("register-appeal", "2026-02-09", basis="placement_only")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11", session_on="2026-04-20")
        .then("record-appeal-outcome", "2026-02-20")
        .then("reinstate-appeal", "2026-02-27")
    )
    assert struck_out.facts.session_arranged
    assert struck_out.due("arrange-mediation") == "2026-03-12"
