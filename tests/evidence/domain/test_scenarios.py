"""What a caller may change in a regime, and that each change does what it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain import commands
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.evidence.comparisons.parameters import NOT_COUNTED, Parameters
from app.evidence.comparisons.schemas import ComparisonAsked
from app.evidence.domain.comparison.scenarios import NotOfThisRegime, as_json, of_json, with_parameters
from app.evidence.domain.comparison.sentences import regime_of
from app.evidence.domain.comparison.walking import OUTCOMES, Ended, Life, Said, Shut, Walker, Way
from app.kernel.errors import Refusal
from app.kernel.terms import CertificateGround, OrganisationKind
from app.law.domain.matters import Remits
from app.law.domain.presets import PresetName
from app.law.domain.regime_rows import PARAMETERS
from app.law.domain.regime_values import Binds, ExemptionMode
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided
from app.law.holidays import england

TODAY, COMPELS, REFORM = (REGIMES[one] for one in RegimeId)
CALENDAR = england()
INVENTED = {"population": {"synthetic": {"decisions": 600, "seed": 7}}}


def walk(regime: Regime, way: Way, **said: Any) -> Ended:
    """Walk a family that disputes a refusal to assess."""
    life = Life(0, 12, way, **{"contact": 20, "decides": 22, "certificate": 3, "appeals": True, **said})
    return Walker(Law(CALENDAR, regimes=REGIMES | {regime.id: regime}), regime, date(2025, 1, 1)).walk(life)


def test_each_parameter_of_a_regime_can_be_changed_by_its_name_or_changes_no_number() -> None:
    names = {one.name for one in PARAMETERS}
    assert set(Parameters.model_fields) - {"preset", "matters"} == names - NOT_COUNTED.keys()
    assert NOT_COUNTED.keys() <= names


@pytest.mark.parametrize("preset", [None, *PresetName])
@pytest.mark.parametrize("published", REGIMES.values(), ids=lambda one: str(one.id))
def test_a_family_is_exempt_under_every_regime_that_exempts(published: Regime, preset: PresetName | None) -> None:
    regime = with_parameters(published, {} if preset is None else {"preset": preset})
    if regime.exemptions is None:
        assert walk(regime, Way.CLAIMS, says=Said.GRANTED).ground != CertificateGround.EXEMPT
        return
    assert walk(regime, Way.CLAIMS, says=Said.GRANTED).ground == CertificateGround.EXEMPT
    refused = Shut.EXEMPTION_REFUSED if regime.asks_certificate else None
    assert walk(regime, Way.CLAIMS, says=Said.REFUSED).shut is refused


@pytest.mark.parametrize("preset", [None, *PresetName])
@pytest.mark.parametrize("published", REGIMES.values(), ids=lambda one: str(one.id))
def test_no_step_of_a_family_is_refused_that_its_regime_should_take(
    published: Regime, preset: PresetName | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk goes on after a refusal. So a step that is always refused would show in no number."""
    regime = with_parameters(published, {} if preset is None else {"preset": preset})
    refused: set[str] = set()
    decide = Pathway.decide

    def noting(self: Pathway, facts: Any, command: commands.Command, today: date) -> Any:
        try:
            return decide(self, facts, command, today)
        except Refusal:
            refused.add(command.action.value)
            raise

    monkeypatch.setattr(Pathway, "decide", noting)
    walk(regime, Way.DECLINES)
    for says in Said:
        walk(regime, Way.CLAIMS, says=says)
    for outcome in range(len(OUTCOMES)):
        walk(regime, Way.MEDIATES, session=14, outcome=outcome)
    walk(regime, Way.MEDIATES, missed=7, session=21)
    expected = {"decline-mediation", "issue-certificate"} if regime.declining_bars else set()
    assert refused <= expected


def test_who_decides_an_exemption_can_be_changed() -> None:
    for who in OrganisationKind:
        asked = with_parameters(COMPELS, {"exemption_decided_by": who})
        assert walk(asked, Way.CLAIMS, says=Said.REFUSED).shut is Shut.EXEMPTION_REFUSED, who


def test_a_familys_own_word_can_be_enough() -> None:
    trusted = with_parameters(COMPELS, {"exemption_mode": ExemptionMode.SELF_CERTIFIED})
    assert walk(COMPELS, Way.CLAIMS, says=Said.GRANTED).certified == 22 + 14 + 3
    assert walk(trusted, Way.CLAIMS, says=Said.GRANTED).certified == 22 + 3


def test_exemptions_can_be_added_with_somebody_who_decides_them() -> None:
    bars = {"attendance_required": True, "nonattendance_effect": NonattendanceEffect.BARS}
    with pytest.raises(NotOfThisRegime, match="cfa-2014 has no exemptions"):
        with_parameters(TODAY, {**bars, "exemption_decision_days": 10})
    decided = {"exemption_decided_by": OrganisationKind.TRIBUNAL, "exemption_decision_days": 10}
    freed = with_parameters(TODAY, {**bars, **decided, "exemption_if_undecided": Undecided.GRANTED})
    assert walk(freed, Way.CLAIMS, says=Said.NOTHING).certified == 22 + 11 + 3


def test_whom_a_regime_binds_can_be_changed() -> None:
    """Where both sides must attend, an absent authority does not keep the family waiting, whatever the reading."""
    both = with_parameters(COMPELS, {"binds": Binds.BOTH_SIDES})
    assert not COMPELS.absence_frees(as_read=False)
    assert both.absence_frees(as_read=False)


def test_what_may_be_appealed_can_be_changed() -> None:
    shut = with_parameters(REFORM, {"matters": {"refusal_to_assess": {"appealable": "no"}}})
    assert walk(REFORM, Way.DECLINES).appealed is not None
    assert walk(shut, Way.DECLINES).shut is Shut.NOT_APPEALABLE


def test_what_the_tribunal_may_do_can_be_changed() -> None:
    name = "placement_unreasonable"
    ordered = with_parameters(REFORM, {"matters": {name: {"tribunal_power": "order"}}})
    (placement,) = (one for one in REFORM.matters if one.name == name)
    (kind,) = placement.kinds
    assert (REFORM.remits(kind, placement.about), ordered.remits(kind, placement.about)) == (
        Remits.EVERYTHING, Remits.NOTHING,
    )  # fmt: skip
    assert replace(ordered, matters=REFORM.matters) == REFORM


def test_an_unknown_matter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotOfThisRegime, match=r"has only these matters: .*refusal_to_assess"):
        with_parameters(TODAY, {"matters": {"placement": {"appealable": "no"}}})


def test_every_parameter_comes_back_from_json() -> None:
    said = {
        "preset": "miam",
        "binds": "both_sides",
        "exemption_decided_by": "local_authority",
        "exemption_mode": "decided_first",
        "exemption_if_undecided": "refused",
        "matters": {"refusal_to_assess": {"tribunal_power": "none"}},
    }
    asked = ComparisonAsked.model_validate(
        {**INVENTED, "regimes": [{"regime": "cfa-2014", "name": "Mine", "parameters": said}]}
    )
    (mine,) = asked.scenarios()
    (again,) = of_json(as_json([mine]))
    assert again.ruled() == mine.ruled()
    assert mine.ruled().binds is Binds.BOTH_SIDES


def test_the_report_names_each_changed_matter() -> None:
    told = {
        "title": "A",
        "status": "law",
        "changed": {"matters": {"placement": {"tribunal_power": "review_and_remit"}}},
    }
    assert regime_of(told) == "A (law). Changed for this comparison: placement: tribunal_power = review and remit"
