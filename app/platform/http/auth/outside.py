"""Tokens of an outside OpenID Connect issuer, which replaces the embedded issuer if a deployment configures it.

The issuer proves who calls. The service's own register says which organisation and which scopes the caller has.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from math import ceil, isfinite
from typing import Any, Literal

import structlog
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.platform.access.principal import Clients, Principal
from app.platform.http.auth.issuer import LONGEST_TOKEN
from app.platform.http.auth.published_keys import UnfitIssuer, published_keys
from app.platform.http.problems import Unauthenticated, Unavailable

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Asymmetric only: with a shared-secret algorithm, anybody who knows the public key could sign."""

KEEP_KEYS_SECONDS = 600.0
"""After this time, keys are fetched again in the background. The old keys stay in use meanwhile."""

PAUSE_SECONDS = 10.0
"""The issuer is asked at most once in this time, even if many tokens name an unknown key."""

TRUST_SECONDS = 60.0
"""How long a verified token is believed before the register is asked again: a blocked client stops within it."""

LEEWAY_SECONDS = 10
"""How far the clocks of two machines may differ."""

_AT_JWT = frozenset({"at+jwt", "application/at+jwt"})
_OF_ID_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})
"""Claims that OpenID Connect defines for ID tokens, and that an access token does not have."""

_log = structlog.get_logger(__name__)


class OutsideIssuer:
    """Reads the tokens of one issuer. Holds its keys and a connection to it; close it when the service stops."""

    def __init__(  # noqa: PLR0913 - keyword-only: the settings of one issuer
        self,
        clients: Clients,
        *,
        issuer: str,
        audience: str,
        client_claim: str,
        scopes_if_unnamed: Literal["registered", "none"] = "registered",
        only_at_jwt: bool = False,
        pause_seconds: float = PAUSE_SECONDS,
        keep_keys_seconds: float = KEEP_KEYS_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._clients = clients
        self._issuer = issuer
        self._audience = audience
        self._client_claim = client_claim
        self._scopes_if_unnamed = scopes_if_unnamed
        self._types = _AT_JWT if only_at_jwt else _AT_JWT | {"jwt"}
        self._pause = pause_seconds
        self._keep = keep_keys_seconds
        self._now = now
        import httpx2  # by nobody whose tokens are our own

        self._http = httpx2.AsyncClient(timeout=5.0, follow_redirects=False)
        self._registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )
        self._keys: KeySet | None = None
        self._fetched_at = self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None

    async def aclose(self) -> None:
        """Lets go of the connection and of a fetch under way."""
        if self._background is not None:
            self._background.cancel()
        await self._http.aclose()

    async def read(self, token: str) -> tuple[Principal, float]:
        """Return the principal of this token, and its end (Unix time).

        Raises Unauthenticated, or Unavailable if the issuer cannot be reached.
        """
        claims = await self._verified_claims(token)
        client_id = claims.get(self._client_claim)
        client = await self._clients.find(client_id) if isinstance(client_id, str) else None
        if client is None:
            raise Unauthenticated("The access token names a client (a program's account) that is not registered here.")
        if client_id == self._audience:
            raise Unauthenticated("You sent an ID token. Send an access token for this service instead.")
        named = scopes_named(claims)
        if named is None:
            named = client.scopes if self._scopes_if_unnamed == "registered" else frozenset()
        return client.as_principal(client.scopes & named), min(claims["exp"], self._now() + TRUST_SECONDS)

    async def _verified_claims(self, token: str) -> Mapping[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated("The access token is not valid.")
        keys = await self._current_keys()
        try:
            try:
                decoded = jwt.decode(token, keys, registry=self._registry)
            except InvalidKeyIdError:  # the issuer may have a new key
                decoded = jwt.decode(token, await self._newest_keys(), registry=self._registry)
            self._claims.validate(decoded.claims)
            self._be_an_access_token(decoded.header, decoded.claims)
        except ExpiredTokenError as expired:
            raise Unauthenticated("The access token has expired.") from expired
        except (Unauthenticated, Unavailable):
            raise
        except Exception as invalid:  # whatever a token holds, it is the caller's fault
            raise Unauthenticated("The access token is not valid.") from invalid
        return decoded.claims

    def _be_an_access_token(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        """Raises Unauthenticated for a token of another kind by the same issuer, such as an ID token."""
        kind = header.get("typ", "jwt")
        marked = _OF_ID_TOKENS & claims.keys() or claims.get("typ") == "ID" or claims.get("token_use") == "id"
        if not isinstance(kind, str) or kind.lower() not in self._types or marked:
            raise Unauthenticated("The token that you sent is not an access token.")
        if isinstance(claims["exp"], bool) or not isinstance(claims["exp"], int | float) or not isfinite(claims["exp"]):
            raise Unauthenticated("The access token is not valid.")

    async def _current_keys(self) -> KeySet:
        if self._keys is None:
            return await self._newest_keys()
        if _age(self._fetched_at) >= self._keep and (self._background is None or self._background.done()):
            self._background = asyncio.create_task(self._ask_if_due())
        return self._keys

    async def _newest_keys(self) -> KeySet:
        """The keys as the issuer has them now, or as it had them within the pause."""
        await self._ask_if_due()
        if self._keys is None or self._fetched_at < self._asked_at:
            raise Unavailable("The token issuer cannot be reached.", retry_after=ceil(self._pause))
        return self._keys

    async def _ask_if_due(self) -> None:
        """Fetch the keys, unless that was just done. After a failure, the old keys stay in use."""
        async with self._asking:
            if _age(self._asked_at) < self._pause:
                return
            self._asked_at = time.monotonic()
            try:
                self._keys = await published_keys(self._http, self._issuer)
            except UnfitIssuer as unfit:
                _log.error("token issuer unfit", issuer=self._issuer, why=str(unfit))
            except Exception as failure:  # noqa: BLE001 - nothing an issuer sends, or fails to, is a fault of ours
                _log.error("token issuer unreachable", issuer=self._issuer, kind=type(failure).__name__)
            else:
                self._fetched_at = time.monotonic()


def scopes_named(claims: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the scopes that a token names in `scope` or `scp`, as one text or as a list. None if it has neither claim.

    For a token with both claims, return the scopes that are in both. A claim in any other form names no scope.
    """
    named = [_listed(claims[claim]) for claim in ("scope", "scp") if claim in claims]
    return frozenset.intersection(*named) if named else None


def _listed(said: object) -> frozenset[str]:
    if isinstance(said, str):
        return frozenset(said.split())
    return frozenset(one for one in said if isinstance(one, str)) if isinstance(said, list) else frozenset()


def _age(since: float) -> float:
    return time.monotonic() - since
