"""What happens to every request before and after its route. Plain ASGI.

Starlette's BaseHTTPMiddleware costs a third of a millisecond for each request. `Edge` is outermost, then `Retrieval`
(in a module of its own), then `Admission`, then the routes.
"""

import asyncio
import re
import secrets
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.db.outages import Away
from app.platform.http.auth.verifier import TokenVerifier
from app.platform.http.body_limits import counted, fault_in_target, screened, too_large
from app.platform.http.headers import combined, compression, contradiction, several_credentials
from app.platform.http.limits import Allowance
from app.platform.http.logging import request_id, trace_id, traced
from app.platform.http.metrics import Metrics
from app.platform.http.problems import (
    Internal,
    OutcomeUnknown,
    Problem,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from app.platform.http.request_state import Exchange, exchange_of, open_exchange
from app.platform.http.routes import Routes
from app.platform.http.sizes import body_limit, holds_json
from app.platform.http.tracing import Spans, trace_of

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_LEFT = 499
"""The status, in logs and metrics only, of a caller who went away before the answer."""
_SECURITY = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_NO_STORE = (b"cache-control", b"no-store")
# Asked every few seconds by the deployment itself: never limited.
_PROBES = frozenset({"/health/live", "/health/ready"})
_LOGGED_IF_FAILED = _PROBES | {"/metrics"}

_log = structlog.get_logger("http")


class Edge:
    """Gives the request its id, adds headers to the answer, turns an unexpected failure into a problem, and counts and
    logs.
    """

    def __init__(
        self, app: ASGIApp, *, routes: Routes, metrics: Metrics, spans: Spans | None, log_messages: bool
    ) -> None:
        """`log_messages` adds a failure's own message to the log: for fictional data only."""
        self._app = app
        self._routes = routes
        self._metrics = metrics
        self._spans = spans
        self._log_messages = log_messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        scope["headers"] = combined(scope["headers"])
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        exchange = Exchange(given.decode() if _SANE_ID.fullmatch(given) else secrets.token_hex(16), headers)
        open_exchange(scope, exchange)
        request_id.set(exchange.request_id)
        trace_id.set(trace_of(headers))
        end_span = self._spans.begin(scope["method"], headers, exchange.request_id) if self._spans else None
        status = _LEFT

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_dress(exchange, message)]
            await send(message)

        try:
            await self._app(scope, receive, send_dressed)
        except asyncio.CancelledError:  # the service ends and waits no longer: only the caller is left to be told
            if status == _LEFT:
                await _cut_off(scope["method"]).response()(scope, receive, send_dressed)
            raise
        except Exception as failure:
            _log.error("request failed", failure=traced(failure, with_message=self._log_messages))
            if status != _LEFT:
                raise  # half an answer is out: only closing the connection can still tell the caller
            await Internal(exchange.request_id).response()(scope, receive, send_dressed)
        finally:
            route = self._book(scope, exchange, status, perf_counter() - started)
            if end_span is not None:
                end_span(route, status)

    def _book(self, scope: Scope, exchange: Exchange, status: int, seconds: float) -> str:
        """Count and log the request; return the template of its route."""
        route = self._routes.template_of(scope)
        self._metrics.observe(route, scope["method"], status, seconds)
        if route in _LOGGED_IF_FAILED and status < 400:
            return route
        _log.info(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            client_id=exchange.principal.client_id if exchange.principal else None,
        )
        return route


class Admission:
    """Checks who calls, whether the allowance is used up, and whether the service can accept the request."""

    def __init__(
        self, app: ASGIApp, *, verifier: TokenVerifier, for_clients: Allowance, for_addresses: Allowance
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._for_clients = for_clients
        self._for_addresses = for_addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        exchange = exchange_of(scope)
        if not several_credentials(scope["headers"]):
            await self._recognise(exchange)
        most_bytes = body_limit(scope["method"], scope["path"])
        problem = self._over_allowance(scope, exchange) or _unacceptable(scope, exchange, most_bytes)
        if problem is not None:
            await problem.response()(scope, receive, send)
            return
        taken = screened if holds_json(scope["method"], scope["path"]) else counted
        await self._app(scope, taken(receive, most_bytes), send)

    async def _recognise(self, exchange: Exchange) -> None:
        scheme, _, token = exchange.request_headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer":
            return
        try:
            exchange.principal = await self._verifier.verify(token.strip().decode("latin-1"))
        except (Unauthenticated, Unavailable) as rejection:
            exchange.rejection = rejection  # a public route does not mind
        except Away as away:  # an outside token's client is looked up
            exchange.rejection = Unavailable(away.says)

    def _over_allowance(self, scope: Scope, exchange: Exchange) -> Problem | None:
        if exchange.principal is not None:
            allowance, caller = self._for_clients, exchange.principal.client_id
        else:
            allowance, caller = self._for_addresses, address_of(scope)
        standing = allowance.spend(caller)
        exchange.answer_headers.extend(allowance.headers(standing))
        return None if standing.allowed else TooManyRequests(standing.resets_in)


def address_of(scope: Scope) -> str:
    """Return the key of an anonymous caller's allowance: the address, or the /64 of an IPv6 caller."""
    host: str = scope["client"][0] if scope.get("client") else "unknown"
    return _network_of(host) if ":" in host else host


@lru_cache(maxsize=4096)
def _network_of(host: str) -> str:
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address.packed, 64), strict=False))


def _unacceptable(scope: Scope, exchange: Exchange, most_bytes: int) -> Problem | None:
    length = exchange.request_headers.get(b"content-length", b"0")
    if length.isdigit() and (len(length) > 9 or int(length) > most_bytes):
        return too_large(most_bytes)
    return (
        fault_in_target(scope["path"], scope["query_string"])
        or contradiction(scope["headers"])
        or compression(exchange.request_headers)
    )


def _cut_off(method: str) -> Problem:
    """The problem for a request without an answer when the service ended. Its last statement may have been COMMIT."""
    if method in ("GET", "HEAD"):
        return Unavailable("This copy of the service is shutting down. Send the request again.")
    return OutcomeUnknown()


def _dress(exchange: Exchange, message: Message) -> list[tuple[bytes, bytes]]:
    extra = [(b"x-request-id", exchange.request_id.encode()), *_SECURITY, *exchange.answer_headers]
    cached = any(name == b"cache-control" for name, _ in message.get("headers", ()))
    if exchange.principal is not None and not cached:
        extra.append(_NO_STORE)
    return extra
