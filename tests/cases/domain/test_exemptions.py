"""A regime that compels attendance: who is exempt, by when that is decided, and what staying away does.

A decider that says nothing must not keep a family from its appeal.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES
from app.cases.domain.standing import DeadlineStatus
from app.cases.domain.words import Action, State
from app.kernel.errors import GateClosed
from app.kernel.terms import ExemptionGround
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, Undecided
from tests.cases.domain.builders import GREEN, LAW, Story, a_case

EXEMPT = {"ground": "exempt"}


def under(**changed: Any) -> Pathway:
    """Return a machine in which the compulsory regime has other values."""
    regime: Regime = replace(REGIMES[GREEN], **changed)
    return Pathway(Law(LAW.england, regimes={**REGIMES, GREEN: regime}))


def claimed(pathway: Pathway | None = None, **says: Any) -> Story:
    case = a_case(regime=GREEN)
    case = replace(case, pathway=pathway or case.pathway)
    return case.then("contact-adviser", "2026-02-09").then("claim-exemption", "2026-02-10", **says)


# --- the ground -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", ExemptionGround)
def test_the_ground_is_kept(ground: ExemptionGround) -> None:
    assert claimed(ground=ground).facts.exemption_ground is ground


def test_a_claim_without_a_ground_says_so() -> None:
    assert claimed().facts.exemption_ground is ExemptionGround.OTHER


def test_a_regime_knows_its_own_grounds_and_no_others() -> None:
    exemptions = REGIMES[GREEN].exemptions
    assert exemptions is not None
    narrow = under(exemptions=replace(exemptions, grounds=(ExemptionGround.URGENCY,)))
    assert claimed(narrow, ground="urgency").facts.exemption_claimed_on
    with pytest.raises(GateClosed, match="do not exempt a family on the claimed ground"):
        claimed(narrow, ground="access")


# --- the last day -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "free"), [("2026-02-23", False), ("2026-02-24", False), ("2026-02-25", True)])
def test_a_silent_decider_does_not_shut_the_gate(on: str, *, free: bool) -> None:
    """Claimed on the 10th, to be decided by the 24th: from the 25th it counts as granted."""
    if free:
        assert claimed().then("issue-certificate", on, **EXEMPT).state is State.CERTIFIED
    else:
        assert claimed().refusal("issue-certificate", on, **EXEMPT).rule_id == "exemption-frees"


@pytest.mark.parametrize(("on", "decided"), [("2026-02-24", True), ("2026-02-25", False)])
def test_a_refusal_after_the_last_day_comes_too_late(on: str, *, decided: bool) -> None:
    if decided:
        refused = claimed().then("decide-exemption", on, granted=False)
        assert refused.refusal("issue-certificate", "2026-03-02", **EXEMPT).rule_id == "exemption-frees"
    else:
        assert "counts as granted" in claimed().refusal("decide-exemption", on, granted=False).reason


def test_a_decision_made_in_time_may_be_recorded_late() -> None:
    refused = claimed().then("decide-exemption", "2026-02-24", recorded_on="2026-03-05", granted=False)
    assert refused.facts.exemption_granted is False


@pytest.mark.parametrize(("days", "on", "free"), [(3, "2026-02-13", False), (3, "2026-02-14", True)])
def test_the_days_are_a_parameter(days: int, on: str, *, free: bool) -> None:
    exemptions = REGIMES[GREEN].exemptions
    assert exemptions is not None
    story = claimed(under(exemptions=replace(exemptions, decision_days=days)))
    if free:
        story.then("issue-certificate", on, **EXEMPT)
    else:
        story.refusal("issue-certificate", on, **EXEMPT)


def test_so_is_what_silence_means() -> None:
    exemptions = REGIMES[GREEN].exemptions
    assert exemptions is not None
    strict = claimed(under(exemptions=replace(exemptions, if_undecided=Undecided.REFUSED)))
    assert strict.refusal("issue-certificate", "2026-05-05", **EXEMPT).rule_id == "exemption-frees"
    assert strict.then("decide-exemption", "2026-05-05", granted=True).facts.exemption_granted


def test_no_published_regime_lets_silence_refuse() -> None:
    assert [r.id for r in REGIMES.values() if r.exemptions and r.exemptions.if_undecided is Undecided.REFUSED] == []


@pytest.mark.parametrize(
    ("today", "standing"), [("2026-02-24", DeadlineStatus.RUNNING), ("2026-02-25", DeadlineStatus.BREACHED)]
)
def test_the_decider_has_a_deadline(today: str, standing: DeadlineStatus) -> None:
    assert claimed().due("decide-exemption") == "2026-02-24"
    [found] = [one for one in claimed().on(today) if one.deadline.code == "decide-exemption"]
    assert (found.status, found.deadline.rule.owed_by) == (standing, "tribunal")
    assert "decide-exemption" not in a_case().certified("2026-02-09").codes()


def test_a_decision_meets_it() -> None:
    decided = claimed().then("decide-exemption", "2026-02-24", granted=False)
    assert decided.standing("decide-exemption", "2026-03-24") is DeadlineStatus.MET


# --- what staying away does -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", NonattendanceEffect)
def test_what_non_attendance_does_is_a_parameter(effect: NonattendanceEffect) -> None:
    """Only where it bars does declining lead to no certificate; otherwise a judge or the costs deal with it."""
    case = replace(a_case(regime=GREEN), pathway=under(nonattendance_effect=effect))
    declined = case.then("contact-adviser", "2026-02-09").then("decline-mediation", "2026-02-10")
    if effect is NonattendanceEffect.BARS:
        assert declined.refusal("issue-certificate", "2026-02-11").rule_id == "attendance-compulsory"
    else:
        assert declined.then("issue-certificate", "2026-02-11").state is State.CERTIFIED


@pytest.mark.parametrize(("renews", "free_on"), [(True, "2026-03-23"), (False, "2026-03-13")])
def test_whether_an_absence_renews_the_days_is_a_parameter(free_on: str, *, renews: bool) -> None:
    """Asked for on 10 February, missed on the 20th: 30 days end on 12 March; counted again, on the 22nd."""
    case = replace(a_case(regime=GREEN), pathway=under(absence_renews_days=renews))
    missed = (
        case.then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11")
        .then("record-session-outcome", "2026-02-20", outcome="family_did_not_attend")
    )
    day_before = str(date.fromisoformat(free_on) - timedelta(days=1))
    assert missed.refusal("issue-certificate", day_before, ground="not_arranged")
    assert missed.then("issue-certificate", free_on, ground="not_arranged").state is State.CERTIFIED


# --- which regimes ----------------------------------------------------------------------------------------------------


def test_moves_ask_the_regime_and_no_names() -> None:
    """A regime has the moves of exemptions exactly if its value exempts: whatever its name is."""
    for regime in REGIMES.values():
        without, with_them = replace(regime, exemptions=None), replace(regime, exemptions=REGIMES[GREEN].exemptions)
        gained = {(move.action, move.variant) for move in MOVES if move.exists(with_them) and not move.exists(without)}
        assert gained == {
            (Action.CLAIM_EXEMPTION, None), (Action.DECIDE_EXEMPTION, None), (Action.ISSUE_CERTIFICATE, "exempt"),
        }  # fmt: skip


def test_a_regime_that_must_not_be_attended_exempts_nobody() -> None:
    for regime in REGIMES.values():
        assert bool(regime.exemptions) is regime.attendance_required
        assert (regime.nonattendance_effect is NonattendanceEffect.NONE) is not regime.attendance_required
