"""Nothing that the authority or the provider does, or leaves undone, costs the family its way forward."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain.standing import DeadlineStatus
from app.cases.domain.words import State
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import GREEN, LA, LAW, PROVIDER, TRIBUNAL, Story, a_case

LAW_TODAY = RegimeId.CFA_2014

# A letter of Monday 2 February 2026: the contact period ends on 2 April.


def test_a_request_to_the_authority_is_a_contact_even_when_it_is_recorded_last() -> None:
    """The family told the authority in time and reached an adviser late; the authority records its part last."""
    case = (
        a_case()
        .then("contact-adviser", "2026-04-10")
        .then("request-mediation", "2026-03-20", recorded_on="2026-04-20", by=LA)
        .then("decline-mediation", "2026-04-21")
    )
    assert case.then("issue-certificate", "2026-04-22").state is State.CERTIFIED
    assert case.standing("contact-adviser", "2026-04-22") is DeadlineStatus.MET


def test_asking_again_after_declining_does_not_undo_a_contact_made_in_time() -> None:
    case = (
        a_case()
        .then("request-mediation", "2026-03-20", by=LA)
        .then("contact-adviser", "2026-04-10")
        .then("decline-mediation", "2026-04-10")
        .then("request-mediation", "2026-04-20")
        .then("decline-mediation", "2026-04-21")
    )
    assert case.then("issue-certificate", "2026-04-22").state is State.CERTIFIED


def test_a_family_that_agreed_may_still_be_advised_and_certified() -> None:
    """It asked the authority, not an adviser, for the mediation that succeeded; then the agreement is not kept."""
    case = (
        a_case()
        .then("request-mediation", "2026-02-10", by=LA)
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-20")
        .then("record-session-outcome", "2026-02-20", outcome="full_agreement")
        .then("record-agreement", "2026-02-20")
    )
    assert case.state is State.RESOLVED
    certified = case.then("contact-adviser", "2026-03-10").then("issue-certificate", "2026-03-10", ground="took_part")
    assert certified.then("register-appeal", "2026-03-11").state is State.APPEAL_REGISTERED


@pytest.mark.parametrize("regime", RegimeId)
def test_an_arrangement_that_silently_failed_frees_the_family_on_day_31(regime: RegimeId) -> None:
    case = a_case(regime=regime).then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    refused = case.refusal("issue-certificate", "2026-03-12", ground="not_arranged")
    assert refused.rule_id == "issue-certificate-not-arranged"
    assert case.then("issue-certificate", "2026-03-13", ground="not_arranged").state is State.CERTIFIED


@pytest.mark.parametrize("missed_on", ["2026-03-12", "2026-03-13"])
def test_a_session_missed_after_the_days_were_over_takes_no_certificate_away(missed_on: str) -> None:
    """The last of the thirty is 12 March: who misses a session by then waits anew, who was free goes on being free."""
    asked = a_case().then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    missed = asked.then("arrange-mediation", "2026-03-05", session_on=missed_on).then(
        "record-session-outcome", missed_on, outcome="family_did_not_attend"
    )
    regime = LAW.regime(missed.facts)
    if missed_on == "2026-03-12":
        assert missed.refusal("issue-certificate", "2026-04-11", ground="not_arranged")
        assert missed.facts.waits_until(regime, LAW.readings) == date(2026, 4, 11)
        again = missed.then("arrange-mediation", "2026-04-01", session_on="2026-04-13").then(
            "record-session-outcome", "2026-04-13", outcome="family_did_not_attend"
        )
        assert again.facts.missed_on == date(2026, 3, 12), "by the second the new days were over too"
        missed = again
    else:
        assert missed.facts.waits_until(regime, LAW.readings) == date(2026, 3, 12)
    assert missed.then("issue-certificate", "2026-04-14", ground="not_arranged").state is State.CERTIFIED


def test_a_report_that_comes_after_the_certificate_does_not_undo_it() -> None:
    """Freed by silence on day 31, certified on day 32; the authority's report of day 40 is recorded first."""
    case = (
        a_case()
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("report-cannot-arrange", "2026-03-22")
    )
    certified = case.then("issue-certificate", "2026-03-14", recorded_on="2026-03-23", ground="not_arranged")
    assert str(certified.facts.certificate and certified.facts.certificate.issued_on) == "2026-03-14"
    early = case.refusal("issue-certificate", "2026-03-12", recorded_on="2026-03-23", ground="not_arranged")
    assert early.rule_id == "issue-certificate-not-arranged", "neither reported nor silent by then"


def test_a_family_that_declined_and_was_certified_may_change_its_mind() -> None:
    case = (
        a_case()
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("decline-mediation", "2026-02-12")
        .then("issue-certificate", "2026-02-12")
    )
    assert case.refusal("arrange-mediation", "2026-02-13"), "nobody asked for it any more"
    again = case.then("request-mediation", "2026-02-16").then("arrange-mediation", "2026-02-18")
    assert again.refusal("request-mediation", "2026-02-19").rule_id == "tell-authority-what-to-mediate"
    assert again.then("record-session-outcome", "2026-03-02").state is State.CERTIFIED


def test_mediation_that_was_declined_has_no_session_to_record() -> None:
    case = (
        a_case()
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11")
        .then("decline-mediation", "2026-02-12")
        .then("issue-certificate", "2026-02-12")
    )
    assert case.refusal("record-session-outcome", "2026-02-20")


def test_a_session_that_failed_cannot_be_held() -> None:
    case = (
        a_case()
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11", session_on="2026-02-20")
        .then("report-cannot-arrange", "2026-02-19")
        .then("issue-certificate", "2026-02-20", ground="not_arranged")
    )
    assert case.refusal("record-session-outcome", "2026-02-20")
    assert "notify-session" not in case.codes()
    assert case.then("arrange-mediation", "2026-02-23").then("record-session-outcome", "2026-03-02")


def test_resolved_is_not_the_authoritys_word_for_closed() -> None:
    """An agreement resolves the dispute; until the family says so, its right to appeal lives."""
    case = (
        a_case()
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-12")
        .then("record-session-outcome", "2026-02-20", outcome="full_agreement")
        .then("record-agreement", "2026-02-20")
    )
    assert case.refusal("close", "2026-02-20", family_confirmed=False).rule_id == "family-ends-it"
    assert case.then("close", "2026-02-20", family_confirmed=True).state is State.CLOSED


def test_a_case_without_an_appeal_is_closed_when_it_is_resolved() -> None:
    case = (
        a_case(sections="G")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-12")
        .then("record-session-outcome", "2026-02-20", outcome="full_agreement")
    )
    assert case.refusal("close", "2026-02-20", family_confirmed=False)
    agreed = case.then("record-agreement", "2026-02-20")
    assert agreed.then("close", "2026-02-20", family_confirmed=False).state is State.CLOSED


def test_an_agreement_beside_an_appeal_leaves_it_to_the_tribunal_to_end_it() -> None:
    """Only a withdrawal or an order ends an appeal (rr.17, 29): the order must still find its place."""
    case = (
        a_case()
        .certified("2026-02-09")
        .then("register-appeal", "2026-02-16")
        .then("request-mediation", "2026-02-17")
        .then("arrange-mediation", "2026-02-18")
        .then("record-session-outcome", "2026-03-02", outcome="full_agreement")
        .then("record-agreement", "2026-03-02", terms=())
    )
    assert case.state is State.APPEAL_REGISTERED
    ordered = case.then("record-appeal-outcome", "2026-03-20", order_kind="assess")
    assert ordered.state is State.RESOLVED
    assert ordered.due("comply-with-order", step="notify") == "2026-04-03"


def test_a_placement_appeal_can_be_widened_with_the_tribunals_permission_when_the_contact_period_is_over() -> None:
    """A family that needed no certificate had no reason to call an adviser in time: no dead end for its new grounds."""
    appealed = a_case(sections="I").then("register-appeal", "2026-03-30", basis="placement_only")
    late = appealed.then("contact-adviser", "2026-04-20").then("decline-mediation", "2026-04-20")
    assert late.refusal("issue-certificate", "2026-04-20").rule_id == "permission-without-certificate"
    assert late.refusal("widen-grounds", "2026-04-21", by=LA).rule_id == "certificate-before-appeal"
    for says in ({"by": TRIBUNAL}, {"by": LA, "permission_reference": "EH991/26/00001, 20 April 2026"}):
        widened = late.then("widen-grounds", "2026-04-21", **says)
        appeal = widened.facts.appeal
        assert appeal is not None
        assert (appeal.basis, str(appeal.permission_granted_on)) == ("permission", "2026-04-21")


def test_widening_with_a_certificate_needs_no_permission() -> None:
    appealed = a_case(sections="I").then("register-appeal", "2026-03-30", basis="placement_only")
    widened = appealed.certified("2026-03-31").then("widen-grounds", "2026-04-01", by=TRIBUNAL)
    assert widened.facts.appeal is not None
    assert widened.facts.appeal.basis == "placement_only"
    assert widened.facts.appeal.permission_granted_on is None


@pytest.mark.parametrize("known", [{}, {"health_raised": True}, {"health_raised": True, "health_only": True}], ids=str)
def test_somebody_owes_the_mediation_of_a_health_dispute_however_it_was_asked_for(known: dict[str, Any]) -> None:
    case = a_case(sections="C G").then("request-mediation", "2026-02-10", **known)
    assert "notify-commissioning-body" in case.codes()
    told = case.then("notify-commissioning-body", "2026-02-12")
    assert told.due("commissioning-body-arrange-mediation") == "2026-03-14"
    assert "arrange-mediation" not in told.codes()


def test_issues_only_about_health_are_health_issues() -> None:
    case = a_case(sections="F G").then("request-mediation", "2026-02-10", health_only=True)
    assert case.due("notify-commissioning-body") == "2026-02-13"
    assert case.then("notify-commissioning-body", "2026-02-12").due("commissioning-body-arrange-mediation")


@pytest.mark.parametrize(
    ("holder", "becomes", "allowed"),
    [
        ("parent", "young_person", True),
        ("parent", "alternative_person", True),
        ("young_person", "alternative_person", True),
        ("alternative_person", "young_person", True),  # capacity regained, or of age since a parent's representative
        ("alternative_person", "parent", True),
        ("young_person", "parent", False),  # the right never goes back
        ("parent", "parent", True),
    ],
)
def test_the_certificate_follows_the_right_but_never_back(holder: str, becomes: str, allowed: bool) -> None:
    case = a_case(appellant=holder).certified("2026-02-09")
    if not allowed:
        assert case.refusal("reissue-certificate", "2026-02-20", holder_kind=becomes).rule_id == (
            "certificate-to-the-appellant"
        )
        return
    reissued = case.then("reissue-certificate", "2026-02-20", holder_kind=becomes)
    assert reissued.then("register-appeal", "2026-02-23").facts.appellant_kind == becomes


def test_a_mistyped_session_does_not_poison_the_case() -> None:
    """A date beyond the known calendar, or before the notice, would make every later deadline unanswerable."""
    asked = a_case().then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    for wrong in ("2031-03-16", "2026-02-11", "2016-03-16"):
        refused = asked.refusal("arrange-mediation", "2026-02-12", session_on=wrong)
        assert refused.rule_id == "notify-session"
        certified = asked.then("decline-mediation", "2026-02-13").then("issue-certificate", "2026-02-13")
        after = certified.then("request-mediation", "2026-02-14")
        assert after.refusal("arrange-mediation", "2026-02-16", session_on=wrong).rule_id == "notify-session"
    assert asked.then("arrange-mediation", "2026-02-12", session_on="2026-02-12")


def test_an_appeal_is_registered_though_its_window_ends_beyond_the_published_bank_holidays() -> None:
    case = a_case("2028-10-20").certified("2028-12-11").then("register-appeal", "2028-12-28")
    assert case.facts.appeal is not None
    assert not case.facts.appeal.late


def test_a_family_that_missed_the_contact_period_has_a_way_from_everywhere() -> None:
    late = a_case().then("contact-adviser", "2026-04-03")
    stories: list[Story] = [a_case(), late, late.then("decline-mediation", "2026-04-03")]
    stories.append(late.then("request-mediation", "2026-04-04"))
    for story in stories:
        appealed = story.then("register-appeal", "2026-05-05", basis="permission")
        assert appealed.state is State.APPEAL_REGISTERED


def test_a_family_that_did_not_come_waits_for_another_session_or_another_failure() -> None:
    """Where attendance is compulsory, staying away must not be the way round it; the authority's silence is."""
    absent = (
        a_case(regime=GREEN)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-12", session_on="2026-03-02")
        .then("record-session-outcome", "2026-03-02", outcome="family_did_not_attend")
    )
    assert absent.refusal("issue-certificate", "2026-04-01", ground="not_arranged")
    assert absent.then("issue-certificate", "2026-04-02", ground="not_arranged").state is State.CERTIFIED


def test_a_silent_authority_and_a_silent_tribunal_leave_the_certificate() -> None:
    """The family and its adviser alone, under the law: contact, decline, certificate."""
    who = {event.by for event in a_case().certified("2026-02-09").events}
    assert who == {PROVIDER}
