"""How an authority groups its cases: by child and by family. Also when the child's school age ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.domain.words import State
from app.kernel.terms import DecisionKind


@dataclass(frozen=True, slots=True)
class Family:
    """The authority's own pseudonyms for the child and the family of a case, and the last day of school age."""

    child_reference: str | None = None
    family_reference: str | None = None
    school_age_ends_on: date | None = None


UNKNOWN = Family()
"""Nothing is said of the family."""


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """Another case of the same authority about the same child, or about another child of the same family."""

    id: UUID
    la_reference: str | None
    kind: DecisionKind
    state: State
    notice_sent_on: date | None
    """None while only the date printed on the letter is known."""
    same_child: bool


@dataclass(frozen=True, slots=True)
class FamilySeen:
    """What a reader is told of the family behind a case."""

    family: Family
    linked: Sequence[LinkedCase] | None = None
    """None where they were not looked for."""
