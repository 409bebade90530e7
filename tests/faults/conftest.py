"""The service with a network between it and its database that can be told to fail."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from app.main import create_app
from app.settings import Settings
from tests.support.parties import Parties, Party, calling
from tests.support.proxy import Proxy, proxied


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    url = make_url(database_url)
    async with proxied(f"{url.query['host']}/.s.PGSQL.{url.query['port']}") as between:
        yield between


@pytest.fixture
def through(settings: Settings, database_url: str, proxy: Proxy) -> Settings:
    """The settings of a service behind the proxy, with short limits."""
    name = make_url(database_url).database
    url = f"postgresql+asyncpg://postgres@127.0.0.1:{proxy.port}/{name}"
    return settings.model_copy(update={"database_url": url, "statement_timeout_seconds": 1.0, "pool_size": 4})


@pytest.fixture
async def far_app(through: Settings) -> AsyncIterator[FastAPI]:
    made = create_app(through)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def far(far_app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(far_app) as http:
        yield http


@pytest.fixture
async def council(far: httpx2.AsyncClient) -> Party:
    return await Parties(far).get("sandbox-la-991")
