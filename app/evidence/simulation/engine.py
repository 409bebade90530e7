"""Does the pieces of a comparison: in this process, in two processes of this machine, or on a Dask cluster.

A piece is a pool of areas, or a few blocks of numbers to try. Each engine does the same pieces and returns their
results in the same order, so the answer does not depend on the engine.
"""

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from typing import Any

from app.evidence.domain.comparison.assumptions import Values
from app.evidence.domain.comparison.order import FEWER_DAYS, Order
from app.evidence.domain.comparison.population import Pool, everyone
from app.evidence.domain.comparison.replaying import lucky
from app.evidence.domain.comparison.running import Ground, measured, of_groups
from app.evidence.domain.comparison.tally import Tally
from app.law.holidays import england

PROCESSES = 2
SMALL = 20_000
"""A comparison that runs fewer decisions is done in one process: starting another takes longer."""

Measured = list[list[dict[str, float]]]
"""For each regime, the measures of each row."""
Piece = tuple[str, tuple[Any, ...]]


@lru_cache(maxsize=2)
def _ground(order: str) -> tuple[Order, Ground]:
    told = Order.of_json(json.loads(order))
    return told, Ground(england(), told.ruled())


def done(order: str, piece: Piece) -> Any:
    """Do one piece. Each process keeps the ground of its order, and what it walked."""
    told, ground = _ground(order)
    kind, about = piece
    if kind == "pool":
        return _pool(told, ground, about)
    return _blocks(told, ground, about)


def _pool(order: Order, ground: Ground, pool: Pool) -> list[Tally]:
    """Return the counts of a pool with the likeliest number of each assumption."""
    likeliest = {one.name: one.value for one in order.rows()}
    run = _runs(order, ground, pool, ground.notice_days)
    return [run(place, likeliest) for place in range(len(ground.regimes))]


def _blocks(order: Order, ground: Ground, about: Sequence[Sequence[dict[str, float]]]) -> Measured:
    """Return the measures of each row. Rows that differ in nothing that matters under a regime are run once.

    Only the first and the last row of a block are independent, and make a range: these have the groups, too.
    """
    run = _runs(order, ground, order.sample_pool(), ground.notice_days[::FEWER_DAYS])
    told: Measured = [[] for _ in ground.regimes]
    for place, measures in enumerate(told):
        names = [one.name for one in order.rows() if ground.matters(place, one.name)]
        for block in about:
            known: dict[tuple[float, ...], Tally] = {}
            for at, said in enumerate(block):
                key = tuple(said[name] for name in names)
                if key not in known:
                    known[key] = run(place, said)
                alone = of_groups(known[key], said) if at in (0, len(block) - 1) else {}
                measures.append(measured(known[key], said) | alone)
    return told


def _runs(order: Order, ground: Ground, pool: Pool, notice_days: Sequence[int]) -> Callable[[int, Values], Tally]:
    """Return how one regime is run with some numbers: on a pool, or on the authority's own cases."""
    if order.own is not None:
        own = lucky(order.own)
        return lambda place, said: ground.again(place, own, said)
    found = everyone(pool, notice_days)
    return lambda place, said: ground.one(place, found, said)


Engine = Callable[[str, Sequence[Piece]], Iterator[Any]]
"""Does the pieces of an order, and yields their results in order."""


def engine_for(order: Order, cluster: str | None) -> Engine:
    """Return the engine: a cluster if one is named, else this machine."""
    if cluster:
        return lambda told, pieces: on_cluster(cluster, told, pieces)
    return here if order.decisions + order.samples * order.tried_on < SMALL else beside


def here(order: str, pieces: Sequence[Piece]) -> Iterator[Any]:
    """Do the pieces in this process."""
    return (done(order, piece) for piece in pieces)


def beside(order: str, pieces: Sequence[Piece]) -> Iterator[Any]:
    """Do the pieces in two processes of this machine."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        for future in [pool.submit(done, order, piece) for piece in pieces]:
            yield future.result()


def on_cluster(address: str, order: str, pieces: Sequence[Piece]) -> Iterator[Any]:
    """Do the pieces on a Dask cluster whose workers have this version of the service."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call] # the library ships few types
        for future in client.map(done, [order] * len(pieces), list(pieces), pure=False):
            yield future.result()
