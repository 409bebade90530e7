"""A throw-away PostgreSQL for a whole run of the tests: a migrated template, and copies of it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.migrate import migrate
from app.platform.sandbox_organisations import seed

TEMPLATE = "template_of_tests"
SERVER_URL = "TEST_SERVER_URL"
"""The environment variable that names this process's server."""


@contextmanager
def serving_template() -> Iterator[None]:
    """Start the server, and migrate and seed the database that all others are copied from."""
    with EmbeddedPostgres() as server:
        server.create_database(TEMPLATE)
        asyncio.run(_prepare(server.url(TEMPLATE)))
        os.environ[SERVER_URL] = server.url()
        yield


async def _prepare(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    await migrate(engine)
    await seed(engine)
    await engine.dispose()


@asynccontextmanager
async def a_database(*, template: str | None = TEMPLATE) -> AsyncIterator[str]:
    """Make a database, a copy of the template unless told otherwise; remove it after, whoever is still connected."""
    name = f"one_{uuid4().hex}"
    copied = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
    await _ask(f'CREATE DATABASE "{name}"{copied}')
    try:
        yield make_url(os.environ[SERVER_URL]).set(database=name).render_as_string(hide_password=False)
    finally:
        await _ask(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _ask(statement: str) -> None:
    engine = create_async_engine(os.environ[SERVER_URL], isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
