"""From rounds to tables: what the README and docs/benchmarks.md quote."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from bench.compare import ACTION, BARE, LOOP, PEER, SERVICE, Comparison
from bench.contenders import CONNECTIONS, Measured, ratio
from bench.growth import Grown
from bench.startup import Startup
from bench.startup import ratio as start_ratio

Rounds = Mapping[str, list[Measured]]
APP, DATABASE = "CPU time of the application", "CPU time of PostgreSQL"
MEDIAN, SLOW = "median time (p50)", "99 of 100 requests take at most (p99)"
COLUMNS = ("", "requests per second", f"{APP}, µs", f"{DATABASE}, µs", f"{MEDIAN}, ms", f"{SLOW}, ms")
LIBRARIES = ("fastapi", "uvicorn", "sqlalchemy", "asyncpg", "pydantic")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a Markdown table, its numbers to the right."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def rounds_table(found: Rounds) -> str:
    """Show each contender's medians."""
    rows = []
    for name, rounds in found.items():
        one = Measured.middle(rounds)
        cpus = f"{one.app_us:.0f}", f"{one.postgres_us:.0f}"
        rows.append((name, f"{one.rate:.0f}", *cpus, f"{one.p50_ms:.1f}", f"{one.p99_ms:.1f}"))
    return table(COLUMNS, rows)


def cpu(one: Measured) -> float:
    """Return what a request costs, wherever it is spent."""
    return one.app_us + one.postgres_us


def latency(one: Measured) -> float:
    """Return how long a request takes, in the middle."""
    return one.p50_ms


def verdict(reached: float, aim: float, *, at_most: bool = False) -> str:
    """Say whether an aim was reached."""
    return "yes" if (reached <= aim if at_most else reached >= aim) else "no"


def comparison_text(found: Comparison) -> str:
    """Show the comparison and its ratios."""
    rows = [
        (f"service compared with {other}", f"{ratio(found.actions, SERVICE, other):.2f}",
         f"{ratio(found.actions, other, SERVICE, lambda m: m.app_us):.2f}",
         f"{ratio(found.actions, other, SERVICE, cpu):.2f}")
        for other in (LOOP, BARE, PEER)
    ]  # fmt: skip
    tried = ", ".join(f"{name}: {one.rate:.0f}" for name, one in found.peer_tried.items())
    more = ratio(found.workers, "service, 2 workers", "service, 1 worker")
    return "\n\n".join(
        (
            f"### Requests that record one action: `{ACTION}`",
            f"The application uses one core. {CONNECTIONS} requests run at the same time.",
            rounds_table(found.actions),
            "Each figure in the next table is a median over the rounds. If a figure is above 1, the service does "
            "better than the other program: more requests per second, or less CPU time.",
            table(
                (
                    "",
                    "requests per second: service / other",
                    f"{APP}: other / service",
                    "CPU time of application and PostgreSQL: other / service",
                ),
                rows,
            ),
            f"We tried these settings of the Django service (workers x threads: requests per second): {tried}.",
            "### Other requests to the service",
            rounds_table(found.reads),
            "### Several server processes (workers), when every program may use every core",
            rounds_table(found.workers),
            f"Two workers answer {more:.2f} times as many requests as one worker. "
            f"At the end of the measurement, a worker uses {found.resident_mb:.0f} MB of memory.",
        )
    )


def growth_text(found: Rounds, sizes: Sequence[Grown]) -> str:
    """Show both sizes and what the growth costs."""
    kinds = list(dict.fromkeys(name.partition(" | ")[0] for name in found))
    small, large = (grown.cases for grown in sizes)
    rows = []
    for kind in kinds:
        names = f"{kind} | {small}", f"{kind} | {large}"
        one, other = (Measured.middle(found[name]) for name in names)
        slower, dearer = (ratio(found, names[1], names[0], of) for of in (latency, cpu))
        rows.append((kind, f"{one.p50_ms:.2f}", f"{other.p50_ms:.2f}", f"{slower:.2f}", f"{dearer:.2f}"))
    filled = "; ".join(
        f"{grown.cases:,} cases use {grown.megabytes:,.0f} MB of disk, written in {grown.seconds_to_fill:.0f} s"
        for grown in sizes
    )
    columns = (
        "", f"{MEDIAN} with {small:,} cases, ms", f"{MEDIAN} with {large:,} cases, ms",
        f"{MEDIAN} with {large:,} cases, divided by that with {small:,}",
        f"CPU time with {large:,} cases, divided by that with {small:,}",
    )  # fmt: skip
    return "\n\n".join(("### Growth: with more cases, each with five events", table(columns, rows), f"{filled}."))


def aims_text(found: Comparison, grown: Rounds, sizes: Sequence[Grown], started: Startup) -> str:
    """Set what was aimed at beside what was reached."""
    loop, free, peer = (ratio(found.actions, SERVICE, other) for other in (LOOP, BARE, PEER))
    small, large = (one.cases for one in sizes)
    kinds = dict.fromkeys(name.partition(" | ")[0] for name in grown)
    start, bare_start = start_ratio(started.pairs), start_ratio(started.without_bytecode)
    worst = max(ratio(grown, f"{kind} | {large}", f"{kind} | {small}", latency) for kind in kinds)
    rows = (
        ("actions per second: service / bare loop", "at least 0.75", f"{loop:.2f}", verdict(loop, 0.75)),
        ("actions per second: service / bare loop without row-level security", "at least 0.55", f"{free:.2f}",
         verdict(free, 0.55)),
        ("actions per second: service / Django service", "at least 4.5", f"{peer:.2f}", verdict(peer, 4.5)),
        (f"time of a request with {large:,} cases / with {small:,} cases, for the worst request", "at most 1.15",
         f"{worst:.2f}", verdict(worst, 1.15, at_most=True)),
        ("time from start to first answer: service / FastAPI with SQLAlchemy", "at most 1.8", f"{start:.2f}",
         verdict(start, 1.8, at_most=True)),
        ("time from start to first answer, without compiled code: service / FastAPI with SQLAlchemy",
         "at most 1.8", f"{bare_start:.2f}",
         verdict(bare_start, 1.8, at_most=True)),
        ("seconds from start to first answer with --migrate --seed, on a finished database", "",
         f"{started.migrating:.2f}", ""),
        ("memory of a server process (worker), MB", "at most 110", f"{found.resident_mb:.0f}",
         verdict(found.resident_mb, 110, at_most=True)),
    )  # fmt: skip
    return "\n\n".join(("### Aims", table(("", "aim", "measured", "aim met"), rows)))


def conditions() -> str:
    """Say what it ran on, as far as a reader needs it to repeat it."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {libraries}."


def plain(found: Rounds) -> dict[str, Any]:
    """Return the rounds as JSON values."""
    return {
        name: [{field: round(getattr(one, field), 3) for field in Measured.__slots__} for one in rounds]
        for name, rounds in found.items()
    }
