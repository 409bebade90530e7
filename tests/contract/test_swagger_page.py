"""The page on which people meet the API: whole without a network, and filled in for the sandbox only."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr

from app.main import create_app
from app.settings import Settings
from tests.support.parties import calling

OUTSIDE = re.compile(r"""(?:src|href)=["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
async def sandbox(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(app) as http:
        yield http


async def test_the_page_and_all_it_loads_come_from_here(sandbox: httpx2.AsyncClient) -> None:
    page = await sandbox.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert not OUTSIDE.search(page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text)
    assert len(loaded) == 5
    for address in loaded:
        answer = await sandbox.get(f"/{address}")
        assert answer.status_code == 200
        assert len(answer.content) > 50


async def test_a_file_that_is_not_of_the_page_is_not_found(sandbox: httpx2.AsyncClient) -> None:
    for name in ("nothing.js", "..%2Fseed.py", "__init__.py"):
        assert (await sandbox.get(f"/docs/{name}")).status_code == 404


async def test_the_sandbox_is_filled_in(sandbox: httpx2.AsyncClient) -> None:
    script = (await sandbox.get("/docs/page.js")).text
    assert '"clientSecret": "sandbox-la-991-secret"' in script
    assert '"persistAuthorization": true' in script


async def test_the_state_diagram_is_on_the_page(app: FastAPI, sandbox: httpx2.AsyncClient) -> None:
    description = app.openapi()["info"]["description"]
    shown = re.search(r"!\[(State diagram[^\]]+)\]\((v1/law/pathway\.svg)\)", description)
    assert shown
    picture = await sandbox.get(f"/{shown[2]}")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "mediation arranged" in picture.text


async def test_the_diagram_of_a_session_is_on_the_page(app: FastAPI, sandbox: httpx2.AsyncClient) -> None:
    (said,) = (tag["description"] for tag in app.openapi()["tags"] if tag["name"] == "Sessions")
    shown = re.search(r"!\[(State diagram[^\]]+)\]\((docs/sessions\.svg)\)", said)
    assert shown
    picture = await sandbox.get(f"/{shown[2]}")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "childs-views" in picture.text


@pytest.fixture
def live(database_url: str, keys: dict[str, Any]) -> FastAPI:
    own = [SecretStr(Fernet.generate_key().decode())]
    url = "https://mediation.example"
    return create_app(
        Settings(
            _env_file=None, environment="live", database_url=database_url, public_url=url, sealing_keys=own, **keys
        )
    )


async def test_a_live_deployment_publishes_no_credentials(live: FastAPI) -> None:
    async with calling(live) as http:
        everything = (await http.get("/docs")).text + (await http.get("/docs/page.js")).text
        document = (await http.get("/openapi.json")).text
    assert "sandbox" not in everything
    assert '"persistAuthorization": false' in everything
    assert "To try the example" not in document
    assert "x-sandbox-client" not in document
    assert "/sandbox/" not in document
