"""An appeal as it is stored: which case it belongs to, and its facts where a later appeal took its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.appeals.domain.past import PastAppeal
from app.cases.domain.facts import CaseFacts


@dataclass(frozen=True, slots=True)
class StoredAppeal:
    """A row of the table of appeals. `facts` is None for the last appeal of a case: its facts are those of the case.

    `earlier` are ended appeals of the authority that reads, about the same kind of decision. Latest first.
    """

    id: UUID
    case_id: UUID
    number: int
    facts: CaseFacts | None
    earlier: Sequence[PastAppeal] = ()
