"""The worst body that each route takes: answered shortly, and no other caller waits for it."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping

import httpx2
import pytest
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.documentation.document import CLIENT
from app.platform.http.sizes import JSON_BYTES, body_limit
from tests.contract.serving import serving
from tests.support.blocking import LARGEST, a_parse
from tests.support.bodies import NAMES, Already, worst_bodies
from tests.support.capacity import a_mediator
from tests.support.parties import Parties, Party, a_notice
from tests.support.routes import Operation, operations
from tests.support.waits import Caller, Sent, too_long

MOST_PARSES = 30
"""How long another caller may wait while a body is read: as long as the machine takes to parse the largest so often."""

BELOW_AND_ABOVE = ("5", "120")
"""Parses on either side of the limit. On a busy machine one parse may take twice as long as the next."""

ANSWER_BYTES = 65_536
"""No refusal is larger than the largest body."""


@pytest.fixture(scope="module")
def taking(app: FastAPI) -> list[Operation]:
    """Every operation but those that only read."""
    return [one for one in operations(app) if one.documented is not None and one.method != "GET"]


def _path(operation: Operation, known: Mapping[str, str]) -> str:
    """The path of an operation, with the ids that are known and otherwise those of the examples."""
    assert operation.documented is not None
    path = operation.path
    for parameter in operation.documented.get("parameters", []):
        if parameter["in"] == "path":
            name = parameter["name"]
            path = path.replace(f"{{{name}}}", known.get(name) or str(parameter.get("example", "0" * 32)))
    return path


def _form(operation: Operation) -> str:
    """The media type of what an operation takes."""
    assert operation.documented is not None
    return next(iter(operation.documented.get("requestBody", {}).get("content", {})), "application/json")


async def _sent(caller: Party | httpx2.AsyncClient, operation: Operation, body: bytes) -> httpx2.Response:
    assert operation.documented is not None
    path, headers = _path(operation, {}), {"Content-Type": _form(operation)}
    if isinstance(caller, Party):
        return await caller.sends(operation.method, path, content=body, headers=headers)
    return await caller.request(operation.method, path, content=body, headers=headers)


def everything_sent(app: FastAPI, taking: list[Operation], port: int) -> Iterator[Sent]:
    """Every worst body of every operation, about a case and a mediator that there are.

    A body that no route comes to see is sent once for each media type and limit. A bad value of a field is sent twice,
    however many schemas have a field of this name and this schema.
    """
    document, public, already = app.openapi(), Caller(port), Already()
    named = {str(one.documented[CLIENT]) for one in taking if one.documented and one.scopes}
    callers = {slug: public.named(slug) for slug in named}
    case = callers["sandbox-la-991"].posts("/v1/cases", a_notice())
    mediator = callers["sandbox-provider-a"].posts("/v1/mediators", a_mediator())
    known = {"case_id": case["id"], "mediator_id": mediator["id"]}
    for operation in taking:
        assert operation.documented is not None
        caller = callers[operation.documented[CLIENT]] if operation.scopes else public
        for what, body in worst_bodies(document, operation, body_limit(operation.method, operation.path), already):
            yield Sent(
                f"{operation}, {what}", caller, operation.method, _path(operation, known), body, _form(operation)
            )


async def test_no_body_keeps_another_caller_waiting(app: FastAPI, taking: list[Operation]) -> None:
    async with serving(app) as url:
        bodies = await asyncio.to_thread(lambda: list(everything_sent(app, taking, port_of(url))))
        assert await too_long(bodies, MOST_PARSES, is_answered_shortly) == {}


def is_answered_shortly(sent: Sent, status: int, answer: bytes) -> None:
    assert status < 500, f"{sent.what}: {status}"
    assert status < 400 or len(answer) <= ANSWER_BYTES, f"{sent.what}: {status}, {len(answer)} bytes"


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


async def keeps_others_waiting(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that keeps its loop busy, in the way and for as many parses as the path says."""
    _, way, times = scope["path"].split("/")
    if way == "works":
        for _ in range(int(times)):
            json.loads(LARGEST)
    elif way == "sleeps":
        time.sleep(int(times) * a_parse())  # noqa: ASYNC251 - the fault that is to be noticed
    else:  # a thread that does not let go of the interpreter
        await asyncio.to_thread(json.loads, b"[" + b",".join([LARGEST] * int(times)) + b"]")
    await Response()(scope, receive, send)


@pytest.mark.parametrize("way", ["works", "sleeps", "holds"])
async def test_a_body_that_keeps_another_caller_waiting_is_noticed(way: str) -> None:
    """The test above can fail."""
    async with serving(keeps_others_waiting) as url:
        caller = Caller(port_of(url))
        bodies = [
            Sent(times, caller, "POST", f"/{way}/{times}", LARGEST, "application/json") for times in BELOW_AND_ABOVE
        ]
        assert list(await too_long(bodies, MOST_PARSES, is_answered_shortly)) == [BELOW_AND_ABOVE[1]]


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
    assert body["faults"] == 7_001
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
