"""What became of a case so far, as figures count it."""

from collections.abc import Mapping
from enum import StrEnum

from app.cases.domain.appealed import appeal_outcome
from app.cases.domain.disputed import DisputedStatus, disputed
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import AppealOutcome


class Outcome(StrEnum):
    """Whether the family has appealed so far. An appeal that was withdrawn counts as an appeal."""

    APPEALED = "appealed"
    NOT_APPEALED = "not_appealed"


class WithoutAppeal(StrEnum):
    """What has become of a case without an appeal so far."""

    SETTLED = "settled"  # everything in dispute was agreed or conceded
    ENDED = "ended"  # the case was closed, and something was still in dispute
    OPEN = "open"


class AfterAppeal(StrEnum):
    """How the latest appeal of a case ended, if it has ended."""

    UPHELD = "upheld"  # in whole or in part
    SETTLED = "settled"  # by a consent order, or the authority did not oppose the appeal
    DISMISSED = "dismissed"  # or struck out
    WITHDRAWN = "withdrawn"
    OPEN = "open"  # or nobody recorded how the appeal ended


Became = WithoutAppeal | AfterAppeal

_ENDED_AS: Mapping[AppealOutcome, AfterAppeal] = {
    AppealOutcome.UPHELD: AfterAppeal.UPHELD,
    AppealOutcome.UPHELD_IN_PART: AfterAppeal.UPHELD,
    AppealOutcome.CONSENT_ORDER: AfterAppeal.SETTLED,
    AppealOutcome.UNOPPOSED: AfterAppeal.SETTLED,
    AppealOutcome.DISMISSED: AfterAppeal.DISMISSED,
    AppealOutcome.STRUCK_OUT: AfterAppeal.DISMISSED,
    AppealOutcome.WITHDRAWN: AfterAppeal.WITHDRAWN,
}


def became(facts: CaseFacts) -> Became:
    """Return what has become of a case so far."""
    if facts.appeal is not None:
        ended = appeal_outcome(facts)
        return AfterAppeal.OPEN if ended is None else _ENDED_AS[ended]
    if all(part.status is not DisputedStatus.LIVE for part in disputed(facts)):
        return WithoutAppeal.SETTLED
    return WithoutAppeal.ENDED if facts.over_on else WithoutAppeal.OPEN


def outcome(so_far: Became) -> Outcome:
    """Return whether the family has appealed."""
    return Outcome.APPEALED if isinstance(so_far, AfterAppeal) else Outcome.NOT_APPEALED
