"""What a case needs from a mediator and from a day."""

from dataclasses import dataclass
from datetime import date

from app.capacity.domain.mediator import Span
from app.capacity.domain.words import Format

AUTHORITY_ARRANGES = "authority-arranges"
BODY_ARRANGES = "commissioning-body-arranges"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a mediation of one case needs.

    `due_on` is the last of the thirty days. None if they do not run. `due_rule` is the rule by which they are
    counted: the authority's (reg 36), or the commissioning body's (reg 35) where the issues are about health alone.
    `formats` are those the family will take, all of them if it does not mind; of `languages` the mediator speaks each
    unless an interpreter comes. `unavailable` are times at which a party cannot come.
    """

    la_code: str
    due_on: date | None = None
    due_rule: str = AUTHORITY_ARRANGES
    formats: frozenset[Format] = frozenset(Format)
    languages: frozenset[str] = frozenset()
    interpreter: bool = False
    school_reference: str | None = None
    family_reference: str | None = None
    unavailable: tuple[Span, ...] = ()

    @property
    def parties(self) -> frozenset[str]:
        """Return the references by which a conflict with one of its parties is known."""
        return frozenset(filter(None, (self.la_code, self.school_reference, self.family_reference)))
