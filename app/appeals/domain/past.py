"""What became of the same issue in an authority's earlier appeals, counted so that no family can be told. Pure.

Two issues are the same if their appeals are about the same kind of decision and the same section of the plan or, where
an appeal names no section, about the decision itself. Words are never compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from app.cases.domain.conceded import Conceded
from app.cases.domain.proceedings import Issue, Ordered
from app.cases.domain.stakes import THE_DECISION
from app.cases.domain.words import AppealOutcome, AppealState, IssueStatus
from app.kernel.suppression import Shown, shown
from app.kernel.terms import PlanSection

LAST_APPEALS = 20
"""How many of the authority's last ended appeals with the same issue count. Older ones say less about what it does now,
and with fewer the share would jump with each appeal."""
FEWEST = 10
"""With fewer such appeals, nothing is said: twice the number that the figures of this service call few."""
HIGH, VERY_HIGH = 2 / 3, 4 / 5
"""The shares of settled issues from which an issue is called possible to settle, and likely."""


class Became(StrEnum):
    """What became of an issue. A dismissed, withdrawn or struck out issue was not settled."""

    SETTLED = "settled"  # the authority gave way, the parties agreed, or the tribunal found for the family
    NOT_SETTLED = "not_settled"


@dataclass(frozen=True, slots=True)
class PastAppeal:
    """An appeal of the authority that ended, as far as it says what became of its issues."""

    state: AppealState
    outcome: AppealOutcome | None
    sections: frozenset[PlanSection]
    issues: tuple[Issue, ...]
    conceded: tuple[Conceded, ...]
    orders: tuple[Ordered, ...]


@dataclass(frozen=True, slots=True)
class PastIssues:
    """How an issue ended in the last appeals that had it, as far as the counts may be shown."""

    counted: int
    share: float
    counts: Shown[Became]


def past_issues(issue: Issue, appeals: Sequence[PastAppeal]) -> PastIssues | None:
    """Return what became of an issue in the last appeals that had it, latest first. None: there are too few."""
    if issue.section is None and issue.id != THE_DECISION:
        return None
    found = (one for one in (became(issue.section, appeal) for appeal in appeals) if one is not None)
    ended = list(islice(found, LAST_APPEALS))
    if len(ended) < FEWEST:
        return None
    parts = {one: ended.count(one) for one in Became}
    return PastIssues(len(ended), parts[Became.SETTLED] / len(ended), shown(parts))


def became(section: PlanSection | None, appeal: PastAppeal) -> Became | None:
    """Return what became of an issue in an appeal. None: the appeal had no such issue."""
    own = [one for one in appeal.issues if one.section is section and (section or one.id == THE_DECISION)]
    if not own and (section not in appeal.sections if section else appeal.sections):
        return None
    given_up = any(one.status in (IssueStatus.CONCEDED, IssueStatus.AGREED) for one in own)
    conceded = any(one.told_tribunal_on and one.section in (None, section) for one in appeal.conceded)
    if appeal.state is AppealState.UNOPPOSED or given_up or conceded or _ordered(section, appeal):
        return Became.SETTLED
    return Became.NOT_SETTLED


def _ordered(section: PlanSection | None, appeal: PastAppeal) -> bool:
    """Whether the tribunal's orders gave the family what it asked for on an issue. Orders that name no section are
    about everything, unless the appeal was upheld in part."""
    named = {one for order in appeal.orders for one in order.sections}
    match appeal.outcome:
        case AppealOutcome.UPHELD | AppealOutcome.CONSENT_ORDER:
            return not named or section in named
        case AppealOutcome.UPHELD_IN_PART:
            return section in named
    return False
