"""The caller of a request, and the clients that are registered to call."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of one request, as its access token proves. Tenancy comes from here, never from a body."""

    client_id: str
    organisation_id: UUID
    organisation_kind: OrganisationKind
    la_code: str | None
    """The three-digit code of a local authority; None for every other kind of organisation."""
    scopes: frozenset[str]
    on_behalf_of: str | None = None
    """The person who acts, by a pseudonym that the organisation chose. Named by the request, not by the token."""


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A client of an organisation, as the service has it on record."""

    client_id: str
    organisation_id: UUID
    organisation_kind: OrganisationKind
    la_code: str | None
    secret_form: str | None
    """How the client's secret is hashed: the stored hash without its digest. None if it has no secret here."""
    scopes: frozenset[str]
    """All that a token of this client may carry."""
    live_secrets: str = ""
    """Identifies the secrets that the client may use now. It changes with a new secret, and when an old one ends."""

    def as_principal(self, scopes: frozenset[str]) -> Principal:
        """This client as a caller who holds `scopes`."""
        return Principal(self.client_id, self.organisation_id, self.organisation_kind, self.la_code, scopes)


class Register(Protocol):
    """Knows which clients may call now, and for what."""

    async def admitted(self, principal: Principal) -> Principal | None:
        """Return the holder of a valid token, with the scopes that its client still has.

        None if the client may no longer call.
        """


class Clients(Protocol):
    """A store of registered clients."""

    async def find(self, client_id: str) -> RegisteredClient | None:
        """Return the client with this id. None if there is none, or if it may no longer call."""

    async def proves(self, client_id: str, hashed: str) -> bool:
        """Whether a secret that was hashed in the client's form is the client's own. The stored hash never leaves the
        store.
        """
