"""Everything that goes wrong is a problem document, and none of them repeats what was sent."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from structlog.testing import capture_logs

from app.capacity import problems as of_capacity
from app.cases import problems as of_cases
from app.keeping.erasures.schemas import MustBeKeptBody
from app.platform.http.faults import problem_for_validation
from app.platform.http.problem_bodies import problem_schemas
from app.platform.http.problems import Problem, Refused, problem_responses
from app.wings import every_problem
from tests.platform.alone.conftest import calling

Bearer = Callable[..., dict[str, str]]

FIXED = {
    "malformed-json": 400,
    "idempotency-key-missing": 400,
    "unauthenticated": 401,
    "scope-missing": 403,
    "not-yours-to-record": 403,
    "not-found": 404,
    "repeated-header": 400,
    "method-not-allowed": 405,
    "unsupported-encoding": 415,
    "refused": 409,
    "already-registered": 409,
    "slot-taken": 409,
    "not-suitable": 409,
    "hold-expired": 409,
    "session-booked": 409,
    "allocation-stale": 409,
    "idempotency-key-retired": 409,
    "record-unreadable": 409,
    "duplicate-notice": 409,
    "contact-kept": 409,
    "comparison-not-done": 409,
    "no-feedback-link": 409,
    "comparisons-waiting": 409,
    "too-few-cases": 409,
    "imports-waiting": 409,
    "two-secrets-live": 409,
    "later-events-stand-on-it": 409,
    "must-be-kept": 409,
    "nothing-to-explain": 409,
    "nothing-to-dispute": 409,
    "document-known": 409,
    "too-many-documents": 409,
    "stale-version": 412,
    "content-too-large": 413,
    "unsupported-media-type": 415,
    "invalid-input": 422,
    "outside-known-law": 422,
    "idempotency-key-reused": 422,
    "feed-restarted": 422,
    "too-many-requests": 429,
    "internal": 500,
    "unavailable": 503,
    "outcome-unknown": 503,
}
NOTICE = {"la_reference": "A-1", "appellant": {"kind": "parent", "name": "Ada"}}


def the_problem(answer: httpx2.Response, slug: str) -> dict[str, Any]:
    """The body of an answer that must be this problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{slug}", body
    assert answer.status_code == body["status"] == FIXED[slug]
    return body


async def post(
    client: httpx2.AsyncClient, bearer: Bearer, content: bytes, media: str | None = "application/json"
) -> Any:
    headers = bearer("la") | ({"Content-Type": media} if media else {})
    return await client.post("/v1/cases", content=content, headers=headers)


def test_the_slugs_never_change() -> None:
    assert {slug: kind.status for slug, kind in every_problem().items()} == FIXED


@pytest.mark.parametrize("slug", FIXED)
async def test_each_problem_is_explained_where_its_type_points(client: httpx2.AsyncClient, slug: str) -> None:
    answer = await client.get(f"/problems/{slug}")
    explained = answer.json()
    assert answer.status_code == 200
    assert explained["meaning"].endswith(".")
    assert explained["example"]["type"] == explained["type"] == f"/problems/{slug}"


async def test_all_problems_are_listed(client: httpx2.AsyncClient) -> None:
    listed = (await client.get("/problems")).json()["problems"]
    assert {problem["type"]: problem["status"] for problem in listed} == {
        f"/problems/{slug}": status for slug, status in FIXED.items()
    }
    the_problem(await client.get("/problems/other"), "not-found")


@pytest.mark.parametrize(
    ("content", "where"),
    [(b"{", "character 1"), (b'{"a": 1,}', "character 8"), (b"[1 2]", "character 3")],
)
async def test_broken_json(client: httpx2.AsyncClient, bearer: Bearer, content: bytes, where: str) -> None:
    assert where in the_problem(await post(client, bearer, content), "malformed-json")["detail"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b'"\xff"', b"[" * 60_000, b"1" * 5_000])
async def test_what_cannot_even_be_read(client: httpx2.AsyncClient, bearer: Bearer, content: bytes) -> None:
    the_problem(await post(client, bearer, content), "malformed-json")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
async def test_other_media_types(client: httpx2.AsyncClient, bearer: Bearer, media: str | None) -> None:
    answer = await post(client, bearer, json.dumps(NOTICE).encode(), media)
    the_problem(answer, "unsupported-media-type")
    assert answer.headers["accept"] == "application/json"


async def test_no_body_is_a_missing_body(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    body = the_problem(await client.post("/v1/cases", headers=bearer("la")), "invalid-input")
    assert body["errors"] == [{"where": "body", "pointer": "#", "detail": "Field required", "code": "missing"}]


async def test_each_fault_has_its_pointer(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    wrong = {"appellant": {"kind": "young_person", "born_year": "Ada"}, "sections": [1, "Ada", 3]}
    body = the_problem(await post(client, bearer, json.dumps(wrong).encode()), "invalid-input")
    found = {(error["pointer"], error["code"]) for error in body["errors"]}
    assert ("#/la_reference", "missing") in found
    assert ("#/appellant/born_year", "int_parsing") in found  # no name of a union's branch in it
    assert ("#/sections/1", "int_parsing") in found
    assert body["detail"] == f"{len(body['errors'])} faults in the input."
    assert "Ada" not in json.dumps(body)


@pytest.mark.parametrize(
    ("path", "where", "pointer"),
    [("/v1/cases/Ada-Lovelace", "path", "#/case_id"), ("/v1/cases?limit=Lovelace", "query", "#/limit")],
)
async def test_parameters_have_pointers_too(
    client: httpx2.AsyncClient, bearer: Bearer, path: str, where: str, pointer: str
) -> None:
    body = the_problem(await client.get(path, headers=bearer("la")), "invalid-input")
    assert [(error["where"], error["pointer"]) for error in body["errors"]] == [(where, pointer)]
    assert "found" not in body["errors"][0]["detail"]
    assert "Lovelace" not in json.dumps(body)


def test_a_pointer_escapes_what_rfc_6901_escapes() -> None:
    fault = RequestValidationError(
        [{"type": "string_type", "loc": ("body", "a/b", "c~d", 0), "msg": "Input should be a valid string"}],
        body={"a/b": {"c~d": [1]}},
    )
    problem = problem_for_validation(fault)
    assert problem.members["errors"] == [
        {"where": "body", "pointer": "#/a~1b/c~0d/0", "detail": "Input should be a valid string", "code": "string_type"}
    ]


def test_a_tag_is_not_repeated() -> None:
    fault = RequestValidationError(
        [{"type": "union_tag_invalid", "loc": ("body", "appellant"), "msg": "Input tag 'Ada' found using 'kind'"}],
        body={"appellant": {"kind": "Ada"}},
    )
    assert "Ada" not in str(problem_for_validation(fault).body())


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({**NOTICE, "la_reference": "a\0b"}, "#/la_reference"),
        ({**NOTICE, "appellant": {"kind": "parent", "name": "\ud800"}}, "#/appellant/name"),
        ({**NOTICE, "extra": [["x", "\udfff!"]]}, "#/extra/0/1"),
        ({**NOTICE, "a\0": 1}, "#"),
    ],
)
async def test_text_that_no_record_can_hold(
    client: httpx2.AsyncClient, bearer: Bearer, document: object, pointer: str
) -> None:
    body = the_problem(await post(client, bearer, json.dumps(document).encode()), "invalid-input")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, "unstorable_text")]


@pytest.mark.parametrize("reference", ["\\u0000", "\N{PARTY POPPER}", "ud800 \\ud800"])
async def test_text_that_only_looks_like_it(client: httpx2.AsyncClient, bearer: Bearer, reference: str) -> None:
    answer = await post(client, bearer, json.dumps({**NOTICE, "la_reference": reference}).encode())
    assert (answer.status_code, answer.json()["la_reference"]) == (201, reference)


async def test_an_escape_cut_in_two_is_still_found(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    async def halves() -> Any:
        sent = json.dumps({**NOTICE, "la_reference": "\0"}).encode()
        cut = sent.index(b"\\u0000") + 3
        yield sent[:cut]
        yield sent[cut:]

    headers = bearer("la") | {"Content-Type": "application/json"}
    the_problem(await client.post("/v1/cases", content=halves(), headers=headers), "invalid-input")


@pytest.mark.parametrize(("target", "where"), [("/v1/broken/a%00b", "path"), ("/v1/law?q=a%00b", "query")])
async def test_null_bytes_in_the_target(client: httpx2.AsyncClient, target: str, where: str) -> None:
    assert the_problem(await client.get(target), "invalid-input")["errors"][0]["where"] == where


async def test_an_encoded_percent_sign_is_no_null_byte(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/law?q=%2500")).status_code == 200


async def test_nothing_there(client: httpx2.AsyncClient) -> None:
    assert "detail" in the_problem(await client.get("/v1/nothing/here"), "not-found")
    the_problem(await client.get("/v1/law/"), "not-found")


async def test_allow_lists_every_method_of_the_path(client: httpx2.AsyncClient) -> None:
    answer = await client.delete("/v1/cases")
    the_problem(answer, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert (await client.post("/v1/law")).headers["allow"] == "GET, HEAD"
    assert (await client.post("/docs")).headers["allow"] == "GET, HEAD"


async def test_a_failure_tells_the_caller_nothing_but_its_id(client: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        answer = await client.get("/v1/broken/Lovelace", headers={"X-Request-ID": "abc-1"})
    body = the_problem(answer, "internal")
    assert body["request_id"] == answer.headers["x-request-id"] == "abc-1"
    assert "Lovelace" not in answer.text
    failed = next(line for line in lines if line["event"] == "request failed")
    assert failed["failure"]["kind"] == "builtins.LookupError"
    assert failed["failure"]["because"]["kind"] == "builtins.KeyError"
    assert failed["failure"]["at"][-1].endswith("broken")


async def test_other_statuses_keep_their_own_meaning(app: FastAPI) -> None:
    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, headers={"X-Pot": "1"})

    @app.get("/unchanged")
    async def unchanged() -> None:
        raise HTTPException(304)

    async with calling(app) as client:
        answer = await client.get("/teapot")
        assert answer.json() == {"type": "about:blank", "title": "I'm a Teapot", "status": 418}
        assert (answer.headers["content-type"], answer.headers["x-pot"]) == ("application/problem+json", "1")
        assert (await client.get("/unchanged")).content == b""


async def test_a_refusal_carries_its_rule(app: FastAPI) -> None:
    @app.post("/refuse")
    async def refuse() -> None:
        raise Refused(
            action="register-appeal",
            state="notified",
            rule="certificate-before-appeal",
            citation="Children and Families Act 2014, s.55(3)",
            legislation_url="https://www.legislation.gov.uk/ukpga/2014/6/section/55",
            reason="An appeal needs a certificate.",
            unlock=["contact-adviser", "issue-certificate"],
        )

    async with calling(app) as client:
        body = the_problem(await client.post("/refuse"), "refused")
    assert body["detail"] == body["reason"] == "An appeal needs a certificate."
    assert body["unlock"] == ["contact-adviser", "issue-certificate"]
    assert set(Refused.sample()) == set(body)


def test_an_operation_documents_what_it_can_answer() -> None:
    documented: Any = problem_responses("not-yours-to-record", "invalid-input", "scope-missing", "refused")
    assert list(documented) == [403, 409, 422]
    forbidden = documented[403]["content"]["application/problem+json"]
    assert set(forbidden["examples"]) == {"scope-missing", "not-yours-to-record"}
    assert forbidden["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert documented[422]["content"]["application/problem+json"]["schema"]["$ref"].endswith("/InvalidInputProblem")
    with pytest.raises(KeyError):
        problem_responses("no-such-problem")


def test_two_shapes_under_one_status_are_either() -> None:
    documented: Any = problem_responses("invalid-input", "idempotency-key-reused")
    assert documented[422]["content"]["application/problem+json"]["schema"] == {
        "anyOf": [
            {"$ref": "#/components/schemas/InvalidInputProblem"},
            {"$ref": "#/components/schemas/Problem"},
        ]
    }


def test_the_openapi_document_knows_the_problems(app: FastAPI) -> None:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)
    assert {"Problem", "InvalidInputProblem", "RefusedProblem", "FieldFault"} <= set(schemas)
    assert schemas["RefusedProblem"]["properties"]["unlock"]["type"] == "array"
    undocumented = document["paths"]["/v1/cases/{case_id}"]["get"]["responses"]["422"]["content"]
    assert list(undocumented) == ["application/problem+json"]
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas, reference


def test_every_example_fits_its_schema(app: FastAPI) -> None:
    of_wings = problem_schemas((*of_capacity.BODIES, *of_cases.BODIES, MustBeKeptBody))
    schemas = app.openapi()["components"]["schemas"] | of_wings
    for kind in every_problem().values():
        assert set(schemas[kind.schema]["required"]) <= set(kind.sample()), kind.slug


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def test_a_problem_is_what_fastapi_lets_through_while_it_reads_a_body() -> None:
    assert issubclass(Problem, HTTPException)
