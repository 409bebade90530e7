"""The requests that are left out are not missed: each fault that is planted in a small API is still found."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.contract.findings import Findings

BODY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 8},
        "kind": {"enum": ["a", "b"]},
        "days": {"type": "integer", "minimum": 1, "maximum": 30},
        "on": {"type": "string", "format": "date"},
        "parts": {
            "type": "array",
            "maxItems": 3,
            "items": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
        },
    },
}
LIMIT = {"type": "integer", "minimum": 1, "maximum": 100}
IS_BODY = jsonschema_rs.validator_for(BODY, validate_formats=True)
OK: dict[str, Any] = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}
PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}

Said = Any
Fault = Callable[[Request, Said], Response | None]
"""What a faulty operation answers to a request and its body; None where it answers as its document says."""


def problem(status: int, **headers: str) -> Response:
    return JSONResponse({}, status, headers, media_type="application/problem+json")


def answered(request: Request, said: Said) -> Response:
    """Answer as the document says."""
    if request.method != "POST":
        return problem(405, Allow="POST")
    if request.headers.get("authorization") != "Bearer good":
        return problem(401)
    if request.headers.get("content-type") != "application/json":
        return problem(415)
    limit = request.query_params.getlist("limit")
    fits = not limit or (len(limit) == 1 and limit[0].isdecimal() and 1 <= int(limit[0]) <= 100)
    if not fits or not IS_BODY.is_valid(said) or set(request.query_params) - {"limit"}:
        return problem(422)
    return JSONResponse({"ok": True})


def where(is_so: Callable[[Request, dict[str, Any]], bool], answer: Callable[[], Response]) -> Fault:
    """Answer otherwise where something is so of a request that somebody known makes with a JSON object."""

    def fault(request: Request, said: Said) -> Response | None:
        known = request.method == "POST" and request.headers.get("authorization") == "Bearer good"
        return answer() if known and isinstance(said, dict) and is_so(request, said) else None

    return fault


def broken() -> Response:
    return problem(500)


def accepted() -> Response:
    return JSONResponse({"ok": True})


def valid(said: Said) -> bool:
    return IS_BODY.is_valid(said)


def of_a_part(said: dict[str, Any]) -> list[Any]:
    parts = said.get("parts")
    return parts if isinstance(parts, list) else []


FAULTS: dict[str, Fault] = {
    "fails on a word for a number": where(lambda _, said: isinstance(said.get("days"), str), broken),
    "fails on a long name": where(lambda _, said: len(str(said.get("name", ""))) > 8, broken),
    "fails on an unknown kind": where(lambda _, said: said.get("kind", "a") not in ("a", "b"), broken),
    "fails on a day that is none": where(
        lambda _, said: isinstance(said.get("on"), str) and not valid({"name": "x", "on": said["on"]}), broken
    ),
    "fails on a part that is no object": where(
        lambda _, said: any(not isinstance(part, dict) for part in of_a_part(said)), broken
    ),
    "fails on a title that is no text": where(
        lambda _, said: any(isinstance(part, dict) and not isinstance(part.get("title", ""), str)
                            for part in of_a_part(said)), broken
    ),
    "fails on too many parts": where(lambda _, said: len(of_a_part(said)) > 3, broken),
    "fails on the last day": where(lambda _, said: said.get("days") == 30, broken),
    "fails on a limit that is no number": where(
        lambda request, _: not request.query_params.get("limit", "1").lstrip("-").isdecimal(), broken
    ),
    "fails on a limit of nothing": where(lambda request, _: request.query_params.get("limit") == "0", broken),
    "accepts a body without a name": where(lambda _, said: "name" not in said, accepted),
    "accepts what it does not know": where(lambda _, said: bool(said.keys() - BODY["properties"].keys()), accepted),
    "answers with a status that it does not promise": where(lambda _, said: valid(said), lambda: problem(418)),
    "answers with a type that it does not promise": where(
        lambda _, said: valid(said), lambda: Response("ok", media_type="text/plain")
    ),
    "answers with other members": where(lambda _, said: valid(said), lambda: JSONResponse({"okay": 1})),
    "leaves out a header": where(lambda _, said: valid(said), lambda: JSONResponse({"ok": True})),
    "lets strangers in": lambda request, said: (
        accepted() if request.method == "POST" and "authorization" not in request.headers and valid(said) else None
    ),
    "lets a record be deleted": lambda request, _: accepted() if request.method == "DELETE" else None,
    "fails where a body is not JSON": lambda _, said: broken() if said is ... else None,
}  # fmt: skip


def path_of(fault: str) -> str:
    return f"/{fault.replace(' ', '-')}"


def document() -> dict[str, Any]:
    """Return the same promise for every operation: all have the same fields, as operations of the service do."""
    good: dict[str, Any] = {"description": "ok", "content": {"application/json": {"schema": OK}}}
    stamped = {**good, "headers": {"X-Stamp": {"required": True, "schema": {"type": "string"}}}}
    wrong = {str(status): {"description": "refused", "content": PROBLEM} for status in (401, 405, 415, 422)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Faulty", "version": "1"},
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "security": [{"bearer": []}],
        "paths": {
            path_of(fault): {
                "post": {
                    "parameters": [{"name": "limit", "in": "query", "schema": LIMIT}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
                    "responses": {"200": stamped if "header" in fault else good, **wrong},
                }
            }
            for fault in ("answers as it should", *FAULTS)
        },
    }


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one faulty operation for each fault, and one that is as it should be."""
    if scope["type"] == "lifespan":
        return
    request = Request(scope, receive)
    try:
        said = json.loads(await request.body())
    except ValueError:
        said = ...
    faults: Mapping[str, Fault] = {path_of(fault): FAULTS[fault] for fault in FAULTS}
    fault = faults.get(request.url.path)
    response = (fault and fault(request, said)) or answered(request, said)
    await response(scope, receive, send)


CONFIG = """
seed = 1
continue-on-failure = true
headers = { Authorization = "Bearer good" }
generation = { deterministic = true, database = "none" }
phases.examples.enabled = false
phases.fuzzing.enabled = false
phases.stateful.enabled = false
checks.positive_data_acceptance.enabled = false
"""


@pytest.fixture(scope="module")
def found() -> Findings:
    config = SchemathesisConfig.from_str(CONFIG)
    schema = schemathesis.openapi.from_dict(document(), config=config)
    schema.app = serve
    return Findings.of(schema)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(found: Findings, fault: str) -> None:
    assert [title for title in found.failures if path_of(fault) in title], "nobody noticed"


def test_nothing_is_found_where_nothing_is_wrong(found: Findings) -> None:
    assert [title for title in found.failures if path_of("answers as it should") in title] == [], str(found)


def test_few_requests_are_sent(found: Findings) -> None:
    """Each edge of every operation took three times as many."""
    assert found.statuses.total() < 60 * (len(FAULTS) + 1)
