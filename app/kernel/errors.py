"""Every refusal of the domain.

    DomainError
    |-- OutsideKnownLaw         the question is outside what this service can answer
    |   |-- BeforeCommencement  before 1 September 2014
    |   |-- BeyondHorizon       after the last year of published bank holidays
    |   |-- BeforeTheNotice     a date earlier than the notice that starts everything
    |   `-- SeparateScheme      another scheme governs (detained persons)
    `-- Refusal                 the pathway does not allow this action now
        |-- NotYours            another party's action
        |-- NotNow              no move leads from this state
        |-- GateClosed          a move exists, and a gate on it is shut
        `-- OutOfOrder          the dates cannot be in this order

Each carries the id of the rule that decides it, so that an answer can cite the law. `Unseen` is no refusal by a rule:
the record does not exist, or the caller may not see it.
"""

from typing import ClassVar


class DomainError(Exception):
    """A question or an action that the domain refuses, with the rule behind it."""

    slug: ClassVar[str] = "domain-error"

    def __init__(self, reason: str, rule_id: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule_id = rule_id


class Unseen(Exception):
    """There is no such record, or none that the caller may see: both are the same to the caller."""


class OutsideKnownLaw(DomainError):
    """The answer would be a guess, so there is none."""

    slug = "outside-known-law"


class BeforeCommencement(OutsideKnownLaw):
    """Part 3 of the Act came into force on 1 September 2014."""

    slug = "before-commencement"


class BeyondHorizon(OutsideKnownLaw):
    """The bank holidays of that year are not yet published."""

    slug = "beyond-calendar-horizon"


class OutsideRegime(OutsideKnownLaw):
    """The regime of a case is not in force on the day that decides it."""

    slug = "outside-regime"


class BeforeTheNotice(OutsideKnownLaw):
    """Nothing on the pathway can happen before the notice of decision was sent."""

    slug = "before-the-notice"


class SeparateScheme(OutsideKnownLaw):
    """The case belongs to another scheme and needs a person."""

    slug = "separate-scheme"


class Refusal(DomainError):
    """The pathway does not allow this action on this case now."""

    slug = "refused"


class NotYours(Refusal):
    """The action belongs to another party."""

    slug = "not-yours-to-record"


class NotNow(Refusal):
    """No move of this action leads from the case's state."""


class GateClosed(Refusal):
    """A move exists, and a gate on it is shut."""


class OutOfOrder(Refusal):
    """The date given contradicts what is already recorded, or has not come yet."""
