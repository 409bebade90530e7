"""The right to appeal passes from person to person, and the issues of a request change."""

import pytest

from app.kernel.terms import AppellantKind
from tests.cases.domain.builders import a_case

WAYS = [
    ("parent", "young_person", "school_age_ended", True),
    ("young_person", "young_person", "school_age_ended", False),
    ("parent", "parent", "school_age_ended", False),
    ("parent", "alternative_person", "capacity_lost", True),
    ("young_person", "alternative_person", "capacity_lost", True),
    ("alternative_person", "alternative_person", "capacity_lost", False),
    ("young_person", "parent", "capacity_lost", False),
    ("alternative_person", "parent", "capacity_regained", True),
    ("alternative_person", "young_person", "capacity_regained", False),
    ("parent", "parent", "capacity_regained", False),
    ("alternative_person", "alternative_person", "representative_changed", True),
    ("parent", "alternative_person", "representative_changed", False),
]


@pytest.mark.parametrize(("holder", "to", "because", "allowed"), WAYS)
def test_the_right_passes_as_the_act_says(holder: str, to: str, because: str, *, allowed: bool) -> None:
    case = a_case(appellant=holder)
    if not allowed:
        rule = "young-person-holds-the-right" if because == "school_age_ended" else "alternative-person-acts"
        assert case.refusal("pass-right", "2026-02-20", to=to, because=because).rule_id == rule
        return
    passed = case.then("pass-right", "2026-02-20", to=to, because=because).facts
    assert (passed.appellant_kind, str(passed.right_passed_on)) == (to, "2026-02-20")


def test_capacity_returns_the_right_to_whose_it_was() -> None:
    young = a_case(appellant="parent").then("pass-right", "2026-02-10", to="young_person", because="school_age_ended")
    acted = young.then("pass-right", "2026-02-11", to="alternative_person", because="capacity_lost")
    refused = acted.refusal("pass-right", "2026-02-12", to="parent", because="capacity_regained")
    assert refused.rule_id == "alternative-person-acts"
    back = acted.then("pass-right", "2026-02-12", to="young_person", because="capacity_regained")
    assert back.facts.appellant_kind is AppellantKind.YOUNG_PERSON


def test_after_the_certificate_the_young_person_appeals_with_its_own_and_no_day_moves() -> None:
    case = a_case().certified("2026-02-09")
    passed = case.then("pass-right", "2026-02-20", to="young_person", because="school_age_ended")
    assert passed.refusal("register-appeal", "2026-02-23").rule_id == "certificate-to-the-appellant"
    own = passed.then("reissue-certificate", "2026-02-21").facts.certificate
    assert own is not None
    assert (own.holder_kind, str(own.issued_on)) == (AppellantKind.YOUNG_PERSON, "2026-02-09")
    assert passed.due("lodge-appeal") == case.due("lodge-appeal")
    assert passed.then("reissue-certificate", "2026-02-21").then("register-appeal", "2026-02-23").facts.appeal


def test_before_the_certificate_it_is_issued_to_whoever_holds_the_right_now() -> None:
    case = a_case().then("pass-right", "2026-02-05", to="young_person", because="school_age_ended")
    issued = case.certified("2026-02-09").facts.certificate
    assert issued is not None
    assert issued.holder_kind is AppellantKind.YOUNG_PERSON


def test_issues_come_and_go_and_the_days_stay() -> None:
    case = a_case(kind="plan_content", sections="F G").then("contact-adviser", "2026-02-05")
    asked = case.then("request-mediation", "2026-02-06").then(
        "arrange-mediation", "2026-02-09", session_on="2026-03-03"
    )
    health = asked.then("add-issues", "2026-02-12", health_raised=True)
    assert (health.due("arrange-mediation"), health.due("notify-commissioning-body")) == (
        asked.due("arrange-mediation"), "2026-02-17",
    )  # fmt: skip
    told = health.then("notify-commissioning-body", "2026-02-13")
    dropped = told.then("drop-issues", "2026-02-16", health_dropped=True)
    assert dropped.facts.session_on == asked.facts.session_on
    assert (dropped.facts.health_raised, dropped.facts.requested_on) == (False, asked.facts.requested_on)
    assert "notify-commissioning-body" not in dropped.codes()
    again = dropped.then("add-issues", "2026-02-18", health_raised=True)
    assert again.due("notify-commissioning-body") == "2026-02-23"


def test_no_issue_changes_where_no_mediation_is_under_way() -> None:
    case = a_case().then("contact-adviser", "2026-02-05")
    for action in ("add-issues", "drop-issues"):
        assert case.refusal(action, "2026-02-06").rule_id == "tell-authority-what-to-mediate"
