"""A loader that costs little: HTTP/1.1 keep-alive over plain asyncio, one request at a time on each connection.

Bounded in count and in time, and on the loopback only.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter
from typing import Any, cast

HOST = "127.0.0.1"
SECONDS_AT_MOST = 120


def request(method: str, path: str, token: str | None = None, body: Any = None, **headers: str) -> bytes:
    """Write a request out, once, before anything is measured. A header's name may be written with underscores."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class _Connection(asyncio.Protocol):
    def __init__(self, pending: Iterator[bytes], latencies: list[float], last: list[bytes]) -> None:
        self._pending = pending
        self._latencies = latencies
        self._last = last
        self._answer = bytearray()
        self._whole = 0
        self._sent = 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        following = next(self._pending, None)
        if following is None:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._sent = perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._whole:
            head = self._answer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self._answer.lower().index(b"content-length:", 0, head) + 15
            self._whole = head + 4 + int(self._answer[at : self._answer.index(b"\r", at)])
        if len(self._answer) < self._whole:
            return
        self._latencies.append(perf_counter() - self._sent)
        if self._answer[9:10] != b"2":
            self.ended.set_exception(RuntimeError(f"not answered with success: {bytes(self._answer).decode()}"))
            self._transport.close()
            return
        self._last[:] = [bytes(self._answer)]
        self._answer.clear()
        self._whole = 0
        self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(ConnectionError("the service hung up"))


async def drive(port: int, requests: Sequence[bytes], connections: int) -> tuple[list[float], bytes]:
    """Send the requests over so many connections; return each one's seconds, and the last answer.

    Raises:
        RuntimeError: an answer was not a success.
    """
    loop = asyncio.get_running_loop()
    pending, latencies, last = iter(requests), list[float](), list[bytes]()
    async with asyncio.timeout(SECONDS_AT_MOST):
        made = [
            await loop.create_connection(lambda: _Connection(pending, latencies, last), HOST, port)
            for _ in range(min(connections, len(requests)))
        ]
        await asyncio.gather(*(connection.ended for _, connection in made))
    return latencies, last[0]


async def ask(port: int, asked: bytes) -> Mapping[str, Any]:
    """Send one request and return the JSON of its answer."""
    _, answer = await drive(port, [asked], 1)
    content: Mapping[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return content
