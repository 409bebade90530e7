"""The reform of 2026: the gate of today, and a tribunal that sends a placement back."""

from dataclasses import replace

import pytest

from app.cases.domain.law import TIME_UNKNOWN, Law
from app.cases.domain.machine import Pathway
from app.kernel.terms import DecisionKind
from app.law.domain.matters import Appealable, TribunalPower
from app.law.domain.regime_values import UNKNOWN
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import LAW, Story, a_case

REFORM = RegimeId.SEND_REFORM_2026


def appealed(sections: str = "I", regime: RegimeId = REFORM) -> Story:
    case = a_case(regime=regime, sections=sections)
    if sections == "I":
        return case.then("register-appeal", "2026-03-02", basis="placement_only", by="tribunal")
    return case.certified("2026-02-10").then("register-appeal", "2026-03-02", basis="certificate", by="tribunal")


def decided(case: Story, order: str, outcome: str | None = None) -> Story:
    return case.then("record-appeal-outcome", "2026-06-01", by="tribunal", order_kind=order, outcome=outcome)


@pytest.mark.parametrize("order", ["name_setting", "amend_plan", "continue_plan"])
def test_a_placement_is_only_sent_back(order: str) -> None:
    """The authority reconsiders; under the law in force the tribunal names a setting."""
    refused = appealed().refusal("record-appeal-outcome", "2026-06-01", by="tribunal", order_kind=order)
    assert refused.rule_id == "tribunal-decides"
    assert "The tribunal can order: reconsider (SEND Reform consultation" in refused.reason
    assert decided(appealed(), "reconsider").facts.order_kind == "reconsider"
    assert decided(appealed(regime=RegimeId.CFA_2014), order).facts.order_kind == order
    assert appealed(regime=RegimeId.CFA_2014).refusal(
        "record-appeal-outcome", "2026-06-01", by="tribunal", order_kind="reconsider"
    )


def test_the_content_beside_a_placement_may_still_be_ordered() -> None:
    case = appealed("BFI")
    assert decided(case, "amend_plan").facts.order_kind == "amend_plan"
    assert decided(case, "reconsider").facts.order_kind == "reconsider"
    assert case.refusal("record-appeal-outcome", "2026-06-01", by="tribunal", order_kind="name_setting")


def test_what_the_parties_agree_may_be_ordered_all_the_same() -> None:
    assert decided(appealed(), "other_action", "consent_order").facts.order_kind == "other_action"


def test_in_which_time_the_authority_reconsiders_is_unknown_and_no_law_is_shown_for_it() -> None:
    sent_back = decided(appealed(), "reconsider")
    assert "comply-with-order" not in sent_back.codes()
    assert TIME_UNKNOWN in sent_back.pathway.law.answer(sent_back.facts).notes
    assert TIME_UNKNOWN not in sent_back.pathway.law.answer(appealed().facts).notes
    known = replace(REGIMES[REFORM], remit_weeks=6)
    pathway = Pathway(Law(LAW.england, regimes={**REGIMES, REFORM: known}))
    assert replace(sent_back, pathway=pathway).due("comply-with-order") == "2026-07-13"


def test_a_matter_that_a_regime_does_not_hear_cannot_be_appealed() -> None:
    matters = tuple(replace(one, appealable=Appealable.NO) for one in REGIMES[REFORM].matters)
    pathway = Pathway(Law(LAW.england, regimes={**REGIMES, REFORM: replace(REGIMES[REFORM], matters=matters)}))
    case = replace(a_case(regime=REFORM), pathway=pathway).certified("2026-02-10")
    refused = case.refusal("register-appeal", "2026-03-02", basis="certificate")
    assert refused.rule_id == "education-sections-only"
    assert appealed("BF").facts.appeal, "as published, the matter is heard"


def test_a_matter_of_which_nothing_is_known_is_heard_as_today() -> None:
    reform = REGIMES[REFORM]
    assert {one.name for one in reform.matters if one.appealable is Appealable.UNKNOWN} == {
        "refusal_to_reassess",
        "refusal_to_amend",
    }
    assert all(reform.hears(kind, frozenset()) for kind in DecisionKind)


def test_every_decision_raises_a_matter_under_every_regime() -> None:
    for regime in REGIMES.values():
        assert all(any(kind in one.kinds for one in regime.matters) for kind in DecisionKind)
        assert all(one.power is TribunalPower.NONE for one in regime.matters if one.appealable is Appealable.NO)


def test_a_second_disagreement_is_unknown() -> None:
    reform = REGIMES[REFORM]
    assert (reform.remit_weeks, reform.appeal_after_reconsideration) == (UNKNOWN, UNKNOWN)
    assert reform.may_name_unlisted is False
