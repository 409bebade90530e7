"""What a hundred times the data costs: the same requests on ten thousand cases and on a million, in turn."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice, repeat
from time import perf_counter
from uuid import UUID

import asyncpg

from app.platform.http.cursors import Cursors, SealedCursors
from app.platform.sandbox_organisations import BY_SLUG
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY
from bench import records
from bench.contenders import Contender, Measured, Web, interleaved
from bench.database import Database
from bench.load import request
from bench.machine import Cores, cores_apart
from bench.service import running_service

SMALL, LARGE = 10_000, 1_000_000
CONNECTIONS = 4
"""Few enough that latency is the work itself, not the queue before it."""
SAMPLE = 120
"""Cases and places that are asked for in turn: every one of the small database's own kind."""
ACTION = "POST .../actions/arrange-mediation"


@dataclass(frozen=True, slots=True)
class Grown:
    """A database of one size: how long it took to fill, how big it is, and its rounds by kind of request."""

    cases: int
    seconds_to_fill: float
    megabytes: float


async def growth(
    database: Database, rounds: int, requests: int, large: int = LARGE
) -> tuple[dict[str, list[Measured]], list[Grown]]:
    """Measure both sizes in turn; the names of the rounds end with the number of cases."""
    cores = cores_apart()
    database.place(cores)
    contenders: dict[str, Contender] = {}
    sizes = []
    with ExitStack() as running:
        for count in (SMALL, large):
            grown, kinds = await _one_size(database, running, cores, count)
            sizes.append(grown)
            contenders |= {f"{kind} | {count}": web for kind, web in kinds.items()}
        names = sorted(contenders, key=lambda name: name.partition(" | ")[0])  # both sizes of a kind, one by one
        turns = {name: contenders[name] for name in names}
        return await interleaved(turns, dict.fromkeys(turns, requests), rounds), sizes


async def _one_size(
    database: Database, running: ExitStack, cores: Cores, count: int
) -> tuple[Grown, dict[str, Contender]]:
    name = f"cases_{count}"
    url = await database.create(name)
    service = running.enter_context(running_service(url, database.folder / name, cores, 1))
    owner = await database.connect(name)
    walked = await records.walk(service.port, *records.WALKS)
    began = perf_counter()
    await records.copy(owner, walked, count)
    seconds = perf_counter() - began
    megabytes = await owner.fetchval("SELECT pg_database_size(current_database())") / 1e6
    authority = await records.token(service.port, records.AUTHORITY)
    provider = await records.token(service.port, records.PROVIDER)
    open_cases = await records.cases(owner, "mediation_requested", 5, SAMPLE)
    await records.seal(owner, open_cases)
    again, pages, stretches = cycle(open_cases), cycle(await _pages(owner)), cycle(await _stretches(owner))
    await owner.close()

    def gets(paths: Iterator[str]) -> Callable[[int], list[bytes]]:
        return lambda wanted: [request("GET", path, authority) for path in islice(paths, wanted)]

    def acts(wanted: int) -> list[bytes]:
        return [records.action(case, records.ARRANGE, provider) for case in islice(again, wanted)]

    kinds = {
        ACTION: acts,
        "GET /v1/cases/{id}": gets(f"/v1/cases/{case}" for case in again),
        "GET /v1/cases, from a random place in the list": gets(f"/v1/cases?limit=50&cursor={page}" for page in pages),
        "GET /v1/duties?group=overdue": gets(repeat("/v1/duties?group=overdue&limit=50")),
        "GET /v1/advice-offers": gets(repeat("/v1/advice-offers?limit=50")),
        "GET /v1/events, from a random place in the feed": gets(
            f"/v1/events?limit=50&after={place}" for place in stretches
        ),
    }
    webs: dict[str, Contender] = {
        kind: Web(service.pid, service.port, database.pid, requests, CONNECTIONS) for kind, requests in kinds.items()
    }
    return Grown(count, seconds, megabytes), webs


async def _pages(owner: asyncpg.Connection) -> Sequence[str]:
    """Return cursors at random depths of the authority's list, each with a full page behind it."""
    cursors: Cursors[tuple[datetime, UUID]] = Cursors("cases", tuple[datetime, UUID])
    rows = await owner.fetch(
        "SELECT updated_at, id FROM cases WHERE la_id = $1 ORDER BY updated_at DESC, id DESC",
        BY_SLUG[records.AUTHORITY].id,
    )
    chosen = random.Random(1).choices(rows[:-50], k=SAMPLE)  # noqa: S311 - a sample, the same in every run
    return [cursors.encode((row["updated_at"], row["id"])) for row in chosen]


async def _stretches(owner: asyncpg.Connection) -> Sequence[str]:
    """Return places at random in the authority's feed, each with a full stretch behind it."""
    cursors: SealedCursors[tuple[int, int]] = SealedCursors("feed", tuple[int, int], "after")
    seal = Seal([SANDBOX_SEALING_KEY])
    rows = await owner.fetch(
        "SELECT xid::text::bigint AS xid, position FROM events WHERE la_id = $1 ORDER BY xid, position",
        BY_SLUG[records.AUTHORITY].id,
    )
    chosen = random.Random(1).choices(rows[:-50], k=SAMPLE)  # noqa: S311 - a sample, the same in every run
    return [cursors.encode((row["xid"], row["position"]), seal, BY_SLUG[records.AUTHORITY].id) for row in chosen]
