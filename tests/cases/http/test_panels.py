"""Reviews by a panel over HTTP: what the authority records, who reads it, and that no time limit moves."""

from typing import Any

import pytest

from tests.support.parties import Party

WITH_PARENTS = [{"role": "parent", "number": 2}, {"role": "authority", "number": 1}]


async def reviews(la: Party, case: str, **says: Any) -> Any:
    return await la.records(case, "record-panel-review", **{"occurred_on": "2026-02-10", **says})


@pytest.mark.parametrize("regime", ["cfa-2014", "green-paper-2022"])
async def test_several_panels_review_a_decision_and_each_is_answered(la: Party, provider: Party, regime: str) -> None:
    case = await la.opens(regime=regime)
    before = await la.gets(f"/v1/cases/{case}/deadlines")
    await reviews(la, case, members=WITH_PARENTS, followed_law="yes", met_standards="in_part", recommendation="change")
    await reviews(la, case, occurred_on="2026-02-17", recommendation="uphold", authority_answer="accepted")
    await la.records(case, "answer-panel-review", authority_answer="rejected", occurred_on="2026-02-20")
    for party in (la, provider):
        first, second = (await party.sees(case))["panels"]
        assert first == {
            "reviewed_on": "2026-02-10",
            "members": WITH_PARENTS,
            "with_parents": True,
            "followed_law": "yes",
            "met_standards": "in_part",
            "recommendation": "change",
            "authority_answer": "rejected",
            "authority_answered_on": "2026-02-20",
        }
        assert (second["authority_answer"], second["authority_answered_on"]) == ("accepted", "2026-02-17")
    assert await la.gets(f"/v1/cases/{case}/deadlines") == before
    again = await la.tries(case, "answer-panel-review", authority_answer="accepted", occurred_on="2026-02-21")
    assert (again.status_code, again.json()["rule"]) == (409, "panel-review")


async def test_the_tribunal_is_told_the_day_of_a_review_alone(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await reviews(la, case, recommendation="change", authority_answer="accepted")
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-02-16")
    seen = await tribunal.sees(case)
    assert seen["panel"] == {"reviewed_on": "2026-02-10"}
    assert seen["panels"] is None
    events = (await tribunal.gets(f"/v1/cases/{case}/events"))["items"]
    assert "recommendation" not in str(events)


@pytest.mark.parametrize(
    "says",
    [
        {"members": [{"role": "parent", "number": 1}, {"role": "parent", "number": 1}]},
        {"members": [{"role": "parent", "number": 0}]},
        {"members": [{"role": "head teacher", "number": 1}]},
        {"authority_answer": "accepted"},
        {"recommendation": "change", "authority_answered_on": "2026-02-11"},
        {"recommendation": "change", "authority_answer": "accepted", "authority_answered_on": "2999-01-01"},
    ],
)
async def test_a_review_that_contradicts_itself_is_refused_and_nothing_is_kept(la: Party, says: dict[str, Any]) -> None:
    case = await la.opens()
    refused = await la.tries(case, "record-panel-review", occurred_on="2026-02-10", **says)
    assert refused.status_code == 422
    assert (await la.sees(case))["version"] == 1


async def test_a_review_is_corrected_and_its_answer_stands_on_it(la: Party) -> None:
    case = await la.opens()
    await reviews(la, case, recommendation="change")
    await la.records(case, "answer-panel-review", authority_answer="accepted", occurred_on="2026-02-20")
    path, void = f"/v1/cases/{case}/corrections", {"seq": 2, "void": True, "reason": "wrong_case"}
    refused = await la.sends("POST", path, json=void)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/later-events-stand-on-it")
    mended = {"seq": 2, "replace": {"recommendation": "reconsider", "members": WITH_PARENTS}, "reason": "told_wrongly"}
    await la.posts(path, mended)
    panel = (await la.sees(case))["panels"][0]
    assert (panel["recommendation"], panel["with_parents"], panel["authority_answer"]) == (
        "reconsider",
        True,
        "accepted",
    )
    await la.posts(path, {**void, "also": [{"seq": 3, "void": True}]})
    assert (await la.sees(case))["panels"] is None
