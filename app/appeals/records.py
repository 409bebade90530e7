"""An appeal as it is stored: which case it belongs to, and its facts where a later appeal took its place."""

from dataclasses import dataclass
from hashlib import md5
from uuid import UUID

from app.cases.domain.facts import CaseFacts


@dataclass(frozen=True, slots=True)
class StoredAppeal:
    """A row of the table of appeals. `facts` is None for the last appeal of a case: its facts are those of the case."""

    id: UUID
    case_id: UUID
    number: int
    facts: CaseFacts | None


def appeal_id(case_id: UUID, number: int = 1) -> UUID:
    """Return the id of an appeal: always the same for the same case and number. PostgreSQL works it out likewise."""
    return UUID(md5(f"{case_id}/appeals/{number}".encode(), usedforsecurity=False).hexdigest())
