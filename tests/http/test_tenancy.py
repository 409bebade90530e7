"""Nobody sees another's case on any route. The sweep reads the route table, so that a new route cannot forget.

A new route with another kind of id in its path fails here until it is swept as well.
"""

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.adapters.certificates.number import new as unissued
from tests.support.parties import Parties, Party, a_notice, declines
from tests.support.routes import Operation, operations

OUTSIDERS = {
    "sandbox-la-992": "another authority, with the same provider",
    "sandbox-la-993": "another authority",
    "sandbox-provider-b": "a provider that the authority does not instruct",
    "sandbox-advice-991": "the authority's advice service: it has been referred nothing",
    "sandbox-advice-992": "another advice service",
    "sandbox-icb": "the commissioning body, not notified of this case",
    "sandbox-operator": "the operator, who sees no case content",
}

PUBLIC = {
    "GET /v1/certificates/{number}/verification": "anybody may ask whether a number stands; no name in it",
    "GET /v1/law/regimes/{regime}": "the law",
    "GET /problems/{slug}": "what a problem means",
    "GET /docs/{name}": "the documentation's own files",
}
"""Operations that answer anybody, though a path parameter chooses what: none of them opens a case."""


@dataclass(frozen=True)
class Record:
    """Whose walls are tested: a certified case of authority 991 about health, of which nobody was notified."""

    case_id: str
    number: str


@pytest.fixture(scope="module")
async def record(la: Party, provider: Party) -> Record:
    case = await la.opens(kind="plan_content", sections=("F", "G"), la_reference="WALLED")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-05")
    await provider.records(case, "request-mediation", issues=["F", "G"], occurred_on="2026-02-05")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    shown = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    return Record(case, shown["certificate"]["number"])


def walled(app: FastAPI) -> list[Operation]:
    return [one for one in operations(app) if "{" in one.path and str(one) not in PUBLIC]


async def asks(party: Party, operation: Operation, record: Record) -> Any:
    path = operation.path.format(case_id=record.case_id, number=record.number)
    [body] = operation.examples or [None]
    return await party.sends(operation.method, path, json=body)


async def test_every_kind_of_id_is_swept(app: FastAPI) -> None:
    swept = walled(app)
    assert len(swept) >= 28
    assert {name for one in swept for name in re.findall(r"{(\w+)", one.path)} == {"case_id", "number"}
    assert [str(one) for one in swept if not one.scopes] == []


async def test_the_parties_get_an_answer_on_every_route(
    app: FastAPI, la: Party, provider: Party, record: Record
) -> None:
    """So that a 404 below is the wall's, and not the request's own fault."""
    for operation in walled(app):
        party = la if operation.method == "GET" else provider
        answer = await asks(party, operation, record)
        assert answer.status_code in ({200} if operation.method == "GET" else {200, 403, 409}), (
            f"{operation}: {answer.status_code} {answer.text}"
        )


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_an_outsider_finds_nothing(app: FastAPI, parties: Parties, la: Party, record: Record, slug: str) -> None:
    outsider = await parties.get(slug)
    before = await la.sees(record.case_id)
    for operation in walled(app):
        answer = await asks(outsider, operation, record)
        told = (answer.status_code, answer.json()["type"])
        allowed = {(404, "/problems/not-found")}
        if not await holds(outsider, operation):
            allowed = {(403, "/problems/scope-missing")}
        assert told in allowed, f"{slug} on {operation}: {answer.status_code} {answer.text}"
        assert record.case_id not in answer.text
    assert await la.sees(record.case_id) == before


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_what_is_anothers_and_what_is_not_there_are_one_answer(
    app: FastAPI, parties: Parties, record: Record, slug: str
) -> None:
    outsider = await parties.get(slug)
    nothing = Record(str(uuid4()), unissued())
    for operation in walled(app):
        ours, absent = [await asks(outsider, operation, one) for one in (record, nothing)]
        assert (ours.status_code, ours.content) == (absent.status_code, absent.content), str(operation)


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_no_list_tells_of_it(app: FastAPI, parties: Parties, la: Party, record: Record, slug: str) -> None:
    outsider = await parties.get(slug)
    lists = [one for one in operations(app) if one.method == "GET" and one.scopes and "{" not in one.path]
    assert len(lists) >= 3
    told_us = ""
    for operation in lists:
        told_us += (await la.sends("GET", operation.path, params={"la_reference": "WALLED"})).text
        answer = await outsider.sends("GET", operation.path, params={"limit": 200, "la_reference": "WALLED"})
        assert answer.status_code == (200 if await holds(outsider, operation) else 403), str(operation)
        assert record.case_id not in answer.text
        assert record.number not in answer.text
    assert record.case_id in told_us


async def test_without_a_token_nobody_is_let_in(app: FastAPI, public: Any, record: Record) -> None:
    for operation in operations(app):
        if operation.scopes:
            path = operation.path.format(case_id=record.case_id, number=record.number)
            answer = await public.request(operation.method, path, json=(operation.examples or [None])[0])
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated"), str(operation)


async def test_the_tribunal_finds_nothing_before_something_comes_before_it(
    app: FastAPI, la: Party, tribunal: Party
) -> None:
    """It may record what a family asks of it on any case; it may read none that has not come before it."""
    case = Record(await la.opens(), unissued())
    choices = {one["action"]: one for one in (await la.gets(f"/v1/cases/{case.case_id}/actions"))["actions"]}
    for operation in walled(app):
        action = operation.path.rpartition("/")[2]
        if "tribunal" in choices.get(action, {}).get("recorded_by", ()):
            continue
        answer = await asks(tribunal, operation, case)
        assert answer.status_code == 404, f"{operation}: {answer.status_code} {answer.text}"


async def test_a_replaced_or_unknown_provider_cannot_be_chosen(la: Party, other_la: Party, provider: Party) -> None:
    """Tenancy comes from the token: an authority instructs only its own providers, and opens only its own cases."""
    assert (await la.sends("POST", "/v1/cases", json=a_notice(provider="sandbox-provider-b"))).status_code == 422
    for claimed in ({"la_code": "992"}, {"la_id": str(other_la.id)}):
        assert (await la.sends("POST", "/v1/cases", json=a_notice() | claimed)).status_code == 422
    assert (await provider.sends("POST", "/v1/cases", json=a_notice())).status_code == 403


async def test_a_provider_sees_the_cases_it_is_instructed_in(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """Authority 992 works with both: instructing the second hides the case from the first."""
    case = await other_la.opens(provider="sandbox-provider-b")
    assert (await provider.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await provider.tries(case, "contact-adviser")).status_code == 404
    await declines(other_provider, case)


async def holds(party: Party, operation: Operation) -> bool:
    """Whether a party's token carries what an operation needs."""
    payload = party.token.split(".")[1]
    scopes = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["scope"].split()
    return operation.scopes <= set(scopes)
