"""A throw-away PostgreSQL for a whole run of the tests: a migrated template, and copies of it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.migrate import migrate
from app.platform.db.sandbox_seed import seed

TEMPLATE = "template_of_tests"
SERVER_URL = "TEST_SERVER_URL"
"""The environment variable that names this process's server."""
TABLESPACE = "TEST_TABLESPACE"
"""The one that names where its copies stand."""
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""How the sandbox's published secrets are hashed here: every file of tests asks for tokens."""
MEMORY, ENOUGH = Path("/dev/shm"), 1 << 30  # noqa: S108 - only a folder of its own is made there
"""Where Linux keeps files in memory, and the bytes that must be free there."""


@contextmanager
def serving_template() -> Iterator[None]:
    """Start the server, and migrate and seed the database that all others are copied from."""
    with _folder_in_memory() as folder, EmbeddedPostgres() as server:
        server.create_database(TEMPLATE)
        asyncio.run(prepare(server.url(TEMPLATE)))
        os.environ[SERVER_URL] = server.url()
        os.environ[TABLESPACE] = _space_in(folder) if folder else "pg_default"
        yield


@contextmanager
def _folder_in_memory() -> Iterator[Path | None]:
    """Make a folder in memory, where there is room: a database is 460 files, and some disks are slow to make one."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        with TemporaryDirectory(prefix="databases-of-tests-", dir=MEMORY) as folder:
            yield Path(folder)
    else:
        yield None


def _space_in(folder: Path) -> str:
    """Let the server keep databases in a folder, which must be its own account's."""
    socket = Path(str(make_url(os.environ[SERVER_URL]).query["host"]))
    os.chown(folder, socket.stat().st_uid, socket.stat().st_gid)
    asyncio.run(_ask(f"CREATE TABLESPACE in_memory LOCATION '{folder}'"))
    return "in_memory"


async def prepare(url: str) -> None:
    """Migrate a database, and seed it with secrets that are quickly checked."""
    engine = create_async_engine(url, poolclass=NullPool)
    await migrate(engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.platform.access.secrets.HASHER", QUICK)
        await seed(engine)
    await engine.dispose()


@asynccontextmanager
async def a_database(*, template: str | None = TEMPLATE) -> AsyncIterator[str]:
    """Make a database, a copy of the template unless told otherwise; remove it after, whoever is still connected."""
    name = f"one_{uuid4().hex}"
    copied = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
    await _ask(f'CREATE DATABASE "{name}"{copied} TABLESPACE {os.environ[TABLESPACE]}')
    try:
        yield make_url(os.environ[SERVER_URL]).set(database=name).render_as_string(hide_password=False)
    finally:
        await _ask(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _ask(statement: str) -> None:
    engine = create_async_engine(os.environ[SERVER_URL], isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
