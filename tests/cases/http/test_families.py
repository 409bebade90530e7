"""One child's story and one family's cases: the authority's own pseudonyms, and the cases that they link."""

import asyncio
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from app.platform.http.etags import etag
from tests.support.parties import Party, declines


async def changes(party: Party, case: str, **said: Any) -> Any:
    return await party.sends("PATCH", f"/v1/cases/{case}", json=said)


async def linked(party: Party, case: str) -> Any:
    found = (await party.sees(case))["linked_cases"]
    return None if found is None else {(one["id"], one["same_child"]) for one in found}


async def found(party: Party, **query: Any) -> set[str]:
    return {one["id"] for one in await party.lists("/v1/cases", **query)}


async def test_a_childs_disputes_and_a_familys_children_are_linked(la: Party, provider: Party, tribunal: Party) -> None:
    first = await la.opens(child_reference="C-1  a", family_reference="F-1")
    again = await la.opens(child_reference="c-1 A", family_reference="F-1", provider="sandbox-provider-a")
    sibling = await la.opens(child_reference="C-2", family_reference="f-1")
    stranger = await la.opens(child_reference="C-3")
    assert await linked(la, first) == {(again, True), (sibling, False)}
    assert await linked(provider, first) == {(again, True), (sibling, False)}
    assert await linked(la, stranger) == set()
    assert await found(la, child_reference="C-1 A") == {first, again}
    for party, told in ((la, "C-1  a"), (provider, None)):
        assert (await party.sees(first))["child_reference"] == told
    refused = await provider.sends("GET", "/v1/cases", params={"child_reference": "C-1 a"})
    assert refused.status_code == 422
    await declines(provider, first)
    seen = await tribunal.sees(first)
    assert (seen["linked_cases"], seen["child_reference"], seen["family_reference"]) == (None, None, None)


async def test_a_link_shows_only_cases_that_the_reader_sees(
    la: Party, other_la: Party, provider: Party, other_provider: Party
) -> None:
    ours = await other_la.opens(family_reference="SAME", provider="sandbox-provider-a")
    theirs = await other_la.opens(family_reference="SAME", provider="sandbox-provider-b")
    await la.opens(family_reference="SAME")  # another authority's pseudonym, and so another family
    assert await linked(other_la, ours) == {(theirs, False)}
    assert (await linked(provider, ours), await linked(other_provider, theirs)) == (set(), set())


async def test_the_authority_changes_what_it_says_and_the_trail_holds_no_value(
    la: Party, provider: Party, other_la: Party
) -> None:
    case = await la.opens(child_reference="C-9", school_age_ends_on="2027-06-30")
    answer = await changes(la, case, child_reference="C-10", family_reference="F-10")
    shown = answer.json()
    assert (shown["child_reference"], shown["family_reference"]) == ("C-10", "F-10")
    assert (shown["school_age_ends_on"], shown["version"], answer.headers["etag"]) == ("2027-06-30", 2, etag(2))
    assert (await changes(la, case, child_reference="C-10")).json()["version"] == 2  # nothing changes
    assert (await changes(la, case, family_reference=None)).json()["family_reference"] is None
    seen = await la.sees(case)
    assert (seen["child_reference"], seen["family_reference"]) == ("C-10", None)
    stale = await la.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "X"}, headers={"If-Match": etag(1)})
    assert stale.status_code == 412
    about = [one.get("about") for one in await provider.lists(f"/v1/cases/{case}/events")]
    changed = [["child_reference", "family_reference"], ["family_reference"]]
    assert about == [None, *({"record": "details", "changed": one} for one in changed)]
    assert (await provider.sees(case))["school_age_ends_on"] == "2027-06-30"
    assert (await changes(other_la, case, child_reference="X")).status_code == 404
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


@pytest.mark.parametrize(
    "said",
    [
        {"child_reference": "x" * 81},
        {"child_reference": "sam@family.example"},
        {"school_age_ends_on": "1999-06-30"},
        {"appellant_name": ""},
        {"state": "closed"},
    ],
)
async def test_a_change_that_is_none_is_refused(la: Party, said: dict[str, Any]) -> None:
    case = await la.opens()
    assert (await changes(la, case, **said)).status_code == 422
    assert (await la.sees(case))["version"] == 1


async def test_the_list_warns_of_rights_that_pass(la: Party, provider: Party, tribunal: Party) -> None:
    soon = await la.opens(school_age_ends_on="2026-06-30")
    later = await la.opens(school_age_ends_on="2027-06-30")
    own = await la.opens(appellant={"kind": "young_person"}, school_age_ends_on="2026-06-30")
    unsaid = await la.opens()
    for party in (la, provider):
        warned = await found(party, right_passes_before="2026-07-01")
        assert (soon in warned, warned & {later, own, unsaid}) == (True, set())
        assert later in await found(party, right_passes_before="2027-07-01")
        shown = {one["id"]: one["school_age_ends_on"] for one in await party.lists("/v1/cases")}
        assert [shown[case] for case in (soon, later, unsaid)] == ["2026-06-30", "2027-06-30", None]
    await declines(provider, soon)
    told = {one["id"]: one["school_age_ends_on"] for one in await tribunal.lists("/v1/cases")}
    assert told[soon] is None, "nor on the case"


async def test_a_new_name_stands_on_the_next_certificate(la: Party, provider: Party) -> None:
    case = await la.opens()
    assert (await changes(la, case, appellant_name="Sam Renamed")).status_code == 200
    number = await declines(provider, case)
    token: str = (await la.gets(f"/v1/certificates/{number}"))["token"]
    assert json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["issued_to"] == "Sam Renamed"
    assert "Renamed" not in (await la.sends("GET", f"/v1/cases/{case}/events")).text


async def test_two_changes_at_once_both_count(la: Party) -> None:
    case = await la.opens()
    await asyncio.gather(changes(la, case, child_reference="C-1"), changes(la, case, family_reference="F-1"))
    seen = await la.sees(case)
    assert (seen["child_reference"], seen["family_reference"], seen["version"]) == ("C-1", "F-1", 3)
