"""How long a comparison of regimes takes, how that grows, and what it costs other callers.

One service with one worker serves on all cores, beside its database. Comparisons of growing populations run one after
the other, each in the processes that the service starts for it. Another caller reads a case all the time: before the
comparisons, and while the one of England runs. The ratio of its two slowest reads says what a comparison costs others.
"""

import asyncio
import resource
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import httpx2

from app.law.domain.regimes import RegimeId
from bench.database import Database
from bench.load import HOST
from bench.machine import cores_shared
from bench.report import table, verdict
from bench.service import running_service

ENGLAND = 150_000
SIZES = (1_000, 10_000, ENGLAND, 1_000_000)
CLIENT = "sandbox-la-991"
REGIMES = list(RegimeId)[:3]
NOTICE = {
    "la_reference": "READ",
    "decision": {"kind": "refusal_to_assess", "notice_sent_on": "2026-02-02"},
    "appellant": {"kind": "parent", "name": "Sam Example"},
}
QUIET = 10.0
"""Seconds of reads before the comparisons."""
SECONDS_AT_MOST = 1_800
LONGEST, SLOWER = 180.0, 1.3
"""The aims for England on two free cores: the seconds, and how much slower other callers may become."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison."""

    decisions: int
    seconds: float
    appeals: int
    """Under the first regime."""
    slowest_read: float
    """Milliseconds of the 99th percentile of another caller's reads meanwhile."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    quiet_read: float
    """The same percentile with no comparison."""
    runs: list[Compared]
    memory: int
    """The largest process that was started, in MB: a comparison's, or another of the bench."""


async def comparisons(database: Database, sizes: tuple[int, ...] = SIZES) -> Found:
    """Work out comparisons of growing populations."""
    cores = cores_shared()
    database.place(cores)
    url = await database.create("comparisons")
    with running_service(url, database.folder / "comparisons", cores, 1) as service:
        address = f"http://{HOST}:{service.port}"
        async with httpx2.AsyncClient(base_url=address, timeout=600) as http:
            headers = await _token(http)
            case = (await http.post("/v1/cases", json=NOTICE, headers=headers)).json()["id"]
            reads = _Reads(http, f"/v1/cases/{case}", headers)
            quiet = await reads.during(asyncio.sleep(QUIET))
            runs = [await _compared(http, headers, reads, size) for size in sizes]
    return Found(quiet, runs, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


async def _token(http: Any) -> dict[str, str]:
    form = {"grant_type": "client_credentials"}
    answer = await http.post("/oauth/token", data=form, auth=(CLIENT, f"{CLIENT}-secret"))
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@dataclass(frozen=True, slots=True)
class _Reads:
    """Another caller, who reads a case again and again."""

    http: Any
    path: str
    headers: dict[str, str]

    async def during(self, work: Any) -> float:
        """Return the 99th percentile of the reads while something is awaited, in milliseconds."""
        task, took = asyncio.ensure_future(work), list[float]()
        while not task.done():
            asked = perf_counter()
            await self.http.get(self.path, headers=self.headers)
            took.append(1000 * (perf_counter() - asked))
            await asyncio.sleep(0.01)
        await task
        took.sort()
        return took[int(0.99 * (len(took) - 1))]


async def _compared(http: Any, headers: dict[str, str], reads: _Reads, decisions: int) -> Compared:
    asked = {"population": {"synthetic": {"decisions": decisions, "seed": 1}}, "regimes": REGIMES}
    began, done = perf_counter(), dict[str, Any]()

    async def follow() -> None:
        sent = await http.post("/v1/evidence/comparisons", json=asked, headers=headers)
        assert sent.status_code == 202, sent.text
        path = f"/v1/evidence/comparisons/{sent.json()['id']}"
        while perf_counter() - began < SECONDS_AT_MOST:
            await asyncio.sleep(0.5)
            told = (await http.get(path, headers=headers)).json()
            if told["status"] != "running":
                done.update(told)
                return

    slowest = await reads.during(follow())
    assert done.get("status") == "done", done
    return Compared(decisions, perf_counter() - began, done["by_regime"][REGIMES[0]]["appeals"]["value"], slowest)


def text(found: Found) -> str:
    """Show what was found."""
    lines = [("no comparison", "", "", f"{found.quiet_read:.1f}", "")]
    lines += [
        (
            f"{one.decisions:,} decisions",
            f"{one.seconds:.0f}",
            f"{one.appeals:,.0f}",
            f"{one.slowest_read:.1f}",
            f"{one.slowest_read / found.quiet_read:.2f}",
        )
        for one in found.runs
    ]
    columns = (
        "", "seconds", "appeals today", "99 of 100 reads of another caller take at most (p99), ms",
        "this p99, divided by the p99 without a comparison",
    )  # fmt: skip
    told = f"### Comparisons: {len(REGIMES)} regimes, 64 samples\n\n" + table(columns, lines)
    return f"{told}\n\n{_aims(found)}\n\nThe largest process took {found.memory} MB."


def _aims(found: Found) -> str:
    """Say whether the aims of a comparison of England were reached, where one was made."""
    england = [one for one in found.runs if one.decisions == ENGLAND]
    rows: list[tuple[object, ...]] = []
    for one in england:
        slower = one.slowest_read / found.quiet_read
        rows += [
            ("seconds for a comparison of England", f"{one.seconds:.0f}", f"at most {LONGEST:.0f}",
             verdict(one.seconds, LONGEST, at_most=True)),
            ("p99 of another caller's reads, divided by the p99 without a comparison", f"{slower:.2f}",
             f"at most {SLOWER}",
             verdict(slower, SLOWER, at_most=True)),
        ]  # fmt: skip
    return table(("", "measured", "aim", "aim met"), rows) if rows else "No comparison of England was made (--quick)."
