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

from app.evidence.domain.comparison.assumed import NAMES
from app.evidence.domain.comparison.order import FEWER_DAYS, Order
from app.evidence.domain.comparison.population import Pool
from app.evidence.domain.comparison.running import Ground, measured
from app.evidence.domain.comparison.tally import Tally
from app.law.holidays import england

PROCESSES = 2
SMALL = 5_000
"""A population with fewer decisions is done in one process: starting another takes longer."""

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
    return ground.run(ground.population(pool), {one.name: one.value for one in order.rows()})


def _blocks(order: Order, ground: Ground, about: Sequence[Sequence[dict[str, float]]]) -> Measured:
    """Return the measures of each row. Rows that differ in nothing that matters under a regime are run once."""
    every_day, ground.notice_days = ground.notice_days, ground.notice_days[::FEWER_DAYS]
    found = ground.population(order.sample_pool())
    ground.notice_days = every_day
    told: Measured = [[] for _ in ground.regimes]
    for place, measures in enumerate(told):
        names = [name for name in NAMES if ground.matters(place, name)]
        for block in about:
            known: dict[tuple[float, ...], Tally] = {}
            for said in block:
                key = tuple(said[name] for name in names)
                if key not in known:
                    known[key] = ground.one(place, found, said)
                measures.append(measured(known[key], said))
    return told


Engine = Callable[[str, Sequence[Piece]], Iterator[Any]]
"""Does the pieces of an order, and yields their results in order."""


def engine_for(order: Order, cluster: str | None) -> Engine:
    """Return the engine: a cluster if one is named, else this machine."""
    if cluster:
        return lambda told, pieces: on_cluster(cluster, told, pieces)
    return here if order.decisions < SMALL else beside


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
