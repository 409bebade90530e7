"""Every parameter of every regime has its source and its mark, and an unknown value is said to be unknown."""

from dataclasses import fields, replace

import pytest

from app.kernel.terms import ExemptionGround
from app.law.domain.presets import PRESETS, Preset, PresetName
from app.law.domain.regime import Regime
from app.law.domain.regime_rows import CITES, EVIDENCE, PARAMETERS, rows
from app.law.domain.regime_values import UNKNOWN, ClockEffect, ExemptionMode, RegimeStatus
from app.law.domain.regimes import REGIMES, RegimeId

NAMES = {one.name for one in PARAMETERS}
HEAD = {"id", "title", "status", "source", "explained", "exemptions", "matters"}
"""What is shown beside the rows, or in several of them."""


def test_every_parameter_is_a_row() -> None:
    of_claims = {name for name in NAMES if name.startswith("exemption_")}
    assert NAMES - of_claims == {one.name for one in fields(Regime)} - HEAD
    assert {*EVIDENCE} == {*ExemptionGround}


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda one: one.id)
def test_every_value_has_a_source(regime: Regime) -> None:
    assert {*CITES[regime.id]} <= NAMES
    for row in rows(regime):
        assert row.cite.source
        if row.value is not None:
            assert row.parameter.name in CITES[regime.id], "a value without a source"
        assert row.parameter.assumed or not row.is_unknown, "say what is assumed while it is unknown"


def test_what_the_reform_leaves_open_is_unknown() -> None:
    unknown = {row.parameter.name for row in rows(REGIMES[RegimeId.SEND_REFORM_2026]) if row.value == UNKNOWN}
    assert unknown == {
        "certificate_required", "placement_only_exempt", "absent_other_side_frees", "may_end_mediation", "remit_weeks",
        "appeal_after_reconsideration",
    }  # fmt: skip


def test_nothing_of_an_illustrative_regime_claims_to_be_read_in_the_law() -> None:
    """Save one number that comes from another law, and says so."""
    for regime in REGIMES.values():
        if regime.status is RegimeStatus.ILLUSTRATIVE:
            read = {
                row.parameter.name for row in rows(regime) if row.cite.verified == "primary" and row.value is not None
            }
            assert read <= {"prior_attendance_months"}


def test_what_is_only_told_says_why() -> None:
    told = {one.name for one in PARAMETERS if not one.obeyed}
    assert told == {"appeal_after_reconsideration", "cohort", "review"}
    assert all(one.limit for one in PARAMETERS if not one.obeyed)


def test_a_changed_value_cites_nothing() -> None:
    law = REGIMES[RegimeId.CFA_2014]
    [row] = [one for one in rows(replace(law, arrangement_days=20)) if one.parameter.name == "arrangement_days"]
    assert (row.value, row.cite.source) == (20, "changed for a question")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda one: one.id)
def test_a_preset_changes_what_it_says_and_nothing_else(preset: Preset, regime: Regime) -> None:
    after = preset.on(regime)
    assert {name: getattr(after, name) for name in preset.changes} == preset.changes
    kept = {one.name for one in fields(Regime)} - {*preset.changes}
    assert all(getattr(after, name) == getattr(regime, name) for name in kept)


def test_what_the_presets_are_for() -> None:
    law = REGIMES[RegimeId.CFA_2014]
    effects = {name: preset.on(law).clock_effect for name, preset in PRESETS.items()}
    assert effects == {
        "small-claims": ClockEffect.NONE,
        "miam": ClockEffect.NONE,
        "acas": ClockEffect.STOP_AND_FLOOR,
        "wales-2012": ClockEffect.THREE_MONTHS_ADDED,
    }
    miam = PRESETS[PresetName.MIAM].on(law).exemptions
    assert miam is not None
    assert (miam.mode, miam.decision_days) == (ExemptionMode.SELF_CERTIFIED, None)
    assert PRESETS[PresetName.SMALL_CLAIMS].on(law).declining_bars is False
