"""A caller's trace is read, logged, and gone on with where spans are asked for."""

import io
import json
import sys
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.platform.http.deployment import Deployment
from app.platform.http.platform import Platform
from app.platform.http.spans import OpenTelemetrySpans
from app.platform.http.tracing import TracingUnavailable, spans_to_collector, trace_of
from tests.platform.alone.conftest import Register, an_app, calling

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{SPAN}-01"


@pytest.mark.parametrize("said", [GOOD, f"00-{TRACE}-{SPAN}-00", f"01-{TRACE}-{SPAN}-01", f"cc-{TRACE}-{SPAN}-01-more"])
def test_a_trace_is_read(said: str) -> None:
    assert trace_of({b"traceparent": said.encode()}) == TRACE


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"{GOOD}-more",
        GOOD.upper(),
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_what_is_no_trace_is_passed_over(said: str) -> None:
    assert trace_of({b"traceparent": said.encode()}) is None


def a_platform(deployment: Deployment, register: Register, exporter: InMemorySpanExporter | None = None) -> Platform:
    if exporter is None:
        return Platform.assemble(deployment, register)
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    made = Platform.assemble(deployment, register)
    return Platform(**{**made.__dict__, "spans": OpenTelemetrySpans(provider)})


async def test_the_log_names_the_callers_trace(
    deployment: Deployment, register: Register, written: io.StringIO
) -> None:
    async with calling(an_app(a_platform(deployment, register))) as client:
        await client.get("/.well-known/jwks.json", headers={"traceparent": GOOD})
        await client.get("/.well-known/jwks.json")
    told: list[dict[str, Any]] = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line.get("trace_id") for line in told if line["event"] == "request"] == [TRACE, None]


async def test_a_span_goes_on_with_the_trace_and_tells_no_more_than_a_log_line(
    deployment: Deployment, register: Register
) -> None:
    exporter = InMemorySpanExporter()
    async with calling(an_app(a_platform(deployment, register, exporter))) as client:
        await client.get("/.well-known/jwks.json?secret=Sam", headers={"traceparent": GOOD, "x-request-id": "mine"})
        await client.get("/nowhere/Sam")
    first, second = exporter.get_finished_spans()
    assert first.name == "GET /.well-known/jwks.json"
    assert (first.context.trace_id, first.parent and first.parent.span_id) == (int(TRACE, 16), int(SPAN, 16))
    assert dict(first.attributes or {}) == {
        "http.request.method": "GET",
        "http.request.header.x-request-id": ("mine",),
        "http.route": "/.well-known/jwks.json",
        "http.response.status_code": 422,  # it takes no query
    }
    assert second.name == "GET unmatched"
    assert second.parent is None
    assert "Sam" not in first.to_json() + second.to_json()


def test_without_its_libraries_tracing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.platform.http.spans")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(TracingUnavailable, match=r"requirements/tracing\.txt"):
        spans_to_collector()


def test_tracing_is_off_by_default(deployment: Deployment, register: Register) -> None:
    assert a_platform(deployment, register).spans is None
