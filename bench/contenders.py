"""What is measured side by side: a server reached over HTTP, or the bare loop in a program of its own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from statistics import median, quantiles
from typing import Protocol
from uuid import UUID

from bench.load import drive
from bench.machine import Cores, Meter
from bench.service import ROOT

CONNECTIONS = 16
"""Requests under way at once, for every contender."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One stretch of requests. CPU in microseconds a request, latency in milliseconds."""

    rate: float
    app_us: float
    postgres_us: float
    loader_us: float
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float], meter: Meter) -> "Measured":
        """Reckon up a stretch."""
        count = len(seconds)
        app, postgres, loader = (1e6 * spent / count for spent in (meter.app, meter.postgres, meter.loader))
        return cls(
            count / meter.wall, app, postgres, loader, 1e3 * median(seconds), 1e3 * quantiles(seconds, n=100)[98]
        )

    @classmethod
    def middle(cls, rounds: Sequence["Measured"]) -> "Measured":
        """Return the median of each figure over the rounds."""
        return cls(*(median(getattr(one, name) for one in rounds) for name in cls.__slots__))


class Contender(Protocol):
    """Something that does a number of requests when told to."""

    async def run(self, count: int) -> Measured:
        """Do so many, and say what they cost."""


@dataclass(frozen=True, slots=True)
class Web:
    """Requests of one kind to a server."""

    pid: int
    port: int
    postgres: int
    requests: Callable[[int], list[bytes]]
    connections: int = CONNECTIONS

    async def run(self, count: int) -> Measured:
        """Write the requests out first, then measure."""
        written = self.requests(count)
        with Meter(self.pid, self.postgres) as meter:
            seconds, _ = await drive(self.port, written, self.connections)
        return Measured.of(seconds, meter)


@dataclass(frozen=True, slots=True)
class Loop:
    """The bare loop, which works through cases."""

    program: "subprocess.Popen[str]"
    postgres: int
    cases: Iterator[UUID]

    async def run(self, count: int) -> Measured:
        """Tell the loop its cases and wait."""
        told = json.dumps([str(case) for case in islice(self.cases, count)])
        with Meter(self.program.pid, self.postgres) as meter:
            seconds = json.loads(await asyncio.to_thread(self._ask, told))
        return Measured.of(seconds, meter)

    def _ask(self, told: str) -> str:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(told + "\n")
        self.program.stdin.flush()
        return self.program.stdout.readline()


@contextmanager
def running_loop(
    told: Mapping[str, object], cases: Iterator[UUID], postgres: int, cores: Cores, *, walls: bool
) -> Iterator[Loop]:
    """Start the bare loop on the application's core; end it afterwards.

    Args:
        told: `database` (how to connect), `provider` (who acts) and `duties` (`bench.records.duties_ended`).
    """
    told = {**told, "connections": CONNECTIONS, "answer_bytes": 1262}
    program = subprocess.Popen(
        [sys.executable, "-m", "bench.loop", json.dumps({**told, "walls": walls})],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores.app),
    )
    try:
        yield Loop(program, postgres, cases)
    finally:
        program.terminate()
        program.wait(30)


async def interleaved(
    contenders: Mapping[str, Contender], counts: Mapping[str, int], rounds: int
) -> dict[str, list[Measured]]:
    """Let all run in turn, round after round, after a first turn that does not count. Ratios hold within a round."""
    found: dict[str, list[Measured]] = {name: [] for name in contenders}
    for contender in contenders.values():
        await contender.run(max(CONNECTIONS * 4, 100))
    for _ in range(rounds):
        for name, contender in contenders.items():
            found[name].append(await contender.run(counts[name]))
    return found


def ratio(
    found: Mapping[str, list[Measured]], one: str, other: str, of: Callable[[Measured], float] = lambda m: m.rate
) -> float:
    """Return the median over the rounds of one contender's figure by another's, of the same round."""
    return median(of(mine) / of(theirs) for mine, theirs in zip(found[one], found[other], strict=True))
