"""Who records something, on which day, and at which moment."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records: an organisation, through one of its clients."""

    organisation_id: UUID
    kind: OrganisationKind
    client_id: str
    on_behalf_of: str | None = None
    """The person who acts, by a pseudonym that the organisation chose (`On-Behalf-Of`)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """By whom something is recorded, on which day in London, and at which moment."""

    actor: Actor
    today: date
    at: datetime
