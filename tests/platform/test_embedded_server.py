"""The embedded server: it keeps what was committed, ends with its process, and refuses clearly."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.platform.db.embedded import EmbeddedPostgres, EmbeddedPostgresError

ROWS = 500
CHECKOUT = Path(__file__).parents[2]
KILLED = f"""
import asyncio, sys, time
from pathlib import Path
import asyncpg
from app.platform.db.embedded import EmbeddedPostgres

async def commit(url):
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT generate_series(1, {ROWS})")

server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
asyncio.run(commit(server.url().replace("+asyncpg", "")))
print("committed", flush=True)
time.sleep(60)
"""


def query(server: EmbeddedPostgres, statement: str) -> Any:
    """One statement in the database postgres; the first value of its answer."""

    async def ask() -> Any:
        connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, ask()).result()


def server_process(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split("\n", 1)[0])


def runs(process_id: int) -> bool:
    """Whether it still runs: a zombie, which init has yet to reap, no longer does."""
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has ended: making one takes longer than most tests do with it."""
    folder = tmp_path_factory.mktemp("made") / "pg"
    with EmbeddedPostgres(folder):
        pass
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test alone."""
    return Path(shutil.copytree(made, tmp_path / "pg"))


@pytest.fixture(scope="module")
def throw_away() -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres() as server:
        yield server


def test_the_second_run_finds_the_data_of_the_first(tmp_path: Path) -> None:
    data = tmp_path / "var" / "pg"
    (tmp_path / "var" / "pg.new" / "base").mkdir(parents=True)  # an interrupted first start leaves this
    with EmbeddedPostgres(data) as server:
        assert not server.database_exists("kept")
        server.create_database("kept")
        assert query(server, "SHOW fsync") == "on"
    with EmbeddedPostgres(data) as server:
        assert server.database_exists("kept")
    assert not (data / "postmaster.pid").exists()
    assert not list(data.parent.glob("*.new"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
@pytest.mark.parametrize("server_too", [False, True], ids=["python", "python and the server"])
def test_after_kill_9_nothing_runs_on_and_nothing_is_lost(data: Path, server_too: bool) -> None:
    with subprocess.Popen(  # noqa: S603 - this file's own script
        [sys.executable, "-c", KILLED, data],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    ) as launcher:
        try:
            assert launcher.stdout is not None
            assert launcher.stdout.readline() == "committed\n"
            orphan = server_process(data)
            if server_too:
                os.kill(orphan, signal.SIGKILL)
        finally:
            launcher.kill()
    # At once, while the orphan may still be shutting down: the start waits for it instead of failing.
    with EmbeddedPostgres(data) as server:
        assert not runs(orphan)
        assert query(server, "SELECT count(*) FROM kept") == ROWS


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who a process is")
def test_a_stranger_with_the_dead_servers_number_does_not_block_the_start(data: Path) -> None:
    with EmbeddedPostgres(data):
        os.kill(server_process(data), signal.SIGKILL)
    mark = data / "postmaster.pid"
    owner = data.stat().st_uid
    with subprocess.Popen(["/bin/sleep", "60"], user=owner if os.geteuid() == 0 else None) as stranger:
        try:
            mark.write_text(mark.read_text().replace(str(server_process(data)), str(stranger.pid), 1))
            with EmbeddedPostgres(data) as server:
                assert query(server, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_killed_server_recovers_what_was_committed(data: Path, tmp_path: Path) -> None:
    with EmbeddedPostgres(data) as server:
        query(server, f"CREATE TABLE kept AS SELECT generate_series(1, {ROWS})")
        os.kill(server_process(data), signal.SIGKILL)
    assert (data / "postmaster.pid").exists()
    with EmbeddedPostgres(data) as server:
        assert query(server, "SELECT count(*) FROM kept") == ROWS
    assert "automatic recovery in progress" in (tmp_path / "pg.log").read_text()


def test_a_second_server_on_the_same_folder_is_refused_and_harms_nothing(data: Path, tmp_path: Path) -> None:
    with EmbeddedPostgres(data) as server:
        with pytest.raises(EmbeddedPostgresError, match=rf"already in use by process {os.getpid()}\."):
            EmbeddedPostgres(data).start()
        assert query(server, "SELECT 1") == 1
        assert "ready to accept connections" in (tmp_path / "pg.log").read_text()


def test_a_folder_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "pg"
    data.mkdir()
    (data / "letter.txt").write_text("precious")
    with pytest.raises(EmbeddedPostgresError, match="not a database"):
        EmbeddedPostgres(data).start()
    assert (data / "letter.txt").read_text() == "precious"


def test_a_database_of_another_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "pg"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 9, but .* Set PG_BIN_DIR to a PostgreSQL 9"):
        EmbeddedPostgres(data).start()


def test_a_server_that_cannot_start_shows_its_log(data: Path) -> None:
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = nonsense\n")
    with pytest.raises(EmbeddedPostgresError, match='invalid value for parameter "shared_buffers"'):
        EmbeddedPostgres(data).start()


def test_only_the_main_thread_may_start_a_server() -> None:
    refusals: list[str] = []

    def start() -> None:
        try:
            EmbeddedPostgres().start()
        except EmbeddedPostgresError as refusal:
            refusals.append(str(refusal))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in refusals[0]


def test_the_server_is_reached_through_its_socket_only(throw_away: EmbeddedPostgres) -> None:
    assert query(throw_away, "SHOW listen_addresses") == ""
    folder = Path(query(throw_away, "SHOW unix_socket_directories"))
    assert folder.stat().st_mode & 0o077 == 0


def test_text_is_ordered_and_folded_the_same_on_every_machine(throw_away: EmbeddedPostgres) -> None:
    assert query(throw_away, "SHOW server_encoding") == "UTF8"
    assert query(throw_away, "SELECT lower('ÉLODIE ŁUCJA')") == "élodie łucja"
    assert query(throw_away, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['b','a','B','é']) x") == "Babé"


def test_the_extensions_that_the_schema_uses_are_there(throw_away: EmbeddedPostgres) -> None:
    assert query(throw_away, "SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'") == 1


async def test_the_url_works_whatever_port_the_environment_names(
    throw_away: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    throw_away.create_database("by_url")  # inside a running event loop, too
    engine = create_async_engine(throw_away.url("by_url"))
    try:
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT current_database()"))).scalar_one() == "by_url"
    finally:
        await engine.dispose()


def test_workers_copy_one_template_at_the_same_time(throw_away: EmbeddedPostgres) -> None:
    throw_away.create_database("template_of_tests")
    names = [f"worker_{number}" for number in range(4)]
    with ThreadPoolExecutor(len(names)) as workers:
        list(workers.map(lambda name: throw_away.create_database(name, template="template_of_tests"), names))
    assert all(throw_away.database_exists(name) for name in names)


@pytest.mark.parametrize("name", ["", "Upper", "two words", 'quo"te', "1st", "x" * 64])
def test_a_database_name_is_plain(throw_away: EmbeddedPostgres, name: str) -> None:
    with pytest.raises(ValueError, match="not a plain database name"):
        throw_away.create_database(name)


def test_run_folders_of_killed_runs_are_swept_up_and_living_ones_kept(throw_away: EmbeddedPostgres) -> None:
    living = Path(query(throw_away, "SHOW unix_socket_directories")).parent
    dead = living.with_name(re.sub("[^-]*$", "killed00", living.name))
    dead.mkdir()
    (dead / "lock").touch()
    long_ago = time.time() - 3600
    os.utime(dead, (long_ago, long_ago))
    os.utime(living, (long_ago, long_ago))
    with EmbeddedPostgres():
        assert not dead.exists()
    assert query(throw_away, "SELECT 1") == 1
