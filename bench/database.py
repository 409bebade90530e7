"""The one PostgreSQL that everything is measured on: the embedded server, durable as in a live deployment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.migrate import migrate
from app.platform.db.sandbox_seed import seed
from bench.machine import Cores, family, pin

SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "256MB",
}
"""Beside PostgreSQL's defaults: its memory for a machine of today, and no checkpoint in the middle of a round."""


@dataclass(frozen=True, slots=True)
class Database:
    """A running server in a folder of its own, deleted at the end."""

    folder: Path
    server: EmbeddedPostgres

    @property
    def pid(self) -> int:
        """The server's first program."""
        return int((self.folder / "pg" / "postmaster.pid").read_text().partition("\n")[0])

    def place(self, cores: Cores) -> None:
        """Put the server and this loader on their cores."""
        os.sched_setaffinity(0, cores.rest)
        pin(family(self.pid), cores.rest)

    def options(self, name: str) -> dict[str, Any]:
        """Return a database as asyncpg's arguments."""
        query = make_url(self.server.url(name)).query
        return {"host": query["host"], "port": query["port"], "user": "postgres", "database": name}

    async def connect(self, name: str) -> asyncpg.Connection:
        """Connect as the owner, past the service's walls."""
        return await asyncpg.connect(**self.options(name))

    async def create(self, name: str) -> str:
        """Make a database for the service, migrated and seeded; return its URL."""
        self.server.create_database(name)
        engine = create_async_engine(self.server.url(name))
        await migrate(engine)
        await seed(engine)
        await engine.dispose()
        return self.server.url(name)


@contextmanager
def running_database() -> Iterator[Database]:
    """Start the server with every commit on disk (fsync and synchronous_commit on), and its bench settings."""
    with TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        with EmbeddedPostgres(folder / "pg"):
            pass
        with (folder / "pg" / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        with EmbeddedPostgres(folder / "pg") as server:
            yield Database(folder, server)
