"""Tokens of an outside OpenID Connect issuer: a real one, on loopback, with keys of its own."""

import asyncio
import gzip
import json
import ssl
import threading
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from app.platform.http.auth.outside import LEEWAY_SECONDS, TRUST_SECONDS, OutsideIssuer
from app.platform.http.auth.published_keys import UnfitIssuer, published_keys
from app.platform.http.deployment import Deployment
from app.platform.http.platform import Platform
from app.platform.http.problems import Unauthenticated, Unavailable
from tests.platform.alone.conftest import Register, an_app, calling
from tests.support.waiting import PATIENCE, becomes_true, until

AUDIENCE = "mediation"


class LocalIssuer:
    """An OpenID Connect issuer on loopback: discovery, keys, and tokens signed by whichever key the test says."""

    def __init__(self, key: RSAKey) -> None:
        self.keys: list[Key] = [key]
        self.asked: list[str] = []
        self.answers: dict[str, Response] = {}
        """What to answer instead, by path."""
        app = Starlette(
            routes=[Route("/.well-known/openid-configuration", self._discovery), Route("/keys", self._jwks)]
        )
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        becomes_true(lambda: self._server.started)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    def _discovery(self, request: Request) -> Response:
        return self._answer(request, {"issuer": self.url, "jwks_uri": f"{self.url}/keys"})

    def _jwks(self, request: Request) -> Response:
        return self._answer(request, dict(KeySet(self.keys).as_dict(private=False)))

    def _answer(self, request: Request, usual: dict[str, Any]) -> Response:
        self.asked.append(request.url.path)
        return self.answers.get(request.url.path) or JSONResponse(usual)

    def token(self, *, key: Key | None = None, alg: str = "RS256", **changed: Any) -> str:
        """A sound token, but for what is `changed`; an ellipsis leaves a claim out."""
        now = int(time.time())
        header = changed.pop("header", {})
        claims = {"iss": self.url, "aud": AUDIENCE, "iat": now, "exp": now + 300, "client_id": "la"} | changed
        key = key or self.keys[0]
        return jwt.encode(
            {"alg": alg, "kid": key.kid, **header},
            {name: value for name, value in claims.items() if value is not ...},
            key,
            [alg],
        )


def a_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@pytest.fixture(scope="module", autouse=True)
def nobody_trusted() -> Iterator[None]:
    """Spare each reader the reading of a hundred authorities: the issuer here speaks without TLS."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("httpcore2.default_ssl_context", lambda **_: trust)
        yield


@pytest.fixture(scope="module")
def first_key() -> RSAKey:
    """One for all tests: making an RSA key is slow."""
    return a_key("first")


@pytest.fixture
def issuer(first_key: RSAKey) -> Iterator[LocalIssuer]:
    running = LocalIssuer(first_key)
    yield running
    running.stop()


@pytest.fixture
def reader_of(register: Register) -> Any:
    """Makes readers of an issuer, quick enough for a test."""

    def make(issuer: str, **changed: Any) -> OutsideIssuer:
        options: dict[str, Any] = {"audience": AUDIENCE, "client_claim": "client_id", "pause_seconds": 0.0}
        return OutsideIssuer(register, issuer=issuer, **(options | changed))

    return make


@pytest.fixture
async def reader(issuer: LocalIssuer, reader_of: Any) -> AsyncIterator[OutsideIssuer]:
    reading = reader_of(issuer.url)
    yield reading
    await reading.aclose()


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


async def test_weak_and_foreign_keys_are_left_out(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        weak = RSAKey.generate_key(1024, {"kid": "weak"})
        by_weak = issuer.token(key=weak)
    encrypting = RSAKey.generate_key(2048, {"kid": "encrypting", "use": "enc"})
    issuer.keys += [weak, encrypting, OctKey.generate_key(256, {"kid": "shared"})]
    assert (await reader.read(issuer.token()))[0].client_id == "la"
    signing = RSAKey.import_key(encrypting.as_dict(private=True) | {"use": "sig"})
    for token in (by_weak, issuer.token(key=signing)):
        with pytest.raises(Unauthenticated):
            await reader.read(token)


class Endless(StreamingResponse):
    """A document that never ends, or ends after very many bytes."""

    def __init__(self, *, pause: float) -> None:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(100_000):
                yield b'{"issuer": "secret of the issuer"}' + b" " * 1_000
                await asyncio.sleep(pause)

        super().__init__(parts(), media_type="application/json")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys"])
@pytest.mark.parametrize("document", ["huge", "slow", "squeezed", "deep"])
async def test_a_document_has_a_largest_size_and_a_longest_time(
    issuer: LocalIssuer, reader: OutsideIssuer, path: str, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.platform.http.auth.published_keys.DOCUMENT_SECONDS", 1.0)
    answers: dict[str, Response] = {
        "huge": Endless(pause=0.0),
        "slow": Endless(pause=0.3),
        "squeezed": Response(gzip.compress(b"{}"), headers={"content-encoding": "gzip"}),
        "deep": PlainTextResponse("[" * 100_000),
    }
    issuer.answers[path] = answers[document]
    with capture_logs() as lines, pytest.raises(Unavailable):
        await asyncio.wait_for(reader.read(issuer.token()), PATIENCE)
    assert lines
    assert "secret of the issuer" not in json.dumps(lines)
    assert all(set(line) <= {"event", "log_level", "issuer", "kind", "why"} for line in lines)
    assert len(json.dumps(lines)) < 500


async def test_keys_are_not_fetched_in_the_clear_for_an_issuer_of_https() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield json.dumps({"issuer": "https://issuer.test", "jwks_uri": "http://issuer.test/keys"}).encode()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, content=parts())

    asked: list[str] = []
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        with pytest.raises(UnfitIssuer, match="https"):
            await published_keys(http, "https://issuer.test")
    assert asked == ["https://issuer.test/.well-known/openid-configuration"]


async def test_another_claim_may_name_the_client(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, client_claim="azp")
    assert (await reading.read(issuer.token(client_id=..., azp="advice")))[0].client_id == "advice"
    await reading.aclose()


async def test_a_trust_no_longer_than_the_token(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    ends = int(time.time()) + int(TRUST_SECONDS) - 10
    assert (await reader.read(issuer.token(exp=ends)))[1] == ends


async def test_elliptic_curves_too(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    issuer.keys.append(ECKey.generate_key("P-256", {"kid": "curve"}))
    assert (await reader.read(issuer.token(key=issuer.keys[1], alg="ES256")))[0].client_id == "la"


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


async def test_another_key_of_the_same_name(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(key=a_key("first")))


async def test_keys_rotate(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    old = issuer.token()
    await reader.read(old)
    issuer.keys.insert(0, a_key("second"))
    assert (await reader.read(issuer.token()))[0].client_id == "la"
    assert (await reader.read(old))[0].client_id == "la"
    del issuer.keys[1]
    issuer.keys.insert(0, a_key("third"))
    await reader.read(issuer.token())
    with pytest.raises(Unauthenticated):
        await reader.read(old)


async def test_known_keys_are_not_asked_for_again(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    for _ in range(5):
        await reader.read(issuer.token())
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_invented_key_names_do_not_storm_the_issuer(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=60.0)
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await reading.read(issuer.token(key=a_key(f"invented-{number}")))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
    await reading.aclose()


async def test_many_first_requests_are_one_question(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=60.0)
    await asyncio.gather(*(reading.read(issuer.token()) for _ in range(20)))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
    await reading.aclose()


async def test_old_keys_are_renewed_behind_the_back_of_requests(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, keep_keys_seconds=0.0)
    await reading.read(issuer.token())
    withdrawn = issuer.token()
    issuer.keys[:] = [a_key("second")]
    await reading.read(withdrawn)  # served by the keys at hand while the new ones are fetched

    async def served() -> bool:
        try:
            await reading.read(withdrawn)
        except Unauthenticated:
            return False
        return True

    assert await until(lambda still: not still, served) is False
    await reading.aclose()


async def test_an_issuer_that_is_down(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    token = issuer.token()
    issuer.stop()
    with pytest.raises(Unavailable):
        await reader.read(token)


async def test_an_issuer_that_goes_down_later(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    await reader.read(issuer.token())
    known, unknown = issuer.token(), issuer.token(key=a_key("unknown"))
    issuer.stop()
    assert (await reader.read(known))[0].client_id == "la"
    with pytest.raises(Unavailable):  # it may be a new key: nobody can say now
        await reader.read(unknown)


async def test_a_dead_issuer_is_not_asked_on_every_request(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=PATIENCE)
    issuer.answers["/keys"] = PlainTextResponse("no", 500)
    for _ in range(3):
        with pytest.raises(Unavailable) as unavailable:
            await reading.read(issuer.token())
    assert unavailable.value.headers == {"Retry-After": f"{PATIENCE:.0f}"}
    assert len(issuer.asked) == 2
    issuer.answers.clear()
    reading._asked_at -= PATIENCE  # the pause is over
    assert (await reading.read(issuer.token()))[0].client_id == "la"
    await reading.aclose()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", PlainTextResponse("not json")),
        ("/.well-known/openid-configuration", JSONResponse([])),
        ("/.well-known/openid-configuration", JSONResponse({"issuer": "https://other.test", "jwks_uri": "x"})),
        ("/.well-known/openid-configuration", JSONResponse({}, 404)),
        ("/.well-known/openid-configuration", Response(status_code=302, headers={"location": "/elsewhere"})),
        ("/keys", JSONResponse({})),
        ("/keys", JSONResponse({"keys": []})),
        ("/keys", JSONResponse({"keys": [{"kty": "RSA"}]})),
        ("/keys", JSONResponse(["keys"])),
        ("/keys", JSONResponse({"keys": [1]})),
    ],
)
async def test_an_issuer_that_answers_nonsense(
    issuer: LocalIssuer, reader: OutsideIssuer, path: str, answer: Response
) -> None:
    issuer.answers[path] = answer
    with pytest.raises(Unavailable):
        await reader.read(issuer.token())


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
