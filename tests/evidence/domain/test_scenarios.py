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
from app.evidence.domain.comparison.assumed import ASSUMPTIONS
from app.evidence.domain.comparison.assumptions import values
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.running import Ground
from app.evidence.domain.comparison.scenarios import NotOfThisRegime, as_json, of_json, with_parameters
from app.evidence.domain.comparison.sentences import regime_of
from app.evidence.domain.comparison.tally import Tally
from app.evidence.domain.comparison.walking import KINDS, OUTCOMES, Ended, Life, Said, Shut, Walker, Way
from app.kernel.errors import Refusal
from app.kernel.terms import CertificateGround, DecisionKind, OrganisationKind
from app.law.domain.presets import PresetName
from app.law.domain.regime_rows import PARAMETERS
from app.law.domain.regime_values import ExemptionMode, MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided
from app.law.holidays import england

TODAY, COMPELS, REFORM = (REGIMES[one] for one in RegimeId)
CALENDAR = england()
LIKELIEST = values(ASSUMPTIONS)
INVENTED = {"population": {"synthetic": {"decisions": 600, "seed": 7}}}


def walk(regime: Regime, way: Way, **said: Any) -> Ended:
    """Walk a family that disputes a refusal to assess, or another kind of decision."""
    kind = said.pop("kind", 0)
    life = Life(kind, 12, way, **{"contact": 20, "decides": 22, "certificate": 3, "appeals": True, **said})
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
    refused = walk(regime, Way.CLAIMS, says=Said.REFUSED)
    if regime.exemptions.mode is ExemptionMode.SELF_CERTIFIED:
        assert refused.ground == CertificateGround.EXEMPT, "the certificate comes before anybody refuses the claim"
    else:
        assert refused.shut is (Shut.EXEMPTION_REFUSED if regime.asks_certificate else None)


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
    for says in Said:
        assert walk(trusted, Way.CLAIMS, says=says).certified == 22 + 3, says
    quick = with_parameters(trusted, {"exemption_decision_days": 2})
    assert walk(quick, Way.CLAIMS, says=Said.GRANTED).certified == 22 + 3
    assert walk(quick, Way.CLAIMS, says=Said.REFUSED).shut is Shut.EXEMPTION_REFUSED
    silent = with_parameters(quick, {"exemption_if_undecided": Undecided.REFUSED})
    assert walk(silent, Way.CLAIMS, says=Said.NOTHING).shut is Shut.TRIBUNAL_UNDECIDED
    assert walk(silent, Way.CLAIMS, says=Said.GRANTED).certified == 22 + 3


def test_a_refused_claim_locks_nobody_out_where_absence_does_not() -> None:
    costs = with_parameters(COMPELS, {"nonattendance_effect": NonattendanceEffect.COSTS})
    assert walk(costs, Way.CLAIMS, says=Said.REFUSED).ground == CertificateGround.DECLINED
    assert walk(costs, Way.CLAIMS, says=Said.REFUSED).certified == 22 + 14 + 3


def test_exemptions_can_be_added_with_somebody_who_decides_them() -> None:
    bars = {"attendance_required": True, "nonattendance_effect": NonattendanceEffect.BARS}
    with pytest.raises(NotOfThisRegime, match="There are no exemptions"):
        with_parameters(TODAY, {**bars, "exemption_decision_days": 10})
    by = {**bars, "exemption_decided_by": OrganisationKind.TRIBUNAL}
    with pytest.raises(NotOfThisRegime, match="no time in which a claim must be decided"):
        with_parameters(TODAY, {**by, "exemption_if_undecided": Undecided.GRANTED})
    freed = with_parameters(TODAY, {**by, "exemption_decision_days": 10, "exemption_if_undecided": Undecided.GRANTED})
    assert walk(freed, Way.CLAIMS, says=Said.NOTHING).certified == 22 + 11 + 3
    assert walk(with_parameters(TODAY, by), Way.CLAIMS, says=Said.NOTHING).shut is Shut.TRIBUNAL_UNDECIDED


def test_a_shorter_window_for_the_session_frees_a_family_sooner() -> None:
    window = with_parameters(TODAY, {"arrangement_days": 60, "session_window_days": 28})
    assert walk(window, Way.MEDIATES).certified == 22 + 29 + 3


def test_an_authority_that_reports_that_it_cannot_arrange_frees_the_family_unless_only_others_may() -> None:
    assert walk(TODAY, Way.MEDIATES, reported=5).certified == 22 + 5 + 3
    bound = with_parameters(TODAY, {"may_end_mediation": MayEnd.FAMILY})
    assert walk(bound, Way.MEDIATES, reported=5).certified == 22 + 31 + 3


def about_the_placement(regime: Regime, way: Way = Way.DECLINES) -> Ended:
    """Walk a family whose dispute is about the placement alone."""
    return walk(regime, way, kind=KINDS.index(DecisionKind.PLAN_CONTENT), placement=True)


PLACEMENT = "placement_unreasonable"


@pytest.mark.parametrize("freed", [True, False])
def test_what_may_be_appealed_and_what_the_tribunal_may_do_can_be_changed(*, freed: bool) -> None:
    """For a family that needs no certificate, and for one that does."""
    way = Way.STRAIGHT if freed else Way.DECLINES
    usual = with_parameters(REFORM, {"placement_only_exempt": freed})
    ordered = with_parameters(usual, {"matters": {PLACEMENT: {"tribunal_power": "order"}}})
    shut = with_parameters(usual, {"matters": {PLACEMENT: {"appealable": "no"}}})
    told = [about_the_placement(one, way) for one in (usual, ordered, shut)]
    assert [one.sent_back for one in told] == [True, False, False]
    assert [one.shut for one in told] == [None, None, Shut.NOT_APPEALABLE]
    assert replace(ordered, matters=usual.matters) == usual


@pytest.mark.parametrize("name", ["placement", "isp_content"])
def test_a_matter_of_no_decision_is_refused_with_those_that_can_be_changed(name: str) -> None:
    with pytest.raises(NotOfThisRegime, match=r"you can change only these matters: .*refusal_to_assess"):
        with_parameters(REFORM, {"matters": {name: {"appealable": "no"}}})


DECISIONS = 2_000
MOVES: dict[str, tuple[dict[str, Any], str]] = {
    "attendance_required": ({"attendance_required": False}, "requests"),
    "nonattendance_effect": ({"nonattendance_effect": "costs"}, "locked_out"),
    "certificate_required": ({"certificate_required": False}, "locked_out"),
    "placement_only_exempt": ({"placement_only_exempt": False}, "contacts"),
    "exemption_decided_by": ({"preset": "acas", "attendance_required": True, "nonattendance_effect": "bars",
                              "exemption_decided_by": "tribunal"}, "certificates"),
    "exemption_mode": ({"exemption_mode": "self_certified"}, "certificates"),
    "exemption_decision_days": ({"exemption_decision_days": 60}, "delayed"),
    "exemption_if_undecided": ({"exemption_if_undecided": "refused"}, "locked_out"),
    "arrangement_days": ({"arrangement_days": 15}, "thirty_days_broken"),
    "session_window_days": ({"session_window_days": 15}, "thirty_days_broken"),
    "absence_renews_days": ({"absence_renews_days": False}, "thirty_days_broken"),
    "renewed_days": ({"renewed_days": 14}, "thirty_days_broken"),
    "absent_other_side_frees": ({"absent_other_side_frees": False}, "locked_out"),
    "may_end_mediation": ({"nonattendance_effect": "costs", "may_end_mediation": "neither"}, "delayed"),
    "clock_effect": ({"clock_effect": "none"}, "late_appeals"),
    "matters": ({"matters": {"refusal_to_assess": {"appealable": "no"}}}, "appeals"),
    "preset": ({"preset": "wales-2012"}, "locked_out"),
}  # fmt: skip
"""For each parameter a change of the proposal that compels, and a count that it moves."""


def counted(*regimes: Regime) -> list[Tally]:
    """Count the same invented families under some regimes."""
    order = Order(DECISIONS, 7, (), "936")
    ground = Ground(CALENDAR, list(regimes))
    [pool] = order.pools()
    families = ground.population(pool)
    return [ground.one(place, families, LIKELIEST) for place in range(len(regimes))]


@pytest.mark.parametrize("name", Parameters.model_fields)
def test_each_parameter_moves_a_count(name: str) -> None:
    changes, count = MOVES[name]
    asked = Parameters.model_validate(changes).changes()
    before = {key: new for key, new in asked.items() if key != name}
    if name == "exemption_decided_by":
        before |= {"nonattendance_effect": NonattendanceEffect.BARS}
    usual, changed = counted(with_parameters(COMPELS, before), with_parameters(COMPELS, asked))
    assert usual.total(count) != changed.total(count)


def test_every_parameter_comes_back_from_json() -> None:
    said = {
        "preset": "miam",
        "exemption_decision_days": 20,
        "exemption_decided_by": "local_authority",
        "exemption_mode": "decided_first",
        "exemption_if_undecided": "refused",
        "matters": {"refusal_to_assess": {"tribunal_power": "review_and_remit"}},
    }
    asked = ComparisonAsked.model_validate(
        {**INVENTED, "regimes": [{"regime": "cfa-2014", "name": "Mine", "parameters": said}]}
    )
    (mine,) = asked.scenarios()
    (again,) = of_json(as_json([mine]))
    assert again.ruled() == mine.ruled()
    exemptions = mine.ruled().exemptions
    assert exemptions is not None
    assert exemptions.decision_days == 20


def test_the_report_names_each_changed_matter() -> None:
    told = {
        "title": "A",
        "status": "law",
        "changed": {"matters": {"placement": {"tribunal_power": "review_and_remit"}}},
    }
    assert regime_of(told) == "A (law). Changed for this comparison: placement: tribunal_power = review and remit"
