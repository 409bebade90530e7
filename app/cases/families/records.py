"""How an authority groups its cases: by child and by family. Also when the child's school age ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.domain.words import FollowsBecause, State
from app.kernel.terms import DecisionKind


@dataclass(frozen=True, slots=True)
class Follows:
    """The earlier case that a new decision follows from, and why."""

    case_id: UUID
    because: FollowsBecause


@dataclass(frozen=True, slots=True)
class Family:
    """The authority's own pseudonyms for the child and the family of a case, the last day of school age, and the
    earlier case that the decision follows from."""

    child_reference: str | None = None
    family_reference: str | None = None
    school_age_ends_on: date | None = None
    follows: Follows | None = None


@dataclass(frozen=True, slots=True)
class OwnReference:
    """The reference of an authority for a case whose notice another authority sent. None clears it.

    `not_a_duplicate` says that another case of the authority has the same reference, kind and day, and is another.
    """

    reference: str | None
    not_a_duplicate: bool = False


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
class FollowedCase:
    """A case before or after another one: a new decision that follows from an earlier dispute."""

    id: UUID
    la_reference: str | None
    kind: DecisionKind
    state: State
    notice_sent_on: date | None
    because: FollowsBecause


@dataclass(frozen=True, slots=True)
class FamilySeen:
    """What a reader is told of the family behind a case."""

    family: Family
    linked: Sequence[LinkedCase] | None = None
    """None where they were not looked for."""
    follows: FollowedCase | None = None
    followed_by: Sequence[FollowedCase] = ()
