"""Side by side on one database server: the service, the bare loop, and the Django service."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import asyncpg

from app.platform.sandbox_organisations import BY_SLUG
from bench import django_peer as peer
from bench import records
from bench.contenders import Contender, Measured, Web, interleaved, running_loop
from bench.database import Database
from bench.load import request
from bench.machine import Cores, cores_apart, cores_shared, family, pin, resident_megabytes
from bench.service import Running, running_service

BACKGROUND = 10_000
"""Cases that are there before anything is measured."""
QUESTION = {
    "notice_sent_on": "2026-02-02",
    "decision_kind": "refusal_to_assess",
    "mediation_declined_on": "2026-02-10",
    "certificate_issued_on": "2026-02-13",
}
ACTION = "POST /v1/cases/{id}/actions/contact-adviser"
SERVICE, LOOP, BARE, PEER = "service", "bare loop", "bare loop without row-level security", "Django service"

_LIKE = """
SELECT facts::text AS facts, sealed, (SELECT jsonb_agg(d)::text FROM duties d WHERE d.case_id = c.id) AS duties
FROM cases c WHERE id = $1
"""

Requests = Callable[[int], list[bytes]]


@dataclass(frozen=True, slots=True)
class Size:
    """How long a run takes: rounds, and requests of a contender in each."""

    rounds: int
    requests: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found, by contender, round by round."""

    actions: dict[str, list[Measured]]
    reads: dict[str, list[Measured]]
    workers: dict[str, list[Measured]]
    peer_tried: dict[str, Measured]
    resident_mb: float


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that is set up before the rounds."""

    database: Database
    url: str
    cores: Cores
    running: ExitStack
    service: Running
    fresh: Iterator[UUID]
    """Cases whose adviser has not been contacted, for the service and the loops: each is used once."""
    sealed: list[UUID]
    """Cases that a reader may ask for."""
    duties: list[dict[str, Any]]
    """The entries of the ledger that the action ends."""
    size: Size

    def web(self, server: Running, requests: Requests) -> Web:
        """Return a server as a contender."""
        return Web(server.pid, server.port, self.database.pid, requests)

    async def actions(self, issuer: Running, cases: Iterator[UUID]) -> Requests:
        """Return what writes out actions on fresh cases, with a token of the issuer's."""
        bearer = await records.token(issuer.port, records.PROVIDER)
        return lambda count: [records.action(case, records.CONTACT, bearer) for case in islice(cases, count)]


async def compare(database: Database, size: Size) -> Comparison:
    """Measure everything on one pinned application core, then one and two workers on all cores."""
    cores = cores_apart()
    database.place(cores)
    url = await database.create("service")
    owner = await database.connect("service")
    with running_service(url, database.folder / "service", cores, 1) as service, ExitStack() as running:
        walked = await records.walk(service.port, *records.WALKS)
        noticed, contacted = await records.walk(service.port, (), (records.CONTACT,))
        await records.copy(owner, walked, BACKGROUND)
        needed = 6 * size.requests * size.rounds + 2000
        await records.copy(owner, [noticed], needed, share=1)
        fresh = iter(await records.cases(owner, "notified", 1, needed))
        sealed = list(islice(fresh, size.requests))
        await records.seal(owner, sealed)
        duties = await records.duties_ended(owner, noticed, contacted)
        like = await owner.fetchrow(_LIKE, noticed)
        await owner.close()

        bench = Bench(database, url, cores, running, service, fresh, sealed, duties, size)
        server, peer_actions, tried = await _peer(bench, like, needed)
        acted = await _act(bench, bench.web(server, peer_actions))
        read = await _read(bench)
        resident = max(resident_megabytes(pid) for pid in service.workers)
        workers = await _crowd(bench, server, peer_actions)
    return Comparison(acted, read, workers, tried, resident)


async def _peer(bench: Bench, like: asyncpg.Record, needed: int) -> tuple[Running, Requests, dict[str, Measured]]:
    """Set the peer up in a database of its own on the same server, and find its best setting."""
    python = peer.ensure_venv()
    bench.database.server.create_database("peer")
    told = peer.environment(bench.database.options("peer"), bench.service)
    peer.make_tables(python, told)
    connection = await bench.database.connect("peer")
    parties = BY_SLUG[records.AUTHORITY].id, BY_SLUG[records.PROVIDER].id
    await peer.fill(connection, like, *parties, BACKGROUND, fresh=False)
    fresh = iter(await peer.fill(connection, like, *parties, needed, fresh=True))
    await connection.close()
    actions = await bench.actions(bench.service, fresh)
    folder = bench.database.folder / "peer"
    tried: dict[str, Measured] = {}
    for workers, threads in peer.SETTINGS:
        with peer.running_peer(python, told, folder, bench.cores, workers, threads) as server:
            found = await interleaved({PEER: bench.web(server, actions)}, {PEER: bench.size.requests // 2}, 1)
            tried[f"{workers} x {threads}"] = found[PEER][0]
    workers, threads = map(int, max(tried, key=lambda name: tried[name].rate).split(" x "))
    best = peer.running_peer(python, told, folder, bench.cores, workers, threads)
    return bench.running.enter_context(best), actions, tried


async def _act(bench: Bench, django: Web) -> dict[str, list[Measured]]:
    """The same action by all contenders in turn."""
    contenders: dict[str, Contender] = {
        SERVICE: bench.web(bench.service, await bench.actions(bench.service, bench.fresh))
    }
    told = {
        "database": bench.database.options("service"), "provider": str(BY_SLUG[records.PROVIDER].id),
        "duties": bench.duties,
    }  # fmt: skip
    for name, walls in ((LOOP, True), (BARE, False)):
        loop = running_loop(told, bench.fresh, bench.database.pid, bench.cores, walls=walls)
        contenders[name] = bench.running.enter_context(loop)
    contenders[PEER] = django
    counts = dict.fromkeys(contenders, bench.size.requests) | {PEER: bench.size.requests // 2}
    return await interleaved(contenders, counts, bench.size.rounds)


async def _read(bench: Bench) -> dict[str, list[Measured]]:
    """What else is asked of the service."""
    bearer = await records.token(bench.service.port, records.AUTHORITY)
    again = cycle(bench.sealed)
    question = request("POST", "/v1/law/deadlines", None, QUESTION)

    def gets(path: str) -> Requests:
        return lambda count: [request("GET", path.format(case), bearer) for case in islice(again, count)]

    kinds: dict[str, Requests] = {
        "POST /v1/cases": lambda count: [records.notice(bearer) for _ in range(count)],
        "GET /v1/cases/{id}": gets("/v1/cases/{}"),
        "GET /v1/cases/{id}/deadlines": gets("/v1/cases/{}/deadlines"),
        "GET /v1/cases, 50 cases": gets("/v1/cases?limit=50"),
        "POST /v1/law/deadlines": lambda count: [question] * count,
        "GET /health/live": gets("/health/live"),
    }
    contenders: dict[str, Contender] = {kind: bench.web(bench.service, requests) for kind, requests in kinds.items()}
    return await interleaved(contenders, dict.fromkeys(kinds, bench.size.requests // 2), bench.size.rounds)


async def _crowd(bench: Bench, django: Running, peer_actions: Requests) -> dict[str, list[Measured]]:
    """One worker and two, with nothing bound to a core."""
    everywhere = cores_shared()
    bench.database.place(everywhere)
    for server in (bench.service, django):
        pin(family(server.pid), everywhere.app)
    two = bench.running.enter_context(running_service(bench.url, bench.database.folder / "two", everywhere, 2))
    contenders: dict[str, Contender] = {
        "service, 1 worker": bench.web(bench.service, await bench.actions(bench.service, bench.fresh)),
        "service, 2 workers": bench.web(two, await bench.actions(two, bench.fresh)),
        PEER: bench.web(django, peer_actions),
    }
    counts = dict.fromkeys(contenders, bench.size.requests) | {PEER: bench.size.requests // 2}
    return await interleaved(contenders, counts, bench.size.rounds)
