"""The service as every test meets it: in-process, on a real PostgreSQL, one database for each worker."""

import os
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.adapters.keys import new_signing_key, new_token_key
from app.main import create_app
from app.settings import Settings
from tests.support.databases import create_database, drop_database, serving_template
from tests.support.parties import Parties, Party, calling

NEEDS_DATABASE = {"concurrency", "contract", "db", "http", "meta", "migrations"}
"""The folders of tests that ask for the server; where only others run, it is not started."""

hypothesis_settings.register_profile("tests", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """Start the one server of this run, before the workers are."""
    if hasattr(config, "workerinput") or config.option.collectonly or not _asks_for_database(config):
        return
    running = ExitStack()
    running.enter_context(serving_template())
    config.add_cleanup(running.close)


def _asks_for_database(config: pytest.Config) -> bool:
    root = Path(__file__).parent
    chosen = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return any(root.is_relative_to(path) or NEEDS_DATABASE & {*path.parts} - {*root.parts} for path in chosen)


@pytest.fixture(scope="session")
def keys() -> dict[str, Any]:
    """Keys of this run alone: making an RSA key is slow, and var/keys belongs to the sandbox."""
    return {"signing_keys": [SecretStr(new_signing_key())], "token_keys": [SecretStr(new_token_key())]}


@pytest.fixture(scope="session")
async def database_url(worker_id: str) -> str:
    return await create_database(f"worker_{worker_id}")


@pytest.fixture
async def own_database_url() -> AsyncIterator[str]:
    """A database for one test alone, which may do to it what it likes."""
    url = await create_database()
    yield url
    await drop_database(url)


@pytest.fixture(scope="session")
def settings(database_url: str, keys: dict[str, Any]) -> Settings:
    return Settings(
        _env_file=None, environment="sandbox", database_url=database_url, requests_per_minute=10_000_000, **keys
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    made = create_app(settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="session")
async def public(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A member of the public, without a token."""
    async with calling(app) as http:
        yield http


@pytest.fixture(scope="session")
async def owner(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The database as its owner sees it: past every policy, though not past the trigger of the log."""
    engine = create_async_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def parties(public: httpx2.AsyncClient) -> Parties:
    return Parties(public)


@pytest.fixture(scope="session")
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


@pytest.fixture(scope="session")
async def other_la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-992")


@pytest.fixture(scope="session")
async def provider(parties: Parties) -> Party:
    """Instructed by both authorities above, and the first choice of both."""
    return await parties.get("sandbox-provider-a")


@pytest.fixture(scope="session")
async def advice(parties: Parties) -> Party:
    return await parties.get("sandbox-advice-991")


@pytest.fixture(scope="session")
async def other_provider(parties: Parties) -> Party:
    return await parties.get("sandbox-provider-b")


@pytest.fixture(scope="session")
async def icb(parties: Parties) -> Party:
    return await parties.get("sandbox-icb")


@pytest.fixture(scope="session")
async def tribunal(parties: Parties) -> Party:
    return await parties.get("sandbox-tribunal")
