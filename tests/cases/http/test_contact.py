"""How to reach a family: for the provider that rings, for whoever recorded it, and for nobody else."""

import asyncio
from typing import Any

import pytest

from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.feed import feed_up_to
from tests.support.parties import Party

SAID: dict[str, Any] = {
    "name_to_use": "Sam Quillfeather",
    "telephone": "01632 960117",
    "email": "sam.quillfeather@family.example",
    "best_times": "after nine at night",
    "language": "Romani",
    "interpreter": "British Sign Language",
    "do_not_ring": True,
    "representative": {
        "name": "Alex Quillfeather",
        "relation": "grandmother",
        "contact": {"telephone": "+44 1632 960118 ext 4", "email": None},
    },
}
SECRETS = ("Quillfeather", "96011", "nine at night", "Romani", "Sign Language", "grandmother")


def path(case: str) -> str:
    return f"/v1/cases/{case}/contact"


async def puts(party: Party, case: str, said: Any = SAID, **headers: str) -> Any:
    return await party.sends("PUT", path(case), json=said, headers=headers)


async def status(party: Party, case: str) -> int:
    return (await party.sends("GET", path(case))).status_code


async def test_the_provider_reads_what_the_authority_told_with_the_notice(
    la: Party, provider: Party, tribunal: Party, icb: Party
) -> None:
    case = await la.opens(appellant={"kind": "parent", "name": "Sam Example", "contact": SAID})
    for party in (provider, la):
        answer = await party.sends("GET", path(case))
        shown = answer.json()
        assert {name: shown[name] for name in SAID} == SAID
        assert (shown["recorded_by"], shown["version"], answer.headers["etag"]) == ("local_authority", 2, '"2"')
    for party in (tribunal, icb):
        assert await status(party, case) == 404
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_no_other_answer_holds_any_of_it(la: Party, provider: Party) -> None:
    case = await la.opens(appellant={"kind": "parent", "contact": SAID})
    assert (await puts(provider, case, {**SAID, "telephone": "01632 960119"})).status_code == 200
    for party in (la, provider):
        for surface in ("", "/events", "/deadlines", "/actions"):
            told = (await party.sends("GET", f"/v1/cases/{case}{surface}")).text
            assert not [one for one in SECRETS if one in told], surface
        heard, _ = await feed_up_to(party, case)
        for told in (str(heard), str(await party.lists("/v1/cases"))):
            assert not [one for one in SECRETS if one in told]
    bad = await puts(provider, case, {**SAID, "telephone": "call Quillfeather", "language": "Romani" * 50})
    assert bad.status_code == 422
    assert {one["pointer"] for one in bad.json()["errors"]} == {"#/telephone", "#/language"}
    assert not [one for one in SECRETS if one in bad.text]


async def test_what_the_family_told_the_provider_is_not_the_authoritys(la: Party, provider: Party) -> None:
    case = await la.opens(appellant={"kind": "parent", "contact": SAID})
    assert (await puts(provider, case, {"telephone": "01632 960001"})).status_code == 200
    assert await status(la, case) == 404
    kept = await puts(la, case)
    assert (kept.status_code, kept.json()["type"].rsplit("/", 1)[-1]) == (409, "contact-kept")
    assert (await la.sends("DELETE", path(case))).status_code == 404
    assert (await provider.gets(path(case)))["telephone"] == "01632 960001"


async def test_two_who_write_at_once_lose_nothing_of_the_providers(la: Party, provider: Party) -> None:
    case = await la.opens()
    of_the_authority, of_the_provider = await asyncio.gather(
        puts(la, case, {"telephone": "01632 960991"}), puts(provider, case, {"telephone": "01632 960001"})
    )
    assert of_the_provider.status_code == 200
    assert of_the_authority.status_code in (200, 409)
    assert (await provider.gets(path(case)))["telephone"] == "01632 960001"


async def test_each_change_is_in_the_trail_without_its_content(la: Party, provider: Party, icb: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    assert await status(provider, case) == 404
    assert (await puts(provider, case)).status_code == 200
    first = (await provider.sends("GET", path(case))).headers["etag"]
    assert (await puts(provider, case, SAID, **{"If-Match": first})).status_code == 200
    assert (await puts(provider, case, SAID, **{"If-Match": first})).status_code == 412
    assert (await provider.sends("DELETE", path(case), headers={"If-Match": first})).status_code == 412
    assert (await provider.sends("DELETE", path(case))).status_code == 204
    assert (await status(provider, case), (await provider.sends("DELETE", path(case))).status_code) == (404, 404)
    assert (await puts(provider, case, SAID, **{"If-Match": first})).status_code == 412  # no old tag fits again
    await la.records(case, "request-mediation", issues=["health"])
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb")
    changes = ["contact-changed", "contact-changed", "contact-erased"]
    for party in (la, provider):
        trail = await party.lists(f"/v1/cases/{case}/events")
        assert [one["type"] for one in trail[1:4]] == changes
        assert [one["about"] for one in trail[1:4]] == [{"record": "contact"}] * 3
    assert [one["type"] for one in await icb.lists(f"/v1/cases/{case}/events")][1:4] == ["withheld"] * 3
    assert (await icb.sends("PUT", path(case), json=SAID)).status_code == 404


async def test_a_provider_that_mediates_reads_it_until_the_mediation_ends(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    mediator = await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    assert (await puts(provider, case)).status_code == 200
    assert await status(other_provider, case) == 404
    first, *_ = await slots_for(other_la, case, mediator)
    await books(other_la, case, first["id"])
    assert await status(other_provider, case) == 200
    await provider.records(case, "decline-mediation")
    assert (await status(other_provider, case), await status(provider, case)) == (404, 200)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name_to_use": "Sam"},
        {"telephone": "12"},
        {"email": "nobody"},
        {"telephone": "01632 960001", "surname": "x"},
        {"telephone": "01632 960001", "do_not_ring": "no"},
        {"representative": {"name": "Alex", "relation": "aunt"}},
    ],
)
async def test_details_that_reach_nobody_are_refused(provider: Party, la: Party, said: dict[str, Any]) -> None:
    case = await la.opens()
    assert (await puts(provider, case, said)).status_code == 422
    assert (await la.sees(case))["version"] == 1


async def test_the_former_holders_details_are_withheld_until_the_new_holders_come(la: Party, provider: Party) -> None:
    case = await la.opens(appellant={"kind": "parent", "contact": SAID})
    first = await provider.gets(path(case))
    assert (first["holder"], first["withheld"], first["what_to_do"]) == ("parent", False, None)
    await la.records(case, "pass-right", to="young_person", because="school_age_ended", occurred_on="2026-02-03")
    for party in (provider, la):
        answer = await party.sends("GET", path(case))
        shown = answer.json()
        assert not any(secret in answer.text for secret in SECRETS), "the parent is rung no more"
        assert (shown["holder"], shown["withheld"], shown["do_not_ring"]) == ("parent", True, True)
        assert "PUT" in shown["what_to_do"]
        assert all(shown[name] is None for name in SAID if name != "do_not_ring")
    record = await provider.gets(f"/v1/cases/{case}/record")
    assert record["contact"]["withheld"]
    own = {"name_to_use": "Robin", "email": "robin@family.example", "representative": SAID["representative"]}
    put = await puts(provider, case, own)
    assert put.status_code == 200, put.text
    shown = await provider.gets(path(case))
    assert (shown["name_to_use"], shown["holder"], shown["withheld"]) == ("Robin", "young_person", False)
    assert shown["representative"]["relation"] == "grandmother"


async def test_a_right_that_did_not_pass_leaves_the_details_as_they_were(la: Party, provider: Party) -> None:
    case = await la.opens(appellant={"kind": "parent", "contact": SAID})
    lost = {"to": "alternative_person", "because": "capacity_lost", "occurred_on": "2026-02-03"}
    passed = await la.records(case, "pass-right", **lost)
    assert (await provider.gets(path(case)))["withheld"]
    voided = {"seq": passed["version"], "void": True, "reason": "wrong_case"}
    await la.posts(f"/v1/cases/{case}/corrections", voided)
    assert (await provider.gets(path(case)))["telephone"] == SAID["telephone"]


async def test_capacity_lost_and_regained_and_another_who_acts(la: Party, provider: Party) -> None:
    """One alternative person may follow another. The parent whose capacity returns is the parent of before."""
    case = await la.opens(appellant={"kind": "parent", "contact": SAID})
    acts = {"to": "alternative_person", "because": "capacity_lost", "occurred_on": "2026-02-03"}
    await la.records(case, "pass-right", **acts)
    assert (await puts(provider, case, {"telephone": "01632 960120"})).status_code == 200
    await la.records(case, "pass-right", **{**acts, "because": "representative_changed", "occurred_on": "2026-02-04"})
    shown = await provider.gets(path(case))
    assert (shown["telephone"], shown["withheld"], shown["holder"]) == (None, True, "alternative_person")
    assert (await puts(provider, case, {"telephone": "01632 960121"})).status_code == 200
    assert not (await provider.gets(path(case)))["withheld"]
    back = {"to": "parent", "because": "capacity_regained", "occurred_on": "2026-02-05"}
    await la.records(case, "pass-right", **back)
    assert (await provider.gets(path(case)))["withheld"]
