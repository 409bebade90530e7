"""What a comparison refuses to ask, each with the place of the fault."""

from typing import Any

import pytest

from tests.support.parties import Party

PATH = "/v1/evidence/comparisons"
NAMED = {"regime": "cfa-2014", "name": "Today's law with MIAM's rules", "parameters": {"preset": "miam"}}
SMALL = {"population": {"synthetic": {"authority": "991", "decisions": 100, "seed": 3}}, "samples": 8}


def _quarters(first: str, last: str, **more: str) -> dict[str, Any]:
    return {"population": {"own_cases": {"from_quarter": first, "to_quarter": last, **more}}}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"assumptions": {"luck": {"value": 0.5}}}, "#/assumptions/luck"),
        ({"assumptions": {"supported": {"value": 1.5}}}, "#/assumptions/supported"),
        ({"regimes": ["cfa-2014", "cfa-2014"]}, "#"),
        ({"regimes": []}, "#/regimes"),
        ({"regimes": ["cfa-2014"], "parameters": {"green-paper-2022": {"exemption_decision_days": 5}}}, "#"),
        ({"parameters": {"cfa-2014": {"exemption_decision_days": 5}}}, "#/parameters/cfa-2014/exemption_decision_days"),
        (
            {"regimes": [NAMED | {"parameters": {"exemption_mode": "self_certified"}}]},
            "#/regimes/0/parameters/exemption_mode",
        ),
        ({"parameters": {"cfa-2014": {"binds": "family"}}}, "#/parameters/cfa-2014/binds"),
        ({"parameters": {"cfa-2014": {"arrangement_days": 13}}}, "#/parameters/cfa-2014/arrangement_days"),
        ({"parameters": {"cfa-2014": {"matters": {"plan_content": {}}}}}, "#/parameters/cfa-2014/matters/plan_content"),
        (
            {"parameters": {"cfa-2014": {"matters": {"plan_content": {"tribunal_power": "none"}}}}},
            "#/parameters/cfa-2014/matters/plan_content/tribunal_power",
        ),
        ({"parameters": {"cfa-2014": {"exemption_decided_by": "king"}}}, "#/parameters/cfa-2014/exemption_decided_by"),
        (
            {"parameters": {"cfa-2014": {"matters": {"placement": {"appealable": "no"}}}}},
            "#/parameters/cfa-2014/matters/placement",
        ),
        ({"parameters": {"cfa-2014": {"cohort": "years 3 to 11"}}}, "#/parameters/cfa-2014/cohort"),
        ({"parameters": {"cfa-2014": {"arrangement_days": 0}}}, "#/parameters/cfa-2014/arrangement_days"),
        ({"parameters": {"cfa-2014": {"preset": "divorce"}}}, "#/parameters/cfa-2014/preset"),
        ({"parameters": {"cfa-2014": {"may_end_mediation": True}}}, "#/parameters/cfa-2014/may_end_mediation"),
        ({"regimes": ["law-of-1840"]}, "#/regimes/0"),
        ({"regimes": ["cfa-2014", {"regime": "cfa-2014", "name": "cfa-2014"}]}, "#/regimes/1"),
        ({"regimes": [{"regime": "cfa-2014", "name": "green-paper-2022"}]}, "#/regimes/0"),
        ({"regimes": [{"regime": "cfa-2014", "name": "\u00a0green-paper-2022 "}]}, "#/regimes/0"),
        ({"regimes": [{"regime": "cfa-2014", "name": "CFA-2014"}]}, "#/regimes/0"),
        ({"regimes": [NAMED, NAMED | {"name": str(NAMED["name"]).upper()}]}, "#"),
        ({"parameters": {"cfa-2014": {"matters": {}}}}, "#/parameters/cfa-2014/matters"),
        ({"regimes": [{"regime": "cfa-2014", "name": "=A1"}]}, "#/regimes/0/name"),
        ({"regimes": [{"regime": "cfa-2014"}]}, "#/regimes/0/name"),
        ({"regimes": [{"regime": "law-of-1840", "name": "Old"}]}, "#/regimes/0/regime"),
        ({"regimes": [NAMED | {"parameters": {"arrangement_days": 0}}]}, "#/regimes/0/parameters/arrangement_days"),
        ({"regimes": [NAMED, NAMED]}, "#"),
        ({"regimes": [NAMED], "parameters": {"cfa-2014": {"arrangement_days": 15}}}, "#"),
        ({"population": {"synthetic": {"authority": "999"}}}, "#/population/synthetic/authority"),
        ({"population": {"synthetic": {"authority": "909"}}}, "#/population/synthetic/authority"),
        ({"population": {"synthetic": {"decisions": 1_000_001}}}, "#/population/synthetic/decisions"),
        ({"population": {}}, "#/population"),
        ({"population": {"own_cases": {"year": 2026}}}, "#/population/own_cases"),
        ({"population": {"own_cases": {}}}, "#/population/own_cases"),
        ({"population": {"own_cases": {"year": 2018, "from_quarter": "2018-Q1"}}}, "#/population/own_cases"),
        ({"population": {"own_cases": {"from_quarter": "2018-Q1"}}}, "#/population/own_cases"),
        (_quarters("2018-Q2", "2018-Q1"), "#/population/own_cases"),
        (_quarters("2015-Q1", "2018-Q1"), "#/population/own_cases"),
        (_quarters("2018-Q1", "2018-Q2", kind="other"), "#/population/own_cases"),
        (_quarters("2018-Q5", "2018-Q2"), "#/population/own_cases/from_quarter"),
        (_quarters("2018-Q1", "2018-Q4", kind="luck"), "#/population/own_cases/kind"),
        (_quarters("2018-Q1", "2018-Q4", recorded_under="law-of-1840"), "#/population/own_cases/recorded_under"),
        ({"samples": 5000}, "#/samples"),
    ],
)
async def test_what_cannot_be_compared_is_refused(la: Party, change: dict[str, Any], pointer: str) -> None:
    answer = await la.sends("POST", PATH, json=SMALL | change)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_refusal_names_what_the_regime_has(la: Party) -> None:
    for changes, told in (
        (
            {"exemption_mode": "self_certified"},
            "To add exemptions, send exemption_decided_by too",
        ),
        (
            {"matters": {"isp_content": {"appealable": "yes"}}},
            "you can change only these matters: cease_to_maintain,",
        ),
    ):
        answer = await la.sends("POST", PATH, json=SMALL | {"parameters": {"cfa-2014": changes}})
        assert told in answer.json()["errors"][0]["detail"]
