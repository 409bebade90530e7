"""What the use cases of an import take and give: a row as it is known already, and a row as it was judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.contacts.records import Contact
from app.cases.domain.facts import CaseFacts
from app.imports.domain.needs import Fault
from app.imports.domain.words import RowVerdict
from app.kernel.terms import DecisionKind


@dataclass(frozen=True, slots=True)
class Known:
    """A notice that is known under a reference: its case, or an earlier row of a file that is only tried out.

    `told` is what its row said, without the name; None for a case that was not imported. `name` is the appellant's name
    on the case, and `row` the number of the earlier row. `contact` is how to reach the family, as far as the authority
    may read it. `unconfirmed`: an adviser recorded the notice, and the authority has not confirmed it. `gone`: the case
    has another authority now.
    """

    kind: DecisionKind
    sent_on: date
    case_id: UUID | None = None
    told: Mapping[str, Any] | None = None
    name: str | None = field(default=None, repr=False)
    row: int | None = None
    contact: Contact | None = None
    unconfirmed: bool = False
    facts: CaseFacts | None = None
    """The facts of the case, where a row says that its decision follows from it."""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and its verdict. `says` is the verdict in words; each fault names a column."""

    row: int
    verdict: RowVerdict
    says: str
    la_reference: str | None = None
    kind: DecisionKind | None = None
    sent_on: date | None = None
    case_id: UUID | None = None
    faults: tuple[Fault, ...] = ()
    told: Mapping[str, Any] | None = None
