"""What a regime does to families is found, with the shortest way, and the way can be walked."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from app.cases.domain.findings import Finding, findings, findings_as_published, findings_of_presets, variations
from app.cases.domain.law import Law
from app.cases.domain.questions import PLACEMENT, QUESTIONS
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime_values import Binds, ClockEffect, MayEnd, Undecided
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.assured import replayed
from tests.cases.domain.builders import GREEN, LAW, PATHWAY
from tests.cases.domain.test_reform import REFORM

TODAY = RegimeId.CFA_2014


@cache
def found_in(regime: RegimeId) -> tuple[Finding, ...]:
    """Return what is found of a regime as published. A test asks, not the import: every worker imports this file."""
    return findings(LAW, regime)


def as_published(found: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    return {one.question.name: one.way for one in found if not one.changed}


def of(regime: RegimeId, **changed: Any) -> dict[str, tuple[str, ...]]:
    law = Law(LAW.england, LAW.readings, {**REGIMES, regime: replace(REGIMES[regime], **changed)})
    return as_published(findings_as_published(law, regime))


def test_each_change_that_is_tried_changes_the_law_in_force() -> None:
    tried = list(variations(REGIMES[TODAY]))
    assert len(tried) == 5
    assert all(replace(REGIMES[TODAY], **change) != REGIMES[TODAY] for change in tried)


def test_the_law_in_force_shuts_nobody_out() -> None:
    assert as_published(found_in(TODAY)) == {}


def test_compulsory_attendance_shuts_out_who_declines_and_delays_who_misses_a_session() -> None:
    assert as_published(found_in(GREEN)) == {
        "declining-leaves-the-tribunal-open": ("contact-adviser", "decline-mediation"),
        "a-missed-session-delays-nobody": (
            "contact-adviser",
            "request-mediation",
            "arrange-mediation",
            "record-session-outcome (family_did_not_attend)",
        ),
    }


def test_under_the_reform_a_won_appeal_about_a_placement_decides_nothing() -> None:
    assert as_published(found_in(REFORM)) == {
        "a-won-appeal-decides": ("register-appeal (placement_only)", "record-appeal-outcome (reconsider)"),
        "the-list-binds-no-tribunal": ("register-appeal (placement_only)", "record-appeal-outcome (name_setting)"),
    }
    assert of(REFORM, appeal_after_reconsideration=True, may_name_unlisted=True) == {}


@pytest.mark.parametrize("silence", [Undecided.REFUSED, Undecided.WAITS])
def test_a_silent_decider_shuts_the_gate_unless_silence_grants(silence: Undecided) -> None:
    [found] = [
        one
        for one in found_in(GREEN)
        if one.changed and getattr(one.changed.get("exemptions"), "if_undecided", None) is silence
    ]
    assert found.question.name == "silence-shuts-nobody-out"
    assert found.way == ("contact-adviser", "claim-exemption")
    assert "silence-shuts-nobody-out" not in as_published(found_in(GREEN))


def test_the_ways_can_be_walked() -> None:
    """As far as every step is one that the menu of the search names: a reconsideration is told beyond it."""
    for regime in RegimeId:
        for one in found_in(regime):
            if one.changed or one.question.dispute == PLACEMENT:
                continue
            facts, _ = replayed(PATHWAY, regime, one.question.dispute, one.way)
            assert facts.certificate is None


def test_each_question_is_answered_no_by_some_regime() -> None:
    """So no question is asked in vain."""
    found = {one.question.name for regime in RegimeId for one in found_in(regime)}
    assert found == {one.name for one in QUESTIONS}


@pytest.mark.parametrize(
    ("changed", "all_gone"),
    [
        ({"nonattendance_effect": "judge_considers"}, True),
        ({"attendance_required": False}, True),
        ({"absence_renews_days": False}, False),
    ],
)
def test_a_milder_regime_hurts_fewer(changed: dict[str, Any], all_gone: bool) -> None:
    left = {*of(GREEN, **changed)}
    assert left == (set() if all_gone else {*as_published(found_in(GREEN))})


def test_who_may_end_mediation_decides_who_waits_for_it() -> None:
    """Where declining bars, a family waits if its authority may not report a failure, or if it may not leave."""
    binds, fails = "asking-for-mediation-binds-nobody", "an-impossible-mediation-delays-nobody"
    for may_end, left in ((MayEnd.NEITHER, {binds, fails}), (MayEnd.FAMILY, {fails}), (MayEnd.AUTHORITY, {binds})):
        assert {*of(GREEN, may_end_mediation=may_end)} & {binds, fails} == left
    assert not {*of(GREEN, may_end_mediation=MayEnd.EITHER)} & {binds, fails}


def test_nobody_waits_for_a_certificate_that_no_appeal_needs() -> None:
    assert of(GREEN, certificate_required=False) == {
        "an-adviser-comes-before-the-appeal": ("register-appeal (not_required)",)
    }


def test_whether_the_authoritys_absence_delays_hangs_on_the_regime() -> None:
    name = "the-authoritys-absence-delays-nobody"
    assert name in of(GREEN, absent_other_side_frees=False)
    assert name not in of(GREEN, binds=Binds.BOTH_SIDES)


def test_presets_have_findings_too() -> None:
    found: dict[PresetName, set[str]] = {name: set() for name in PRESETS}
    for one in findings_of_presets(LAW, TODAY):
        assert one.preset
        assert one.changed == PRESETS[one.preset].changes
        found[one.preset].add(one.question.name)
    assert found == {
        PresetName.SMALL_CLAIMS: {"mediating-costs-no-time", "an-adviser-comes-before-the-appeal"},
        # a claim frees at once, so silence shuts nobody out
        PresetName.MIAM: {
            "declining-leaves-the-tribunal-open", "a-missed-session-delays-nobody", "mediating-costs-no-time",
        },
        PresetName.ACAS: set(),
        PresetName.WALES_2012: {"an-adviser-comes-before-the-appeal"},
    }  # fmt: skip


def test_whether_mediating_costs_time_hangs_on_the_clock() -> None:
    way = of(TODAY, clock_effect=ClockEffect.NONE)["mediating-costs-no-time"]
    assert way[-1].startswith("issue-certificate"), "the family has not appealed yet"
    assert "mediating-costs-no-time" not in of(TODAY, clock_effect=ClockEffect.STOP_AND_FLOOR)
