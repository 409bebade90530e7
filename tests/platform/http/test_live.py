"""A live deployment: no sandbox in it, and no secret of a sandbox accepted."""

import json
from base64 import b64decode
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr, ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.main import create_app
from app.platform.keys import new_signing_key
from app.settings import SANDBOX_SEALING_KEY, Settings
from tests.support.capacity import a_mediator
from tests.support.parties import Parties, a_notice, calling

SEALING_KEY = "bm90LXRoZS1zYW5kYm94cy1rZXktYnV0LW91ci1vd24="


@pytest.fixture
def live(settings: Settings, own_database_url: str) -> dict[str, Any]:
    """What a live deployment says of itself."""
    return {
        "_env_file": None,
        "environment": "live",
        "database_url": own_database_url,
        "public_url": "https://mediation.example",
        "sealing_keys": [SecretStr(SEALING_KEY)],
        "signing_keys": settings.signing_keys,
        "token_keys": settings.token_keys,
    }


async def make_it_real(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE organisations SET sandbox = false"))
    await engine.dispose()


async def test_it_starts_on_a_database_of_its_own(live: dict[str, Any]) -> None:
    await make_it_real(live["database_url"])
    app = create_app(Settings(**live))
    assert not [route for route in app.openapi()["paths"] if route.startswith("/sandbox")]
    async with app.router.lifespan_context(app), calling(app) as http:
        caller = await Parties(http).get("sandbox-la-991")
        for method in ("GET", "POST"):
            assert (await caller.sends(method, "/sandbox/clock", json={"days": 1})).status_code == 404
        assert (await caller.opens()) is not None
        proposal = await caller.sends("POST", "/v1/cases", json=a_notice(regime="green-paper-2022"))
        assert (proposal.status_code, proposal.json()["errors"][0]["pointer"]) == (422, "#/regime")


async def test_it_refuses_a_database_with_published_secrets(live: dict[str, Any]) -> None:
    app = create_app(Settings(**live))
    with pytest.raises(RuntimeError, match="sandbox's organisations"):
        async with app.router.lifespan_context(app):
            pytest.fail("it started")
    await app.state.service.database.close()


@pytest.mark.parametrize("missing", ["database_url", "sealing_keys", "signing_keys", "token_keys"])
async def test_it_refuses_to_start_without(live: dict[str, Any], missing: str) -> None:
    del live[missing]
    with pytest.raises(ValidationError, match=missing.upper()):
        Settings(**live)


@pytest.mark.parametrize(
    "url", [None, "", "http://mediation.example", "https://", "mediation.example", "https://a:b@mediation.example"]
)
async def test_it_refuses_to_start_without_an_address_of_its_own(live: dict[str, Any], url: str | None) -> None:
    """Certificates print it for ever, and a token of one process is refused by another that says it differently."""
    said = live | {"public_url": url}
    with pytest.raises(ValidationError, match="PUBLIC_URL must be the https address"):
        Settings(**{name: value for name, value in said.items() if value is not None})


async def test_it_refuses_the_sandboxs_sealing_key_even_as_an_old_one(live: dict[str, Any]) -> None:
    live["sealing_keys"].append(SecretStr(SANDBOX_SEALING_KEY))
    with pytest.raises(ValidationError, match="SEALING_KEYS"):
        Settings(**live)


@pytest.mark.parametrize(
    "spelt",
    [
        SANDBOX_SEALING_KEY[:20] + "\n" + SANDBOX_SEALING_KEY[20:],
        " " + SANDBOX_SEALING_KEY,
        SANDBOX_SEALING_KEY + "=",
        SANDBOX_SEALING_KEY[:-2] + "V=",
        SANDBOX_SEALING_KEY + "*",
    ],
)
async def test_it_refuses_the_sandboxs_sealing_key_however_it_is_spelt(live: dict[str, Any], spelt: str) -> None:
    Fernet(spelt)  # a key, or the test proves nothing
    assert b64decode(spelt) == b64decode(SANDBOX_SEALING_KEY)
    with pytest.raises(ValidationError, match="SEALING_KEYS"):
        Settings(**{**live, "sealing_keys": [*live["sealing_keys"], SecretStr(spelt)]})


async def test_it_refuses_an_outside_issuer_without_https(live: dict[str, Any]) -> None:
    outside = {**live, "oidc_audience": "mediation"}
    Settings(**outside, oidc_issuer="https://issuer.example")
    for issuer in ("http://issuer.example", "issuer.example", "HTTP://issuer.example", "ftp://issuer.example"):
        with pytest.raises(ValidationError, match="OIDC_ISSUER"):
            Settings(**outside, oidc_issuer=issuer)


@pytest.mark.parametrize("which", ["signing_keys", "token_keys"])
async def test_it_refuses_keys_that_a_sandbox_made(live: dict[str, Any], which: str) -> None:
    values = json.loads(live[which][0].get_secret_value())
    sandboxs = SecretStr(json.dumps(values | {"kid": f"sandbox-{values['kid']}"}))
    with pytest.raises(ValueError, match="sandbox's key"):
        create_app(Settings(**{**live, which: [*live[which], sandboxs]}))


def test_an_outside_issuer_wants_its_audience(live: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="OIDC_AUDIENCE"):
        Settings(**{**live, "oidc_issuer": "https://id.example"})


def test_what_refuses_to_start_does_not_print_the_secret(live: dict[str, Any]) -> None:
    key = new_signing_key()
    with pytest.raises(ValidationError) as refusal:
        Settings(**{**live, "sealing_keys": [SecretStr(SANDBOX_SEALING_KEY)], "signing_keys": [SecretStr(key)]})
    assert json.loads(key)["d"] not in str(refusal.value)


async def test_it_knows_no_authority_of_the_sandbox(live: dict[str, Any]) -> None:
    await make_it_real(live["database_url"])
    app = create_app(Settings(**live))
    async with app.router.lifespan_context(app), calling(app) as http:
        caller = await Parties(http).get("sandbox-provider-a")
        answer = await caller.sends("POST", "/v1/mediators", json=a_mediator(areas=["991"]))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/areas")
        assert (await caller.sends("POST", "/v1/mediators", json=a_mediator(areas=["201"]))).status_code == 201
