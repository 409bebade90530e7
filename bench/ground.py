"""A private PostgreSQL, a network that can fail, and the service with two workers: what faults are tried on."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg
import httpx2
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.migrate import migrate
from app.platform.db.sandbox_seed import seed
from bench.machine import family
from bench.service import ROOT, free_port
from tests.support.proxy import Proxy, proxied

NAME = "faults"
CLIENT = "sandbox-la-991"
WORKERS = 2
SECONDS_TO_START = 60.0


@dataclass(slots=True)
class Ground:
    """Everything here was started by this program, and is ended by it."""

    folder: Path
    server: EmbeddedPostgres
    proxy: Proxy
    url: str
    service: "subprocess.Popen[bytes]"
    mounted: list[str] = field(default_factory=list)
    """Folders to unmount after the database has ended."""

    def postgres(self) -> list[int]:
        """Return the processes of the database server, the first of them first."""
        return family(int((self.folder / "pg" / "postmaster.pid").read_text().partition("\n")[0]))

    def workers(self) -> list[int]:
        """Return the service's workers."""
        return [
            pid
            for pid in family(self.service.pid)[1:]
            if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    async def owner(self, database: str = NAME) -> asyncpg.Connection:
        """Connect as the database's owner, past the proxy."""
        query = make_url(self.server.url(database)).query
        return await asyncpg.connect(host=query["host"], port=query["port"], user="postgres", database=database)

    async def say(self, *statements: str, database: str = NAME) -> None:
        """Run statements as the owner."""
        connection = await self.owner(database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def token(self) -> str:
        """Ask for a token."""
        async with httpx2.AsyncClient(base_url=self.url, timeout=30) as http:
            answer = await http.post(
                "/oauth/token", auth=(CLIENT, f"{CLIENT}-secret"), data={"grant_type": "client_credentials"}
            )
            return str(answer.raise_for_status().json()["access_token"])

    async def ready(self) -> bool:
        """Whether the service says that it can work."""
        try:
            async with httpx2.AsyncClient(base_url=self.url, timeout=5) as http:
                return (await http.get("/health/ready")).status_code == 200
        except httpx2.TransportError:
            return False

    async def until_ready(self) -> None:
        """Wait for that."""
        began = perf_counter()
        while not await self.ready():
            if self.service.poll() is not None or perf_counter() - began > SECONDS_TO_START:
                raise RuntimeError(f"the service is not ready:\n{(self.folder / 'log').read_text()[-2000:]}")
            await asyncio.sleep(0.1)

    def signal_postgres(self, number: signal.Signals) -> None:
        """Send a signal to every process of the database server."""
        for pid in self.postgres():
            with suppress(ProcessLookupError):
                os.kill(pid, number)


@asynccontextmanager
async def a_ground() -> AsyncIterator[Ground]:
    """Start it all, durable as in a live deployment, and end it all."""
    with TemporaryDirectory(prefix="faults-") as temporary:
        folder, mounted = Path(temporary), list[str]()
        folder.chmod(0o755)
        with EmbeddedPostgres(folder / "pg") as server:
            server.create_database(NAME)
            engine = create_async_engine(server.url(NAME))
            await migrate(engine)
            await seed(engine)
            await engine.dispose()
            query = make_url(server.url()).query
            async with (
                proxied(f"{query['host']}/.s.PGSQL.{query['port']}") as proxy,
                _service(folder, server, proxy) as ground,
            ):
                ground.mounted = mounted
                yield ground
        for place in mounted:
            subprocess.run(["umount", place], check=True)


@asynccontextmanager
async def _service(folder: Path, server: EmbeddedPostgres, proxy: Proxy) -> AsyncIterator[Ground]:
    port = free_port()
    environment = {
        "PYTHONPATH": str(ROOT), "ENVIRONMENT": "sandbox", "REQUESTS_PER_MINUTE": "1000000000",
        "DATABASE_URL": f"postgresql+asyncpg://postgres@127.0.0.1:{proxy.port}/{NAME}",
    }  # fmt: skip
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", str(WORKERS)]
    with (folder / "log").open("wb") as log:
        service = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT
        )
        ground = Ground(folder, server, proxy, f"http://127.0.0.1:{port}", service)
        try:
            await ground.until_ready()
            yield ground
        finally:
            service.terminate()
            try:
                await asyncio.to_thread(service.wait, 60)
            except subprocess.TimeoutExpired:
                service.kill()
