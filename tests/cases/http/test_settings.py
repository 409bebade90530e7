"""The choice of a setting over HTTP: recorded with a dispute about Section I, corrected, and read by the parties."""

import pytest

from tests.support.parties import Party, a_notice

ASKED = {"preferred_on_list": "no", "refused_because": "not_on_list"}


async def opens(la: Party, *sections: str, **setting: str) -> str:
    body = a_notice(kind="plan_content", sections=sections)
    body["decision"]["setting"] = setting
    return str((await la.posts("/v1/cases", body))["id"])


async def test_the_parties_read_why_a_setting_was_refused(la: Party, provider: Party, tribunal: Party) -> None:
    case = await opens(la, "I", **ASKED)
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-02-16")
    for party in (la, provider, tribunal):
        assert (await party.sees(case))["decision"]["setting"] == ASKED


async def test_a_dispute_that_says_nothing_of_a_setting_shows_none(la: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    assert (await la.sees(case))["decision"]["setting"] is None


@pytest.mark.parametrize("sections", [("B", "F"), ()])
async def test_a_setting_is_in_dispute_with_section_i_alone(la: Party, sections: tuple[str, ...]) -> None:
    body = a_notice(kind="plan_content", sections=sections)
    body["decision"]["setting"] = ASKED
    refused = await la.sends("POST", "/v1/cases", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/decision/setting"


@pytest.mark.parametrize("on_list", ["yes", "no_list"])
async def test_a_setting_on_the_list_is_not_refused_because_of_the_list(la: Party, on_list: str) -> None:
    body = a_notice(kind="plan_content", sections=("I",))
    body["decision"]["setting"] = {**ASKED, "preferred_on_list": on_list}
    refused = await la.sends("POST", "/v1/cases", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/decision/setting")
    case = await opens(la, "I", **ASKED)
    wrong = {"seq": 1, "replace": {"decision": {"setting": body["decision"]["setting"]}}, "reason": "told_wrongly"}
    assert (await la.sends("POST", f"/v1/cases/{case}/corrections", json=wrong)).status_code == 422


async def test_the_choice_of_a_setting_is_corrected_with_the_notice(la: Party) -> None:
    case = await opens(la, "B", "I", **ASKED)
    path = f"/v1/cases/{case}/corrections"
    mended = {"preferred_on_list": "yes", "refused_because": "full"}
    right = {"seq": 1, "replace": {"decision": {"setting": mended}}, "reason": "told_wrongly"}
    await la.posts(path, right)
    assert (await la.sees(case))["decision"]["setting"] == mended
    without = {"seq": 1, "replace": {"decision": {"sections": ["B"]}}, "reason": "told_wrongly"}
    refused = await la.sends("POST", path, json=without)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "setting")
    without["replace"] = {"decision": {"sections": ["B"], "setting": None}}
    await la.posts(path, without)
    assert (await la.sees(case))["decision"]["setting"] is None
