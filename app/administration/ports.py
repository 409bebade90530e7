"""What the use cases of administration need from the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.administration.domain.partnerships import Changes, Period
from app.administration.domain.words import Act
from app.administration.records import ClientRecord, OrganisationRecord
from app.kernel.terms import OrganisationKind


class Register(Protocol):
    """The register of organisations, clients and partnerships, as one unit of work sees it."""

    async def organisation(self, slug: str, *, lock: bool = False) -> OrganisationRecord | None:
        """Return an organisation by its short name."""

    async def code_is_taken(self, la_code: str) -> bool:
        """Whether an authority with this code is registered."""

    async def add_organisation(self, one: OrganisationRecord, *, sandbox: bool) -> None:
        """Store a new organisation."""

    async def change_organisation(self, one: OrganisationRecord) -> None:
        """Store the name of an organisation, and whether it is disabled."""

    async def client(self, client_id: str, *, lock: bool = False) -> ClientRecord | None:
        """Return a client."""

    async def add_client(self, one: ClientRecord, organisation_id: UUID) -> None:
        """Store a new client."""

    async def change_client(self, one: ClientRecord) -> None:
        """Store the scopes of a client, and whether it is disabled."""

    async def secret_form(self, client_id: str) -> str | None:
        """Return how the client's secrets are hashed; None if it has none."""

    async def keep_secret(self, client_id: str, slot: int, hashed: str) -> None:
        """Store a secret in a free slot."""

    async def retire_secret(self, client_id: str, slot: int, at: datetime) -> None:
        """End a secret at a moment."""

    async def periods(self, la_id: UUID, kind: OrganisationKind) -> Sequence[Period]:
        """Return the authority's periods with partners of a kind. Its organisation is locked."""

    async def change_periods(self, la_id: UUID, kind: OrganisationKind, changes: Changes) -> None:
        """Store what becomes of them."""

    async def log(self, act: Act, subject: str, details: Mapping[str, Any]) -> None:
        """Write an act into the log, in the name of the unit of work."""
