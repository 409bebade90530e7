"""The letter of a case over HTTP: for the authority and the provider that it instructs, in three forms."""

from typing import Any

import pytest

from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.parties import Party, declines

TEAM: dict[str, Any] = {
    "team": "SEND team",
    "telephone": "01632 960993",
    "email": "team@council.example",
    "address": ["Civic Centre", "Eastmere"],
    "web": "https://council.example/send",
    "hours": "9am to 5pm",
}


def path(case: str) -> str:
    return f"/v1/cases/{case}/notice"


async def says(party: Party, said: Any, **headers: str) -> Any:
    return await party.sends("PUT", "/v1/me/contact", json=said, headers=headers)


async def test_the_letter_is_for_the_authority_and_its_provider(
    la: Party, other_la: Party, provider: Party, other_provider: Party, icb: Party, tribunal: Party, advice: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await la.records(case, "request-mediation", issues=["health"], occurred_on="2026-02-03")
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb", occurred_on="2026-02-03")
    await declines(provider, case)
    for party in (la, provider):
        assert (await party.gets(path(case)))["contact_adviser_by"] == "2026-04-02"
    for party in (icb, tribunal, other_la, other_provider):
        for accept in ("application/json", "text/plain", "application/pdf"):
            answer = await party.sends("GET", path(case), headers={"Accept": accept})
            assert answer.status_code == 404, party.slug
    assert (await advice.sends("GET", path(case))).status_code == 403
    [read] = [one for one in await la.lists(f"/v1/cases/{case}/reads") if one["surface"] == "notice"]
    assert read["organisation"]["slug"] == provider.slug, "no read is logged of a reader that got no letter"


async def test_a_provider_that_only_mediates_gets_no_letter(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    mediator = await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    await books(other_la, case, (await slots_for(other_la, case, mediator))[0]["id"])
    assert (await other_provider.sends("GET", f"/v1/cases/{case}")).status_code == 200
    assert (await other_provider.sends("GET", path(case))).status_code == 404


async def test_it_says_what_a_notice_left_out_and_how_to_cure_it(la: Party) -> None:
    contents = {"right_to_mediation": True, "adviser_contact": False, "timescales": False}
    case = await la.opens(notice_contents=contents)
    told = await la.gets(path(case))
    assert (told["left_out"], told["unknown"][0]) == (["adviser_contact", "timescales"], "certificate_requirement")
    recorded = {one["part"]: one for one in told["parts"]}
    assert (len(recorded), recorded["right_to_mediation"]["cure"]) == (6, None)
    cure = recorded["timescales"]["cure"]
    assert cure["because"]["rule"] == "permission-without-certificate"
    assert cure["because"]["citation"].startswith("reg 34(2)")
    assert recorded["timescales"]["citation"] == "reg 32(d) SEND Regulations 2014"
    assert "2 April 2026" in " ".join(recorded["timescales"]["text"])
    assert [one["rule"] for one in told["time_still_runs"]["rules"]][-1] == "explain-late-appeal"
    only = await la.gets(path(case), only_left_out=True)
    assert [one["part"] for one in only["parts"]] == told["left_out"]
    sound = await la.opens(notice_contents={"timescales": True})
    told = await la.gets(path(sound), only_left_out=True)
    assert (told["parts"], told["left_out"], told["time_still_runs"]) == ([], [], None)


async def test_it_comes_as_text_and_as_pdf_and_names_nobody(la: Party) -> None:
    case = await la.opens(
        appellant={"kind": "parent", "name": "Sam Quillfeather"}, notice_contents={"timescales": False}
    )
    text = await la.sends("GET", path(case), headers={"Accept": "text/plain"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["vary"] == "Accept"
    assert text.text.startswith("SANDBOX: ")
    assert "[reg 32(f) SEND Regulations 2014]" in text.text
    cure = await la.sends("GET", path(case), params={"only_left_out": True}, headers={"Accept": "text/plain"})
    assert ("[reg 32(d)" in cure.text, "[reg 32(f)" in cure.text) == (True, False)
    pdf = await la.sends("GET", path(case), headers={"Accept": "application/pdf"})
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    again = await la.sends("GET", path(case), headers={"Accept": "application/pdf"})
    assert again.content == pdf.content
    whole = await la.sends("GET", path(case))
    for answer in (text, whole):
        assert "Quillfeather" not in answer.text


async def test_a_letter_gives_the_details_that_its_parties_told(
    provider: Party, tribunal: Party, icb: Party, parties: Any
) -> None:
    third = await parties.get("sandbox-la-993")
    empty = await third.gets("/v1/me/contact")
    assert (empty["version"], empty["telephone"], empty["address"]) == (0, None, [])
    kept = await says(third, TEAM)
    assert (kept.status_code, kept.headers["etag"]) == (200, '"1"')
    assert (await says(third, {**TEAM, "team": None}, **{"If-Match": '"7"'})).status_code == 412
    assert (await says(third, TEAM, **{"If-Match": '"1"'})).json()["version"] == 2
    other = await parties.get("sandbox-provider-b")
    case = await third.opens()
    told = await other.gets(path(case))
    assert told["authority"]["contact"] == TEAM
    assert told["missing"] == ["adviser_contact"]
    for party in (tribunal, icb):
        assert (await says(party, TEAM)).status_code == 403
        assert (await party.gets("/v1/me/contact"))["version"] == 0
    assert "council.example" not in (await provider.sends("GET", "/v1/me/contact")).text


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"team": "SEND team", "web": "https://council.example"},
        {"telephone": "12"},
        {"email": "nobody"},
        {"email": "a@council.example", "web": "ftp://council.example"},
        {"address": ["x"] * 7},
        {"address": ["x" * 201]},
        {"telephone": "01632 960991", "name": "Sam"},
    ],
)
async def test_details_that_reach_nobody_are_refused(other_la: Party, said: dict[str, Any]) -> None:
    assert (await says(other_la, said)).status_code == 422
