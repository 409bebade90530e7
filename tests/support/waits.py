"""What callers send over sockets, and how long another caller of the same loop waits meanwhile."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from tests.support.blocking import a_parse, pulse_of_this_loop
from tests.support.waiting import PATIENCE

ROUNDS = 6
"""How often a body is tried that seemed to keep the other caller waiting. Whatever else the machine does only adds to a
wait: the shortest is the nearest to what the service itself costs."""


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


async def too_long(bodies: Iterable[Sent], most: float, check: Callable[[Sent, int, bytes], None]) -> dict[str, float]:
    """Send every body to a service in this loop; return those beside which the wait is always more than `most` parses.

    Each comes with its shortest wait, in parses. Every answer is given to `check`.
    """
    trying = list(bodies)
    waited: dict[str, float] = {}
    async with pulse_of_this_loop() as pulse:
        for _ in range(ROUNDS):
            parse = a_parse()
            for sent in trying:
                pulse.begins()
                status, answer = await asyncio.to_thread(sent.now)
                wait = pulse.longest_wait / parse
                check(sent, status, answer)
                waited[sent.what] = min(wait, waited.get(sent.what, wait))
            trying = [sent for sent in trying if waited[sent.what] > most]
            if not trying:
                break
    return {sent.what: waited[sent.what] for sent in trying}
