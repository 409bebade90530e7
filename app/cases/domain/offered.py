"""An offer of independent help that was made to a family."""

from dataclasses import dataclass
from datetime import date

from app.cases.domain.words import OfferMoment


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of independent help that was made: at which moment, which had come on `due_on`, and on which day.

    The family's answer is not a fact of the case: only the family and the organisation that asked know it.
    """

    moment: OfferMoment
    due_on: date
    made_on: date
