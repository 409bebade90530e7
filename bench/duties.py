"""The work list and the counts of duties with ten thousand, a hundred thousand and a million cases, one caller.

The cases belong to 153 authorities in equal shares. Two callers ask in turn: one of these authorities, and a provider
that has every case. The questions read no event, so the cases have no events.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import repeat
from time import perf_counter

from app.platform.sandbox_organisations import BY_SLUG
from bench import records
from bench.contenders import Contender, Measured, Web, interleaved
from bench.database import Database
from bench.load import request
from bench.machine import Cores, cores_apart
from bench.report import DATABASE, MEDIAN, table
from bench.service import running_service

SIZES = (10_000, 100_000, 1_000_000)
AUTHORITIES = records.OTHER_AUTHORITIES + 1
PATHS: Mapping[str, tuple[str, str]] = {
    "list of overdue duties, for one authority": (records.AUTHORITY, "/v1/duties?group=overdue&limit=50"),
    "list of overdue duties, for the provider of every case": (records.PROVIDER, "/v1/duties?group=overdue&limit=50"),
    "counts of all duties, for one authority": (records.AUTHORITY, "/v1/duties/summary"),
    "counts of overdue duties, for one authority": (records.AUTHORITY, "/v1/duties/summary?group=overdue"),
}
"""What is asked, and by whom."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A database of one size: what it holds, and how long it took to fill."""

    cases: int
    duties: int
    of_the_authority: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Volume:
    """The rounds of each question by size, and the databases."""

    rounds: Mapping[str, list[Measured]]
    filled: Sequence[Filled]


async def duties(database: Database, rounds: int, requests: int, sizes: Sequence[int] = SIZES) -> Volume:
    """Measure every size in turn; the names of the rounds end with the number of cases."""
    cores = cores_apart()
    database.place(cores)
    contenders: dict[str, Contender] = {}
    filled = []
    with ExitStack() as running:
        for count in sizes:
            held, asked = await _one_size(database, running, cores, count)
            filled.append(held)
            contenders |= {f"{kind} | {count}": web for kind, web in asked.items()}
        names = [f"{kind} | {count}" for kind in PATHS for count in sizes]  # the sizes of a question, one by one
        turns = {name: contenders[name] for name in names}
        return Volume(await interleaved(turns, dict.fromkeys(turns, requests), rounds), filled)


async def _one_size(
    database: Database, running: ExitStack, cores: Cores, count: int
) -> tuple[Filled, dict[str, Contender]]:
    name = f"duties_{count}"
    url = await database.create(name)
    service = running.enter_context(running_service(url, database.folder / name, cores, 1))
    owner = await database.connect(name)
    walked = await records.walk(service.port, *records.WALKS)
    began = perf_counter()
    await records.copy(owner, walked, count, AUTHORITIES, with_events=False)
    seconds = perf_counter() - began
    la = BY_SLUG[records.AUTHORITY].id
    total, theirs = await owner.fetchrow("SELECT count(*), count(*) FILTER (WHERE la_id = $1) FROM duties", la)
    await owner.close()
    bearers = {who: await records.token(service.port, who) for who in (records.AUTHORITY, records.PROVIDER)}

    def gets(who: str, path: str) -> Callable[[int], list[bytes]]:
        return lambda wanted: [*repeat(request("GET", path, bearers[who]), wanted)]

    asked: dict[str, Contender] = {
        kind: Web(service.pid, service.port, database.pid, gets(who, path), connections=1)
        for kind, (who, path) in PATHS.items()
    }
    return Filled(count, total, theirs, seconds), asked


def text(found: Volume) -> str:
    """Show the sizes of each question side by side."""
    sizes = [one.cases for one in found.filled]
    rows = []
    for kind in PATHS:
        middles = [Measured.middle(found.rounds[f"{kind} | {count}"]) for count in sizes]
        rows.append((kind, *(f"{one.p50_ms:.1f}" for one in middles), f"{middles[-1].postgres_us / 1000:.1f}"))
    columns = (
        "", *(f"{MEDIAN} with {count:,} cases, ms" for count in sizes), f"{DATABASE} with {sizes[-1]:,} cases, ms",
    )  # fmt: skip
    held = "; ".join(
        f"{one.cases:,} cases have {one.duties:,} duties, {one.of_the_authority:,} of them in cases of the authority"
        for one in found.filled
    )
    return "\n\n".join(("### Duties: one request at a time", table(columns, rows), f"{held}."))
