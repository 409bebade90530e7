"""The pathway obeys a regime's value: a changed parameter changes what may be recorded, whatever the regime's name."""

from dataclasses import replace
from typing import Any

import pytest

from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import variants
from app.cases.domain.words import Action, State
from app.kernel.errors import NotYours
from app.kernel.terms import OrganisationKind
from app.law.domain.readings import Readings
from app.law.domain.regime_values import (
    Binds,
    ExemptionMode,
    Exemptions,
    Undecided,
)
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId
from tests.cases.domain.builders import GREEN, LAW, Story, a_case, under

TODAY = RegimeId.CFA_2014


def the_case(regime: RegimeId = GREEN, sections: str | None = None, **changed: Any) -> Story:
    return replace(a_case(regime=regime, sections=sections), pathway=under(regime, **changed))


def arranged(case: Story, session_on: str = "2026-02-20") -> Story:
    """Ask for mediation on 10 February and fix a session on the 11th."""
    asked = case.then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    return asked.then("arrange-mediation", "2026-02-11", session_on=session_on)


def exempting(**changed: Any) -> Exemptions:
    exemptions = REGIMES[GREEN].exemptions
    assert exemptions is not None
    return replace(exemptions, **changed)


# --- both regimes are one machine -------------------------------------------------------------------------------------


def test_todays_law_with_the_values_of_the_proposal_bars_like_the_proposal() -> None:
    as_proposed: dict[str, Any] = {"attendance_required": True, "nonattendance_effect": NonattendanceEffect.BARS}
    declined = the_case(TODAY, **as_proposed).then("contact-adviser", "2026-02-09")
    declined = declined.then("decline-mediation", "2026-02-10")
    assert declined.refusal("issue-certificate", "2026-02-11").rule_id == "attendance-compulsory"
    assert the_case(GREEN, attendance_required=False).certified("2026-02-10").state is State.CERTIFIED


def test_a_regime_that_gets_exemptions_lets_the_family_claim_one() -> None:
    case = the_case(TODAY, exemptions=exempting()).then("contact-adviser", "2026-02-09")
    freed = case.then("claim-exemption", "2026-02-10").then("decide-exemption", "2026-02-11", granted=True)
    assert freed.then("issue-certificate", "2026-02-12", ground="exempt").state is State.CERTIFIED
    assert "has no action" in a_case().refusal("claim-exemption", "2026-02-10").reason


# --- the decider ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decider", [OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER])
def test_the_regime_says_who_decides(decider: OrganisationKind) -> None:
    case = the_case(exemptions=exempting(decided_by=decider)).then("contact-adviser", "2026-02-09")
    case = case.then("claim-exemption", "2026-02-10")
    refused = case.refusal("decide-exemption", "2026-02-11", by="tribunal", granted=True)
    assert isinstance(refused, NotYours)
    assert decider.value.replace("_", " ") in refused.reason
    assert case.then("decide-exemption", "2026-02-11", by=decider.value, granted=True).facts.exemption_granted
    found = variants(Action.DECIDE_EXEMPTION, case.facts.notice_sent_on, case.pathway)
    assert {command.by for command in found} == {decider}


def test_two_regimes_may_have_two_deciders() -> None:
    by_authority = replace(REGIMES[TODAY], exemptions=exempting(decided_by=OrganisationKind.LOCAL_AUTHORITY))
    both = Pathway(Law(LAW.england, regimes={**REGIMES, TODAY: by_authority}))
    for regime, theirs, anothers in ((TODAY, "local_authority", "tribunal"), (GREEN, "tribunal", "local_authority")):
        case = replace(a_case(regime=regime), pathway=both).then("contact-adviser", "2026-02-09")
        case = case.then("claim-exemption", "2026-02-10")
        assert isinstance(case.refusal("decide-exemption", "2026-02-11", by=anothers, granted=True), NotYours)
        assert case.then("decide-exemption", "2026-02-11", by=theirs, granted=False)


def test_the_deadline_is_the_deciders() -> None:
    case = the_case(exemptions=exempting(decided_by=OrganisationKind.LOCAL_AUTHORITY))
    case = case.then("contact-adviser", "2026-02-09").then("claim-exemption", "2026-02-10")
    [due] = [one for one in case.pathway.law.deadlines(case.facts) if one.code == "decide-exemption"]
    assert due.owed_by == "local_authority"


# --- a claim: mode and silence ----------------------------------------------------------------------------------------


def test_a_self_certified_claim_frees_at_once_until_it_is_refused() -> None:
    case = the_case(exemptions=exempting(mode=ExemptionMode.SELF_CERTIFIED)).then("contact-adviser", "2026-02-09")
    claimed = case.then("claim-exemption", "2026-02-10")
    assert claimed.then("issue-certificate", "2026-02-10", ground="exempt").state is State.CERTIFIED
    refused = claimed.then("decide-exemption", "2026-02-11", granted=False)
    assert refused.refusal("issue-certificate", "2026-02-12", ground="exempt").rule_id == "exemption-frees"


@pytest.mark.parametrize(
    ("mode", "if_undecided", "in_time", "later"),
    [
        (ExemptionMode.DECIDED_FIRST, Undecided.GRANTED, False, True),
        (ExemptionMode.DECIDED_FIRST, Undecided.REFUSED, False, False),
        (ExemptionMode.DECIDED_FIRST, Undecided.WAITS, False, False),
        (ExemptionMode.SELF_CERTIFIED, Undecided.GRANTED, True, True),
        (ExemptionMode.SELF_CERTIFIED, Undecided.REFUSED, True, False),
        (ExemptionMode.SELF_CERTIFIED, Undecided.WAITS, True, True),
    ],
)
def test_what_silence_means(mode: ExemptionMode, if_undecided: Undecided, *, in_time: bool, later: bool) -> None:
    """Claimed on the 10th, to be decided by the 24th."""
    case = the_case(exemptions=exempting(mode=mode, if_undecided=if_undecided)).then("contact-adviser", "2026-02-09")
    claimed = case.then("claim-exemption", "2026-02-10")
    for on, free in (("2026-02-24", in_time), ("2026-02-25", later)):
        if free:
            assert claimed.then("issue-certificate", on, ground="exempt").state is State.CERTIFIED
        else:
            assert claimed.refusal("issue-certificate", on, ground="exempt").rule_id == "exemption-frees"


def test_a_claim_without_a_time_for_deciding_waits_for_ever() -> None:
    case = the_case(exemptions=exempting(decision_days=None)).then("contact-adviser", "2026-02-09")
    claimed = case.then("claim-exemption", "2026-02-10")
    assert "decide-exemption" not in claimed.codes()
    assert claimed.refusal("issue-certificate", "2028-02-10", ground="exempt").rule_id == "exemption-frees"
    assert claimed.then("decide-exemption", "2028-02-10", granted=True)


# --- evidence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "attended_on", "suffices"),
    [
        (4, "2025-10-10", True),  # four months later is 10 February, the day of the claim
        (4, "2025-10-09", False),
        (6, "2025-10-09", True),
        (None, "2015-10-09", True),
        (4, "2026-02-11", False),  # after the claim
        (4, None, True),  # for the decider to ask
    ],
)
def test_how_long_earlier_mediation_counts_is_a_parameter(
    months: int | None, attended_on: str | None, *, suffices: bool
) -> None:
    case = the_case(prior_attendance_months=months).then("contact-adviser", "2026-02-09")
    says: dict[str, Any] = {"ground": "earlier_mediation", "attended_on": attended_on}
    if suffices:
        assert case.then("claim-exemption", "2026-02-10", **says).facts.exemption_claimed_on
    else:
        assert (
            "was not before the claim, or was too long ago"
            in case.refusal("claim-exemption", "2026-02-10", **says).reason
        )


@pytest.mark.parametrize(("asked", "suffices"), [(4, False), (5, True), (None, True)])
def test_how_many_providers_a_family_asks_is_a_parameter(asked: int | None, *, suffices: bool) -> None:
    case = the_case(providers_to_contact=5).then("contact-adviser", "2026-02-09")
    says: dict[str, Any] = {"ground": "no_provider", "providers_contacted": asked}
    if suffices:
        assert case.then("claim-exemption", "2026-02-10", **says)
    else:
        assert case.refusal("claim-exemption", "2026-02-10", **says).rule_id == "exemption-frees"
    assert the_case().then("contact-adviser", "2026-02-09").then("claim-exemption", "2026-02-10", **says)


# --- the other side ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "as_read", "freed"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"absent_other_side_frees": True}, False, True),
        ({"absent_other_side_frees": False}, True, False),
        ({"binds": Binds.BOTH_SIDES}, False, True),
        ({"binds": Binds.FAMILY}, False, False),
    ],
)
@pytest.mark.parametrize("regime", [TODAY, GREEN])
def test_whether_the_authoritys_absence_frees(
    regime: RegimeId, changed: dict[str, Any], *, as_read: bool, freed: bool
) -> None:
    """Where a regime does not say, a regime that binds both sides frees; else the reading of this service decides."""
    case = the_case(regime, readings=Readings(authority_absence_counts_as_taking_part=as_read), **changed)
    came_alone = arranged(case).then("record-session-outcome", "2026-02-20", outcome="authority_did_not_attend")
    if freed:
        assert came_alone.then("issue-certificate", "2026-02-20", ground="took_part").state is State.CERTIFIED
    else:
        assert came_alone.refusal("issue-certificate", "2026-02-20", ground="took_part")


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "session_on", "last"),
    [
        (None, "2026-04-20", "2026-03-12"),  # thirty days, whatever is fixed for later
        (84, "2026-04-20", "2026-05-05"),  # fixed within the window: the family waits for it
        (84, "2026-05-06", "2026-03-12"),  # fixed for after the window: as if nothing were fixed
        (20, "2026-03-05", "2026-03-02"),  # a window shorter than the days for arranging
    ],
)
def test_a_session_is_held_within_the_window(window: int | None, session_on: str, last: str) -> None:
    """Asked for on 10 February: 30 days end on 12 March, 84 on 5 May, 20 on 2 March."""
    case = arranged(the_case(session_window_days=window), session_on)
    year, month, day = map(int, last.split("-"))
    assert case.refusal("issue-certificate", last, ground="not_arranged")
    free_on = f"{year}-{month:02d}-{day + 1:02d}"
    assert case.then("issue-certificate", free_on, ground="not_arranged").state is State.CERTIFIED


def test_the_days_after_a_missed_session_may_be_fewer() -> None:
    missed = arranged(the_case(renewed_days=7)).then(
        "record-session-outcome", "2026-02-20", outcome="family_did_not_attend"
    )
    assert str(missed.facts.waits_until(missed.pathway.law.regime(missed.facts), LAW.readings)) == "2026-02-27"
    assert missed.refusal("issue-certificate", "2026-02-27", ground="not_arranged")
    assert missed.then("issue-certificate", "2026-02-28", ground="not_arranged").state is State.CERTIFIED


def test_the_duty_to_arrange_is_due_in_the_days_of_the_regime() -> None:
    asked = the_case(arrangement_days=14).then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    assert asked.due("arrange-mediation") == "2026-02-24"
    assert asked.then("issue-certificate", "2026-02-25", ground="not_arranged").state is State.CERTIFIED


# --- the placement ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", [TODAY, GREEN])
def test_a_regime_may_ask_a_certificate_about_the_placement_too(regime: RegimeId) -> None:
    asks = the_case(regime, "I", placement_only_exempt=False)
    assert asks.refusal("register-appeal", "2026-03-02", basis="placement_only").rule_id == "placement-only-exempt"
    assert a_case(regime=regime, sections="I").then("register-appeal", "2026-03-02", basis="placement_only")


def test_every_regime_is_a_value_that_may_be_changed() -> None:
    for regime in REGIMES.values():
        changed: Regime = replace(regime, arrangement_days=7)
        assert changed.longest_wait >= 7
        assert changed != regime
