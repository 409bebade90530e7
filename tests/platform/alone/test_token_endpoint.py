"""POST /oauth/token: RFC 6749, sections 2.3.1, 4.4 and 5."""

import json
from base64 import b64encode
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet

from app.kernel.terms import OrganisationKind
from app.platform.access.scopes import grantable
from app.platform.access.secrets import DECOY, HASHER, form_of, hash_like, hash_secret
from app.platform.http.auth.logins import GUESSES_PER_CLIENT
from tests.platform.alone.conftest import Register, calling

GRANT = {"grant_type": "client_credentials"}
LA = {"client_id": "la", "client_secret": "la-secret"}


async def ask(client: httpx2.AsyncClient, form: dict[str, str], **headers: str) -> httpx2.Response:
    return await client.post("/oauth/token", data=form, headers=headers)


def basic(client_id: str, secret: str) -> str:
    return "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()


async def test_a_client_gets_all_its_scopes_when_it_asks_for_none(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, GRANT | LA)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    assert set(body["scope"].split()) == grantable(OrganisationKind.LOCAL_AUTHORITY, sandbox=False)
    used = await client.get("/v1/cases", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert used.status_code == 200


async def test_the_token_is_signed_by_the_first_published_key(client: httpx2.AsyncClient) -> None:
    token = (await ask(client, GRANT | LA | {"scope": "cases:read"})).json()["access_token"]
    keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
    read = jwt.decode(token, KeySet.import_key_set({"keys": keys[:1]}), ["RS256"])
    assert read.header == {"typ": "at+jwt", "alg": "RS256", "kid": keys[0]["kid"]}
    assert {name: read.claims[name] for name in ("iss", "aud", "sub", "client_id", "scope")} == {
        "iss": "http://127.0.0.1:8000",
        "aud": "http://127.0.0.1:8000",
        "sub": "la",
        "client_id": "la",
        "scope": "cases:read",
    }
    assert read.claims["exp"] - read.claims["iat"] == 3600
    assert (read.claims["organisation_kind"], read.claims["la_code"]) == ("local_authority", "991")


async def test_basic_credentials_are_form_encoded_first(client: httpx2.AsyncClient, register: Register) -> None:
    odd = "a:b%c+d e"
    la = register.clients["la"]
    register.clients[odd] = type(la)(
        odd, la.organisation_id, la.organisation_kind, la.la_code, form_of(HASHER.hash(odd)), la.scopes
    )
    encoded = "a%3Ab%25c%2Bd+e"
    assert (await ask(client, GRANT, Authorization=basic(encoded, f"{encoded}-secret"))).status_code == 200
    assert (await ask(client, GRANT | {"client_id": "la"}, Authorization=basic("la", "la-secret"))).status_code == 200


async def test_unknown_client_and_wrong_secret_are_one_answer(client: httpx2.AsyncClient) -> None:
    unknown = await ask(client, GRANT | {"client_id": "nobody", "client_secret": "x"})
    wrong = await ask(client, GRANT | {"client_id": "la", "client_secret": "x"})
    assert unknown.status_code == wrong.status_code == 401
    assert (
        unknown.json()
        == wrong.json()
        == {
            "error": "invalid_client",
            "error_description": "Unknown client or wrong secret.",
        }
    )
    assert unknown.headers["www-authenticate"].startswith("Basic")
    assert unknown.headers["cache-control"] == "no-store"


async def test_an_unknown_client_costs_the_same_work(client: httpx2.AsyncClient, monkeypatch: Any) -> None:
    hashes: list[str] = []

    def counting(secret: str, form: str) -> str:
        hashes.append(form)
        return f"not the hash of {secret}"

    monkeypatch.setattr("app.platform.access.secrets._hashed", counting)
    await ask(client, GRANT | {"client_id": "nobody", "client_secret": "x"})
    await ask(client, GRANT | {"client_id": "la", "client_secret": "x"})
    assert hashes[0] == DECOY
    assert DECOY not in hashes[1:]
    assert not HASHER.check_needs_rehash(DECOY)
    assert not HASHER.check_needs_rehash(hashes[1])


async def test_secrets() -> None:
    """A secret hashed in the form of a stored hash is that hash, where it is the same secret; the form says no more."""
    stored = await hash_secret("correct")
    form = form_of(stored)
    assert form is not None
    assert (len(form), form.rpartition("$")[2].strip("A")) == (len(stored), "")
    assert await hash_like("correct", form) == stored
    assert await hash_like("wrong", form) != stored
    assert await hash_like("correct", None) != stored
    assert form_of("!") is None


@pytest.mark.parametrize(
    ("form", "authorization", "error"),
    [
        ({}, None, "invalid_request"),
        (LA, None, "invalid_request"),
        (LA | {"grant_type": "password"}, None, "unsupported_grant_type"),
        (GRANT, None, "invalid_client"),
        (GRANT | {"client_id": "la"}, None, "invalid_client"),
        (GRANT, "Basic !!!", "invalid_client"),
        (GRANT, "Basic " + b64encode(b"\xff:\xff").decode(), "invalid_client"),
        (GRANT, "Basic " + b64encode(b"no colon").decode(), "invalid_client"),
        (GRANT, "Bearer something", "invalid_client"),
        (GRANT | LA, basic("la", "la-secret"), "invalid_request"),
        (GRANT | LA | {"scope": "cases:read audit:read"}, None, "invalid_scope"),
        (GRANT | LA | {"scope": "no:such"}, None, "invalid_scope"),
        (GRANT | LA | {"scope": "cases:read\0"}, None, "invalid_scope"),
        (GRANT | {"client_id": "la\0", "client_secret": "x"}, None, "invalid_client"),
    ],
)
async def test_refusals_are_oauths_own(
    client: httpx2.AsyncClient, form: dict[str, str], authorization: str | None, error: str
) -> None:
    answer = await ask(client, form, **({"Authorization": authorization} if authorization else {}))
    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_null_byte_never_reaches_the_register(client: httpx2.AsyncClient, register: Register) -> None:
    await ask(client, GRANT | {"client_id": "la\0", "client_secret": "x"})
    assert register.asked == []


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"grant_type=", "application/x-www-form-urlencoded"),
        (b"grant_type\xff", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"x", "multipart/form-data"),
    ],
)
async def test_a_form_that_cannot_be_read(client: httpx2.AsyncClient, content: bytes, media: str) -> None:
    answer = await client.post("/oauth/token", content=content, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_form_may_name_its_charset_and_hold_other_things(client: httpx2.AsyncClient) -> None:
    media = "application/X-WWW-form-urlencoded; charset=UTF-8"
    sent = b"grant_type=client_credentials&client_id=la&client_secret=la-secret&scope=&other=1&other=2"
    answer = await client.post("/oauth/token", content=sent, headers={"Content-Type": media})
    assert answer.status_code == 200


async def test_guessing_is_stopped_for_one_address_only(app: FastAPI) -> None:
    guess = GRANT | {"client_id": "la", "client_secret": "guess"}
    async with calling(app, "198.51.100.7") as guesser, calling(app, "198.51.100.8") as other:
        for _ in range(GUESSES_PER_CLIENT):
            assert (await ask(guesser, guess)).status_code == 401
        stopped = await ask(guesser, GRANT | LA)
        assert stopped.status_code == 429
        assert 0 < int(stopped.headers["retry-after"]) <= 60
        assert (await ask(other, GRANT | LA)).status_code == 200


async def test_the_metadata_points_at_the_endpoint(client: httpx2.AsyncClient) -> None:
    metadata = (await client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["token_endpoint"] == "http://127.0.0.1:8000/oauth/token"
    assert metadata["grant_types_supported"] == ["client_credentials"]
    assert "cases:read" in metadata["scopes_supported"]


async def test_every_public_key_and_no_private_part_is_published(
    client: httpx2.AsyncClient, token_keys: list[str]
) -> None:
    answer = await client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    *tokens, certificate = answer.json()["keys"]
    assert [key["n"] for key in tokens] == [json.loads(key)["n"] for key in token_keys]
    assert all(set(key) == {"kty", "n", "e", "use", "alg", "kid"} for key in tokens)
    assert certificate["kid"] == "certificates-1"
