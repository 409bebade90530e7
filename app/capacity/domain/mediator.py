"""A mediator: registration, independence, conflicts of interest, and the time spans of a diary."""

from dataclasses import dataclass
from datetime import date, datetime

from app.capacity.domain.words import ConflictWith, Format, Register


@dataclass(frozen=True, slots=True)
class Independence:
    """What a mediator has declared of itself: ss.53-54, Children and Families Act 2014.

    A mediator employed by an English authority is not independent, nor for health issues one employed by an
    integrated care board or NHS England. This service takes no mediator who has declared any such employment.
    """

    declared_on: date
    employed_by_local_authority: bool = False
    employed_by_integrated_care_board: bool = False
    employed_by_nhs_england: bool = False

    @property
    def independent(self) -> bool:
        """Whether no such employment was declared."""
        return not (
            self.employed_by_local_authority or self.employed_by_integrated_care_board or self.employed_by_nhs_england
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of interest: with an authority (its three-digit code), a school or a family (a reference)."""

    party: ConflictWith
    reference: str


@dataclass(frozen=True, slots=True)
class Mediator:
    """Everything that decides whom a mediator suits. `areas` are the codes of the authorities whose area is served."""

    register: Register
    registration_number: str
    accredited_until: date
    languages: frozenset[str]
    formats: frozenset[Format]
    areas: frozenset[str]
    independence: Independence | None = None
    conflicts: tuple[Conflict, ...] = ()
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other providers that registered the same person have of it, and what bars the person whoever asks.

    `employed` says whether an employment was declared by which it is not independent. `accredited_until` is the
    earliest last day of an accreditation that any of them has, but for one that the person has left. `conflicts` are
    those with the parties asked about alone.
    """

    employed: bool = False
    accredited_until: date | None = None
    conflicts: tuple[Conflict, ...] = ()


NOWHERE = Elsewhere()
"""Nobody else registered the person."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; both ends aware, the last not included."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether two stretches share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
