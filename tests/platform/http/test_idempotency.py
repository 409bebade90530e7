"""A request sent twice under one key happens once, and is answered alike."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.support.parties import Party, a_notice


def same(first: httpx2.Response, second: httpx2.Response) -> bool:
    kept = ("etag", "location", "content-type")
    return (first.status_code, first.content, [first.headers.get(name) for name in kept]) == (
        second.status_code,
        second.content,
        [second.headers.get(name) for name in kept],
    )


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_a_case_is_opened_once(la: Party, key: dict[str, str]) -> None:
    notice = a_notice(la_reference=key["Idempotency-Key"])
    first, second = [await la.sends("POST", "/v1/cases", json=notice, headers=key) for _ in range(2)]
    assert first.status_code == 201
    assert same(first, second)
    found = await la.gets("/v1/cases", la_reference=key["Idempotency-Key"])
    assert len(found["items"]) == 1


async def test_space_around_a_key_is_no_part_of_it(la: Party, key: dict[str, str]) -> None:
    """A proxy may take it off the second time."""
    notice = a_notice(la_reference=key["Idempotency-Key"])
    spaced = {"Idempotency-Key": f"{key['Idempotency-Key']} \t"}
    first, second = [await la.sends("POST", "/v1/cases", json=notice, headers=sent) for sent in (spaced, key)]
    assert first.status_code == 201
    assert same(first, second)


async def test_an_action_is_taken_once(la: Party, provider: Party, key: dict[str, str]) -> None:
    case = await la.opens()
    said: dict[str, Any] = {"occurred_on": "2026-02-09", "headers": key}
    first = await provider.tries(case, "contact-adviser", **said)
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    second = await provider.tries(case, "contact-adviser", **said)
    assert (first.status_code, first.json()["state"]) == (200, "adviser_contacted")
    assert same(first, second)
    assert (await la.sees(case))["version"] == 3


async def test_a_refusal_stays_a_refusal(la: Party, provider: Party, key: dict[str, str]) -> None:
    case = await la.opens()
    said: dict[str, Any] = {"occurred_on": "2026-02-10", "headers": key}
    first = await provider.tries(case, "decline-mediation", **said)
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    second = await provider.tries(case, "decline-mediation", **said)
    assert first.status_code == 409
    assert same(first, second)
    fresh = await provider.tries(case, "decline-mediation", occurred_on="2026-02-10")
    assert fresh.status_code == 200


async def test_another_body_or_another_path_is_another_request(la: Party, key: dict[str, str]) -> None:
    case = await la.opens()
    await la.tries(case, "concede", occurred_on="2026-02-10", headers=key)
    for action, day in (("concede", "2026-02-11"), ("withdraw", "2026-02-10")):
        answer = await la.tries(case, action, occurred_on=day, headers=key)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/idempotency-key-reused")
    assert (await la.sees(case))["version"] == 2


async def test_keys_are_each_organisations_own(la: Party, other_la: Party, key: dict[str, str]) -> None:
    ours = await la.sends("POST", "/v1/cases", json=a_notice(), headers=key)
    theirs = await other_la.sends("POST", "/v1/cases", json=a_notice(la_reference="EHC-2"), headers=key)
    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["id"] != theirs.json()["id"]


async def test_what_never_reached_the_pathway_may_be_mended_and_sent_again(la: Party, key: dict[str, str]) -> None:
    wrong = await la.sends("POST", "/v1/cases", json={}, headers=key)
    assert wrong.status_code == 422
    assert (await la.sends("POST", "/v1/cases", json=a_notice(), headers=key)).status_code == 201


@pytest.mark.parametrize("bad", ["", "x" * 256])
async def test_a_key_has_a_sane_length(la: Party, bad: str) -> None:
    answer = await la.sends("POST", "/v1/cases", json=a_notice(), headers={"Idempotency-Key": bad})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "header")
