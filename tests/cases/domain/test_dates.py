"""Recording late is normal; contradicting what is known is not; and an older message never undoes a newer one."""

import pytest

from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action, State
from app.kernel.errors import GateClosed, OutOfOrder
from app.kernel.terms import AppellantKind, TermKind
from app.law.domain.chronology import Term
from tests.cases.domain.builders import GREEN, LA, Story, a_case

ACTIONS = sorted({move.action for move in MOVES})


def certified() -> Story:
    return a_case().certified("2026-02-09")


# --- every action ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_is_recorded_before_it_happens(action: Action) -> None:
    refused = a_case().refusal(action, "2026-02-10", recorded_on="2026-02-09")
    assert isinstance(refused, OutOfOrder)
    assert "is in the future" in refused.reason


@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_happens_before_the_notice(action: Action) -> None:
    refused = a_case("2026-02-02").refusal(action, "2026-02-01", recorded_on="2026-02-09")
    assert isinstance(refused, OutOfOrder)
    assert "before the notice" in refused.reason


def test_a_whole_case_may_be_recorded_on_its_last_day() -> None:
    now = "2026-07-01"
    case = (
        a_case("2026-02-02")
        .then("contact-adviser", "2026-02-02", recorded_on=now)
        .then("decline-mediation", "2026-02-02", recorded_on=now)
        .then("issue-certificate", "2026-02-02", recorded_on=now)
        .then("register-appeal", "2026-04-02", recorded_on=now)
    )
    assert case.facts.appeal is not None
    assert not case.facts.appeal.late, "the day in the world decides, not the day of recording"


# --- what must come first --------------------------------------------------------------------------------------------


CONTRADICTIONS = [
    ("decline before contact", a_case().then("contact-adviser", "2026-02-09"), "decline-mediation", {}),
    ("certificate before the decline",
     a_case().then("contact-adviser", "2026-02-05").then("decline-mediation", "2026-02-09"), "issue-certificate", {}),
    ("appeal before its certificate", certified(), "register-appeal", {}),
    ("reissue before the issue", certified(), "reissue-certificate", {}),
    ("request before the decline it takes back",
     a_case().then("contact-adviser", "2026-02-05").then("decline-mediation", "2026-02-09"), "request-mediation", {}),
    ("decline before the request it takes back",
     a_case().then("contact-adviser", "2026-02-05").then("request-mediation", "2026-02-09"), "decline-mediation", {}),
    ("arrangement before the request", a_case().then("request-mediation", "2026-02-09"), "arrange-mediation", {}),
    ("failure before the request", a_case().then("request-mediation", "2026-02-09"), "report-cannot-arrange", {}),
    ("telling health before the request",
     a_case(sections="F G").then("request-mediation", "2026-02-09", health_raised=True),
     "notify-commissioning-body", {}),
    ("outcome before its session",
     a_case().then("request-mediation", "2026-02-03").then("arrange-mediation", "2026-02-04", session_on="2026-02-09"),
     "record-session-outcome", {}),
    ("outcome before its arrangement",
     a_case().then("request-mediation", "2026-02-03").then("arrange-mediation", "2026-02-09"),
     "record-session-outcome", {}),
    ("an older arrangement",
     a_case().then("request-mediation", "2026-02-03").then("arrange-mediation", "2026-02-09"),
     "arrange-mediation", {}),
    ("an arrangement that had failed",
     a_case().then("request-mediation", "2026-02-03").then("report-cannot-arrange", "2026-02-09"),
     "arrange-mediation", {}),
    ("agreement before the session ended",
     a_case().then("request-mediation", "2026-02-03").then("arrange-mediation", "2026-02-04")
     .then("record-session-outcome", "2026-02-09", outcome="full_agreement"), "record-agreement", {}),
    ("outcome before the appeal", certified().then("register-appeal", "2026-02-09"), "record-appeal-outcome", {}),
    ("not opposed before the appeal", certified().then("register-appeal", "2026-02-09"), "concede", {}),
    ("exemption decided before it was claimed",
     a_case(regime=GREEN).then("claim-exemption", "2026-02-09"), "decide-exemption", {}),
    ("certificate before the exemption",
     a_case(regime=GREEN).then("contact-adviser", "2026-02-03").then("claim-exemption", "2026-02-04")
     .then("decide-exemption", "2026-02-09"), "issue-certificate", {"ground": "exempt"}),
    ("withdrawn before the certificate", certified(), "withdraw", {}),
    ("appeal withdrawn before it was lodged", certified().then("register-appeal", "2026-02-09"), "withdraw",
     {"by": "tribunal"}),
    ("reinstated before it was withdrawn",
     a_case().certified("2026-02-04").then("register-appeal", "2026-02-05")
     .then("withdraw", "2026-02-09", by="tribunal"), "reinstate-appeal", {}),
    ("asked for again before it was given up",
     a_case().then("request-mediation", "2026-02-03").then("withdraw", "2026-02-09"), "request-mediation", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "action", "says"), [row[1:] for row in CONTRADICTIONS], ids=[row[0] for row in CONTRADICTIONS]
)
def test_what_follows_does_not_come_first(story: Story, action: str, says: dict[str, str]) -> None:
    """Each story ends on 9 February: the 8th is refused, the 9th is not."""
    refused = story.refusal(action, "2026-02-08", recorded_on="2026-02-20", **says)
    assert isinstance(refused, OutOfOrder)
    assert "2026-02-09" in refused.reason
    assert story.then(action, "2026-02-09", recorded_on="2026-02-20", **says).events


def test_a_request_may_be_recorded_after_a_later_contact() -> None:
    """The family told the authority on the 3rd and reached the adviser on the 9th: the 30 days run from the 3rd."""
    case = (
        a_case().then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-03", recorded_on="2026-02-20")
    )
    assert case.due("arrange-mediation") == "2026-03-05"


def test_a_decline_stands_though_the_authority_arranged_a_session_meanwhile() -> None:
    case = (
        a_case()
        .then("contact-adviser", "2026-02-03")
        .then("request-mediation", "2026-02-04")
        .then("arrange-mediation", "2026-02-12", session_on="2026-02-27")
        .then("decline-mediation", "2026-02-09", recorded_on="2026-02-13")
    )
    assert case.state is State.MEDIATION_DECLINED
    assert case.due("issue-certificate") == "2026-02-12"


@pytest.mark.parametrize(
    ("agreed_by", "allowed"),
    [("2026-02-26", False), ("2026-02-27", True), ("2028-12-31", True), ("2029-01-01", False)],
)
def test_an_agreed_date_follows_the_agreement_and_lies_within_the_calendar(agreed_by: str, allowed: bool) -> None:
    from datetime import date

    case = (
        a_case()
        .then("request-mediation", "2026-02-03")
        .then("arrange-mediation", "2026-02-04", session_on="2026-02-27")
        .then("record-session-outcome", "2026-02-27", outcome="full_agreement")
    )
    terms = (Term(TermKind.ASSESS, date.fromisoformat(agreed_by)),)
    if allowed:
        assert case.then("record-agreement", "2026-02-27", terms=terms).due("carry-out-agreement") == agreed_by
    else:
        refused = case.refusal("record-agreement", "2026-02-27", terms=terms)
        assert isinstance(refused, GateClosed)
        assert refused.rule_id == "agreed-timescale"


def test_a_permission_is_not_blank() -> None:
    story = a_case()
    for blank in ("", None):
        refused = story.refusal("register-appeal", "2026-03-02", by=LA, basis="permission", permission_reference=blank)
        assert refused.rule_id == "permission-without-certificate"
    assert story.then("register-appeal", "2026-03-02", by=LA, basis="permission", permission_reference="12/26")


def test_the_right_may_pass_before_the_certificate_is_issued() -> None:
    case = a_case(appellant="parent").certified("2026-02-09")
    young = case.then("reissue-certificate", "2026-02-10", holder_kind="young_person")
    assert young.facts.appellant_kind is AppellantKind.YOUNG_PERSON
    assert young.facts.certificate is not None
    assert str(young.facts.certificate.issued_on) == "2026-02-09"
