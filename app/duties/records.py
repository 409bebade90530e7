"""What the use cases of duties load and store."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.duties.domain.words import DutyStatus, Stands, status_on
from app.kernel.terms import OrganisationKind, Party


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says of a duty: the cause of a delay (`cause`), or what it disputes (`contest`)."""

    organisation_id: UUID
    by_kind: OrganisationKind
    about: str
    says: str
    explanation: str | None
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A duty of the ledger. `explained` says whether the party that owes it has given a cause."""

    id: UUID
    case_id: UUID
    code: str
    owed_by: Party
    owner_id: UUID | None
    due_on: date
    stands: Stands
    explained: bool
    version: int

    def status(self, today: date) -> DutyStatus:
        """Return how the duty stands on a day."""
        return status_on(self.stands, self.owed_by, self.due_on, today)
