"""Headers and bodies as everyday clients send them, and what is a contradiction."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable

import pytest
from httpx2 import AsyncClient

from tests.support.parties import Party, a_notice, declines

FORM = {"grant_type": "client_credentials"}
QUESTION = {"notice_sent_on": "2026-02-02"}


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "deflate", "identity, gzip", "gzip, identity", "aws-chunked"])
async def test_a_compressed_body_is_refused_by_name(public: AsyncClient, coding: str) -> None:
    content = gzip.compress(json.dumps(QUESTION).encode())
    for path in ("/v1/law/deadlines", "/oauth/token"):
        headers = {"Content-Type": "application/json", "Content-Encoding": coding}
        answer = await public.post(path, content=content, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-encoding")
        assert answer.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", "Identity", "", ","])
async def test_a_body_as_it_is_may_say_so(public: AsyncClient, coding: str) -> None:
    answer = await public.post("/v1/law/deadlines", json=QUESTION, headers={"Content-Encoding": coding})
    assert answer.status_code == 200


@pytest.mark.parametrize("between", [" ", "  ", "     "])
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
async def test_basic_with_any_number_of_spaces(public: AsyncClient, scheme: str, between: str) -> None:
    known = b64encode(b"sandbox-la-991:sandbox-la-991-secret").decode()
    answer = await public.post("/oauth/token", data=FORM, headers={"Authorization": f"{scheme}{between}{known}"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("between", ["  ", "    "])
async def test_bearer_with_any_number_of_spaces(la: Party, between: str) -> None:
    answer = await la.http.get("/v1/cases", headers={"Authorization": f"Bearer{between}{la.token}"})
    assert answer.status_code == 200


async def test_a_client_id_that_contradicts_basic(public: AsyncClient) -> None:
    one = ("sandbox-la-991", "sandbox-la-991-secret")
    same = await public.post("/oauth/token", data={**FORM, "client_id": "sandbox-la-991"}, auth=one)
    assert same.status_code == 200
    other = await public.post("/oauth/token", data={**FORM, "client_id": "sandbox-la-992"}, auth=one)
    assert (other.status_code, other.json()["error"]) == (400, "invalid_request")


async def test_two_idempotency_keys_are_a_contradiction(la: Party) -> None:
    identity = ("Authorization", f"Bearer {la.token}")
    body = a_notice(la_reference="TWO-KEYS")
    lines = [identity, ("Idempotency-Key", "two-keys-1"), ("Idempotency-Key", "two-keys-2")]
    answer = await la.http.post("/v1/cases", headers=lines, json=body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/repeated-header")
    assert answer.json()["header"] == "Idempotency-Key"
    assert await la.lists("/v1/cases", la_reference="TWO-KEYS") == []
    same = [identity, ("Idempotency-Key", "two-keys-1"), ("Idempotency-Key", "two-keys-1")]
    assert (await la.http.post("/v1/cases", headers=same, json=body)).status_code == 201


async def test_an_answer_given_again_says_so(la: Party, provider: Party) -> None:
    key = {"Idempotency-Key": "said-again"}
    body = a_notice(la_reference="AGAIN-1")
    first, second = [await la.sends("POST", "/v1/cases", json=body, headers=key) for _ in range(2)]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert first.content == second.content
    case, refused = first.json()["id"], {"Idempotency-Key": "refused-again"}
    first, second = [await provider.tries(case, "decline-mediation", headers=refused) for _ in range(2)]
    assert (first.status_code, second.status_code) == (409, 409)
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"notice_sent_on": "2026-02-02", "notice_sent_on": "2026-03-02"}', "#/notice_sent_on"),
        ('{"notice_sent_on": "2026-02-02", "notice\\u005fsent_on": "2026-02-02"}', "#/notice_sent_on"),
        (
            '{"notice_sent_on": "2026-02-02", "agreement_terms": [{"kind": "assess"}, {"kind": 1, "kind": 2}]}',
            "#/agreement_terms/1/kind",
        ),
        ('\r\n\t {"sections": [], "sections": []}', "#/sections"),
        (" " * 300 + '{"sections": [], "sections": []}', "#/sections"),
        ('\ufeff{"sections": [], "sections": []}', "#/sections"),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', "#/a"),
    ],
)
async def test_a_member_that_stands_twice_is_refused(public: AsyncClient, text: str, pointer: str) -> None:
    answer = await public.post("/v1/law/deadlines", content=text, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    [fault] = answer.json()["errors"]
    assert (fault["where"], fault["pointer"], fault["code"]) == ("body", pointer, "doubled_member")


async def test_a_doubled_date_opens_no_case(la: Party) -> None:
    text = json.dumps(a_notice(la_reference="DOUBLED-1")).replace(
        '"notice_sent_on":', '"notice_sent_on": "2026-01-02", "notice_sent_on":'
    )
    answer = await la.sends("POST", "/v1/cases", content=text, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/decision/notice_sent_on")
    assert await la.lists("/v1/cases", la_reference="DOUBLED-1") == []


@pytest.mark.parametrize("form", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
async def test_json_is_utf_8(public: AsyncClient, form: str) -> None:
    """In another form a doubled member was not seen, and the last counted."""
    for text in (json.dumps(QUESTION), '{"notice_sent_on": "2026-02-02", "notice_sent_on": "2026-03-02"}'):
        said, kind = text.encode(form), {"Content-Type": "application/json"}
        answer = await public.post("/v1/law/deadlines", content=said, headers=kind)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-json")


async def test_the_same_name_in_two_objects_is_no_doubling(public: AsyncClient) -> None:
    terms = [{"kind": "assess"}, {"kind": "assess"}]
    said = {**QUESTION, "agreement_made_on": "2026-03-02", "agreement_terms": terms}
    assert (await public.post("/v1/law/deadlines", json=said)).status_code == 200


WRITTEN = {
    "a non-breaking hyphen": lambda n: n.replace("-", "\u2011"),
    "an en dash": lambda n: n.replace("-", "\u2013"),
    "an em dash": lambda n: n.replace("-", "\u2014"),
    "a minus": lambda n: n.replace("-", "\u2212"),
    "a full-width hyphen": lambda n: n.replace("-", "\uff0d"),
    "an Armenian hyphen": lambda n: n.replace("-", "\u058a"),
    "spaces around": lambda n: f" {n}\u00a0",
    "non-breaking spaces": lambda n: n.replace("-", "\u00a0-\u00a0"),
    "thin spaces": lambda n: n.replace("-", "\u2009"),
    "soft hyphens": lambda n: n.replace("-", "\u00ad-"),
    "zero width": lambda n: "\u200b".join(n),
    "a mark of order": lambda n: "\ufeff" + n,
    "an isolate": lambda n: f"\u2068{n}\u2069",
    "full width": lambda n: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in n),
    "a line break": lambda n: n[:12] + "\r\n" + n[12:],
    "lower case": str.lower,
}


async def test_a_certificate_number_as_programs_write_it(la: Party, provider: Party, public: AsyncClient) -> None:
    number = await declines(provider, await la.opens())
    written = {name: write(number) for name, write in WRITTEN.items()}
    for name, text in written.items():
        path = f"/v1/certificates/{''.join(f'%{byte:02X}' for byte in text.encode())}"
        found = (await public.get(f"{path}/verification")).json()
        assert (found["result"], found["number"]) == ("found", number), name
        for part in ("", "/pdf", "/lookups"):
            assert (await la.sends("GET", path + part)).status_code == 200, name
    batch = (await public.post("/v1/certificates/verification", json={"numbers": list(written.values())})).json()
    assert [one["number"] for one in batch["results"] if one["result"] == "found"] == [number] * len(written)


@pytest.mark.parametrize("change", [lambda n: n.replace("M", "\u041c"), lambda n: n + "\u0301", lambda n: n[:-1]])
async def test_another_letter_is_another_number(public: AsyncClient, change: Callable[[str], str]) -> None:
    number = "MC-4QY7-F7VQ-XD7R-HRYC"
    batch = (await public.post("/v1/certificates/verification", json={"numbers": [change(number)]})).json()
    assert batch["results"][0]["result"] == "invalid_format"


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/law/regimes", "/v1/nothing"])
async def test_two_authorizations_are_refused_whichever_comes_last(la: Party, other_la: Party, path: str) -> None:
    ours, others = [("Authorization", f"Bearer {party.token}") for party in (la, other_la)]
    for lines in ([ours, others], [others, ours], [ours, ours], [ours, ("authorization", "Basic eDp5")]):
        answer = await la.http.request("GET", path, headers=lines)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/repeated-header")
        assert answer.json()["header"] == "Authorization"
        assert answer.headers["ratelimit-policy"].startswith('"address"')


async def test_two_authorizations_get_no_token(la: Party) -> None:
    lines = [("Authorization", "Basic eDp5"), ("Authorization", "Basic eDp5")]
    answer = await la.http.post("/oauth/token", data={"grant_type": "client_credentials"}, headers=lines)
    assert answer.status_code == 400
