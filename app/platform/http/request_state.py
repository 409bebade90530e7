"""What the middleware knows about one request, kept on its ASGI scope."""

from dataclasses import dataclass, field

from starlette.types import Scope

from app.platform.access.principal import Principal
from app.platform.http.problems import Problem

_KEY = "exchange"


@dataclass(slots=True)
class Exchange:
    """One request and its answer. The middleware writes it, routes read it."""

    request_id: str
    request_headers: dict[bytes, bytes]
    answer_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Headers for the answer, whatever it is."""
    principal: Principal | None = None
    read_as: bytes | None = None
    """What stands for a body that a route has read as it came, where its request is recognised again by its key."""
    rejection: Problem | None = None
    """Why the token is not valid. Only a route that needs a token raises it."""


def open_exchange(scope: Scope, exchange: Exchange) -> None:
    """Puts the exchange where `exchange_of` finds it."""
    scope[_KEY] = exchange


def exchange_of(scope: Scope) -> Exchange:
    """The exchange of this request. It exists on every application on which `install` was called."""
    exchange = scope[_KEY]
    assert isinstance(exchange, Exchange)  # noqa: S101 - narrows an untyped mapping
    return exchange
