"""The service as every test meets it: in-process, on a real PostgreSQL, one database for each file."""

import gc

gc.disable()  # until the tests are collected: a quarter of each import would go into looking for garbage, in vain

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.main import create_app
from app.platform.keys import new_signing_key, new_token_key
from app.settings import Settings
from tests.support.databases import a_database, serving_template
from tests.support.document import shares_its_document
from tests.support.parties import Parties, Party, calling
from tests.support.sharing import import_a_share
from tests.support.waiting import PATIENCE

NEEDS_DATABASE = (
    "command_line",
    "concurrency",
    "contract",
    "faults",
    "hard_cases",
    "http",
    "meta",
    "migrations",
    "restore",
    "sql",
    "use_cases",
)
"""The folders of tests that ask for the server; where only others run, it is not started."""

LONGEST = (
    "contract/test_promises.py",
    "cases/domain/test_assurance.py",
    "cases/domain/test_view.py",
    "faults/test_service.py",
    "restore/test_backup.py",
    "restore/test_copies.py",
    "contract/test_tools.py",
    "contract/test_examples.py",
    "faults/test_hanging.py",
    "faults/test_network.py",
    "faults/test_altered_columns.py",
    "platform/http/test_hostile_bodies.py",
    "cases/http/test_still_in_sight.py",
    "cases/domain/test_faults_found.py",
    "advice/http/test_advice_figures.py",
    "command_line/test_mistakes.py",
    "command_line/test_ending.py",
    "platform/test_embedded_server.py",
    "capacity/domain/test_session_assurance.py",
    "advice/domain/test_disclosure.py",
    "certificates/test_scripts.py",
    "concurrency/test_booking_races.py",
    "capacity/http/test_calendars_over_http.py",
    "migrations/test_head.py",
    "law/domain/test_against_oracle.py",
)
"""The files that take longest or wait longest, worst first. They begin first, lest the last of them run alone."""

if find_spec("sniffio") is None:  # httpx2 asks for it with every request, and each time all of the path was searched
    sys.modules["sniffio"] = None  # type: ignore[assignment] # says that it is not there

hypothesis_settings.register_profile(
    "tests", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """Start a server: each worker its own, for an open transaction anywhere on a server holds every feed there back."""
    leads_workers = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    if leads_workers:
        gc.enable()  # it collects nothing
    if leads_workers or config.option.collectonly or not _asks_for_database(config):
        return
    running = ExitStack()
    running.enter_context(serving_template())
    config.add_cleanup(running.close)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Share the rewriting of the files between the workers, once asserts are about to be rewritten."""
    if isinstance(collector, pytest.Session):
        import_a_share(collector.config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; all else keeps its order."""
    places = {Path(__file__).parent / file: place for place, file in enumerate(LONGEST)}
    if gone := [str(path) for path in places if not path.exists()]:
        raise pytest.UsageError(f"LONGEST in tests/conftest.py names what is not there: {', '.join(gone)}")
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Look no more for garbage among what collecting made, as the service does with what its start made."""
    gc.enable()
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look once for garbage whose end is a fault: pytest looks five times more, and has little left to look through."""
    gc.collect()
    gc.freeze()


def _asks_for_database(config: pytest.Config) -> bool:
    root = Path(__file__).parent
    chosen = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    asking = [folder for name in NEEDS_DATABASE for under in (name, f"*/{name}") for folder in root.glob(under)]
    return any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in chosen for folder in asking)


@pytest.fixture(scope="session")
def keys() -> dict[str, Any]:
    """Keys of this run alone: making an RSA key is slow, and var/keys belongs to the sandbox."""
    return {"signing_keys": [SecretStr(new_signing_key())], "token_keys": [SecretStr(new_token_key())]}


@pytest.fixture(scope="session", autouse=True)
def comparisons_take_their_share() -> Iterator[None]:
    """Give comparisons a processor: while the tests run, none is free."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.evidence.comparisons.runner.YIELDS", False)
        yield


@pytest.fixture(scope="module")
async def database_url() -> AsyncIterator[str]:
    """Of one file of tests: what another file wrote, and on which worker, changes nothing here."""
    async with a_database() as url:
        yield url


@pytest.fixture
async def own_database_url() -> AsyncIterator[str]:
    """A database for one test alone, which may do to it what it likes."""
    async with a_database() as url:
        yield url


@pytest.fixture(scope="module")
def settings(database_url: str, keys: dict[str, Any]) -> Settings:
    """The settings of the sandbox; limits of time are long, for no machine is too slow for a test."""
    return Settings(
        _env_file=None,
        environment="sandbox",
        database_url=database_url,
        requests_per_minute=10_000_000,
        statement_timeout_seconds=30,
        **keys,
    )


@pytest.fixture(scope="module")
def in_line_for_long() -> Iterator[None]:
    """Let requests wait for a connection as long as it takes: on a slow machine many at once wait for seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.platform.db.pool.ACQUIRE_SECONDS", PATIENCE)
        yield


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    made = shares_its_document(create_app(settings))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="module")
async def public(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A member of the public, without a token."""
    async with calling(app) as http:
        yield http


@pytest.fixture(scope="module")
async def owner(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The database as its owner sees it: past every policy, though not past the trigger of the log."""
    engine = create_async_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
def parties(public: httpx2.AsyncClient) -> Parties:
    return Parties(public)


@pytest.fixture(scope="module")
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


@pytest.fixture(scope="module")
async def other_la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-992")


@pytest.fixture(scope="module")
async def provider(parties: Parties) -> Party:
    """Instructed by both authorities above, and the first choice of both."""
    return await parties.get("sandbox-provider-a")


@pytest.fixture(scope="module")
async def advice(parties: Parties) -> Party:
    return await parties.get("sandbox-advice-991")


@pytest.fixture(scope="module")
async def other_provider(parties: Parties) -> Party:
    return await parties.get("sandbox-provider-b")


@pytest.fixture(scope="module")
async def icb(parties: Parties) -> Party:
    return await parties.get("sandbox-icb")


@pytest.fixture(scope="module")
async def tribunal(parties: Parties) -> Party:
    return await parties.get("sandbox-tribunal")
