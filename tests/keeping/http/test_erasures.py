"""Erasure: a name and contact details go everywhere, the chain stays whole, and what the law keeps is refused."""

import asyncio
import io
import json
from typing import Any

import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY
from tests.support.capacity import in_days, puts
from tests.support.parties import Parties, Party, declines

NAME = "Philippa Wagtail-Marsh"
NEW_NAME = "Philippa Sandpiper"
NAMES = {"what": ["name"], "reason": "requested", "requested_on": "2026-11-02"}
APPELLANT = {"kind": "parent", "name": NAME}


async def ended(la: Party, provider: Party, *, certified: bool = True) -> str:
    """A case whose family gave its dispute up, after whose end no time runs; with two certificates, two names."""
    case = await la.opens(appellant=APPELLANT)
    if certified:
        await declines(provider, case)
        assert (await la.sends("PATCH", f"/v1/cases/{case}", json={"appellant_name": NEW_NAME})).is_success
        await provider.records(case, "reissue-certificate", occurred_on="2026-02-20")
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-25")
    return case


async def tries(party: Party, case: str, **said: Any) -> Any:
    return await party.sends("POST", f"/v1/cases/{case}/erasures", json={**NAMES, **said})


async def sealed_words(owner: AsyncEngine, case: str) -> str:
    """Everything that is sealed with a case and its certificates, opened."""
    seal, found = Seal([SANDBOX_SEALING_KEY]), []
    async with owner.connect() as connection:
        kept = await connection.scalar(text("SELECT sealed FROM cases WHERE id = CAST(:id AS uuid)"), {"id": case})
        found.append(seal.open(kept, case))
        rows = await connection.execute(
            text("SELECT number, sealed_token FROM certificates WHERE case_id = CAST(:id AS uuid)"), {"id": case}
        )
        found += [seal.open(row.sealed_token, row.number) for row in rows]
    return json.dumps(found)


async def test_a_name_goes_from_case_and_certificates(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    case = await ended(la, provider)
    number = (await la.sees(case))["certificate"]["number"]
    before = (await la.gets(f"/v1/certificates/{number}"))["token"]
    answer = await tries(la, case)
    assert answer.status_code == 200, answer.text
    [gone] = answer.json()["erased"]
    assert (gone["what"], len(gone["certificates"]), number in gone["certificates"]) == ("name", 2, True)

    record = await la.sends("GET", f"/v1/cases/{case}/record")
    opened = await sealed_words(owner, case)
    for name in (NAME, NEW_NAME, "Wagtail"):
        assert name not in record.text
        assert name not in opened
    said = record.json()
    assert said["holder"] is None
    assert [one["issued_to"] for one in said["certificates"]] == ["", ""]
    assert said["verification"]["intact"]
    assert said["verification"]["head"] == gone["hash"]
    [event] = [one for one in said["events"] if one["seq"] == gone["seq"]]
    assert event["type"] == "name-erased"
    assert event["about"]["reason"] == "requested"
    assert event["about"]["requested_on"] == "2026-11-02"

    after = await la.gets(f"/v1/certificates/{number}")
    assert after["token"] != before
    assert (await la.gets(f"/v1/certificates/{number}/verification"))["result"] == "found"
    pdf = await tribunal.sends("GET", f"/v1/certificates/{number}/pdf")
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "The person who may appeal" in printed
    assert NEW_NAME not in printed + pdf.content.decode("latin-1")

    again = await tries(la, case)
    assert (again.status_code, again.json()["erased"]) == (200, [])
    assert (await la.sees(case))["version"] == gone["seq"], "nothing to erase is no event"


async def test_only_the_parties_that_knew_the_name_are_told(la: Party, provider: Party, tribunal: Party) -> None:
    case = await ended(la, provider)
    await tries(la, case)
    assert (await provider.lists(f"/v1/cases/{case}/events"))[-1]["type"] == "name-erased"
    assert (await tribunal.lists(f"/v1/cases/{case}/events"))[-1]["type"] == "withheld"


async def test_the_law_keeps_a_name(la: Party, provider: Party) -> None:
    opened = await la.opens(appellant=APPELLANT)
    appealed = await la.opens(appellant=APPELLANT)
    await declines(provider, appealed)
    await la.records(appealed, "register-appeal", basis="certificate", occurred_on="2026-03-16")
    in_time = await la.opens(appellant=APPELLANT, notice_sent_on="2026-11-02")
    await la.records(in_time, "withdraw", family_confirmed=True)
    held = await ended(la, provider)
    hold = await la.posts(f"/v1/cases/{held}/legal-holds", {"reason": "claim"})
    because = {opened: "case_open", appealed: "appeal_running", in_time: "time_running", held: "legal_hold"}
    for case, why in because.items():
        version = (await la.sees(case))["version"]
        refused = await tries(la, case, what=["name", "contact"])
        said = refused.json()
        assert (refused.status_code, said["type"], said["because"]) == (409, "/problems/must-be-kept", why)
        assert said["citation"] == "art 17(3)(b) and (e) UK GDPR"
        assert ("until" in said) == (why == "time_running")
        assert (await la.sees(case))["version"] == version
    assert refused.headers["content-type"] == "application/problem+json"
    await la.posts(f"/v1/cases/{held}/legal-holds/{hold['id']}/lift", {})
    assert (await tries(la, held)).status_code == 200


async def test_contact_details_go_at_any_time_by_whoever_may_read_them(la: Party, provider: Party) -> None:
    case = await la.opens(appellant=APPELLANT)
    answer = await provider.sends("PUT", f"/v1/cases/{case}/contact", json={"telephone": "01632 960001"})
    assert answer.is_success
    hidden = await tries(la, case, what=["contact"])
    assert (hidden.status_code, hidden.json()["erased"]) == (200, []), "the authority is not told that there are any"
    [gone] = (await tries(provider, case, what=["contact"])).json()["erased"]
    assert (gone["what"], gone["certificates"]) == ("contact", [])
    assert (await provider.sends("GET", f"/v1/cases/{case}/contact")).status_code == 404
    assert (await provider.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_both_go_together(la: Party, provider: Party) -> None:
    case = await ended(la, provider, certified=False)
    assert (await la.sends("PUT", f"/v1/cases/{case}/contact", json={"telephone": "01632 960001"})).is_success
    gone = (await tries(la, case, what=["contact", "name"])).json()["erased"]
    assert [(one["what"], one["certificates"]) for one in gone] == [("name", []), ("contact", [])]
    assert gone[1]["seq"] == gone[0]["seq"] + 1
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_nobody_else_erases_a_name(la: Party, provider: Party, parties: Parties) -> None:
    case = await ended(la, provider)
    for slug in ("sandbox-provider-a", "sandbox-tribunal"):
        answer = await tries(await parties.get(slug), case)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    for slug in ("sandbox-la-992", "sandbox-provider-b", "sandbox-icb"):
        assert (await tries(await parties.get(slug), case)).status_code == 404
    for slug in ("sandbox-advice-991", "sandbox-operator"):
        assert (await tries(await parties.get(slug), case)).status_code == 403
    assert (await la.gets(f"/v1/cases/{case}/record"))["holder"]["name"] == NEW_NAME


@pytest.mark.parametrize(
    "said", [{"what": []}, {"what": ["case"]}, {"reason": "boredom"}, {"requested_on": "soon"}, {"more": 1}]
)
async def test_a_request_says_what_and_why(la: Party, said: dict[str, Any]) -> None:
    answer = await tries(la, await la.opens(), **said)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")


async def test_at_once_a_name_goes_once(la: Party, provider: Party) -> None:
    case = await ended(la, provider)
    answers = await asyncio.gather(*(tries(la, case) for _ in range(4)))
    assert {one.status_code for one in answers} == {200}
    assert sorted(len(one.json()["erased"]) for one in answers) == [0, 0, 0, 1]
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_a_key_brings_the_same_receipt(la: Party, provider: Party) -> None:
    case, key = await ended(la, provider), {"Idempotency-Key": "erase-once"}
    first = await la.sends("POST", f"/v1/cases/{case}/erasures", json=NAMES, headers=key)
    again = await la.sends("POST", f"/v1/cases/{case}/erasures", json=NAMES, headers=key)
    assert (first.json(), again.json()) == (again.json(), first.json())
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("slug", ["sandbox-provider-a", "sandbox-la-992", "sandbox-tribunal"])
async def test_the_database_lets_no_other_organisation_write_a_certificate_again(
    la: Party, provider: Party, owner: AsyncEngine, slug: str
) -> None:
    case = await ended(la, provider)
    number = (await la.sees(case))["certificate"]["number"]
    one = BY_SLUG[slug]
    rewrite = text("SELECT app_erase_names(CAST(:case AS uuid), ARRAY[:number], ARRAY[CAST('x' AS bytea)])")
    async with owner.connect() as connection:
        await connection.execute(text("SET LOCAL ROLE mediation_app"))
        who = text("SELECT set_config('app.organisation', :id, true), set_config('app.kind', :kind, true)")
        await connection.execute(who, {"id": str(one.id), "kind": one.kind})
        assert await connection.scalar(rewrite, {"case": case, "number": number}) == 0
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("UPDATE certificates SET sealed_token = 'x'"))


@pytest.mark.parametrize("day", [in_days(1), "9999-12-31", "2014-08-31", "0001-01-01"])
async def test_nobody_asked_on_a_day_that_cannot_be(la: Party, day: str) -> None:
    case = await la.opens()
    await puts(la, f"/v1/cases/{case}/contact", {"telephone": "01632 960001"})
    answer = await tries(la, case, what=["contact"], requested_on=day)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/requested_on")
    assert (await la.sends("GET", f"/v1/cases/{case}/contact")).status_code == 200
    assert (await tries(la, case, what=["contact"], requested_on=in_days(0))).status_code == 200
