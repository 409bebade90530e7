"""The pathway, the calculator and the tribunal's form obey what a regime says of certificates, ends, lists and time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.assurance import assure
from app.cases.domain.proceedings import Ordered
from app.cases.domain.view import next_day_of_interest
from app.cases.domain.words import State
from app.handoff.domain.send35 import hand_off
from app.kernel.errors import OutsideRegime
from app.kernel.terms import OrganisationKind, TermKind
from app.law.domain.regime_values import UNKNOWN, CommencementTest, MayEnd, Unknown
from app.law.domain.regimes import REGIMES
from tests.cases.domain.assured import CONTENTS
from tests.cases.domain.builders import Story, a_case
from tests.cases.domain.test_regime_values import TODAY, the_case

# --- no certificate ---------------------------------------------------------------------------------------------------


def free(sections: str | None = None, **changed: Any) -> Story:
    return the_case(TODAY, sections, certificate_required=False, **changed)


@pytest.mark.parametrize("sections", [None, "B F", "I"])
def test_a_regime_may_ask_for_no_certificate(sections: str | None) -> None:
    appealed = free(sections).then("register-appeal", "2026-03-02", basis="not_required")
    assert appealed.state is State.APPEAL_REGISTERED
    under_todays_law = a_case(sections=sections).refusal("register-appeal", "2026-03-02", basis="not_required")
    assert "has no action register-appeal (not_required)" in under_todays_law.reason
    assert free("G").refusal("register-appeal", "2026-03-02", basis="not_required").rule_id == "education-sections-only"


def test_an_appeal_without_a_certificate_may_be_widened() -> None:
    appealed = free("I").then("register-appeal", "2026-03-02", basis="placement_only")
    assert appealed.then("widen-grounds", "2026-03-03", by=OrganisationKind.LOCAL_AUTHORITY)


def test_no_date_waits_for_a_certificate_that_no_appeal_needs() -> None:
    """As in a dispute about the placement alone today."""
    assert {"contact-adviser", "apply-for-leave"} <= a_case().codes()
    assert not {"contact-adviser", "apply-for-leave"} & free().codes()
    asks = the_case(TODAY, "I", placement_only_exempt=False)
    assert {"contact-adviser", "apply-for-leave"} <= asks.codes()
    assert not {"contact-adviser", "apply-for-leave"} & a_case(sections="I").codes()
    law = free().pathway.law
    assert law.leave_window(free().facts) is None
    assert asks.pathway.law.leave_window(asks.facts) is not None
    assert any("an appeal needs no certificate" in note for note in law.answer(free().facts).notes)
    assert not any("no certificate" in note for note in asks.pathway.law.answer(asks.facts).notes)


def test_the_tribunals_form_says_why_there_is_no_certificate() -> None:
    form = hand_off(free().facts, free().pathway.law, date(2026, 2, 20), None)
    said = {one.question.field: one.value for one in form.answers}
    assert (said["medHasCertificate"], said["medNoCertificateReason"]) == ("No", "otherReason")
    assert "needs no certificate" in str(said["medNoCertificateExplanation"])
    asks = the_case(TODAY, "I", placement_only_exempt=False)
    missing = hand_off(asks.facts, asks.pathway.law, date(2026, 2, 20), None).missing
    assert "medNoCertificateExplanation" in {one.question.field for one in missing}


def test_every_property_holds_where_no_appeal_needs_a_certificate() -> None:
    """Save one: no dispute about health is searched here, so nobody tells a commissioning body."""
    assurance = assure(free().pathway, TODAY, disputes=[CONTENTS])
    assert {one.name for one in assurance.properties if not one.holds} == {"every-action-is-reachable"}


# --- the end of mediation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("may_end", "family", "authority"),
    [
        (UNKNOWN, True, True),
        (MayEnd.EITHER, True, True),
        (MayEnd.FAMILY, True, False),
        (MayEnd.AUTHORITY, False, True),
        (MayEnd.NEITHER, False, False),
    ],
)
def test_the_regime_says_who_may_end_a_mediation(may_end: MayEnd | Unknown, *, family: bool, authority: bool) -> None:
    heard = the_case(TODAY, may_end_mediation=may_end).then("contact-adviser", "2026-02-09")
    assert heard.then("decline-mediation", "2026-02-10"), "there is nothing to end yet"
    asked = heard.then("request-mediation", "2026-02-10")
    for action, may in (("decline-mediation", family), ("report-cannot-arrange", authority)):
        if may:
            assert asked.then(action, "2026-02-11")
        else:
            assert "end" in asked.refusal(action, "2026-02-11").reason


# --- a setting that is not listed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("may", "on_list", "named"), [
    (True, None, True), (True, False, True), (UNKNOWN, False, True),
    (False, True, True), (False, False, False), (False, None, False),
])  # fmt: skip
def test_a_regime_may_bind_the_tribunal_to_a_list(may: bool | Unknown, on_list: bool | None, *, named: bool) -> None:
    case = the_case(TODAY, "I", may_name_unlisted=may).then("register-appeal", "2026-03-02", basis="placement_only")
    orders = (Ordered(TermKind.NAME_SETTING, setting_on_list=on_list),)
    says: dict[str, Any] = {"by": "tribunal", "outcome": "upheld", "orders": orders}
    if named:
        assert case.then("record-appeal-outcome", "2026-06-01", **says).facts.orders == orders
    else:
        assert "authority listed" in case.refusal("record-appeal-outcome", "2026-06-01", **says).reason
        says["orders"] = (Ordered(TermKind.AMEND_PLAN),)
        assert case.then("record-appeal-outcome", "2026-06-01", **says), "no other order needs a list"


# --- commencement -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "since", "until", "applies"),
    [
        (CommencementTest.NOTICE, "2026-02-02", None, True),  # the notice of the builders is of 2 February
        (CommencementTest.NOTICE, "2026-02-03", None, False),
        (CommencementTest.NOTICE, None, "2026-02-02", True),
        (CommencementTest.NOTICE, None, "2026-02-01", False),
        (CommencementTest.DECISION, "2026-02-03", None, False),
        (CommencementTest.CHOSEN, "2026-02-03", None, True),
        (CommencementTest.ISSUE, "2026-02-03", None, True),  # not known yet
    ],
)
def test_a_case_falls_within_the_time_of_its_regime(
    test: CommencementTest, since: str | None, until: str | None, *, applies: bool
) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    case = the_case(TODAY, commencement=test, in_force_from=first, in_force_to=last)
    if applies:
        case.pathway.law.must_answer(case.facts)
    else:
        with pytest.raises(OutsideRegime, match=f"applies to notices (from {since}|until {until})"):
            case.pathway.law.must_answer(case.facts)


@pytest.mark.parametrize(("on", "issued"), [("2026-03-01", False), ("2026-03-02", True), ("2026-03-31", True),
                                            ("2026-04-01", False)])  # fmt: skip
def test_where_the_day_of_issue_decides_an_appeal_is_lodged_while_the_regime_is_in_force(on: str, issued: bool) -> None:
    since, until = date(2026, 3, 2), date(2026, 3, 31)
    case = the_case(TODAY, commencement=CommencementTest.ISSUE, in_force_from=since, in_force_to=until)
    case = case.certified("2026-02-10")
    if issued:
        assert case.then("register-appeal", on)
    else:
        assert "begin while these rules are in force" in case.refusal("register-appeal", on).reason


def test_the_search_visits_the_days_on_which_a_regime_begins_and_ends() -> None:
    regime = replace(
        REGIMES[TODAY],
        commencement=CommencementTest.ISSUE,
        in_force_from=date(2026, 3, 2),
        in_force_to=date(2026, 3, 4),
    )
    facts = a_case().facts
    days = [next_day_of_interest(facts, date(2026, 2, day), regime) for day in (10,)]
    days += [next_day_of_interest(facts, day, regime) for day in (date(2026, 3, 2), date(2026, 3, 5))]
    assert days == [date(2026, 3, 2), date(2026, 3, 5), date(2026, 4, 3)]
