"""The embedded OAuth 2 issuer: access tokens as signed JWTs, in the form of RFC 9068."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import ExpiredTokenError
from joserfc.jwk import KeySet

from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal, RegisteredClient
from app.platform.http.problems import Unauthenticated
from app.platform.keys import rsa_key

ALGORITHM = "RS256"
"""Verified on every request and signed once an hour: RSA verifies two to three times faster than Ed25519 here."""

LEEWAY_SECONDS = 10
"""How far the clocks of two workers may differ."""

LONGEST_TOKEN = 16_384
"""The longest token that is read, in characters."""

_TYPE = "at+jwt"


class Issuer:
    """Issues access tokens and reads them. It is both issuer and audience, and is named by its URL."""

    def __init__(
        self,
        keys: Sequence[str],
        *,
        url: str,
        lifetime_seconds: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`keys` are RSA private keys as JWK JSON, newest first: the first signs, all verify. `now` is Unix time."""
        imported = [rsa_key(json.loads(key)) for key in keys]
        if not imported:
            raise ValueError("the embedded token issuer needs a key")
        self._keys = KeySet(list(imported))  # a copy typed by the library; it also names keys that have no id
        self._signing = imported[0]
        self._now = now
        self.url = url
        self.lifetime_seconds = lifetime_seconds
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": url},
            aud={"essential": True, "value": url},
            exp={"essential": True},
        )

    def issue(self, client: RegisteredClient, scopes: frozenset[str]) -> str:
        """A token of `client` good for `scopes` until its lifetime is over."""
        issued_at = int(self._now())
        claims = {
            "iss": self.url,
            "aud": self.url,
            "sub": client.client_id,
            "client_id": client.client_id,
            "iat": issued_at,
            "exp": issued_at + self.lifetime_seconds,
            "jti": str(uuid4()),
            "scope": " ".join(sorted(scopes)),
            "organisation_id": str(client.organisation_id),
            "organisation_kind": client.organisation_kind.value,
            "la_code": client.la_code,
        }
        header = {"alg": ALGORITHM, "kid": self._signing.kid}
        return jwt.encode(header, claims, self._signing, [ALGORITHM], default_type=_TYPE)

    async def read(self, token: str) -> tuple[Principal, float]:
        """Return the principal of this token, and its end (Unix time).

        Raises Unauthenticated.
        """
        try:
            if len(token) > LONGEST_TOKEN:
                raise Unauthenticated("The access token is not valid.")
            decoded = jwt.decode(token, self._keys, [ALGORITHM])
            self._claims.validate(decoded.claims)
            if decoded.header.get("typ") != _TYPE:
                raise Unauthenticated("The access token is not valid.")
            return _principal_in(decoded.claims), _instant(decoded.claims["exp"])
        except ExpiredTokenError as expired:
            raise Unauthenticated("The access token has expired.") from expired
        except Unauthenticated:
            raise
        except Exception as invalid:  # whatever a token holds, it is the caller's fault
            raise Unauthenticated("The access token is not valid.") from invalid

    def public_keys(self) -> list[dict[str, object]]:
        """The verification keys, as members of a JWK set."""
        return [dict(key) for key in self._keys.as_dict(private=False, use="sig", alg=ALGORITHM)["keys"]]


def _principal_in(claims: Mapping[str, Any]) -> Principal:
    return Principal(
        client_id=_text(claims["client_id"]),
        organisation_id=UUID(_text(claims["organisation_id"])),
        organisation_kind=OrganisationKind(claims["organisation_kind"]),
        la_code=None if claims["la_code"] is None else _text(claims["la_code"]),
        scopes=frozenset(_text(claims["scope"]).split()),
    )


def _text(claim: object) -> str:
    if not isinstance(claim, str):
        raise TypeError("a claim is no text")
    return claim


def _instant(claim: object) -> float:
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not isfinite(claim):
        raise TypeError("a claim is no instant")
    return claim
