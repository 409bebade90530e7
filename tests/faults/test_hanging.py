"""A database whose processes are stopped: it holds its connections, takes new ones and answers nothing."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from app.main import create_app
from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.migrate import migrate
from app.platform.db.sandbox_seed import seed
from app.settings import Settings
from tests.faults.test_network import is_away, opening, works_again
from tests.support.parties import Parties, calling
from tests.support.waiting import PATIENCE


class Own:
    """A server of this file alone, which it may stop and kill."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "pg"
        self.server = EmbeddedPostgres(self.data)

    def processes(self) -> list[int]:
        first = int((self.data / "postmaster.pid").read_text().partition("\n")[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def session(self) -> int:
        """The process of one connection to the database of this file."""
        return next(pid for pid in self.processes() if b" hanging " in Path(f"/proc/{pid}/cmdline").read_bytes())

    def signal(self, number: signal.Signals) -> None:
        for pid in self.processes():
            os.kill(pid, number)


@pytest.fixture(scope="module")
def own() -> Iterator[Own]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        one = Own(Path(folder))
        with one.server:
            one.server.create_database("hanging")
            yield one


@pytest.fixture
async def hanging_app(own: Own, settings: Settings) -> AsyncIterator[FastAPI]:
    url = own.server.url("hanging")
    engine = create_async_engine(url)
    await migrate(engine)
    await seed(engine)
    await engine.dispose()
    made = create_app(settings.model_copy(update={"database_url": url, "statement_timeout_seconds": 1.0}))
    async with made.router.lifespan_context(made):
        yield made


async def test_a_stopped_database_is_answered_for(own: Own, hanging_app: FastAPI) -> None:
    async with calling(hanging_app) as http:
        la = await Parties(http).get("sandbox-la-991")
        assert (await opening(la, f"before-{uuid4()}")).status_code == 201
        own.signal(signal.SIGSTOP)
        try:
            for answer in await asyncio.gather(*(opening(la, f"stopped-{uuid4()}") for _ in range(12))):
                is_away(answer)
            ready = await asyncio.wait_for(http.get("/health/ready"), PATIENCE)
            assert ready.status_code == 503
        finally:
            own.signal(signal.SIGCONT)
        await works_again(la)
        assert (await opening(la, f"after-{uuid4()}")).status_code == 201


async def test_a_killed_session_ends_every_other_and_is_no_fault_of_ours(own: Own, hanging_app: FastAPI) -> None:
    async with calling(hanging_app) as http:
        la = await Parties(http).get("sandbox-la-991")
        kept = (await opening(la, "kept")).json()["id"]
        os.kill(own.session(), signal.SIGKILL)  # PostgreSQL ends all others, whose memory may be spoilt, and recovers
        answers = await asyncio.gather(*(la.sends("GET", "/v1/cases") for _ in range(8)))
        assert {answer.status_code for answer in answers} <= {200, 503}
        await works_again(la)
        assert (await la.sees(kept))["la_reference"] == "kept"
