"""The days of a transfer are corrected: the duties of regulation 15 follow, and nothing else of the case changes."""

from typing import Any

import pytest

from tests.cases.http.test_transfers import MOVED, NORTH, of_a_plan, verified
from tests.support.parties import Parties, Party, declines

DUTIES = ("transfer-plan", "explain-transferred-plan")
RIGHT = {"moved_on": "2026-03-16", "aware_on": "2026-03-12", "transferred_on": "2026-03-17"}


@pytest.fixture(scope="module")
async def north(parties: Parties) -> Party:
    return await parties.get("sandbox-la-993")


async def corrects(party: Party, case: str, seq: int, replace: Any = None, **said: Any) -> Any:
    body = {"seq": seq, "reason": "wrong_date", "agreed_by": "local_authority", "replace": replace, **said}
    return await party.sends("POST", f"/v1/cases/{case}/corrections", json=body)


async def due(party: Party, case: str) -> dict[str, str]:
    found = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return {one["code"]: one["due_on"] for one in found if one["code"] in DUTIES}


async def test_the_deadlines_follow_the_days_and_both_versions_stay(
    la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    case = await of_a_plan(la)
    await declines(provider, case)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    assert await due(other_la, case) == {"transfer-plan": "2026-03-20", "explain-transferred-plan": "2026-04-27"}
    others = [one for one in await deadlines(provider, case) if one["code"] not in DUTIES]
    tried = (await corrects(other_la, case, 5, RIGHT, dry_run=True)).json()
    assert (await other_la.sees(case))["version"] == 6
    done = (await corrects(other_la, case, 5, RIGHT)).json()
    assert done["deadlines"] == tried["deadlines"]
    assert {one["code"]: (one["before"], one["after"]) for one in done["deadlines"] if one["code"] in DUTIES} == {
        "transfer-plan": ("2026-03-20", "2026-04-01"),
        "explain-transferred-plan": ("2026-04-27", "2026-04-28"),
    }
    assert await due(other_la, case) == {"transfer-plan": "2026-04-01", "explain-transferred-plan": "2026-04-28"}
    assert [one for one in await deadlines(provider, case) if one["code"] not in DUTIES] == others
    for reader in (other_la, provider, tribunal):
        seen = (await reader.sees(case))["transfer"]
        assert {name: seen[name] for name in RIGHT} == RIGHT
        assert await verified(reader, case) == 7
    [listed] = await provider.lists(f"/v1/cases/{case}/corrections")
    before = {name: MOVED[name] for name in RIGHT}
    [version] = listed["events"]
    assert (version["type"], version["agreed_by"]) == ("case-transferred", "local_authority")
    assert (version["before"], version["after"]) == (before, RIGHT)
    assert await verified(la, case) == 5, "the old authority reads its own time"
    second = (await corrects(other_la, case, 5, {"aware_on": "2026-03-13"})).json()
    assert second["version"] == 8
    [again, _] = await other_la.lists(f"/v1/cases/{case}/corrections")
    assert (again["events"][0]["before"], again["events"][0]["after"]["aware_on"]) == (RIGHT, "2026-03-13")
    right = {"seq": 2, "reason": "wrong_date", "replace": {"occurred_on": "2026-02-08"}}
    await provider.posts(f"/v1/cases/{case}/corrections", right)
    assert (await other_la.sees(case))["transfer"]["aware_on"] == "2026-03-13", "a later correction keeps the days"
    await other_la.posts(f"/v1/cases/{case}/transfer", {**NORTH, "transferred_on": "2026-03-23"})


async def deadlines(party: Party, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return found


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"replace": {"moved_on": "2099-01-01"}}, 422, "#/replace/moved_on"),
    ({"replace": {"aware_on": "2014-08-31"}}, 422, "#/replace/aware_on"),
    ({"replace": {"transferred_on": "2026-03-08"}}, 422, "#/replace/transferred_on"),
    ({"replace": {"moved_on": "2026-03-17"}}, 422, "#/replace/transferred_on"),
    ({"replace": {"to_la_code": "993"}}, 422, "#/replace/to_la_code"),
    ({"replace": {"moved_on": "soon"}}, 422, "#/replace/moved_on"),
    ({"replace": RIGHT, "agreed_by": None}, 422, "#/agreed_by"),
    ({"replace": RIGHT, "agreed_by": "family"}, 422, "#/agreed_by"),
    ({"replace": {}}, 409, "already"),
    ({"replace": {"moved_on": MOVED["moved_on"]}}, 409, "already"),
    ({"replace": None, "void": True}, 409, "transfer the case back"),
]


async def test_what_is_refused_changes_nothing(la: Party, other_la: Party, provider: Party) -> None:
    case = await of_a_plan(la)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    for said, status, where in REFUSED:
        answer = await corrects(other_la, case, 2, **said)
        assert (answer.status_code, where in answer.text) == (status, True), (said, answer.text)
    for party, status in ((provider, 403), (la, 404)):
        assert (await corrects(party, case, 2, RIGHT)).status_code == status
    assert (await corrects(other_la, case, 3, RIGHT)).status_code == 409, "`case-received` repeats the days"
    assert (await other_la.sees(case))["version"] == 3


async def test_only_the_last_transfer_is_corrected(la: Party, other_la: Party, north: Party) -> None:
    """It stays after the transfer before it."""
    case = await of_a_plan(la)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    second = {"to_la_code": "993", "moved_on": "2026-04-20", "aware_on": "2026-03-02", "transferred_on": "2026-04-21"}
    await other_la.posts(f"/v1/cases/{case}/transfer", second)
    first = await corrects(north, case, 2, RIGHT)
    assert (first.status_code, "transferred again" in first.text) == (409, True)
    early = await corrects(north, case, 4, {"moved_on": "2026-03-10", "transferred_on": "2026-03-15"})
    assert (early.status_code, "2026-03-16" in early.text) == (422, True)
    assert (await corrects(north, case, 4, {"transferred_on": "2026-04-20"})).status_code == 200
    assert (await due(north, case))["explain-transferred-plan"] == "2026-06-01"
    assert await verified(north, case) == 6
