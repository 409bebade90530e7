"""The certificate as its readers meet it: the record, the paper, and the public answer to "does it stand?"."""

import json
from typing import Any

import httpx2
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from pydantic import SecretStr

from app.certificates.number import new as unissued
from app.main import create_app
from app.platform.keys import new_signing_key
from app.settings import Settings
from tests.support.parties import Party, calling, declines


@pytest.fixture
async def number(la: Party, provider: Party) -> str:
    return await declines(provider, await la.opens(la_reference="EHC-77"))


async def test_the_record_says_who_issued_what_when(number: str, la: Party, provider: Party, tribunal: Party) -> None:
    record = await la.gets(f"/v1/certificates/{number}")
    assert (record["number"], record["status"], record["ground"]) == (number, "active", "declined")
    assert (record["issued_on"], record["holder_kind"]) == ("2026-02-11", "parent")
    assert record["issuer"] == "Common Ground Mediation"
    assert await provider.gets(f"/v1/certificates/{number}") == record
    assert await tribunal.gets(f"/v1/certificates/{number}") == record


async def test_a_number_is_read_as_people_type_it(number: str, la: Party) -> None:
    typed = number.lower().replace("-", " ")
    assert (await la.gets(f"/v1/certificates/{typed}"))["number"] == number
    assert (await la.gets(f"/v1/certificates/{typed}/verification"))["result"] == "found"


async def test_it_is_checked_offline_with_the_published_key(number: str, la: Party, public: httpx2.AsyncClient) -> None:
    token = (await la.gets(f"/v1/certificates/{number}"))["token"]
    signed = jws.extract_compact(token.encode())
    published = (await public.get("/.well-known/jwks.json")).json()["keys"]
    [key] = [OKPKey.import_key(key) for key in published if key["kid"] == signed.headers()["kid"]]
    assert jws.validate_compact(signed, key, ["Ed25519"])
    said = json.loads(signed.payload)
    assert (said["number"], said["issued_to"], said["ground"]) == (number, "Sam Example", "declined")
    assert said["decision"] == {
        "kind": "refusal_to_assess",
        "paragraph": "s.51(2)(a)",
        "notice_sent_on": "2026-02-02",
    }
    assert said["la"] == {"code": "991", "name": "Eastmere Council", "reference": "EHC-77"}
    middle = len(token) // 2
    bent = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    assert not jws.validate_compact(jws.extract_compact(bent.encode()), key, ["Ed25519"])


async def test_the_paper_carries_number_and_signed_text(number: str, la: Party) -> None:
    record = await la.gets(f"/v1/certificates/{number}")
    answer = await la.sends("GET", record["pdf_url"])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{number}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert record["token"].encode() in answer.content
    again = await la.sends("GET", record["pdf_url"])
    assert again.content == answer.content


async def test_the_public_learns_that_it_stands_and_no_name(number: str, public: httpx2.AsyncClient) -> None:
    answer = await public.get(f"/v1/certificates/{number}/verification")
    assert answer.json() == {
        "number": number,
        "result": "found",
        "ground": "declined",
        "issued_on": "2026-02-11",
        "la_code": "991",
        "decision_kind": "refusal_to_assess",
        "notice_sent_on": "2026-02-02",
        "notice_printed_on": None,
        "regime": "cfa-2014",
        "illustrative": False,
    }


async def test_each_kind_of_answer(number: str, la: Party, provider: Party, public: httpx2.AsyncClient) -> None:
    case = (await la.gets(f"/v1/certificates/{number}"))["case_id"]
    shown = await provider.records(case, "reissue-certificate", occurred_on="2026-03-09")
    replacement = shown["certificate"]["number"]
    bent = number[:-1] + ("2" if number[-1] != "2" else "3")
    asked = [number, replacement, unissued(), bent, "", "MC", "x" * 200, "é" * 10]
    answered = (await public.post("/v1/certificates/verification", json={"numbers": asked})).json()["results"]
    assert [one["result"] for one in answered] == [
        "superseded",
        "found",
        "not_found",
        "invalid_format",
        "invalid_format",
        "invalid_format",
        "invalid_format",
        "invalid_format",
    ]
    singly = [(await public.get(f"/v1/certificates/{one}/verification")).json() for one in asked[:4]]
    assert singly == answered[:4]


async def test_a_reissue_keeps_the_first_date_and_replaces_the_old(number: str, la: Party, provider: Party) -> None:
    case = (await la.gets(f"/v1/certificates/{number}"))["case_id"]
    shown = await provider.records(case, "reissue-certificate", occurred_on="2026-03-09")
    assert shown["certificate"]["number"] != number
    assert shown["certificate"]["issued_on"] == "2026-02-11"
    assert shown["appeal_window"]["closes_on"] == "2026-04-02"
    assert (await la.gets(f"/v1/certificates/{number}"))["status"] == "superseded"
    assert (await la.sends("GET", f"/v1/certificates/{number}/pdf")).status_code == 200


async def test_every_look_leaves_a_trace(number: str, la: Party, tribunal: Party, public: httpx2.AsyncClient) -> None:
    await public.get(f"/v1/certificates/{number}/verification")
    await tribunal.gets(f"/v1/certificates/{number}/verification")
    await tribunal.gets(f"/v1/certificates/{number}")
    lookups = (await la.gets(f"/v1/certificates/{number}/lookups"))["items"]
    assert [(look["asked_by"], look["answer"]) for look in lookups] == [
        ("public 127.0.0.0/24", "active"),
        ("sandbox-tribunal", "active"),
        ("sandbox-tribunal", "read"),
        ("sandbox-la-991", "read"),
    ]
    first = await la.gets(f"/v1/certificates/{number}/lookups", limit=3)
    rest = await la.gets(first["next"])
    assert [look["answer"] for look in first["items"]] == ["active", "active", "read"]
    assert [look["asked_by"] for look in rest["items"]] == ["sandbox-la-991"] * 3
    cursor = {"cursor": first["next"].rpartition("cursor=")[2].replace("%3D", "=")}
    assert (await tribunal.sends("GET", f"/v1/certificates/{number}/lookups", params=cursor)).status_code == 422


async def test_only_a_mediation_adviser_issues(la: Party, icb: Party, provider: Party) -> None:
    """Section 56(3): not an authority, an integrated care board or NHS England."""
    case = await la.opens(kind="plan_content", sections=("G", "F"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", issues=["G"], occurred_on="2026-02-09")
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-09")
    for party in (la, icb):
        for refused in (
            await party.tries(case, "issue-certificate", ground="declined"),
            await party.tries(case, "reissue-certificate"),
        ):
            assert (refused.status_code, refused.json()["rule"]) == (403, "independent-adviser")


async def test_a_certificate_outlives_the_key_that_signed_it(number: str, settings: Settings, la: Party) -> None:
    """Keys are changed; a family's certificate stays good. Its paper must still be had when the old key is gone."""
    changed: dict[str, Any] = {"signing_keys": [SecretStr(new_signing_key())]}
    later = create_app(settings.model_copy(update=changed))
    async with later.router.lifespan_context(later), calling(later) as http:
        after = Party(la.slug, http, la.token)
        assert (await after.gets(f"/v1/certificates/{number}"))["status"] == "active"
        paper = await after.sends("GET", f"/v1/certificates/{number}/pdf")
        assert paper.status_code == 200
