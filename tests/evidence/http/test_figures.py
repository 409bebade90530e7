"""Figures over HTTP: an authority counts its own cases, by the quarter of the notice, and nobody else's."""

from typing import Any

from tests.support.parties import Party, a_notice

PANELS, SENT, LATER = "2024-Q1", "2024-03-04", "2024-03-18"  # a quarter of which no other test records a notice
SETTINGS, SENT_BEFORE, APPEALED = "2023-Q3", "2023-07-10", "2023-07-24"  # likewise


async def reviewed(la: Party, recommendation: str, **says: Any) -> str:
    case = await la.opens(notice_sent_on=SENT)
    seats = [{"role": "parent", "number": 1}]
    said = {"members": seats, "recommendation": recommendation, "occurred_on": LATER, **says}
    await la.records(case, "record-panel-review", **said)
    return case


async def test_an_authority_counts_its_own_panels(la: Party, other_la: Party, provider: Party) -> None:
    for _ in range(5):
        await reviewed(la, "change", authority_answer="accepted")
        await reviewed(la, "uphold")
    await reviewed(other_la, "change")
    with_parents, without = (await la.gets("/v1/evidence/panels", quarter=PANELS))["groups"]
    assert (with_parents["panels"], with_parents["recommendations"], with_parents["cases"]) == ("with_parents", 10, 10)
    assert with_parents["recommended"] == {"change": 5, "uphold": 5}
    assert (with_parents["answers"], with_parents["answered"], with_parents["appeals"]) == (5, None, None)
    assert without["recommendations"] is None
    few = (await other_la.gets("/v1/evidence/panels", quarter=PANELS))["groups"][0]
    assert (few["recommendations"], few["cases"]) == (None, None)
    assert (await provider.sends("GET", "/v1/evidence/panels", params={"quarter": PANELS})).status_code == 403


async def test_an_authority_counts_appeals_off_its_list(la: Party, tribunal: Party, icb: Party) -> None:
    for number in range(10):
        body = a_notice(kind="plan_content", sections=("I",), notice_sent_on=SENT_BEFORE)
        body["decision"]["setting"] = {"preferred_on_list": "no", "refused_because": "not_on_list"}
        case = (await la.posts("/v1/cases", body))["id"]
        if number % 2:
            await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on=APPEALED)
    told = await la.gets("/v1/evidence/settings", quarter=SETTINGS)
    [off] = [one for one in told["by_list"] if one["preferred_on_list"] == "no"]
    assert (off["disputes"], off["appeals"]) == (10, {"appealed": 5, "not_appealed": 5})
    [reason] = [one for one in told["by_reason"] if one["refused_because"] == "not_on_list"]
    assert reason["disputes"] == 10
    assert {one["disputes"] for one in told["by_list"] if one["preferred_on_list"] != "no"} == {None}
    assert "not an experiment" in told["caution"]
    assert (await icb.sends("GET", "/v1/evidence/settings", params={"quarter": SETTINGS})).status_code == 403


async def test_a_quarter_that_cannot_be_counted_is_refused(la: Party) -> None:
    for quarter in ("2013-Q4", "2101-Q1", "last", "2024", ""):
        assert (await la.sends("GET", "/v1/evidence/panels", params={"quarter": quarter})).status_code == 422
