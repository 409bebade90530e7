"""Tokens of an outside OpenID Connect issuer: a real one, on loopback, with keys of its own."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from joserfc.jwk import OctKey

from app.platform.http.auth.outside import LEEWAY_SECONDS, TRUST_SECONDS, OutsideIssuer
from app.platform.http.deployment import Deployment
from app.platform.http.platform import Platform
from app.platform.http.problems import Unauthenticated
from tests.platform.alone.conftest import Register, an_app, calling
from tests.platform.alone.local_issuer import AUDIENCE, LocalIssuer


async def test_the_issuer_proves_who_and_the_register_says_what(
    issuer: LocalIssuer, reader: OutsideIssuer, register: Register
) -> None:
    token = issuer.token(organisation_kind="operator", la_code="992", aud=["other", AUDIENCE])
    principal, until = await reader.read(token)
    assert principal == register.clients["la"].as_principal(register.clients["la"].scopes)
    assert time.time() < until <= time.time() + TRUST_SECONDS


async def test_a_scope_in_the_token_only_narrows(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    principal, _ = await reader.read(issuer.token(scope="openid cases:read audit:read"))
    assert principal.scopes == {"cases:read"}
    assert (await reader.read(issuer.token(scope="")))[0].scopes == frozenset()


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({"scope": ["cases:read", "audit:read", 7]}, {"cases:read"}),
        ({"scp": "cases:read openid"}, {"cases:read"}),
        ({"scp": ["cases:read"]}, {"cases:read"}),
        ({"scope": "cases:read events:read", "scp": ["events:read"]}, {"events:read"}),
        ({"scope": "cases:read", "scp": None}, set()),
        ({"scope": None}, set()),
        ({"scope": 7}, set()),
        ({"scope": {"cases:read": True}}, set()),
        ({"scp": []}, set()),
        ({"scp": ["cases:read events:read"]}, set()),
    ],
)
async def test_a_scope_is_honoured_in_every_form(
    issuer: LocalIssuer, reader: OutsideIssuer, claims: dict[str, Any], scopes: set[str]
) -> None:
    assert (await reader.read(issuer.token(**claims)))[0].scopes == scopes


async def test_what_a_token_without_scopes_is_good_for_is_a_setting(issuer: LocalIssuer, reader_of: Any) -> None:
    strict = reader_of(issuer.url, scopes_if_unnamed="none")
    assert (await strict.read(issuer.token()))[0].scopes == frozenset()
    assert (await strict.read(issuer.token(scope="cases:read")))[0].scopes == {"cases:read"}
    await strict.aclose()


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "n"},
        {"at_hash": "x"},
        {"c_hash": "x"},
        {"typ": "ID"},
        {"token_use": "id"},
        {"header": {"typ": "logout+jwt"}},
        {"header": {"typ": "id_token"}},
    ],
)
async def test_a_token_of_another_kind_is_refused(
    issuer: LocalIssuer, reader: OutsideIssuer, changed: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(**changed))


async def test_a_token_that_a_client_got_for_itself_is_refused(
    issuer: LocalIssuer, reader_of: Any, register: Register
) -> None:
    register.clients[AUDIENCE] = register.clients["la"]
    reading = reader_of(issuer.url)
    with pytest.raises(Unauthenticated):
        await reading.read(issuer.token(client_id=AUDIENCE))
    await reading.aclose()


@pytest.mark.parametrize("typ", ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
async def test_how_issuers_mark_access_tokens(issuer: LocalIssuer, reader_of: Any, typ: str) -> None:
    lenient, strict = reader_of(issuer.url), reader_of(issuer.url, only_at_jwt=True)
    token = issuer.token(header={"typ": typ})
    await lenient.read(token)
    if "at+jwt" in typ.lower():
        await strict.read(token)
    else:
        with pytest.raises(Unauthenticated):
            await strict.read(token)
    await lenient.aclose()
    await strict.aclose()


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "nbf", "iat", "client_id", "scope", "scp", "typ", "token_use"])
@pytest.mark.parametrize("value", [None, True, -1, 1.5, "x", [], ["x"], {}, float("inf"), 10**400], ids=repr)
async def test_an_odd_claim_is_never_a_failure(
    issuer: LocalIssuer, reader: OutsideIssuer, claim: str, value: Any
) -> None:
    try:
        principal, until = await reader.read(issuer.token(**{claim: value}))
    except Unauthenticated:
        return
    assert principal.client_id == "la"
    assert time.time() < until


async def test_a_token_without_end_is_not_even_taken_apart(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(filling="x" * 20_000))
    assert issuer.asked == []


async def test_another_claim_may_name_the_client(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, client_claim="azp")
    assert (await reading.read(issuer.token(client_id=..., azp="advice")))[0].client_id == "advice"
    await reading.aclose()


async def test_a_trust_no_longer_than_the_token(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    ends = int(time.time()) + int(TRUST_SECONDS) - 10
    assert (await reader.read(issuer.token(exp=ends)))[1] == ends


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.test"},
        {"iss": ...},
        {"aud": "other"},
        {"aud": ...},
        {"exp": ...},
        {"exp": 1_000_000_000},
        {"nbf": 9_000_000_000},
        {"iat": 9_000_000_000},
        {"client_id": "nobody"},
        {"client_id": ...},
        {"client_id": 1},
        {"client_id": ["la"]},
    ],
)
async def test_a_token_that_is_not_for_us(issuer: LocalIssuer, reader: OutsideIssuer, changed: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(**changed))


async def test_clocks_may_differ_a_little(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    ahead = int(time.time()) + LEEWAY_SECONDS - 2
    await reader.read(issuer.token(iat=ahead, nbf=ahead))


async def test_only_asymmetric_algorithms(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    public = OctKey.import_key(json.dumps(issuer.keys[0].as_dict(private=False)), {"kid": "first"})
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(key=public, alg="HS256"))
    head, body, _ = issuer.token().split(".")
    for token in (f"{head}.{body}.", f"eyJhbGciOiJub25lIn0.{body}.", "", "x", "a.b.c"):
        with pytest.raises(Unauthenticated):
            await reader.read(token)


@pytest.fixture
async def outside(issuer: LocalIssuer, register: Register) -> AsyncIterator[Platform]:
    deployment = Deployment(
        sandbox=True,
        public_url="http://127.0.0.1:8000",
        requests_per_minute=1000,
        oidc_issuer=issuer.url,
        oidc_audience=AUDIENCE,
    )
    platform = Platform.assemble(deployment, register, certificate_keys=[{"kid": "certificates-1"}])
    yield platform
    await platform.aclose()


@pytest.fixture
async def caller(outside: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(an_app(outside)) as client:
        yield client


async def test_over_http(issuer: LocalIssuer, caller: httpx2.AsyncClient) -> None:
    answer = await caller.get("/v1/cases", headers={"Authorization": f"Bearer {issuer.token()}"})
    assert (answer.status_code, answer.json()["items"]) == (200, [1, 2, 3, 4, 5])
    narrow = await caller.get("/v1/cases", headers={"Authorization": f"Bearer {issuer.token(scope='events:read')}"})
    assert narrow.status_code == 403


async def test_a_dead_issuer_over_http_is_503_and_never_500(issuer: LocalIssuer, caller: httpx2.AsyncClient) -> None:
    header = {"Authorization": f"Bearer {issuer.token()}"}
    issuer.stop()
    answer = await caller.get("/v1/cases", headers=header)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await caller.get("/v1/law", headers=header)).status_code == 200  # it needs no token


async def test_the_embedded_endpoint_is_gone(issuer: LocalIssuer, caller: httpx2.AsyncClient) -> None:
    form = {"grant_type": "client_credentials", "client_id": "la", "client_secret": "la-secret"}
    answer = await caller.post("/oauth/token", data=form)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert issuer.url in answer.json()["detail"]
    assert (await caller.get("/.well-known/oauth-authorization-server")).status_code == 404
    assert (await caller.get("/.well-known/jwks.json")).json() == {"keys": [{"kid": "certificates-1"}]}


async def test_the_openapi_document_points_at_the_issuer(issuer: LocalIssuer, outside: Platform) -> None:
    document = an_app(outside).openapi()
    assert document["components"]["securitySchemes"]["clientCredentials"] == {
        "type": "openIdConnect",
        "openIdConnectUrl": f"{issuer.url}/.well-known/openid-configuration",
    }
