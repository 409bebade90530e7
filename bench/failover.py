"""A failover under load, counted: `python -m bench.failover`. What is acknowledged is there, once, and in the feed.

A primary has two standbys, and one of them must confirm each commit. The service knows all three by one address.
Writers record notices, each under a key, and send each again until it succeeds. A reader follows the feed.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import create_async_engine

from app.database_url import for_driver
from app.platform.db.migrate import migrate
from app.platform.db.sandbox_seed import seed
from bench.load import HOST
from bench.machine import cores_shared
from bench.records import AUTHORITY, token
from bench.servers import Server, three_servers
from bench.service import running_service
from bench.writers import Told as Written
from bench.writers import Writers

WRITERS = 8
BEFORE, AFTER = 4.0, 6.0
"""Seconds of work before and after what happens."""
GIVE_UP = 90.0
DATABASE = "mediation"


@dataclass(slots=True)
class Told:
    """What the reader of the feed saw, and the one who asks whether the service is ready."""

    heard: list[str] = field(default_factory=list)
    """The hashes of the feed's events, in order."""
    restarted: int = 0
    readiness: list[tuple[float, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One event and what came of it."""

    name: str
    acknowledged: int
    lost: int
    doubled: int
    missed: int
    """Events that are there and were not told to the reader who kept its place."""
    told_twice: int
    restarted: int
    refused: dict[str, int]
    silent: float
    """The longest time without any success."""
    unready_after: float | None
    """Seconds from the event until readiness said 503; None if it never did."""


Event = Callable[[Server, Server, Server], Awaitable[Server]]
"""Does something to the servers and returns the one that is the primary afterwards."""


async def killed(primary: Server, first: Server, second: Server) -> Server:
    """Lose the primary's machine, and promote the standby that has more."""
    primary.send(signal.SIGKILL)
    return await promoted(first, second)


async def hangs(primary: Server, first: Server, second: Server) -> Server:
    """Have the primary answer nothing, fence it, and promote."""
    primary.send(signal.SIGSTOP)
    await asyncio.sleep(3)  # until somebody has noticed
    primary.send(signal.SIGKILL)  # the fence: nobody may reach it again
    return await promoted(first, second)


async def one_standby_dies(primary: Server, first: Server, _: Server) -> Server:
    """Lose one standby of two: the other confirms."""
    first.send(signal.SIGKILL)
    return primary


async def both_standbys_die(primary: Server, first: Server, second: Server) -> Server:
    """Lose both: nothing can be confirmed until one is back."""
    for standby in (first, second):
        standby.send(signal.SIGKILL)
    await asyncio.sleep(10)
    second.end()
    await asyncio.to_thread(second.start)
    return primary


async def all_die_one_by_one(primary: Server, first: Server, second: Server) -> Server:
    """Lose both standbys, and then the primary with whatever it alone has; the standbys come back."""
    for standby in (first, second):
        standby.send(signal.SIGKILL)
    await asyncio.sleep(12)  # until writers have sent again what was not confirmed
    primary.send(signal.SIGKILL)
    for standby in (first, second):
        standby.end()
        await asyncio.to_thread(standby.start)
    return await promoted(first, second)


EVENTS: tuple[Event, ...] = (killed, hangs, one_standby_dies, both_standbys_die, all_die_one_by_one)


async def promoted(*standbys: Server) -> Server:
    """Take the page's steps: promote whichever has received more, and have the other follow it."""
    last = "greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"
    received = f"SELECT pg_wal_lsn_diff({last}, '0/0') AS bytes"
    has = {standby.name: (await standby.ask(received))[0]["bytes"] for standby in standbys}
    new = max(standbys, key=lambda standby: has[standby.name])
    for other in standbys:
        if other is not new:
            follow = f"host={HOST} port={new.port} user=postgres"
            await other.ask(f"ALTER SYSTEM SET primary_conninfo = '{follow}'")
            await other.ask("SELECT pg_reload_conf()")
            await new.ask(f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({other.name})'")
    await new.ask("SELECT pg_promote()")
    await new.ask("SELECT pg_reload_conf()")
    return new


async def follow(client: httpx2.AsyncClient, told: Told, over: asyncio.Event) -> None:
    """Read the feed from a kept place until it is over and nothing more comes."""
    after: str | None = None
    empty = 0
    while not over.is_set() or empty < 10:
        with suppress(httpx2.HTTPError):
            answer = await client.get("/v1/events", params={"limit": 200, **({"after": after} if after else {})})
            if answer.status_code == 200:
                stretch = answer.json()
                told.heard += [event["hash"] for event in stretch["events"]]
                after = stretch["after"]
                empty = 0 if stretch["events"] else empty + 1
            elif answer.json().get("type") == "/problems/feed-restarted":
                told.restarted += 1
                told.heard.clear()  # it begins again, as the answer says
                after = None
        await asyncio.sleep(0.05)


async def watch(client: httpx2.AsyncClient, told: Told, over: asyncio.Event) -> None:
    """Ask whether the service is ready, as whatever sends it traffic does."""
    while not over.is_set():
        with suppress(httpx2.HTTPError):
            told.readiness.append((perf_counter(), (await client.get("/health/ready")).status_code))
        await asyncio.sleep(0.5)


async def observed(event: Event, port: int, servers: Sequence[Server]) -> Outcome:
    """Have one thing happen under load and count what came of it."""
    primary, first, second = servers
    told, over = Told(), asyncio.Event()
    url, bearer = f"http://{HOST}:{port}", await token(port, AUTHORITY)
    writers = Writers(url, bearer, WRITERS, all_keyed=True)
    headers = {"Authorization": f"Bearer {bearer}"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        await writers.start()
        tasks = [asyncio.create_task(follow(client, told, over)), asyncio.create_task(watch(client, told, over))]
        await asyncio.sleep(BEFORE)
        at = perf_counter()
        new = await event(primary, first, second)
        done = perf_counter()
        while not writers.told.acknowledged_since(done) and perf_counter() - done < GIVE_UP:  # noqa: ASYNC110 - a look ten times a second is nothing here
            await asyncio.sleep(0.1)
        await asyncio.sleep(AFTER)
        async with asyncio.timeout(GIVE_UP):
            await writers.stop()
            over.set()
            await asyncio.gather(*tasks)
    return await _counted(event.__name__.replace("_", " "), writers.told, told, new, at)


async def _counted(name: str, written: Written, told: Told, new: Server, at: float) -> Outcome:
    cases: list[Any] = await new.ask("SELECT la_reference, count(*) AS times FROM cases GROUP BY 1", DATABASE)
    times = {row["la_reference"]: row["times"] for row in cases}
    hashes = {row["hash"] for row in await new.ask("SELECT hash FROM events", DATABASE)}
    successes = [at, *sorted(when for when in written.acknowledged.values() if when > at)]
    unready = [when - at for when, status in told.readiness if when > at and status == 503]
    return Outcome(
        name=name,
        acknowledged=len(written.acknowledged),
        lost=sum(reference not in times for reference in written.acknowledged),
        doubled=sum(each > 1 for each in times.values()),
        missed=len(hashes - set(told.heard)),
        told_twice=len(told.heard) - len(set(told.heard)),
        restarted=told.restarted,
        refused=dict(written.faults),
        silent=max((later - earlier for earlier, later in pairwise(successes)), default=GIVE_UP),
        unready_after=min(unready, default=None),
    )


async def run(event: Event) -> Outcome:
    """Set everything up for one event, and take it down."""
    with three_servers() as servers, TemporaryDirectory() as folder:
        primary, *standbys = servers
        await primary.ask(f"CREATE DATABASE {DATABASE}")
        engine = create_async_engine(for_driver(f"postgresql://postgres@{HOST}:{primary.port}/{DATABASE}"))
        await migrate(engine)
        await seed(engine)
        await engine.dispose()
        names = ", ".join(standby.name for standby in standbys)
        await primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({names})'")
        await primary.ask("SELECT pg_reload_conf()")
        hosts = ",".join(f"{HOST}:{server.port}" for server in servers)
        url = f"postgresql://postgres@{hosts}/{DATABASE}"
        with running_service(url, Path(folder), cores_shared(), 1) as service:
            return await observed(event, service.port, servers)


def text(outcomes: Sequence[Outcome]) -> str:
    """Return the table for the page."""
    heads = (
        "What happens", "acknowledged", "lost", "doubled", "missed in the feed", "told twice", "told to restart",
        "not 201", "longest silence", "not ready after",
    )  # fmt: skip
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for one in outcomes:
        refused = ", ".join(f"{kind}: {times}" for kind, times in sorted(one.refused.items())) or "none"
        unready = "never" if one.unready_after is None else f"{one.unready_after:.1f} s"
        rows.append(
            f"| {one.name} | {one.acknowledged} | {one.lost} | {one.doubled} | {one.missed} | {one.told_twice}"
            f" | {one.restarted} | {refused} | {one.silent:.1f} s | {unready} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Run every event, or those that are named, and print the table. Ends with 1 if anything was lost or doubled."""
    chosen = [event for event in EVENTS if not sys.argv[1:] or event.__name__ in sys.argv[1:]]
    outcomes = [asyncio.run(run(event)) for event in chosen]
    print(text(outcomes))
    sys.exit(any(one.lost or one.doubled or one.missed or one.told_twice for one in outcomes))


if __name__ == "__main__":
    main()
