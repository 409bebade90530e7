"""One address of several servers: a host that is gone, or swallows everything, leaves time for the one that works."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url

from app.database_url import for_driver
from app.platform.db import hosts as platform_hosts
from app.platform.db.connections import Statement
from app.platform.db.hosts import SECONDS_FOR_ALL, Hosts
from app.platform.db.outages import NoWrites
from app.platform.db.pool import ACQUIRE_SECONDS
from app.platform.db.work import Database
from tests.support.waiting import PATIENCE


@pytest.fixture
def gone() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Silent:
    """A server that takes connections and answers nothing, as a machine does that hangs."""

    def __init__(self) -> None:
        self.port = 0
        self.held: list[asyncio.StreamWriter] = []

    def take(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.held.append(writer)


@pytest.fixture
async def silent() -> AsyncIterator[Silent]:
    one = Silent()
    server = await asyncio.start_server(one.take, "127.0.0.1", 0)
    one.port = int(server.sockets[0].getsockname()[1])
    yield one
    for writer in one.held:
        writer.close()
    server.close()


def of_this_server(url: str) -> tuple[str, dict[str, str]]:
    there = make_url(url)
    return str(there.query["host"]), {"user": "postgres", "database": str(there.database)}


async def test_the_host_that_answers_is_found_and_asked_first_from_then_on(
    database_url: str, gone: int, silent: Silent
) -> None:
    folder, who = of_this_server(database_url)
    hosts = Hosts(["127.0.0.1", "127.0.0.1", folder], [gone, silent.port, 5432])
    for _ in range(2):
        connection = await hosts.connect(**who, target_session_attrs="read-write", timeout=PATIENCE)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
        assert len(silent.held) == 1


async def test_where_none_answers_it_says_so_in_time(
    gone: int, silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before the driver would give up by itself."""
    monkeypatch.setattr(platform_hosts, "SECONDS_FOR_ALL", 0.2)
    hosts = Hosts(["127.0.0.1", "127.0.0.1"], [gone, silent.port])
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TimeoutError):
            await hosts.connect(user="postgres", database="postgres", timeout=2 * PATIENCE)


def test_all_hosts_together_take_less_than_a_request_waits() -> None:
    assert SECONDS_FOR_ALL < ACQUIRE_SECONDS


@pytest.fixture
def two_hosts(own_database_url: str, gone: int) -> str:
    folder, who = of_this_server(own_database_url)
    return for_driver(f"postgresql://postgres@/{who['database']}?host=127.0.0.1,{folder}&port={gone},5432")


async def test_the_service_works_over_such_an_address(two_hosts: str) -> None:
    database = Database(two_hosts, 2)
    await database.open()
    assert await database.answers()
    await database.close()


async def test_a_connection_to_a_server_that_takes_no_more_writes_is_let_go(own_database_url: str) -> None:
    """Otherwise those that were made before a failover would be lent again and again."""
    database = Database(own_database_url, 1)
    await database.open()
    pid = Statement("SELECT pg_backend_pid() AS pid")
    [before] = await database.read(pid)
    with pytest.raises(NoWrites):
        await writes_where_it_may_not(database)
    [after] = await database.read(pid)
    assert after.pid != before.pid
    await database.close()


async def writes_where_it_may_not(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.run(Statement("SELECT set_config('transaction_read_only', 'on', true)"))
        await connection.run(Statement("UPDATE upkeep SET done_at = now()"))
