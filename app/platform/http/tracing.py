"""Traces: which request of a partner led to which request of ours.

The service reads a `traceparent` header (W3C Trace Context) and logs the id of its trace. With `TRACING=true`, each
request is also a span of OpenTelemetry. The standard `OTEL_*` variables say where spans are sent. A span holds only
what a log line holds: method, route template, status and request id. It never holds a record's id, a query, a body or a
name.
"""

import re
from collections.abc import Callable
from typing import Protocol

_VERSION_00 = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_LATER = re.compile(rb"(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")
_LONGEST = 512
_HEADER = b"traceparent"

Headers = dict[bytes, bytes]
End = Callable[[str, int], None]
"""Ends the span of a request, given its route template and its status."""


def trace_of(headers: Headers) -> str | None:
    """Return the id of the trace that the caller names for this request. None if there is none, or it is not valid."""
    said = headers.get(_HEADER, b"")[:_LONGEST]
    found = _VERSION_00.fullmatch(said) or _LATER.fullmatch(said)
    if found is None or not found[1].strip(b"0") or not found[2].strip(b"0"):
        return None
    return found[1].decode()


class Spans(Protocol):
    """Where the spans of requests go."""

    def begin(self, method: str, headers: Headers, request_id: str) -> End:
        """Begin the span of a request."""

    def close(self) -> None:
        """Send what has not been sent yet, within a few seconds."""


class TracingUnavailable(Exception):
    """Tracing is asked for, and its libraries are not installed."""


def spans_to_collector() -> Spans:
    """Return spans that go to the collector of the `OTEL_*` variables. Raises TracingUnavailable."""
    try:
        from app.platform.http.spans import to_collector
    except ModuleNotFoundError as fault:
        raise TracingUnavailable(
            f"TRACING is set, and the library {fault.name} is not installed. Install requirements/tracing.txt."
        ) from None
    return to_collector()
