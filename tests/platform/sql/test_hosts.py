"""One address of several servers: a host that is gone, or swallows everything, leaves time for the one that works."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url

from app.database_url import for_driver
from app.platform.db.connections import Statement
from app.platform.db.hosts import SECONDS_FOR_ALL, Hosts
from app.platform.db.outages import NoWrites
from app.platform.db.work import Database


@pytest.fixture
def gone() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """A server that takes connections and answers nothing, as a machine does that hangs."""
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    yield int(server.sockets[0].getsockname()[1])
    for writer in held:
        writer.close()
    server.close()


def of_this_server(url: str) -> tuple[str, dict[str, str]]:
    there = make_url(url)
    return str(there.query["host"]), {"user": "postgres", "database": str(there.database)}


async def test_the_host_that_answers_is_found_and_asked_first_from_then_on(
    database_url: str, gone: int, silent: int
) -> None:
    folder, who = of_this_server(database_url)
    hosts = Hosts(["127.0.0.1", "127.0.0.1", folder], [gone, silent, 5432])
    for seconds in (SECONDS_FOR_ALL, SECONDS_FOR_ALL / 3):  # the second is less than the silent one would take
        async with asyncio.timeout(seconds):
            connection = await hosts.connect(**who, target_session_attrs="read-write", timeout=10)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


async def test_where_none_answers_it_says_so_in_time(gone: int, silent: int) -> None:
    hosts = Hosts(["127.0.0.1", "127.0.0.1"], [gone, silent])
    async with asyncio.timeout(SECONDS_FOR_ALL + 1):
        with pytest.raises(TimeoutError):
            await hosts.connect(user="postgres", database="postgres", timeout=10)


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
