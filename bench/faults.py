"""The command line: `python -m bench.faults [a fault ...]`. Breaks one part after another while writers write.

Bounded, on the loopback, and only on what it started itself. Writes each result into bench/faults.json and the table of
docs/reliability.md.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.ground import NAME, Ground, a_ground
from bench.service import ROOT
from bench.writers import Writers

PAGE = ROOT / "docs" / "reliability.md"
RESULTS = ROOT / "bench" / "faults.json"
BETWEEN = re.compile(
    r"(?<=<!-- faults: written by python -m bench.faults -->\n).*(?=<!-- end of faults -->)", re.DOTALL
)
WRITERS = 8
BEFORE, LASTS, AFTER = 2.0, 8.0, 2.0
"""Seconds of writing before a fault, how long the fault lasts, and seconds of writing after recovery."""
RECOVERS_WITHIN = 60.0


class Skipped(Exception):
    """This machine cannot have that fault. The message says why."""


Fault = Callable[[Ground], AbstractAsyncContextManager[None]]
"""Entered, it breaks something; left, it has mended it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault that is tried."""

    says: str
    breaks: Fault


@asynccontextmanager
async def worker_killed(ground: Ground) -> AsyncIterator[None]:
    os.kill(ground.workers()[0], signal.SIGKILL)
    yield


@asynccontextmanager
async def worker_killed_without_database(ground: Ground) -> AsyncIterator[None]:
    ground.proxy.refusing = True
    ground.proxy.cut()
    os.kill(ground.workers()[0], signal.SIGKILL)
    await asyncio.sleep(2 * LASTS)
    ground.proxy.refusing = False
    yield


@asynccontextmanager
async def backend_killed(ground: Ground) -> AsyncIterator[None]:
    owner = await ground.owner()
    pid = await owner.fetchval("SELECT pid FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", NAME)
    os.kill(pid, signal.SIGKILL)  # PostgreSQL then ends every other session and recovers
    owner.terminate()
    yield


@asynccontextmanager
async def database_killed(ground: Ground) -> AsyncIterator[None]:
    for pid in reversed(ground.postgres()):
        os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(LASTS)
    ground.server.stop()
    ground.server.start()
    ground.proxy.dial = _dial(ground)
    yield


def _dial(ground: Ground) -> Callable[[], Any]:
    from sqlalchemy import make_url

    query = make_url(ground.server.url()).query
    socket = f"{query['host']}/.s.PGSQL.{query['port']}"
    return lambda: asyncio.open_unix_connection(socket)


@asynccontextmanager
async def connections_cut(ground: Ground) -> AsyncIterator[None]:
    for _ in range(4):
        ground.proxy.cut()
        await asyncio.sleep(0.5)
    yield


@asynccontextmanager
async def answers_delayed(ground: Ground) -> AsyncIterator[None]:
    ground.proxy.delay = 0.3
    await asyncio.sleep(LASTS)
    ground.proxy.delay = 0.0
    yield


@asynccontextmanager
async def packets_swallowed(ground: Ground) -> AsyncIterator[None]:
    ground.proxy.swallowing = True
    await asyncio.sleep(2 * LASTS)
    ground.proxy.swallowing = False
    yield


@asynccontextmanager
async def commits_unanswered(ground: Ground) -> AsyncIterator[None]:
    ground.proxy.deaf_after = b"COMMIT"
    await asyncio.sleep(LASTS)
    ground.proxy.deaf_after = None
    yield


@asynccontextmanager
async def commits_cut(ground: Ground) -> AsyncIterator[None]:
    ground.proxy.cut_after = b"COMMIT"
    await asyncio.sleep(LASTS)
    ground.proxy.cut_after = None
    yield


@asynccontextmanager
async def database_stopped(ground: Ground) -> AsyncIterator[None]:
    ground.signal_postgres(signal.SIGSTOP)
    try:
        await asyncio.sleep(2 * LASTS)
    finally:
        ground.signal_postgres(signal.SIGCONT)
    yield


@asynccontextmanager
async def read_only(ground: Ground) -> AsyncIterator[None]:
    others = (
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NAME}' AND pid <> pg_backend_pid()"
    )
    await ground.say("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()", others)
    await asyncio.sleep(LASTS)
    await ground.say("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()", database="postgres")
    yield


@asynccontextmanager
async def table_locked(ground: Ground) -> AsyncIterator[None]:
    owner = await ground.owner()
    async with owner.transaction():
        await owner.execute("LOCK TABLE cases IN EXCLUSIVE MODE")
        await asyncio.sleep(LASTS)
    await owner.close()
    yield


@asynccontextmanager
async def disk_full(ground: Ground) -> AsyncIterator[None]:
    """The tables move to a small file system, which is then filled."""
    if os.geteuid() != 0:
        raise Skipped("a small file system needs root")
    small = ground.folder / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        raise Skipped("this machine mounts no small file system")
    tables, filler = small / "tables", small / "filler"
    tables.mkdir(mode=0o700)
    shutil.chown(tables, (ground.folder / "pg").stat().st_uid)
    ground.mounted.append(str(small))
    quiet = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NAME}'"
    await ground.say(
        f"CREATE TABLESPACE small LOCATION '{tables}'", f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS false", quiet,
        f"ALTER DATABASE {NAME} SET TABLESPACE small", f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS true",
        database="postgres",
    )  # fmt: skip
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
                file.flush()
        except OSError:
            pass
    await asyncio.sleep(LASTS)
    filler.unlink()
    yield


FAULTS: dict[str, Kind] = {
    "worker": Kind("one of two server processes (workers) is killed (kill -9)", worker_killed),
    "worker-alone": Kind(
        "the database cannot be reached for 16 s, and one worker is killed meanwhile (kill -9)",
        worker_killed_without_database,
    ),
    "backend": Kind(
        "one process of PostgreSQL is killed (kill -9): PostgreSQL closes all connections, then recovers",
        backend_killed,
    ),
    "postgres": Kind("all of PostgreSQL is killed (kill -9), and is started again after 8 s", database_killed),
    "cut": Kind("all connections to the database are cut, four times in 2 s", connections_cut),
    "delay": Kind("for 8 s, all data to and from the database arrives 0.3 s late", answers_delayed),
    "swallow": Kind(
        "for 16 s, all data to and from the database is lost, but the connections stay open", packets_swallowed
    ),
    "commit-deaf": Kind("for 8 s, the database receives COMMIT, but its answer is lost", commits_unanswered),
    "commit-cut": Kind("for 8 s, the database receives COMMIT, and then the connection is cut", commits_cut),
    "stop": Kind("all of PostgreSQL is paused for 16 s (SIGSTOP)", database_stopped),
    "read-only": Kind("the database accepts no writes for 8 s (it is read-only)", read_only),
    "lock": Kind("another program locks the table of cases for 8 s", table_locked),
    "disk": Kind("the disk of the tables is full for 8 s", disk_full),
}
"""In the order of the table. Restore and promotion have programs of their own."""


async def _until(well: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is well, or ought to have been."""
    ends_at = perf_counter() + RECOVERS_WITHIN
    while not await well() and perf_counter() < ends_at:  # noqa: ASYNC110 - ten looks a second cost nothing here
        await asyncio.sleep(0.1)


async def attempt(kind: Kind) -> dict[str, Any]:
    """Try one fault on ground of its own; return its row of the table."""
    async with a_ground() as ground:
        writers = Writers(ground.url, await ground.token(), WRITERS)
        await writers.start()
        try:
            await asyncio.sleep(BEFORE)
            async with kind.breaks(ground):
                mended = perf_counter()

                async def acknowledged(since: float = mended) -> bool:
                    return writers.told.acknowledged_since(since)

                await _until(acknowledged)
                ready = perf_counter()
                await _until(ground.ready)
                ready_after = perf_counter() - max(mended, ready)
                await asyncio.sleep(AFTER)
        finally:
            await writers.stop()
            owner = await ground.owner()
            verdict = await writers.verdict(owner)
            await owner.close()
        recovery = writers.told.recovery_since(mended)
        ended = perf_counter()
        ground.service.terminate()
        code = await asyncio.to_thread(ground.service.wait, 60)
        return {
            "says": kind.says, **asdict(verdict), "unknown": len(writers.told.unknown),
            "recovery_seconds": None if recovery is None else round(recovery, 1),
            "ready_after_seconds": round(ready_after, 1), "end_seconds": round(perf_counter() - ended, 1), "exit": code,
        }  # fmt: skip


def text(rows: dict[str, dict[str, Any]]) -> str:
    """Return the table."""
    lines = [
        "| What fails | Acknowledged | Lost | Doubled | Answers that were not 201 | Recovery |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows.values():
        if "skipped" in row:
            lines.append(f"| {row['says']} | not tried: {row['skipped']} | | | | |")
            continue
        faults = ", ".join(f"{count} × {kind}" for kind, count in row["faults"].items()) or "none"
        recovery = "not within 60 s" if row["recovery_seconds"] is None else f"{row['recovery_seconds']} s"
        lines.append(
            f"| {row['says']} | {row['acknowledged']} | {row['lost']} | {row['doubled']} | {faults} | {recovery} |"
        )
    return "\n".join(lines) + "\n"


def record(name: str, row: dict[str, Any], *, results: Path = RESULTS, page: Path = PAGE) -> None:
    """Keep a row and write the table again. A fault that is tried elsewhere has its row in the same table."""
    rows = json.loads(results.read_text()) if results.exists() else {}
    rows[name] = row
    ordered = {
        known: rows[known] for known in [*FAULTS, *(other for other in rows if other not in FAULTS)] if known in rows
    }
    results.write_text(json.dumps(ordered, indent=1) + "\n")
    page.write_text(BETWEEN.sub(lambda _: "\n" + text(ordered) + "\n", page.read_text()))


def main() -> None:
    """Try what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description="Break one part after another")
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, []], help="all of them if left out")
    for name in parser.parse_args().faults or FAULTS:
        kind = FAULTS[name]
        try:
            row = asyncio.run(asyncio.wait_for(attempt(kind), 300))
        except Skipped as reason:
            row = {"says": kind.says, "skipped": str(reason)}
        record(name, row)
        print(name, json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
