"""The hard cases of the field, walked through the machine. What only the calculator answers is in tests/law.

Each test carries the number that the case has in the project's collection of hard cases.
"""

from dataclasses import fields
from datetime import date, datetime

import pytest

from app.cases.domain.facts import CaseFacts
from app.cases.domain.search import shortest_way
from app.cases.domain.standing import DeadlineStatus
from app.cases.domain.words import State
from app.kernel.terms import AppellantKind, TermKind
from app.law.domain.chronology import Term
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import BODY, LA, PATHWAY, TRIBUNAL, a_case, a_command, some_sections


def test_h1_from_letter_to_certificate_to_appeal() -> None:
    """Refused assessment, letter of Monday 2 February; the family declines on the 10th."""
    declined = a_case("2026-02-02").then("contact-adviser", "2026-02-10").then("decline-mediation", "2026-02-10")
    assert declined.due("issue-certificate") == "2026-02-13"
    certified = declined.then("issue-certificate", "2026-02-13")
    assert certified.state is State.CERTIFIED
    assert certified.standing("issue-certificate", "2026-02-13") is DeadlineStatus.MET
    assert certified.due("lodge-appeal") == "2026-04-02", "two months from the letter, not one from the certificate"
    appealed = certified.then("register-appeal", "2026-04-02")
    assert appealed.state is State.APPEAL_REGISTERED
    assert appealed.standing("lodge-appeal", "2026-04-03") is DeadlineStatus.MET


@pytest.mark.parametrize(("issued", "due"), [("2026-06-30", "2026-07-30"), ("2026-07-01", "2026-09-01")])
def test_h7_one_day_of_issue_is_worth_thirty_three(issued: str, due: str) -> None:
    assert a_case("2026-05-05").certified(issued).due("lodge-appeal") == due


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (None, False),  # only the day is known
        ("2026-12-24T16:59:59+00:00", False),
        ("2026-12-24T17:00:00+00:00", False),
        ("2026-12-24T17:00:01+00:00", True),
        ("2026-12-24T17:05:00+00:00", True),
        ("2026-12-24T18:00:00+01:00", False),  # the same moment as five o'clock in London
    ],
)
def test_h9_five_past_five_on_christmas_eve_is_late_and_registered_all_the_same(
    received: str | None, late: bool
) -> None:
    case = a_case("2026-10-24").certified("2026-11-02")
    at = datetime.fromisoformat(received) if received else None
    appealed = case.then("register-appeal", "2026-12-24", received_at=at)
    assert appealed.state is State.APPEAL_REGISTERED
    assert appealed.facts.appeal is not None
    assert appealed.facts.appeal.late is late


def test_h11_the_authority_lets_the_thirty_days_pass_over_christmas() -> None:
    """Letter of 25 November; mediation asked for on 5 December; cancelled twice; the adviser is told on 5 January."""
    asked = (
        a_case("2025-11-25")
        .then("contact-adviser", "2025-12-04")
        .then("request-mediation", "2025-12-05")
        .then("arrange-mediation", "2025-12-10", session_on="2025-12-18")
        .then("arrange-mediation", "2025-12-17", session_on="2026-01-02")
    )
    assert asked.due("arrange-mediation") == "2026-01-04"
    assert asked.refusal("issue-certificate", "2026-01-04", ground="not_arranged")
    assert asked.then("issue-certificate", "2026-01-05", ground="not_arranged"), "a silent authority does not shut it"
    told = asked.then("report-cannot-arrange", "2026-01-05")
    assert told.state is State.MEDIATION_NOT_ARRANGED
    assert told.standing("arrange-mediation", "2026-01-05") is DeadlineStatus.BREACHED
    assert told.due("issue-certificate") == "2026-01-08"
    certified = told.then("issue-certificate", "2026-01-08", ground="not_arranged")
    assert certified.due("lodge-appeal") == "2026-02-09"
    assert certified.then("register-appeal", "2026-01-09").state is State.APPEAL_REGISTERED
    waited = certified.then("arrange-mediation", "2026-01-12", session_on="2026-01-20")
    assert waited.then("record-session-outcome", "2026-01-20", outcome="partial_agreement").state is State.CERTIFIED


def test_h12_the_adviser_works_between_christmas_and_new_year() -> None:
    told = (
        a_case("2025-11-03")
        .then("contact-adviser", "2025-11-24")
        .then("request-mediation", "2025-11-24")
        .then("report-cannot-arrange", "2025-12-24")
    )
    assert told.due("issue-certificate") == "2025-12-31"
    certified = told.then("issue-certificate", "2026-01-02", ground="not_arranged")
    assert certified.standing("issue-certificate", "2026-01-02") is DeadlineStatus.MET_LATE, (
        "late, and issued all the same"
    )


@pytest.mark.parametrize(("contact", "in_time"), [("2026-03-11", True), ("2026-03-12", True), ("2026-03-13", False)])
def test_h14_a_late_first_contact_ends_the_right_to_a_certificate_and_nothing_else(contact: str, in_time: bool) -> None:
    declined = a_case("2026-01-12").then("contact-adviser", contact).then("decline-mediation", contact)
    assert declined.facts.contact_missed(date(2026, 3, 13)) is not in_time
    if in_time:
        assert declined.then("issue-certificate", "2026-03-16").state is State.CERTIFIED
        return
    refused = declined.refusal("issue-certificate", "2026-03-16")
    assert refused.rule_id == "permission-without-certificate"
    assert "The advice service can help" in refused.reason
    assert declined.refusal("register-appeal", "2026-03-16").rule_id == "certificate-before-appeal"
    appealed = declined.then("register-appeal", "2026-03-16", basis="permission")
    assert appealed.facts.appeal is not None
    assert str(appealed.facts.appeal.permission_granted_on) == "2026-03-16"
    assert declined.then("request-mediation", "2026-03-17"), "mediation is not lost either"
    way = shortest_way(PATHWAY, declined.facts, a_command("register-appeal", "2026-03-16"), date(2026, 3, 16))
    assert way is None, "the tribunal's leave is no way that a party can count on"


def test_h16_placement_alone_needs_no_certificate_and_keeps_mediation() -> None:
    case = a_case("2026-02-13", sections="I")
    assert "contact-adviser" not in case.codes()
    appealed = case.then("register-appeal", "2026-04-13", basis="placement_only")
    assert appealed.facts.appeal is not None
    assert not appealed.facts.appeal.late
    for story in (case, appealed):
        asked = story.then("request-mediation", "2026-04-14", by=LA)
        assert asked.due("arrange-mediation") == "2026-05-14"
        held = asked.then("arrange-mediation", "2026-04-15").then("record-session-outcome", "2026-04-30")
        assert held.facts.concluded_on == date(2026, 4, 30)


@pytest.mark.parametrize("kind", ["plan_content", "refusal_to_amend"])
@pytest.mark.parametrize("sections", ["I", "G I", "C D I", "I H1 H2"])
def test_h16_health_and_social_care_beside_the_placement_need_no_certificate(sections: str, kind: str) -> None:
    """They carry no appeal: the tribunal's own test for the exemption looks only at Sections B, F and I."""
    case = a_case(sections=sections, kind=kind)
    assert {"contact-adviser", "apply-for-leave"}.isdisjoint(case.codes())
    assert case.then("register-appeal", "2026-02-20", basis="placement_only").facts.appeal is not None


@pytest.mark.parametrize("kind", ["plan_content", "refusal_to_amend"])
@pytest.mark.parametrize("sections", ["B I", "F I", "B", "B G I"])
def test_h16_needs_or_provision_beside_the_placement_need_a_certificate(sections: str, kind: str) -> None:
    refused = a_case(sections=sections, kind=kind).refusal("register-appeal", "2026-02-20", basis="placement_only")
    assert refused.rule_id == "placement-only-exempt"


def test_h16_a_refusal_to_amend_without_sections_needs_a_certificate() -> None:
    case = a_case(kind="refusal_to_amend")
    assert case.refusal("register-appeal", "2026-02-20", basis="placement_only").rule_id == "placement-only-exempt"
    assert case.refusal("widen-grounds", "2026-02-20", sections=some_sections("I")).rule_id == "appealable-matters"


def test_h16_a_refusal_to_amend_widened_beyond_the_placement_needs_a_certificate() -> None:
    placement = a_case(sections="I", kind="refusal_to_amend")
    appealed = placement.then("register-appeal", "2026-02-20", basis="placement_only")
    refused = appealed.refusal("widen-grounds", "2026-02-23", by=LA, sections=some_sections("F"))
    assert refused.rule_id == "certificate-before-appeal"
    assert appealed.then("widen-grounds", "2026-02-23", by=LA, sections=some_sections("G")).facts.appeal is not None


@pytest.mark.parametrize("sections", ["G", "C G", "D", "H1 H2"])
@pytest.mark.parametrize("basis", ["certificate", "placement_only", "permission"])
def test_h19_health_or_care_alone_can_be_mediated_and_not_appealed(sections: str, basis: str) -> None:
    case = a_case("2026-02-13", sections=sections).certified("2026-02-16")
    refused = case.refusal("register-appeal", "2026-03-02", basis=basis)
    assert refused.rule_id == "education-sections-only"
    assert "The family can still ask for mediation" in refused.reason
    goal = a_command("register-appeal", "2026-03-02", basis=basis)
    way = shortest_way(PATHWAY, case.facts, goal, date(2026, 3, 2))
    assert way is not None
    assert [str(action) for action in way] == ["widen-grounds"], "only an education ground brings an appeal"


def test_h19_the_commissioning_body_arranges_mediation_about_health() -> None:
    case = a_case("2026-02-13", sections="G").then("request-mediation", "2026-03-02")
    assert case.due("notify-commissioning-body") == "2026-03-05"
    told = case.then("notify-commissioning-body", "2026-03-05")
    assert told.due("commissioning-body-arrange-mediation") == "2026-04-04"
    assert told.then("arrange-mediation", "2026-04-04", by=BODY).state is State.MEDIATION_ARRANGED


def test_h28_an_appeal_not_opposed_is_decided_for_the_family_in_five_weeks() -> None:
    case = (
        a_case("2026-02-13", sections="B F")
        .certified("2026-02-20")
        .then("register-appeal", "2026-04-13")
        .then("concede", "2026-05-05")
    )
    assert case.state is State.RESOLVED
    assert case.due("comply-unopposed") == "2026-06-09"
    assert "comply-with-order" not in case.codes(), "no order is needed"
    assert case.standing("la-response", "2026-07-01") is DeadlineStatus.LAPSED


def test_h29_a_concession_before_the_session_starts_no_clock_and_stops_none() -> None:
    """Conceded by e-mail on 6 May; the session was due on the 20th."""
    case = (
        a_case("2026-04-01", sections="B F")
        .then("contact-adviser", "2026-04-20")
        .then("request-mediation", "2026-04-21")
        .then("arrange-mediation", "2026-04-22", session_on="2026-05-20")
        .then("concede", "2026-05-06")
    )
    assert case.state is State.MEDIATION_ARRANGED
    assert "carry-out-agreement" not in case.codes()
    assert case.due("lodge-appeal") == "2026-06-01"
    assert case.refusal("record-agreement", "2026-05-06").rule_id == "agreement-needs-mediation"
    assert case.refusal("close", "2026-05-06", family_confirmed=False).rule_id == "family-ends-it"
    declined = case.then("decline-mediation", "2026-05-06")
    assert declined.due("issue-certificate") == "2026-05-11"
    assert declined.then("issue-certificate", "2026-05-11").then("register-appeal", "2026-06-01")
    assert case.then("close", "2026-05-06", family_confirmed=True).state is State.CLOSED


def test_h33_a_duplicate_keeps_the_date_and_the_window() -> None:
    certified = a_case("2026-01-05").certified("2026-02-13")
    again = certified.then("reissue-certificate", "2026-03-10")
    before, after = certified.facts.certificate, again.facts.certificate
    assert before is not None
    assert after is not None
    assert (after.number, after.issued_on) == ("second", before.issued_on)
    assert again.due("lodge-appeal") == certified.due("lodge-appeal") == "2026-03-13"
    assert again.then("register-appeal", "2026-03-13").state is State.APPEAL_REGISTERED
    assert again.refusal("issue-certificate", "2026-03-11").rule_id == "certificate-after-declining", "not a second one"


def test_h35_the_young_person_becomes_the_appellant() -> None:
    """Born 20 May 2010: of age on Friday 26 June 2026, after the certificate and before the appeal of 29 June."""
    case = a_case("2026-06-01", appellant="parent").certified("2026-06-10")
    refused = case.refusal("register-appeal", "2026-06-29", appellant_kind="young_person")
    assert refused.rule_id == "certificate-to-the-appellant"
    assert "reissue" in refused.reason
    passed = case.then("reissue-certificate", "2026-06-29", holder_kind="young_person")
    assert passed.due("lodge-appeal") == case.due("lodge-appeal")
    appealed = passed.then("register-appeal", "2026-06-29")
    assert appealed.facts.appellant_kind is AppellantKind.YOUNG_PERSON
    wrong = passed.refusal("register-appeal", "2026-06-29", appellant_kind="parent")
    assert wrong.rule_id == "certificate-to-the-appellant", "the right never goes back"


def test_h38_two_siblings_are_two_cases() -> None:
    elder = a_case("2026-01-12").certified("2026-02-20", number="elder")
    younger = a_case("2026-01-12").certified("2026-02-27", number="younger")
    assert (elder.due("lodge-appeal"), younger.due("lodge-appeal")) == ("2026-03-20", "2026-03-27")
    appealed = elder.then("register-appeal", "2026-03-02")
    assert (appealed.state, younger.state) == (State.APPEAL_REGISTERED, State.CERTIFIED)
    uncertified = a_case("2026-01-12")
    assert uncertified.refusal("register-appeal", "2026-03-02").rule_id == "certificate-before-appeal"


def test_h41_a_certificate_keeps_its_value_when_the_family_moves() -> None:
    """Which authority is responsible is no fact that a gate can ask about. How many providers a family asked is one."""
    names = {field.name for field in fields(CaseFacts)} - {"exemption_providers_contacted"}
    assert not [name for name in names if "authority" in name or "provider" in name]


def test_h45_what_is_agreed_is_owed_and_what_is_not_is_appealed() -> None:
    case = (
        a_case("2026-01-12", sections="F I")
        .then("contact-adviser", "2026-01-20")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-20", session_on="2026-03-09")
        .then("record-session-outcome", "2026-03-09", outcome="partial_agreement")
        .then("record-agreement", "2026-03-09", terms=(Term(TermKind.AMEND_PLAN),))
    )
    assert case.state is State.MEDIATION_CONCLUDED, "partly agreed is not resolved"
    assert case.due("carry-out-agreement") == "2026-04-13"
    assert case.due("issue-certificate") == "2026-03-12"
    appealed = case.then("issue-certificate", "2026-03-12", ground="took_part").then("register-appeal", "2026-04-13")
    assert appealed.standing("lodge-appeal", "2026-04-14") is DeadlineStatus.MET
    assert appealed.standing("carry-out-agreement", "2026-04-14") is DeadlineStatus.BREACHED


def test_h47_the_detained_have_a_scheme_of_their_own_and_a_rule_that_says_so() -> None:
    """No fact of a case says "detained": the service refuses to open such a case, by this rule."""
    assert "a person must handle the case" in RULEBOOK.rule("detained-persons").says


def test_widening_a_placement_only_appeal_opens_the_gate_again() -> None:
    appealed = a_case("2026-02-13", sections="I").then("register-appeal", "2026-03-02", basis="placement_only")
    refused = appealed.refusal("widen-grounds", "2026-03-03", by=LA)
    assert refused.rule_id == "certificate-before-appeal"
    widened = appealed.certified("2026-03-04").then("widen-grounds", "2026-03-05", by=LA)
    assert widened.facts.sections == {"F", "I"}
    assert widened.state is State.APPEAL_REGISTERED
    before = a_case("2026-02-13", sections="I").then("widen-grounds", "2026-03-03")
    assert before.refusal("register-appeal", "2026-03-04", basis="placement_only").rule_id == "placement-only-exempt"


def test_an_appeal_that_ended_without_an_order_may_be_followed_by_another() -> None:
    """Struck out for want of a certificate, or withdrawn and reinstated (rr.8, 17): the tribunal decides."""
    struck_out = (
        a_case(sections="I")
        .then("register-appeal", "2026-02-20", basis="placement_only")
        .then("record-appeal-outcome", "2026-03-02", order_kind=None)
    )
    assert struck_out.state is State.RESOLVED
    again = struck_out.then("register-appeal", "2026-03-09", basis="permission")
    assert again.state is State.APPEAL_REGISTERED
    assert again.refusal("register-appeal", "2026-03-10", basis="permission", by=TRIBUNAL)
    decided = again.then("record-appeal-outcome", "2026-03-20", order_kind="amend_plan")
    assert decided.refusal("register-appeal", "2026-03-23", basis="permission").rule_id == "appealable-matters"
