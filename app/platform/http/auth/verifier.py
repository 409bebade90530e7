"""Turns the Authorization header into a Principal, and gives routes the dependency that names their scope."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any, Protocol

from fastapi import Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.routing import RouteContext
from fastapi.security import OAuth2

from app.platform.access.principal import Principal, Register
from app.platform.access.scopes import Scope
from app.platform.http.headers import person_named
from app.platform.http.problems import ScopeMissing, Unauthenticated
from app.platform.http.request_state import exchange_of

TOKEN_URL = "/oauth/token"  # noqa: S105 - a path, not a password
SCHEME = "clientCredentials"

_FLOWS = OAuthFlows(
    clientCredentials=OAuthFlowClientCredentials(
        tokenUrl=TOKEN_URL, scopes={scope.value: scope.meaning for scope in Scope}
    )
)


class TokenReader(Protocol):
    """Reads a token and returns its principal: the embedded issuer, or an outside issuer."""

    async def read(self, token: str) -> tuple[Principal, float]:
        """The holder, and until when (Unix time) that answer may be relied on. Raises Unauthenticated, Unavailable."""


class TokenVerifier:
    """Remembers what it has verified until that expires, so that a known token costs a hash and a look-up."""

    def __init__(
        self,
        reader: TokenReader,
        *,
        register: Register | None = None,
        capacity: int = 10_000,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`register` says which clients may still call. Without it, a token is good until its end."""
        self._reader = reader
        self._register = register
        self._capacity = capacity
        self._now = now
        self._known: dict[bytes, tuple[Principal, float]] = {}

    async def verify(self, token: str) -> Principal:
        """The holder of a token. Raises Unauthenticated, or Unavailable when the issuer cannot be asked."""
        digest = sha256(token.encode()).digest()  # never the token itself: a memory dump must not hold credentials
        known = self._known.get(digest)
        if known is None or known[1] <= self._now():
            known = await self._reader.read(token)
            self._remember(digest, known)
        return known[0] if self._register is None else await self._still_admitted(known[0], self._register)

    async def _still_admitted(self, principal: Principal, register: Register) -> Principal:
        admitted = await register.admitted(principal)
        if admitted is None:
            raise Unauthenticated(
                "The client (the program's account) that this token names may no longer use this service."
            )
        return admitted

    def _remember(self, digest: bytes, known: tuple[Principal, float]) -> None:
        self._known.pop(digest, None)
        if len(self._known) >= self._capacity:
            del self._known[next(iter(self._known))]
        self._known[digest] = known


class _Bearer(OAuth2):
    """A route's requirement of a token, with one scope or with any. The middleware has already read the token."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__(flows=_FLOWS, scheme_name=SCHEME, description="A client of a registered organisation.")
        self.scope = scope

    async def __call__(self, request: Request) -> Principal:  # type: ignore[override] # FastAPI's own returns the header
        exchange = exchange_of(request.scope)
        if exchange.principal is None:
            raise exchange.rejection or Unauthenticated()
        if self.scope is not None and self.scope not in exchange.principal.scopes:
            raise ScopeMissing(self.scope)
        person = person_named(exchange.request_headers)
        return exchange.principal if person is None else replace(exchange.principal, on_behalf_of=person)


@cache
def requires(scope: Scope) -> Any:  # what FastAPI's Security returns
    """The dependency of a route that needs `scope`: `caller: Annotated[Principal, requires(Scope.CASES_READ)]`."""
    return Security(_Bearer(scope), scopes=[scope.value])


@cache
def any_token() -> Any:  # likewise
    """The dependency of a route that needs a token, whatever its scopes."""
    return Security(_Bearer(None), scopes=[])


def required_scopes(route: RouteContext) -> frozenset[Scope]:
    """The scopes that a route names through `requires`; empty for a public route."""
    dependant = getattr(route, "dependant", None)
    return scopes_of(dependant) if isinstance(dependant, Dependant) else frozenset()


def scopes_of(dependant: Dependant) -> frozenset[Scope]:
    """The scopes that what a route depends on names, near and far."""
    needs = dependant.call.scope if isinstance(dependant.call, _Bearer) else None
    own = frozenset(() if needs is None else {needs})
    return own.union(*(scopes_of(below) for below in dependant.dependencies))
