"""Turns errors in reading or routing a request into problems."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.kernel.unreadable import Unreadable
from app.platform.http.body_limits import pointer_to
from app.platform.http.platform import platform_of
from app.platform.http.problems import (
    MOST_FAULTS_TOLD,
    ContentTooLarge,
    InvalidInput,
    MalformedJson,
    MethodNotAllowed,
    NotFound,
    Problem,
    RecordUnreadable,
    UnsupportedMediaType,
    problem_response,
)
from app.platform.http.routes import Routes

_log = structlog.get_logger("http")

# Messages that would repeat what was sent, said without it.
_SAFE_WORDS = {
    "uuid_parsing": "Input should be a valid UUID",
    "union_tag_invalid": "Input should have one of the expected tags",
    "url_parsing": "Input should be a valid URL",
    "url_syntax_violation": "Input should be a valid URL",
    "mapping_type": "Input should be a valid object",
    "iteration_error": "Input should be a valid list",
    "bytes_invalid_encoding": "Data should be valid in its encoding",
}

_MEMBER_OF_ENUM = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""How pydantic words a choice among some members of an enum: by their names in this program."""


def translate_faults(app: FastAPI, routes: Routes) -> None:
    """Registers the translations on `app`."""

    async def answer_problem(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)  # noqa: S101 - narrows the type that Starlette dispatched on
        if rule := problem.members.get("rule"):
            platform_of(request).metrics.refused(routes.template_of(request.scope), str(rule))
        return problem.response()

    async def answer_invalid(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)  # noqa: S101 - narrows the type that Starlette dispatched on
        return problem_for_validation(fault).response()

    async def answer_unreadable(_: Request, __: Exception) -> Response:
        _log.error("a stored record cannot be read")
        return RecordUnreadable().response()

    async def answer_http(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101 - narrows the type that Starlette dispatched on
        return _http_response(request, fault, routes)

    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(Unreadable, answer_unreadable)
    app.add_exception_handler(HTTPException, answer_http)


def _http_response(request: Request, fault: HTTPException, routes: Routes) -> Response:
    match fault.status_code:
        case 400:
            return MalformedJson().response()
        case 404:
            return NotFound().response()
        case 405:
            return MethodNotAllowed(routes.methods_at(request.scope)).response()
        case 413:
            return ContentTooLarge().response()
        case 204 | 304 as status:
            return Response(status_code=status, headers=fault.headers)
        case status:
            # RFC 9457 section 4.2.1: `about:blank` means no more than the status itself.
            body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
            return problem_response(status, body, fault.headers)


def problem_for_validation(fault: RequestValidationError) -> Problem:
    """The problem that says what FastAPI found: no JSON, not JSON by its media type, or faulty fields."""
    errors = fault.errors()
    first = errors[0]
    if first["type"] == "json_invalid":
        return MalformedJson(f"The body is not JSON: {first['ctx']['error']} at character {first['loc'][1]}.")
    # FastAPI hands the bytes themselves to validation when the media type is not JSON.
    if isinstance(fault.body, bytes) and any(error["loc"] == ("body",) for error in errors):
        return UnsupportedMediaType()
    faults = sum(error.get("ctx", {}).get("faults", 1) for error in errors)
    return InvalidInput([_field_error(error, fault.body) for error in errors[:MOST_FAULTS_TOLD]], faults)


def _field_error(error: Mapping[str, object], body: object) -> dict[str, str]:
    code, loc = str(error["type"]), error["loc"]
    assert isinstance(loc, Sequence)  # noqa: S101 - pydantic's own shape
    where, path = str(loc[0]), loc[1:]
    steps = _steps_in(body, path, missing=code == "missing") if where == "body" else [str(part) for part in path]
    return {
        "where": where,
        "pointer": pointer_to(steps),
        "detail": _SAFE_WORDS.get(code, _MEMBER_OF_ENUM.sub(r"\1", str(error["msg"]).removeprefix("Value error, "))),
        "code": code,
    }


def _steps_in(body: object, path: Sequence[object], *, missing: bool) -> list[str]:
    """The part of pydantic's path that exists in what was sent: it also names union branches, which do not."""
    steps: list[str] = []
    for number, part in enumerate(path):
        if _holds(body, part):
            body = body[part]  # type: ignore[index] # what _holds says
        elif not (missing and number == len(path) - 1):
            continue
        steps.append(str(part))
    return steps


def _holds(body: object, part: object) -> bool:
    if isinstance(body, Mapping):
        return part in body
    return isinstance(body, list) and isinstance(part, int) and part < len(body)
