"""Time limits for a caller: to send the head of a request, to send its body, and to read the answer.

uvicorn has no such limits. A caller who opens many connections and sends a byte now and then would use up the worker's
file descriptors. Each limit is for a whole part: one more byte does not extend it.
"""

from asyncio import Transport
from asyncio.events import TimerHandle
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_SAID = b'{"type":"about:blank","title":"Request Timeout","status":408}'
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(_SAID), _SAID)
)


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's connection, with an end to each wait."""

    head_seconds: float = 10.0
    """From the first byte, or from the opening of the connection, to the end of the headers."""
    body_seconds: float = 60.0
    answer_seconds: float = 60.0
    """How long a caller may read nothing while an answer waits for it."""
    head_bytes: int = 32_768
    """The most bytes of the request line and all headers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self._in_head = True
        self._in_body = False
        self._fed = self._head = 0
        """Bytes of a head: as they came, and as the parser has put them together."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn narrows it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait(self.head_seconds, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. An incomplete head must be complete in time, and within the byte limit.

        A request that arrives complete, as nearly all do, needs no timer. The timer is set only for a part that is
        still to come.
        """
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_body:
            if self._waiting is None:
                self._wait(self.body_seconds, self._late)
            return
        if self._in_head:
            self._fed += len(data)
            if self._fed > self.head_bytes:
                self._stop()
                self.send_400_response("The head of the request is too large.")
                return
        if self._waiting is None and (self._in_head or self._idle()):
            self._wait(self.head_seconds, self._late)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._fed, self._head = True, 0, 0

    def on_url(self, url: bytes) -> None:
        """Count what the parser has put together: a whole head may come at once."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Likewise."""
        self._head += len(name) + len(value) + 4  # a colon, a space and the end of the line stand between
        if self._head > self.head_bytes:
            self._count(0)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there; the body may be still to come."""
        self._in_head, self._in_body = False, True
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; from now on the caller waits for us."""
        self._in_body, self._fed = False, 0
        self._stop()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The caller does not read."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The caller reads again."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.head_bytes:
            raise ValueError("the head of the request is too large")  # the parser ends: 400

    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop()
        self._waiting = self.loop.call_later(seconds, then)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _late(self) -> None:
        """Too late. A request before it on this connection still gets its answer."""
        self._waiting = None
        if self.transport.is_closing():
            return
        served = self.cycle is not None and not self.cycle.response_complete
        if served and not self._in_body:
            self.cycle.keep_alive = False
            return
        begun = self._in_body or self._fed > 0
        if begun and not (served and self.cycle.response_started):
            self.transport.write(_LATE)
        self.transport.close()
