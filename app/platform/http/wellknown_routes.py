"""The routes that programs look up: the public keys, the token endpoint, and what each problem means."""

import asyncio
import json
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, Field

from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import TOKEN_URL
from app.platform.http.pages import A_PAGE_TOO, page, wants_page
from app.platform.http.platform import platform_of
from app.platform.http.problems import NotFound, Problem, problem_responses
from app.platform.http.router import Router

router = Router(tags=["Discovery"])

_JWKS_PATH = "/.well-known/jwks.json"


class KeySetAnswer(BaseModel):
    """A list of public keys, in the standard format for keys (JWK set, RFC 7517)."""

    keys: list[dict[str, object]]


class AuthorizationServer(BaseModel):
    """Where and how a program gets access tokens, in the standard format (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    response_types_supported: list[str] = Field(
        description="This list is always empty: nobody logs in to this service through a web page."
    )
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    service_documentation: str


class ProblemMeaning(BaseModel):
    """One kind of error message (problem), and what it means."""

    type: str
    title: str
    status: int
    meaning: str
    example: dict[str, object]


class ProblemList(BaseModel):
    """Every kind of error message (problem) that this service returns."""

    problems: list[ProblemMeaning]


@router.get(
    _JWKS_PATH,
    summary="Get the public keys",
    description="The public keys with which a program can check that this service signed an access token or a "
    "mediation certificate. Store the keys for one hour at most. The service no longer signs with an old key, but "
    "lists the key until everything that the key signed has expired.",
    responses=problem_responses("too-many-requests"),
)
async def public_keys(request: Request, response: Response) -> KeySetAnswer:
    """Token keys of the embedded issuer, then certificate keys."""
    platform = platform_of(request)
    response.headers["Cache-Control"] = "public, max-age=300"
    token_keys = platform.issuer.public_keys() if platform.issuer else []
    return KeySetAnswer(keys=[*token_keys, *map(dict, platform.certificate_keys)])


@router.get(
    "/.well-known/oauth-authorization-server",
    summary="Find where to get tokens",
    description="Says where and how a program gets access tokens from this service. If another system issues the "
    "tokens, the answer is 404.",
    responses=problem_responses("not-found", "too-many-requests"),
)
async def authorization_server(request: Request) -> AuthorizationServer:
    """RFC 8414 metadata."""
    platform = platform_of(request)
    if platform.issuer is None:
        raise NotFound(f"Access tokens for this service come from {platform.deployment.oidc_issuer}.")
    url = platform.deployment.public_url.rstrip("/")
    return AuthorizationServer(
        issuer=platform.issuer.url,
        token_endpoint=url + TOKEN_URL,
        jwks_uri=url + _JWKS_PATH,
        scopes_supported=[scope.value for scope in Scope],
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        service_documentation=url + "/docs",
    )


@router.get(
    "/problems",
    summary="List every type of error (problem)",
    response_model=ProblemList,
    description="Every error message (problem) that this service returns when it cannot do what you asked.",
    responses={200: A_PAGE_TOO, **problem_responses("too-many-requests")},
)
async def problem_types(request: Request) -> Response:
    """The catalogue, by status. A browser gets it as a page."""
    every_problem = await asyncio.to_thread(platform_of(request).every_problem)
    kinds = sorted(every_problem.values(), key=lambda kind: (kind.status, kind.slug))
    found = ProblemList(problems=[meaning(kind) for kind in kinds])
    if wants_page(request):
        return page(request, "problems.html", problems=found.problems)
    return _json(found)


@router.get(
    "/problems/{slug}",
    summary="Read about one type of error (problem)",
    response_model=ProblemMeaning,
    description="What an error message (problem) means, and what you can do. Each error message gives this address "
    "in its field `type`.",
    responses={200: A_PAGE_TOO, **problem_responses("not-found", "too-many-requests")},
)
async def problem_type(request: Request, slug: Annotated[str, Path(max_length=60, examples=["refused"])]) -> Response:
    """Return what happened and what to do about it, in plain words. A browser gets it as a page."""
    every_problem = await asyncio.to_thread(platform_of(request).every_problem)
    if slug not in every_problem:
        raise NotFound
    found = meaning(every_problem[slug])
    if wants_page(request):
        return page(request, "problem.html", problem=found, example=json.dumps(found.example, indent=2))
    return _json(found)


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json", headers={"Vary": "Accept"})


def meaning(kind: type[Problem]) -> ProblemMeaning:
    """Return what a problem type means, with an example."""
    return ProblemMeaning(
        type=kind.reference(), title=kind.title, status=kind.status, meaning=kind.meaning, example=kind.sample()
    )
