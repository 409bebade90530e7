"""The worst body that each route takes: answered shortly, and no other caller waits for it."""

import asyncio
import json
import string
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.documentation.document import CLIENT
from app.platform.http.sizes import JSON_BYTES, body_limit
from tests.support.blocking import longest_turn
from tests.support.parties import Parties, Party
from tests.support.routes import Operation, operations
from tests.support.shapes import parts, stretched

LONGEST_TURN = 0.25
"""Five times what a caller may be kept waiting: a machine that is busy and shared fails no test."""

ANSWER_BYTES = 65_536
"""No refusal is larger than the largest body."""

NAMES = ["".join(letters) for letters in islice(product(string.ascii_letters, repeat=3), 30_000)]


def _members(room: int) -> bytes:
    """As many unknown members as fit."""
    return b"{" + b",".join(b'"%s":1' % name.encode() for name in NAMES[: room // 8 - 2]) + b"}"


def _nested(steps: list[str], innermost: bytes) -> bytes:
    """A document with something at one place: `0` leads into a list."""
    for step in reversed(steps):
        innermost = b"[" + innermost + b"]" if step == "0" else b'{"%s":' % step.encode() + innermost + b"}"
    return innermost


def worst_bodies(document: dict[str, Any], operation: Operation, room: int) -> Iterator[tuple[str, bytes]]:
    """Bodies as large as the route takes, each bad in a way of its own."""
    assert operation.documented is not None
    content = operation.documented.get("requestBody", {}).get("content", {})
    yield "unknown members", _members(room)
    yield "one unknown name", b'{"%s":1}' % (b"x" * (room - 8))
    yield "nested lists", b"[" * room
    yield "nested lists that end", b'{"x":' + b"[" * 500 + b"]" * 500 + b"}"
    yield "nested text that no record can hold", b'{"x":' + b"[" * 500 + b'"\\u0000"' + b"]" * 500 + b"}"
    yield "a huge number", b"1" * room
    yield "a huge exponent", b'{"x":1e' + b"9" * (room - 8) + b"}"
    yield "one text", b'"' + b"a" * (room - 2) + b'"'
    yield "pairs", b"&".join([b"a=b"] * (room // 4))
    for media, described in content.items():
        if media != "application/json":
            continue
        for where, schema in parts(document, described["schema"]):
            steps = [step for step in where.split("/") if step]
            inner = room - len(_nested(steps, b""))
            if schema.get("type") == "array":
                for name, item in (("numbers", b"1"), ("objects", b"{}"), ("texts", b'""'), ("lists", b"[]")):
                    many = b",".join([item] * ((inner - 2) // (len(item) + 1)))
                    yield f"{where}: wrong {name}", _nested(steps, b"[" + many + b"]")
            elif schema.get("type") == "object":
                yield f"{where}: unknown members", _nested(steps, _members(inner))
            elif schema.get("type") in ("string", "integer", "number"):
                yield f"{where}: a long text", _nested(steps, b'"' + b"9" * (inner - 2) + b'"')
        for example in operation.examples:
            filled = json.dumps(stretched(document, described["schema"], example)).encode()
            yield "an example filled up", filled
            yield "an example padded", json.dumps(example).encode().ljust(room)


@pytest.fixture(scope="module")
def taking(app: FastAPI) -> list[Operation]:
    """Every operation but those that only read."""
    return [one for one in operations(app) if one.documented is not None and one.method != "GET"]


async def _sent(caller: Party | httpx2.AsyncClient, operation: Operation, body: bytes) -> httpx2.Response:
    assert operation.documented is not None
    path = operation.path
    for parameter in operation.documented.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example", "0" * 32)))
    form = "application/x-www-form-urlencoded" if operation.path == "/oauth/token" else "application/json"
    headers = {"Content-Type": form}
    if isinstance(caller, Party):
        return await caller.sends(operation.method, path, content=body, headers=headers)
    return await caller.request(operation.method, path, content=body, headers=headers)


async def test_no_body_keeps_the_others_waiting(
    app: FastAPI, taking: list[Operation], parties: Parties, public: httpx2.AsyncClient
) -> None:
    document = app.openapi()
    for operation in taking:
        assert operation.documented is not None
        caller = await parties.get(operation.documented[CLIENT]) if operation.scopes else public
        for what, body in worst_bodies(document, operation, body_limit(operation.method, operation.path)):
            if len(body) > body_limit(operation.method, operation.path):
                continue
            for _ in range(3):  # a busy machine may be slow once
                with longest_turn() as longest:
                    answer = await asyncio.wait_for(_sent(caller, operation, body), 30)
                if longest.seconds < LONGEST_TURN:
                    break
            said = f"{operation}, {what}: {answer.status_code} after {longest.seconds:.3f} s"
            assert longest.seconds < LONGEST_TURN, said
            assert answer.status_code < 500, said
            assert answer.status_code < 400 or len(answer.content) <= ANSWER_BYTES, said


async def test_one_byte_too_much_is_refused_everywhere(
    taking: list[Operation], parties: Parties, public: httpx2.AsyncClient
) -> None:
    for operation in taking:
        assert operation.documented is not None
        caller = await parties.get(operation.documented[CLIENT]) if operation.scopes else public
        limit = body_limit(operation.method, operation.path)
        answer = await _sent(caller, operation, b" " * (limit + 1))
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/content-too-large"), str(operation)
        assert str(limit) in answer.json()["detail"]


async def test_the_first_faults_are_listed_and_all_are_counted(public: httpx2.AsyncClient) -> None:
    wrong = dict.fromkeys(NAMES[:300], 1)
    answer = await public.post("/v1/law/deadlines", json=wrong)
    body = answer.json()
    assert (answer.status_code, body["faults"], len(body["errors"])) == (422, 301, 20)
    assert body["detail"] == "301 faults in the input. The first 20 are listed."


async def test_thousands_of_faults_are_counted_and_not_listed(public: httpx2.AsyncClient, la: Party) -> None:
    answer = await public.post("/v1/law/deadlines", json=dict.fromkeys(NAMES[:7_000], 1))
    body = answer.json()
    assert (answer.status_code, body["faults"], body["detail"]) == (422, 7_001, "7001 faults in the input.")
    assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("#", "too_many_faults")]
    inside = {"la_reference": "EHC-1", "decision": dict.fromkeys(NAMES[:7_000], 1), "appellant": {"kind": "parent"}}
    body = (await la.sends("POST", "/v1/cases", json=inside)).json()
    assert body["faults"] == 7_002
    assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("#/decision", "too_many_faults")]


async def test_a_long_list_is_one_fault(public: httpx2.AsyncClient) -> None:
    answer = await public.post("/v1/law/deadlines", json={"notice_sent_on": "2026-02-02", "sections": ["Q"] * 15_000})
    assert answer.status_code == 422
    assert {one["code"] for one in answer.json()["errors"]} <= {"too_long", "enum"}
    assert answer.json()["faults"] <= 9


async def test_a_name_is_told_but_not_at_length(public: httpx2.AsyncClient) -> None:
    answer = await public.post("/v1/law/deadlines", json={"notice_sent_on": "2026-02-02", "n" * 5_000: 1})
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "#/" + "n" * 63 + "…"


async def test_a_long_address_is_refused(public: httpx2.AsyncClient) -> None:
    for target, where in (("/v1/law/rules?on=" + "1" * 9_000, "query"), ("/v1/" + "x" * 9_000, "path")):
        answer = await public.get(target)
        assert answer.status_code == 422
        assert [(one["where"], one["code"]) for one in answer.json()["errors"]] == [(where, "too_long")]


async def test_text_that_no_record_can_hold_is_found_however_deep(la: Party) -> None:
    deep = b'{"la_reference":"a\\u0000b","x":' + b"[" * 500 + b"]" * 500 + b"}"
    answer = await la.sends("POST", "/v1/cases", content=deep, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unstorable_text"


def test_the_limit_is_what_the_documents_say() -> None:
    assert JSON_BYTES == 65_536


async def test_no_name_is_told_at_length_wherever_it_stands(la: Party, public: httpx2.AsyncClient) -> None:
    name = "n" * 3_000
    doubled = b'{"%s":1,"%s":2}' % (name.encode(), name.encode())
    kind = {"Content-Type": "application/json"}
    answers = [
        await la.sends("GET", f"/v1/cases?{name}=1"),
        await la.sends("GET", f"/v1/cases?{name}=1&{name}=2"),
        await la.sends("GET", "/v1/cases?" + "&".join(f"{each}=1" for each in NAMES[:1_000])),
        await la.sends("GET", f"/v1/cases?state={name}"),
        await la.sends("GET", f"/v1/cases/{name}"),
        await la.sends("GET", f"/v1/cases?cursor={name}"),
        await la.sends("POST", "/v1/cases", content=doubled, headers=kind),
        await public.get(f"/v1/certificates/{name}/verification"),
        await public.get(f"/problems/{name}"),
        await public.get(f"/{name}"),
        await public.request("N" * 3_000, "/v1/law/regimes"),
    ]
    for answer in answers:
        assert 400 <= answer.status_code < 500
        assert "n" * 100 not in answer.text.lower()
        assert len(answer.content) < 10_000
