"""Spans of OpenTelemetry. Loaded only if `TRACING` asks for them: the libraries are an extra."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from app import SERVICE, VERSION
from app.platform.http.tracing import End, Headers

_SEND_AT_MOST_SECONDS = 5.0
"""How long it may take to send spans to the collector. This happens beside the requests, and when the service ends."""
_CONTEXT = TraceContextTextMapPropagator()


class OpenTelemetrySpans:
    """One span for each request. It is a child of the caller's span if a `traceparent` was sent."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE, VERSION)

    def begin(self, method: str, headers: Headers, request_id: str) -> End:
        """Begin the span of a request."""
        carrier = {
            name: headers[name.encode()].decode("latin-1") for name in _CONTEXT.fields if name.encode() in headers
        }
        span = self._tracer.start_span(
            method,
            _CONTEXT.extract(carrier),
            SpanKind.SERVER,
            {"http.request.method": method, "http.request.header.x-request-id": [request_id]},
        )

        def end(route: str, status: int) -> None:
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= 500:
                span.set_status(Status(StatusCode.ERROR))
            span.end()

        return end

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()


def to_collector() -> OpenTelemetrySpans:
    """Return spans that are sent in the background, in batches, to where the `OTEL_*` variables say."""
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE, "service.version": VERSION}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_SEND_AT_MOST_SECONDS)))
    return OpenTelemetrySpans(provider)
