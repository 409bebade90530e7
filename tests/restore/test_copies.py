"""Copies of a whole server: one that is put back to an earlier moment, and a standby that is promoted."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.embedded.binaries import find_binaries
from tests.restore.conftest import Serving
from tests.support.databases import prepare
from tests.support.feed import feed, feed_up_to
from tests.support.parties import a_notice
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(
    not (find_binaries() / "pg_basebackup").is_file(), reason="this PostgreSQL comes without pg_basebackup"
)


@pytest.fixture(scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has ended, with the service's tables in it: migrating takes longer than a test."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    with EmbeddedPostgres(folder) as running:
        await prepare(running.url())
    return folder


@pytest.fixture
def primary(prepared: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server that keeps what it is told, as those that the others are copied from do not."""
    shutil.copytree(prepared, tmp_path / "primary")
    with EmbeddedPostgres(tmp_path / "primary") as running:
        yield running


async def copied(server: EmbeddedPostgres, to: Path, *options: str) -> None:
    command = [
        str(find_binaries() / "pg_basebackup"),
        "-h",
        socket_of(server),
        "-p",
        "5432",
        "-U",
        "postgres",
        "-D",
        str(to),
    ]
    command += ["--checkpoint=fast", *options]
    await asyncio.to_thread(lambda: subprocess.run(command, check=True, timeout=PATIENCE))  # noqa: S603 - the server's own


def socket_of(server: EmbeddedPostgres) -> str:
    return str(make_url(server.url()).query["host"])


async def asks(server: EmbeddedPostgres, *statements: str) -> list[object]:
    """Ask a server as its superuser, and return the first column of the last answer."""
    connection = await asyncpg.connect(host=socket_of(server), port=5432, user="postgres", database="postgres")
    answers = [await connection.fetch(statement) for statement in statements]
    await connection.close()
    return [row[0] for row in answers[-1]]


async def waits_for_standby(server: EmbeddedPostgres) -> None:
    """Have the server wait for its standby with every commit."""
    await asks(server, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
    await until(lambda states: states == ["sync"], lambda: asks(server, "SELECT sync_state FROM pg_stat_replication"))


async def test_a_server_put_back_to_an_earlier_moment(
    primary: EmbeddedPostgres, serving: Serving, tmp_path: Path
) -> None:
    """Nothing tells it from the server before, so nobody need run anything: the cursors tell."""
    async with serving(primary.url()) as parties:
        la, other = await parties.get("sandbox-la-991"), await parties.get("sandbox-la-992")
        await la.opens()
        kept, _ = await feed_up_to(la, await la.opens(la_reference="EHC-2"))
        _, early = await feed_up_to(other, await other.opens())
        await copied(primary, tmp_path / "copy")
        _, late = await feed_up_to(la, await la.opens(la_reference="LOST"))

    with EmbeddedPostgres(tmp_path / "copy") as put_back:
        async with serving(put_back.url()) as parties:
            la, other = await parties.get("sandbox-la-991"), await parties.get("sandbox-la-992")
            assert (await la.sends("GET", "/health/ready")).status_code == 200
            new, news = await la.opens(la_reference="NEW"), await other.opens(la_reference="NEW")
            for _ in range(2):  # though a new event may have come to the very place of the lost one
                answer = await la.sends("GET", "/v1/events", params={"after": late})
                assert answer.json()["type"] == "/problems/feed-restarted"
                await la.opens(la_reference="MORE")
            heard, _ = await feed_up_to(la, new)
            assert [one["hash"] for one in heard][: len(kept)] == [one["hash"] for one in kept]
            told, _ = await until(lambda said: bool(said[0]), lambda: feed(other, early))
            assert [one["record_id"] for one in told] == [news], "whoever had read nothing of what is lost goes on"


async def test_a_promoted_standby_goes_on_where_the_primary_stood(
    primary: EmbeddedPostgres, serving: Serving, tmp_path: Path
) -> None:
    await copied(primary, tmp_path / "standby", "--write-recovery-conf")
    with ExitStack() as running:
        standby = running.enter_context(EmbeddedPostgres(tmp_path / "standby"))
        await waits_for_standby(primary)
        async with serving(primary.url()) as parties:
            la = await parties.get("sandbox-la-991")
            await la.opens()
            read, place = await feed_up_to(la, await la.opens(la_reference="READ"))
            unread = [await la.opens(la_reference=f"UNREAD-{n}") for n in range(3)]
            os.kill(int((tmp_path / "primary/postmaster.pid").read_text().split()[0]), signal.SIGKILL)

        await asks(standby, "SELECT pg_promote()")
        async with serving(standby.url()) as parties:
            la = await parties.get("sandbox-la-991")
            assert (await la.sends("GET", "/health/ready")).status_code == 200
            new = await la.opens(la_reference="NEW")
            told, _ = await until(lambda said: len(said[0]) == 4, lambda: feed(la, place))
            assert [one["record_id"] for one in told] == [*unread, new]
            assert [one["hash"] for one in (await feed(la))[0]][:2] == [one["hash"] for one in read]


async def test_no_answer_is_repeated_before_the_standby_has_what_it_tells_of(
    primary: EmbeddedPostgres, serving: Serving
) -> None:
    """What was committed and not confirmed can be seen at the primary. If that is lost, so is the record."""
    async with serving(primary.url(), statement_timeout_seconds=1) as parties:
        la, notice = await parties.get("sandbox-la-991"), a_notice()
        await asks(primary, "ALTER SYSTEM SET synchronous_standby_names = 'dead'", "SELECT pg_reload_conf()")
        await until(lambda names: names == ["dead"], lambda: asks(primary, "SHOW synchronous_standby_names"))

        async def left_behind() -> list[object]:
            answer = await la.sends("POST", "/v1/cases", json=notice, headers={"Idempotency-Key": "once"})
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/outcome-unknown")
            return await asks(primary, "SELECT count(*) FROM cases")

        # On a slow machine the time is over before anything is written, and nothing is left behind.
        for _ in range(2):  # the second finds what the first left behind
            await until(lambda kept: kept == [1], left_behind)
        assert (await la.sends("GET", "/health/ready")).json()["checks"]["writes"] == "failed"
        await asks(primary, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
        await until(lambda names: names == [""], lambda: asks(primary, "SHOW synchronous_standby_names"))
        answer = await la.sends("POST", "/v1/cases", json=notice, headers={"Idempotency-Key": "once"})
        assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (201, "true"), answer.text
        assert len(await la.lists("/v1/cases")) == 1
