"""The mediation and tribunal items of the SEN2 return, worked out for each notice. Pure.

The return asks about a person's request for an assessment and about the assessment itself. A notice of a refusal to
assess belongs to the request (items 2.5 and 2.6), a notice of a refusal to issue a plan to the assessment (3.3 and
3.4). Every other notice counts as "other" (3.5 and 3.6). The item numbers of the assessment are our reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.kernel.terms import DecisionKind, SessionOutcome


class Item(StrEnum):
    """A yes-or-no item of the return, as its column is named in a file of COLLECT."""

    REQUEST_MEDIATION = "requestmediation"
    REQUEST_TRIBUNAL = "requesttribunal"
    ASSESSMENT_MEDIATION = "assessmentmediation"
    ASSESSMENT_TRIBUNAL = "assessmenttribunal"
    OTHER_MEDIATION = "othermediation"
    OTHER_TRIBUNAL = "othertribunal"


class Remark(StrEnum):
    """Why a row may not belong in the return of the authority, or cannot be complete."""

    NOT_CONFIRMED = "not_confirmed"  # an adviser recorded the notice, and the authority has not confirmed it
    RECEIVED = "received"  # another authority sent the notice, and its return holds the row
    MOVED_AWAY = "moved_away"  # another authority has the case now, so the row ends on the day of the move
    UNREADABLE = "unreadable"  # the record cannot be read, so nothing is known of mediation


class MediationMeans(StrEnum):
    """What counts as mediation in the return."""

    HELD = "held"
    REFERRED = "referred"


ITEMS: Final[Mapping[DecisionKind, tuple[Item, Item]]] = {
    DecisionKind.REFUSAL_TO_ASSESS: (Item.REQUEST_MEDIATION, Item.REQUEST_TRIBUNAL),
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: (Item.ASSESSMENT_MEDIATION, Item.ASSESSMENT_TRIBUNAL),
}
_OTHER: Final = (Item.OTHER_MEDIATION, Item.OTHER_TRIBUNAL)

MET: Final = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT, SessionOutcome.NO_AGREEMENT})
"""How a session ended that counts as held: both sides were there, and mediation came to its end."""


@dataclass(frozen=True, slots=True)
class NoticeOfYear:
    """A notice, and what is known of mediation and of an appeal about it.

    `sent_by` is the code of the authority that sent the notice. `referred`: the family asked for mediation. `held`: a
    session was held. Both are None if the record cannot be read.
    """

    case_id: UUID
    kind: DecisionKind
    sent_on: date
    sent_by: str
    la_reference: str | None
    child_reference: str | None
    referred: bool | None
    held: bool | None
    appealed: bool
    remarks: tuple[Remark, ...] = ()

    def mediation(self, means: MediationMeans) -> bool | None:
        """Whether there was mediation, as the return is read. None if nobody knows."""
        return self.held if means is MediationMeans.HELD else self.referred

    @property
    def in_return(self) -> bool:
        """Whether the authority that asks reports this notice itself."""
        return not {Remark.RECEIVED, Remark.NOT_CONFIRMED} & set(self.remarks)


def items(notice: NoticeOfYear, means: MediationMeans) -> Mapping[Item, bool | None]:
    """Return the two items that a notice answers. The other four say nothing about this notice."""
    mediation, tribunal = ITEMS.get(notice.kind, _OTHER)
    return {mediation: notice.mediation(means), tribunal: notice.appealed}


def reference_date(year: int) -> date:
    """Return the day of the census that asks about a calendar year: the third Thursday of the next January."""
    first = date(year + 1, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)
