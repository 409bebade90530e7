"""A real PgBouncer between the service and its database."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from app.main import create_app
from app.platform.db.connections import Statement
from app.settings import Settings
from tests.faults.test_network import opening
from tests.support.parties import Party, calling
from tests.support.proxy import Proxy
from tests.support.waiting import PATIENCE, until

BINARY = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.skipif(BINARY is None, reason="PgBouncer is not installed: apt-get install pgbouncer"),
    pytest.mark.usefixtures("in_line_for_long"),
]

Serving = Callable[[str, str], AbstractAsyncContextManager[FastAPI]]
SERVERS = 2
"""Fewer than the service has connections, so that each is lent to all of them in turn."""
WHO = Statement("SELECT current_user::text AS role, current_setting('statement_timeout') AS seconds")


def configured(folder: Path, mode: str, port: int, proxy: Proxy, database: str) -> str:
    """Write a configuration, in a folder that another account may write to; return its name."""
    folder.chmod(0o777)
    told = folder / "pgbouncer.ini"
    told.write_text(f"""
[databases]
{database} = host=127.0.0.1 port={proxy.port} dbname={database} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = {mode}
default_pool_size = {SERVERS if mode == "transaction" else 20}
unix_socket_dir =
logfile = {folder}/log
""")
    return str(told)


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def pooling(mode: str, proxy: Proxy, database: str) -> AsyncIterator[int]:
    """Run PgBouncer, which refuses to run as root, and give its port."""
    assert BINARY is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as temporary:
        told = configured(Path(temporary), mode, port, proxy, database)
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        running = subprocess.Popen([BINARY, "-q", *user, told])  # noqa: ASYNC220, S603 - it returns at once
        try:
            assert await until(bool, lambda: listens(port))
            yield port
        finally:
            running.terminate()
            await asyncio.to_thread(running.wait, PATIENCE)


@pytest.fixture
def serving(settings: Settings, proxy: Proxy, database_url: str) -> Serving:
    database = make_url(database_url).database
    assert database is not None

    @asynccontextmanager
    async def serve(mode: str, said: str) -> AsyncIterator[FastAPI]:
        async with pooling(mode, proxy, database) as port:
            url = f"postgresql+asyncpg://anybody@127.0.0.1:{port}/{database}"
            made = create_app(settings.model_copy(update={"database_url": url, "database_pooler": said}))
            async with made.router.lifespan_context(made):
                yield made

    return serve


@pytest.mark.parametrize("mode", ["transaction", "session"])
async def test_everything_works_behind_a_pooler(serving: Serving, la: Party, mode: str) -> None:
    async with serving(mode, mode) as app, calling(app) as http:
        caller = Party(la.slug, http, la.token)
        answers = await asyncio.gather(*(opening(caller, f"pooled-{uuid4()}", str(uuid4())) for _ in range(40)))
        assert {answer.status_code for answer in answers} == {201}
        cases = [answer.json()["id"] for answer in answers]
        told = await asyncio.gather(*(caller.tries(case, "concede", occurred_on="2026-02-10") for case in cases))
        assert {answer.status_code for answer in told} == {200}
        read = await asyncio.gather(*(caller.sends("GET", f"/v1/cases/{case}/events") for case in cases))
        assert {answer.status_code for answer in read} == {200}
        ready = await http.get("/health/ready")
        assert ready.status_code == 200, ready.text


async def test_the_role_and_the_limits_hold_in_every_transaction(serving: Serving, settings: Settings) -> None:
    async with serving("transaction", "transaction") as app:
        database = app.state.service.database

        async def ask() -> tuple[str, str]:
            async with database.transaction() as connection:
                [row] = await connection.run(WHO)
                return row.role, row.seconds

        limit = f"{settings.statement_timeout_seconds:.0f}s"
        assert set(await asyncio.gather(*(ask() for _ in range(30)))) == {("mediation_app", limit)}


@pytest.mark.parametrize("mode", ["transaction", "session"])
async def test_a_pooler_that_nobody_spoke_of_is_refused(serving: Serving, mode: str) -> None:
    with pytest.raises(RuntimeError, match="Set DATABASE_POOLER"):
        async with serving(mode, "none"):
            pytest.fail("it started")


async def test_a_pooler_that_is_met_later_answers_503(
    serving: Serving, la: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away when the service started."""
    monkeypatch.setattr("app.platform.db.work.Database.look", _later)
    async with serving("transaction", "none") as app, calling(app) as http:
        answers = await asyncio.gather(
            *(opening(Party(la.slug, http, la.token), f"unspoken-{number}") for number in range(10))
        )
        assert {answer.status_code for answer in answers} == {503}
        assert (await http.get("/health/ready")).status_code == 503


async def _later(_: object) -> None:
    """Look at nothing."""
