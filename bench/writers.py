"""Writers who obey the answers they get, and the count of what became of each record they sent."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2

NOTICE = {
    "decision": {"kind": "refusal_to_assess", "notice_sent_on": "2026-02-02"},
    "appellant": {"kind": "parent", "name": "Sam Example"},
}
SECONDS_TO_ANSWER = 40.0
"""Beyond all limits of the service: a request that takes longer hangs."""
PAUSE = 0.2
"""Seconds before a writer sends again. Shorter than `Retry-After`, so that the first moment of recovery is seen."""


@dataclass(slots=True)
class Told:
    """What the writers were told, and when."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    """By reference: when the service said that it was recorded."""
    unknown: set[str] = field(default_factory=set)
    """References whose writer sent no key and was told that the outcome is not known: it did not send again."""
    faults: Counter[str] = field(default_factory=Counter)
    """How often each kind of failure was answered, or not answered."""

    last_fault_at: float = 0.0

    def acknowledged_since(self, moment: float) -> bool:
        """Whether a record was acknowledged after a moment."""
        return any(at > moment for at in self.acknowledged.values())

    def recovery_since(self, mended: float) -> float | None:
        """Return how long after a fault was mended a record was acknowledged and no failure came after it."""
        settled = max(mended, self.last_fault_at)
        return min((at - mended for at in self.acknowledged.values() if at > settled), default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the database holds of all that was sent."""

    acknowledged: int
    lost: int
    """Acknowledged, and not there."""
    doubled: int
    """There more than once."""
    faults: dict[str, int]


class Writers:
    """Half of them, or all, send an idempotency key and repeat until they are answered; the others repeat what is safe
    only."""

    def __init__(self, url: str, token: str, count: int, *, all_keyed: bool = False) -> None:
        self._url, self._token = url, token
        self._count, self._all_keyed = count, all_keyed
        self._prefix = uuid4().hex[:8]
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.told = Told()

    async def start(self) -> None:
        """Begin to write."""
        keyed = [self._all_keyed or number % 2 == 0 for number in range(self._count)]
        self._tasks = [asyncio.create_task(self._write(number, keyed[number])) for number in range(self._count)]

    async def stop(self) -> None:
        """Finish the records that were begun."""
        self._stopping.set()
        await asyncio.gather(*self._tasks)

    async def _write(self, writer: int, keyed: bool) -> None:
        number = 0
        async with httpx2.AsyncClient(base_url=self._url, timeout=SECONDS_TO_ANSWER) as http:
            while not self._stopping.is_set():
                number += 1
                await self._record(http, f"{self._prefix}-{writer}-{number}", keyed)

    async def _record(self, http: httpx2.AsyncClient, reference: str, keyed: bool) -> None:
        headers = {"Authorization": f"Bearer {self._token}", **({"Idempotency-Key": reference} if keyed else {})}
        ends_at = perf_counter() + 2 * SECONDS_TO_ANSWER
        while perf_counter() < ends_at:
            kind, safe = await self._send(http, reference, headers)
            if kind is None:
                self.told.acknowledged[reference] = perf_counter()
                return
            self.told.faults[kind] += 1
            self.told.last_fault_at = perf_counter()
            if not (keyed or safe):
                self.told.unknown.add(reference)
                return
            await asyncio.sleep(PAUSE)
        self.told.faults["never answered"] += 1

    async def _send(self, http: httpx2.AsyncClient, reference: str, headers: dict[str, str]) -> tuple[str | None, bool]:
        """Send a record once; return what went wrong, and whether it is safe to send it again without a key."""
        try:
            answer = await http.post("/v1/cases", json={**NOTICE, "la_reference": reference}, headers=headers)
        except httpx2.ConnectError:
            return "no connection", True
        except httpx2.TimeoutException:
            return "no answer", False
        except httpx2.TransportError:
            return "connection lost", False
        if answer.status_code == 201:
            return None, True
        slug = str(_json(answer).get("type", "")).rpartition("/")[2]
        return f"{answer.status_code} {slug}", slug == "unavailable"

    async def verdict(self, owner: asyncpg.Connection) -> Verdict:
        """Compare what was acknowledged with what is there."""
        rows = await owner.fetch(
            "SELECT la_reference, count(*) AS times FROM cases WHERE la_reference LIKE $1 GROUP BY 1",
            f"{self._prefix}-%",
        )
        there = {row["la_reference"]: row["times"] for row in rows}
        told = self.told
        return Verdict(
            acknowledged=len(told.acknowledged),
            lost=sum(reference not in there for reference in told.acknowledged),
            doubled=sum(times > 1 for times in there.values()),
            faults=dict(sorted(told.faults.items())),
        )


def _json(answer: httpx2.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
