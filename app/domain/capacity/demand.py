"""What a case asks of a mediator and of a day."""

from dataclasses import dataclass
from datetime import date

from app.domain.capacity.mediator import Span
from app.domain.capacity.words import Format


@dataclass(frozen=True, slots=True)
class Demand:
    """What a mediation of one case needs.

    `due_on` is the last of the thirty days (reg 36, or reg 35 where the issues are about health alone); None where
    they do not run. `formats` are those the family will take, all of them if it does not mind; of `languages` the
    mediator speaks each unless an interpreter comes. `unavailable` are times at which a party cannot come.
    """

    la_code: str
    due_on: date | None = None
    formats: frozenset[Format] = frozenset(Format)
    languages: frozenset[str] = frozenset()
    interpreter: bool = False
    school_reference: str | None = None
    family_reference: str | None = None
    unavailable: tuple[Span, ...] = ()
