"""Two callers of the service over sockets: one sends what it likes, and how long the other waits is measured."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import get_native_id
from time import perf_counter, sleep
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

PATIENCE = 60.0
PAUSE = 0.002
"""Seconds between the other caller's requests. They count as waiting, so that nothing hides in them."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller of the service at a port. Each request has a connection of its own."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def named(self, slug: str) -> "Caller":
        """Return a client of the sandbox, with its token."""
        said = {"grant_type": "client_credentials", "client_id": slug, "client_secret": f"{slug}-secret"}
        _, answer = self.sends("POST", "/oauth/token", urlencode(said).encode(), "application/x-www-form-urlencoded")
        return Caller(self.port, {"Authorization": f"Bearer {json.loads(answer)['access_token']}"})

    def sends(self, method: str, path: str, body: bytes, form: str) -> tuple[int, bytes]:
        """Send a body of a form; return status and body of the answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, {**self.headers, "Content-Type": form})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def posts(self, path: str, body: Any) -> Any:
        """Record something; return it as it was recorded."""
        status, answer = self.sends("POST", path, json.dumps(body).encode(), "application/json")
        assert status == 201, answer
        return json.loads(answer)


@dataclass(frozen=True, slots=True)
class Sent:
    """One body for one path, who sends it, and what is bad about it."""

    what: str
    caller: Caller
    method: str
    path: str
    body: bytes
    form: str

    def now(self) -> tuple[int, bytes]:
        """Send it; return status and body of the answer."""
        return self.caller.sends(self.method, self.path, self.body, self.form)


class Other:
    """Another caller of the service, who asks for one thing again and again.

    Its waits are told without the time in which a program could have run and another had the processor, of the caller
    as of the service, where the system counts it.
    """

    def __init__(self, port: int, service: int) -> None:
        """Call the service that is this process."""
        self._idle = [Path(f"/proc/{service}/schedstat"), Path(f"/proc/self/task/{get_native_id()}/schedstat")]
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._threads = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()
        self._threads.shutdown()

    def waits(self) -> float:
        """Return how many seconds an answer usually takes."""
        return median(self._asks() for _ in range(20))

    def waits_beside(self, sent: Sent) -> tuple[float, int, bytes]:
        """Ask until a body is answered that is sent meanwhile; return the longest wait, and the answer to the body."""
        answered = self._threads.submit(sent.now)
        longest = self._asks()
        while not answered.done():
            longest = max(longest, self._asks(PAUSE))
        return longest, *answered.result()

    def _asks(self, pause: float = 0.0) -> float:
        since = perf_counter() - self._kept_waiting()
        sleep(pause)
        self._connection.request("GET", "/v1/law/regimes")
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200
        return perf_counter() - self._kept_waiting() - since

    def _kept_waiting(self) -> float:
        """Return the seconds so far in which either could have run and did not."""
        return sum(int(path.read_bytes().split()[1]) for path in self._idle if path.exists()) / 1e9
