"""A half-sent request is ended, however it is sent: a real server, raw sockets, and short limits."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.platform.http.patience import PatientProtocol
from tests.support.waiting import PATIENCE, becomes_true

LIMIT = 1.5
"""Seconds that the server allows: longer than a caller who is not slow ever needs for the second half of a request."""

WHOLE = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"


class Hasty(PatientProtocol):
    head_seconds = body_seconds = answer_seconds = LIMIT


async def answer(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def large(_: Request) -> Response:
    return Response(b"x" * 30_000_000)


HALVES = [
    b"",
    b"\r\n",
    b"POST / HT",
    b"POST / HTTP/1.1\r\nHost: x\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 1_000,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n",
    WHOLE + b"\r\n",
    WHOLE + b"POST / HT",
]


@pytest.fixture(scope="module")
def server() -> Iterator[uvicorn.Server]:
    app = Starlette(routes=[Route("/", answer, methods=["POST"]), Route("/large", large)])
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_config=None, lifespan="off", http=Hasty, ws="none", timeout_keep_alive=4
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    becomes_true(lambda: server.started)
    yield server
    server.should_exit = True
    thread.join()


@pytest.fixture
def port(server: uvicorn.Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])


def connected(port: int) -> "closing[socket.socket]":
    return closing(socket.create_connection(("127.0.0.1", port), PATIENCE))


def rest(caller: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    read = b""
    while part := caller.recv(65_536):
        read += part
    return read


def test_half_a_request_ends(port: int) -> None:
    """All at once: each takes as long as the server allows."""

    def sends(half: bytes) -> None:
        with connected(port) as caller:
            caller.sendall(half)
            rest(caller)

    with ThreadPoolExecutor(len(HALVES)) as callers:
        list(callers.map(sends, HALVES))


def test_a_late_caller_is_told(port: int) -> None:
    with connected(port) as caller:
        caller.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n")
        assert rest(caller).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "head", [b"POST / HTTP/1.1\r\nX-Slow: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"]
)
def test_one_more_byte_buys_no_time(port: int, head: bytes) -> None:
    with connected(port) as caller:
        caller.sendall(head)
        becomes_true(lambda: not takes_a_byte(caller))


def takes_a_byte(caller: socket.socket) -> bool:
    try:
        caller.sendall(b"a")
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 6_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nX-Endless: " + b"a" * 400_000,
    ],
)
def test_a_head_has_a_largest_size(port: int, head: bytes) -> None:
    with connected(port) as caller:
        try:
            caller.sendall(head)
            assert rest(caller).startswith(b"HTTP/1.1 400 ")
        except ConnectionError:
            pass  # it was ended while the rest was on its way


def test_an_answer_that_nobody_reads_is_dropped(port: int, server: uvicorn.Server) -> None:
    with connected(port) as caller:
        caller.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        becomes_true(lambda: bool(server.server_state.connections))
        becomes_true(lambda: not server.server_state.connections)
        read = 0
        try:
            while part := caller.recv(1_000_000):
                read += len(part)
        except ConnectionError:
            pass
        assert read < 30_000_000


def test_whole_requests_are_answered_one_after_the_other(port: int) -> None:
    with connected(port) as caller:
        for _ in range(3):
            caller.sendall(WHOLE[:20])
            time.sleep(0.05)
            caller.sendall(WHOLE[20:])
            assert caller.recv(65_536).endswith(b"abc")
            time.sleep(LIMIT * 1.5)  # between two requests the server's own limit holds


def test_two_requests_at_once_are_both_answered(port: int) -> None:
    with connected(port) as caller:
        caller.sendall(WHOLE * 2)
        assert rest(caller).count(b"abc") == 2
