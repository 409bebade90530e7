"""Who calls: the same tokens as the service's, verified once and then remembered until they expire."""

import time
from dataclasses import dataclass
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

KEY = jwt.PyJWK.from_json(settings.ISSUER_KEY).key
_known: dict[bytes, tuple["Caller", float]] = {}


@dataclass(frozen=True, slots=True)
class Caller:
    """The organisation behind a token."""

    client_id: str
    organisation_id: UUID
    scopes: frozenset[str]
    is_authenticated: bool = True

    def must_have(self, scope: str) -> None:
        """Refuse a caller without a scope."""
        if scope not in self.scopes:
            raise PermissionDenied


class Bearer(BaseAuthentication):
    """A bearer token."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller."""
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        known = _known.get(token)
        if known is None or known[1] < time.time():
            known = _known[token] = self._read(token)
        return known[0], None

    @staticmethod
    def _read(token: bytes) -> tuple[Caller, float]:
        try:
            claims = jwt.decode(token, KEY, ["RS256"], audience=settings.ISSUER, issuer=settings.ISSUER)
        except jwt.InvalidTokenError as error:
            raise AuthenticationFailed from error
        scopes = frozenset(claims["scope"].split())
        return Caller(claims["client_id"], UUID(claims["organisation_id"]), scopes), claims["exp"]
