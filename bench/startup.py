"""How long the service takes from its command to its first answer, by what a FastAPI application with SQLAlchemy takes.

Both start in turn, with nothing but a database that is there already, on compiled modules as `make` installs them. Each
pair is measured twice over: as it is, and where Python may write no bytecode, as in many containers.
"""

import compileall
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

from bench.database import Database
from bench.machine import Cores, cores_shared
from bench.service import ROOT, Running, free_port, running, running_service

BARE = """\
import sqlalchemy
from fastapi import FastAPI

app = FastAPI()


@app.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "alive"}
"""
"""The application that a start is compared with: one route, and SQLAlchemy imported."""
BYTECODE, NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}, {"PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two starts, one after the other: seconds from the command to the first 200, and CPU seconds until then."""

    service: tuple[float, float]
    bare: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Startup:
    """What was found, pair by pair."""

    pairs: Sequence[Pair]
    without_bytecode: Sequence[Pair]
    migrating: float
    """Seconds with --migrate --seed, which find nothing to do: as `make run` starts."""

    @property
    def plain(self) -> float:
        """Seconds from the command to the first 200 of /health/live."""
        return median(pair.service[0] for pair in self.pairs)


def ratio(pairs: Sequence[Pair], of: int = 0) -> float:
    """Return the median of the service's start by the other's: its seconds, or with 1 its CPU seconds."""
    return median(pair.service[of] / pair.bare[of] for pair in pairs)


async def startup(database: Database, times: int) -> Startup:
    """Start both several times each way; the first start, which makes the sandbox's keys, does not count."""
    everywhere = cores_shared()
    database.place(everywhere)
    url = await database.create("start")
    folder = database.folder / "start"
    for code in ("app", "migrations"):  # as `make` does when it installs
        compileall.compile_dir(str(ROOT / code), quiet=2)
    with running_service(url, folder, everywhere, 1, "--migrate", "--seed"):
        pass

    def pairs(more: dict[str, str]) -> list[Pair]:
        found = []
        for _ in range(times):
            bare = _started(running_bare(database, everywhere, more))
            found.append(Pair(_started(running_service(url, folder, everywhere, 1, environment=more)), bare))
        return found

    migrating = [
        _started(running_service(url, folder, everywhere, 1, "--migrate", "--seed"))[0]
        for _ in range(max(1, times // 2))
    ]
    return Startup(pairs(BYTECODE), pairs(NO_BYTECODE), median(migrating))


def running_bare(database: Database, cores: Cores, environment: dict[str, str]) -> AbstractContextManager[Running]:
    """Start the application that a start is compared with."""
    folder, port = database.folder / "bare", free_port()
    folder.mkdir(exist_ok=True)
    (folder / "bare.py").write_text(BARE)
    compileall.compile_file(str(folder / "bare.py"), quiet=2)
    command = [sys.executable, "-m", "uvicorn", "bare:app", "--port", str(port), "--no-access-log"]
    return running(command, folder, {"PYTHONPATH": str(folder), **environment}, cores, port, "/health/live")


def _started(server: AbstractContextManager[Running]) -> tuple[float, float]:
    with server as it:
        return it.seconds_to_start, it.cpu_to_start


def text(found: Startup) -> str:
    """Show the starts."""
    lines = []
    for name, pairs in (
        ("usual start", found.pairs),
        ("Python may not store its compiled code", found.without_bytecode),
    ):
        seconds, bare = (median(values) for values in zip(*((p.service[0], p.bare[0]) for p in pairs), strict=True))
        lines.append(f"| {name} | {seconds:.2f} | {bare:.2f} | {ratio(pairs):.2f} | {ratio(pairs, 1):.2f} |")
    head = (
        "| | service, s | FastAPI with SQLAlchemy, s | ratio of the times | ratio of the CPU times |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
    )
    return "### Start: from the command to the first answer\n\n" + head + "\n".join(lines)
