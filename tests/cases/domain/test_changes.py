"""What becomes true of a case, member by member: a day that stays behind would count for a family that moved on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.changes import NotKnown, held_by, known, taken_up_again
from app.cases.domain.corrections import whose_word
from app.cases.domain.facts import CaseFacts, Certificate, CompletedDuty
from app.cases.domain.moves.requests import health_added, issues_added, issues_dropped, mediation_requested
from app.cases.domain.words import State
from app.kernel.terms import AppellantKind, CertificateGround, OrganisationKind, Party
from app.law.domain.kinds import Code
from tests.cases.domain.builders import COMMANDS, LA, LAW, a_case, a_command

DAY, BEFORE = date(2026, 2, 27), date(2026, 2, 20)
CERTIFICATE = Certificate("a number", CertificateGround.DECLINED, BEFORE, AppellantKind.PARENT)
TOLD = CompletedDuty(Code.NOTIFY_SESSION, BEFORE)
ASKED = replace(a_case(sections="F G").facts, requested_on=BEFORE, under_way=True, stage=State.MEDIATION_REQUESTED)
FIXED = replace(
    ASKED,
    arranged_on=BEFORE,
    session_on=date(2026, 3, 6),
    stage=State.MEDIATION_ARRANGED,
    completed=(TOLD,),
    closed_on=BEFORE,
)

# --- a closed case is taken up again ----------------------------------------------------------------------------------

OPEN: dict[str, Any] = {"closed_on": None, "closed_by_family": False}
FELL_AWAY: dict[str, Any] = {"arranged_on": None, "session_on": None, "completed": ()}
ANEW: dict[str, Any] = {"requested_on": DAY, "missed_on": None, "body_notified_on": None, "health_raised_on": None}


@pytest.mark.parametrize(
    ("facts", "mediation", "changes"),
    [
        (replace(ASKED, under_way=False), True, OPEN),
        (ASKED, False, OPEN),
        (ASKED, True, OPEN | ANEW),
        (FIXED, False, OPEN | FELL_AWAY | {"stage": State.MEDIATION_REQUESTED}),
        (FIXED, True, OPEN | FELL_AWAY | {"stage": State.MEDIATION_REQUESTED} | ANEW),
        (replace(FIXED, stage=State.CERTIFIED), False, OPEN | FELL_AWAY),
        (replace(ASKED, requested_on=date(2026, 1, 20), closed_on=DAY), True, OPEN),  # its days were over
    ],
)
def test_a_closed_case_is_taken_up_again(facts: CaseFacts, mediation: bool, changes: dict[str, Any]) -> None:
    """A fixed session has fallen away. The days begin again only if mediation goes on and they were not over."""
    assert taken_up_again(facts, DAY, LAW, mediation=mediation) == changes


def test_a_right_passes_on_a_day_and_it_is_remembered_whose_it_was() -> None:
    young = replace(ASKED, appellant_kind=AppellantKind.YOUNG_PERSON)
    assert held_by(ASKED, AppellantKind.PARENT, DAY) == {"appellant_kind": AppellantKind.PARENT}
    to_other = {"appellant_kind": AppellantKind.ALTERNATIVE_PERSON, "right_passed_on": DAY}
    assert held_by(ASKED, AppellantKind.ALTERNATIVE_PERSON, DAY) == to_other | {"was_young_persons": False}
    assert held_by(young, AppellantKind.ALTERNATIVE_PERSON, DAY) == to_other | {"was_young_persons": True}


def test_a_fact_that_a_gate_asked_for_is_known() -> None:
    assert known(DAY) == DAY
    with pytest.raises(NotKnown):
        known(None)


# --- a request and its issues -----------------------------------------------------------------------------------------


def becomes(of: Any, facts: CaseFacts, action: str, **says: Any) -> dict[str, Any]:
    return dict(of(facts, a_command(action, str(DAY), **says), LAW))


def requested(facts: CaseFacts, **says: Any) -> dict[str, Any]:
    return becomes(mediation_requested, facts, "request-mediation", **says)


def test_a_request_leaves_no_day_of_an_earlier_mediation_behind() -> None:
    declined = replace(FIXED, declined_on=BEFORE, certificate=CERTIFICATE)
    assert requested(declined) == {
        "requested_on": DAY, "first_contact_on": DAY, "under_way": True, "health_raised": False,
        "health_raised_on": None, "health_only": False, "body_notified_on": None, "declined_on": BEFORE,
        "arranged_on": None, "session_on": None, "session_outcome": None, "missed_on": None, "concluded_on": None,
    }  # fmt: skip
    assert requested(replace(declined, certificate=None))["declined_on"] is None
    assert requested(replace(ASKED, first_contact_on=BEFORE))["first_contact_on"] == BEFORE


@pytest.mark.parametrize(
    ("sections", "says", "raised", "only"),
    [
        ("F G", {}, False, False),
        ("F G", {"health_raised": True}, True, False),
        ("F G", {"health_only": True}, True, True),
        ("G", {}, True, True),
    ],
)
def test_health_is_raised_by_the_request_or_by_the_dispute(
    sections: str, says: dict[str, Any], raised: bool, only: bool
) -> None:
    found = requested(a_case(sections=sections).facts, **says)
    assert (found["health_raised"], found["health_only"]) == (raised, only)


def test_health_that_is_added_has_a_day_of_its_own() -> None:
    assert becomes(health_added, ASKED, "request-mediation") == {"health_raised": True, "health_raised_on": DAY}


RAISED = replace(ASKED, health_raised=True)
ALONE = replace(RAISED, health_only=True)


@pytest.mark.parametrize(
    ("facts", "says", "changes"),
    [
        (ASKED, {}, {"health_only": False}),
        (
            ASKED, {"health_raised": True},
            {"health_only": False, "health_raised": True, "health_raised_on": DAY, "body_notified_on": None},
        ),
        (RAISED, {"health_raised": True}, {"health_only": False}),
        (ALONE, {"other_raised": True}, {"health_only": False}),
        (ALONE, {"other_raised": False}, {"health_only": True}),
        (replace(ALONE, sections=a_case(sections="G").facts.sections), {"other_raised": True}, {"health_only": True}),
    ],
)  # fmt: skip
def test_issues_that_are_added(facts: CaseFacts, says: dict[str, Any], changes: dict[str, Any]) -> None:
    assert becomes(issues_added, facts, "add-issues", **says) == changes


@pytest.mark.parametrize(
    ("sections", "says", "changes"),
    [
        ("G", {"health_dropped": True}, {"health_only": True}),
        (
            "F G", {"health_dropped": True},
            {"health_only": False, "health_raised": False, "health_raised_on": None, "body_notified_on": None},
        ),
    ],
)  # fmt: skip
def test_issues_that_are_dropped(sections: str, says: dict[str, Any], changes: dict[str, Any]) -> None:
    assert becomes(issues_dropped, a_case(sections=sections).facts, "drop-issues", **says) == changes


# --- whose word a correction needs ------------------------------------------------------------------------------------

TRIBUNALS = "register-appeal record-appeal-outcome reinstate-appeal record-directions list-hearing"
FAMILYS = "request-mediation widen-grounds claim-exemption record-agreement withdraw close"


def words(action: str, **says: Any) -> Party | None:
    return whose_word(a_command(action, str(DAY), **says), LA)


@pytest.mark.parametrize("action", COMMANDS)
def test_an_authority_corrects_what_it_recorded_for_another_with_its_agreement(action: str) -> None:
    expected = Party.TRIBUNAL if action in TRIBUNALS.split() else Party.FAMILY if action in FAMILYS.split() else None
    assert words(action) is expected
    for other in set(OrganisationKind) - {LA}:
        assert whose_word(a_command(action, str(DAY)), other) is None


def test_the_tribunals_decision_or_the_familys_word_decides_whose_it_was() -> None:
    assert words("change-appeal-issues", decision_reference="EH991/26/00001") is Party.TRIBUNAL
    assert words("change-appeal-issues", family_confirmed=True) is Party.FAMILY
    assert words("withdraw", decision_reference="EH991/26/00001") is Party.TRIBUNAL
    assert words("withdraw", family_confirmed=False) is Party.FAMILY
    assert words("close", family_confirmed=False) is None
