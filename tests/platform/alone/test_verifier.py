"""Access tokens: what is believed, for how long, and what each route asks of them."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal, RegisteredClient
from app.platform.access.scopes import SCOPES_BY_KIND, Scope, grantable
from app.platform.http.auth.issuer import LEEWAY_SECONDS, Issuer
from app.platform.http.auth.verifier import TokenVerifier, required_scopes
from app.platform.http.install import PUBLIC_PATHS
from app.platform.http.problems import Unauthenticated
from tests.platform.alone.conftest import a_key

URL = "https://service.test"
ISSUER = Issuer([a_key()], url=URL, lifetime_seconds=600)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Counting:
    """An issuer that counts how often it was asked."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer, self.asked = issuer, 0

    async def read(self, token: str) -> tuple[Principal, float]:
        self.asked += 1
        return await self.issuer.read(token)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(token_keys: list[str], clock: Clock) -> Issuer:
    return Issuer(token_keys, url=URL, lifetime_seconds=600, now=clock)


@pytest.fixture
def la(known_clients: dict[str, RegisteredClient]) -> RegisteredClient:
    return known_clients["la"]


async def test_what_was_issued_is_read_back(issuer: Issuer, la: RegisteredClient, clock: Clock) -> None:
    principal, until = await issuer.read(issuer.issue(la, frozenset({"cases:read"})))
    assert principal == Principal("la", la.organisation_id, OrganisationKind.LOCAL_AUTHORITY, "991", {"cases:read"})  # type: ignore[arg-type] # equal to a frozenset
    assert until == clock.now + 600


async def test_a_key_that_no_longer_signs_still_verifies(token_keys: list[str], la: RegisteredClient) -> None:
    older = Issuer(token_keys[1:], url=URL, lifetime_seconds=600)
    newer = Issuer(token_keys, url=URL, lifetime_seconds=600)
    without = Issuer(token_keys[:1], url=URL, lifetime_seconds=600)
    token = older.issue(la, la.scopes)
    assert (await newer.read(token))[0].client_id == "la"
    with pytest.raises(Unauthenticated):
        await without.read(token)


async def test_a_token_ends(issuer: Issuer, la: RegisteredClient, clock: Clock) -> None:
    token = issuer.issue(la, la.scopes)
    clock.now += 599
    await issuer.read(token)
    clock.now += 1 + LEEWAY_SECONDS
    with pytest.raises(Unauthenticated, match="expired"):
        await issuer.read(token)


@cache  # to read a key takes longer than all else here
def read(key: str) -> RSAKey:
    found = RSAKey.import_key(json.loads(key))
    found.ensure_kid()
    return found


def forged(token_keys: list[str], header: dict[str, Any], **changed: Any) -> str:
    """A token signed by the right key with something wrong about it."""
    claims: dict[str, Any] = {
        "iss": URL,
        "aud": URL,
        "client_id": "la",
        "exp": 1_800_000_100,
        "scope": "cases:read",
        "organisation_id": str(UUID(int=1)),
        "organisation_kind": "local_authority",
        "la_code": "991",
    }
    claims = {name: value for name, value in (claims | changed).items() if value is not ...}
    key = read(token_keys[0])
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "at+jwt"} | header, claims, key, ["RS256"])


async def test_the_forger_itself_is_sound(token_keys: list[str], issuer: Issuer) -> None:
    assert (await issuer.read(forged(token_keys, {})))[0].client_id == "la"


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({}, {"iss": "https://other.test"}),
        ({}, {"iss": ...}),
        ({}, {"aud": "https://other.test"}),
        ({}, {"aud": ...}),
        ({}, {"exp": ...}),
        ({}, {"exp": "tomorrow"}),
        ({}, {"nbf": 1_800_000_050}),
        ({}, {"iat": 1_800_000_050}),
        ({}, {"organisation_kind": "other"}),
        ({}, {"organisation_id": "1"}),
        ({}, {"scope": ...}),
        ({}, {"client_id": ...}),
        ({"typ": "JWT"}, {}),
        ({"kid": "another"}, {}),
    ],
)
async def test_a_token_that_is_not_quite_ours(
    token_keys: list[str], issuer: Issuer, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await issuer.read(forged(token_keys, header, **claims))


ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", "x", [], ["x"], {}, {"x": 1}, float("inf"), float("nan"), 10**400)


@pytest.mark.parametrize(
    "claim",
    ["iss", "aud", "exp", "nbf", "iat", "sub", "jti", "client_id", "organisation_id", "organisation_kind", "scope"],
)
@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:12])
async def test_an_odd_claim_is_never_a_failure(
    token_keys: list[str], issuer: Issuer, claim: str, value: object
) -> None:
    """Each is refused or read; nothing else is raised."""
    try:
        principal, until = await issuer.read(forged(token_keys, {}, **{claim: value}))
    except Unauthenticated:
        return
    assert isinstance(principal.client_id, str)
    assert isinstance(until, int | float)
    assert 0 < until < 2_000_000_000


@pytest.mark.parametrize("la_code", [991, ["991"], {}, True])
async def test_an_authoritys_code_is_text(token_keys: list[str], issuer: Issuer, la_code: object) -> None:
    with pytest.raises(Unauthenticated):
        await issuer.read(forged(token_keys, {}, la_code=la_code))


@pytest.mark.parametrize("payload", [b"[]", b"null", b"1", b"x", b""])
async def test_claims_are_an_object(token_keys: list[str], issuer: Issuer, payload: bytes) -> None:
    key = read(token_keys[0])
    header = {"alg": "RS256", "kid": key.kid, "typ": "at+jwt"}
    with pytest.raises(Unauthenticated):
        await issuer.read(jws.serialize_compact(header, payload, key, ["RS256"]))


async def test_the_public_key_is_no_shared_secret(issuer: Issuer) -> None:
    secret = OctKey.import_key(json.dumps(issuer.public_keys()[0]))
    token = jwt.encode({"alg": "HS256"}, {"iss": URL, "aud": URL, "exp": 9_999_999_999}, secret, ["HS256"])
    with pytest.raises(Unauthenticated):
        await issuer.read(token)


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_=-]{0,40}(\.[A-Za-z0-9_=-]{0,40}){0,4}", fullmatch=True)))
def test_no_garbage_does_more_than_be_refused(token: str) -> None:
    reading = ISSUER.read(token)
    with pytest.raises(Unauthenticated):
        reading.send(None)  # it never waits, so one step is all of it


def test_no_key_no_issuer() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Issuer([], url=URL, lifetime_seconds=600)


async def test_a_known_token_is_not_read_again_until_it_ends(
    issuer: Issuer, la: RegisteredClient, clock: Clock
) -> None:
    reader = Counting(issuer)
    verifier = TokenVerifier(reader, now=clock)
    token = issuer.issue(la, la.scopes)
    for _ in range(3):
        assert (await verifier.verify(token)).client_id == "la"
    assert reader.asked == 1
    clock.now += 601 + LEEWAY_SECONDS
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)
    assert reader.asked == 2


async def test_the_memory_is_bounded(issuer: Issuer, la: RegisteredClient, clock: Clock) -> None:
    reader = Counting(issuer)
    verifier = TokenVerifier(reader, capacity=2, now=clock)
    tokens = [issuer.issue(la, la.scopes) for _ in range(3)]
    for token in tokens:
        await verifier.verify(token)
    await verifier.verify(tokens[2])
    await verifier.verify(tokens[1])
    assert reader.asked == 3
    await verifier.verify(tokens[0])
    assert reader.asked == 4


async def test_no_token(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/cases")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer x.y.z", "bearer x", "Bearer ", "Bearer é"])
async def test_a_bad_token(client: httpx2.AsyncClient, header: str) -> None:
    answer = await client.get("/v1/cases", headers=[(b"authorization", header.encode("latin-1"))])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="The access token is not valid."'
    )


async def test_a_bad_token_does_not_close_a_public_route(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/law", headers={"Authorization": "Bearer x"})).status_code == 200


async def test_a_missing_scope(client: httpx2.AsyncClient, bearer: Callable[..., dict[str, str]]) -> None:
    answer = await client.get("/v1/cases", headers=bearer("la", "events:read"))
    assert answer.status_code == 403
    assert answer.json() == {
        "type": "/problems/scope-missing",
        "title": "Your token does not permit this",
        "status": 403,
        "detail": "This operation needs the scope cases:read.",
        "scope": "cases:read",
    }
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="cases:read"'


async def test_tenancy_comes_from_the_token(
    client: httpx2.AsyncClient, bearer: Callable[..., dict[str, str]], la: RegisteredClient
) -> None:
    answer = await client.get(f"/v1/cases/{UUID(int=5)}", headers=bearer("la"))
    assert answer.json() == {
        "case_id": str(UUID(int=5)),
        "organisation_id": str(la.organisation_id),
        "la_code": "991",
    }


def test_a_route_tells_its_scope(app: FastAPI) -> None:
    routes = {
        (route.path, method): required_scopes(route)
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
    }
    assert routes["/v1/cases", "GET"] == {Scope.CASES_READ}
    assert routes["/v1/cases", "POST"] == {Scope.CASES_WRITE}
    assert routes["/v1/law", "GET"] == frozenset()
    assert all(not scopes for (path, _), scopes in routes.items() if path in PUBLIC_PATHS)
    assert {"/oauth/token", "/problems/{slug}", "/metrics", "/.well-known/jwks.json"} <= PUBLIC_PATHS


def test_the_openapi_document_lets_a_reader_authorise(app: FastAPI) -> None:
    document = app.openapi()
    flow = document["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/oauth/token"
    assert flow["scopes"] == {scope.value: scope.meaning for scope in Scope}
    assert document["paths"]["/v1/cases"]["post"]["security"] == [{"clientCredentials": ["cases:write"]}]
    assert "security" not in document["paths"]["/v1/law"]["get"]


async def test_the_sandbox_prefills_the_form(client: httpx2.AsyncClient) -> None:
    assert "sandbox-la-991-secret" in (await client.get("/docs")).text


def test_scopes() -> None:
    assert set(SCOPES_BY_KIND) == set(OrganisationKind)
    assert frozenset().union(*SCOPES_BY_KIND.values()) == set(Scope) - {Scope.SANDBOX_CLOCK}
    assert Scope.SANDBOX_CLOCK in grantable(OrganisationKind.OPERATOR, sandbox=True)
    assert Scope.SANDBOX_CLOCK not in grantable(OrganisationKind.OPERATOR, sandbox=False)
    assert Scope("cases:read") is Scope.CASES_READ
    assert all(scope.meaning.endswith(".") for scope in Scope)
