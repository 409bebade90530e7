"""What administration keeps, as the use cases know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.administration.domain.words import Act, ActSource
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation."""

    id: UUID
    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    disabled: bool
    version: int


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """A secret of a client: when it was made, and when it ends. The secret itself is nowhere."""

    slot: int
    made_at: datetime
    retires_at: datetime | None

    def live_at(self, moment: datetime) -> bool:
        """Whether the secret opens the door at a moment."""
        return self.retires_at is None or moment < self.retires_at


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client of an organisation, with its secrets."""

    client_id: str
    organisation: str
    "The short name of the organisation."
    organisation_kind: OrganisationKind
    scopes: frozenset[str]
    disabled: bool
    version: int
    secrets: tuple[SecretRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnershipRecord:
    """A period in which an authority works with a partner."""

    id: UUID
    authority: str
    partner: str
    partner_kind: OrganisationKind
    first_choice: bool
    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ActRecord:
    """An act of the operator. `subject` is the short name of an organisation, or the id of a client."""

    seq: int
    act: Act
    subject: str
    details: Mapping[str, Any]
    source: ActSource
    by: str
    recorded_at: datetime
