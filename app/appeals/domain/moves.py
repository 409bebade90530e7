"""The table of an appeal: which step leads it from where to where. Each row is a move of the pathway, seen from the
appeal.

The pathway alone decides. The check in `assurance` proves that this table says what the pathway does: no step of any
case leads an appeal to where no row leads, and every row is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases.domain.moves import MOVES as OF_CASES
from app.cases.domain.moves import AnyMove
from app.cases.domain.words import PENDING, AppealState

S = AppealState


ENDED = frozenset(S) - PENDING


@dataclass(frozen=True, slots=True)
class Row:
    """From which states a step leads an appeal, and to which. None: it stays where it is."""

    states: frozenset[AppealState]
    target: AppealState | None = None


@dataclass(frozen=True, slots=True)
class Led:
    """A row of the table: the move of the pathway, and where it leads the appeal."""

    move: AnyMove
    row: Row


ROWS: Mapping[str, tuple[Row, ...]] = {
    "appeal-registered": (),  # begins an appeal
    "appeal-response-sent": (
        Row(frozenset({S.REGISTERED}), S.RESPONDED),
        Row(frozenset({S.LISTED, S.ADJOURNED})),
    ),
    "appeal-directions-given": (Row(PENDING),),
    "appeal-hearing-listed": (Row(PENDING, S.LISTED),),
    "appeal-hearing-adjourned": (Row(frozenset({S.LISTED}), S.ADJOURNED),),
    "appeal-bundle-sent": (Row(PENDING),),
    "appeal-issues-changed": (Row(PENDING),),
    "grounds-widened": (Row(PENDING),),
    "appeal-conceded": (Row(PENDING - {S.REGISTERED}),),
    "appeal-decided": (Row(PENDING, S.DECIDED),),
    "appeal-struck-out": (Row(PENDING, S.STRUCK_OUT),),
    "appeal-unopposed": (Row(PENDING, S.UNOPPOSED),),
    "appeal-withdrawn": (Row(PENDING, S.WITHDRAWN),),
    "appeal-reinstated": tuple(Row(ENDED, state) for state in sorted(PENDING)),
}
"""By the event of the move. A reinstated appeal continues from where it ended. A response that is told late, as of an
earlier day than a concession, leaves the appeal as it ended."""

TABLE: tuple[Led, ...] = tuple(Led(move, row) for move in OF_CASES for row in ROWS.get(move.event, ()))


def leads(event: str, before: AppealState | None, after: AppealState | None) -> bool:
    """Whether a row of the table leads an appeal from one state to another by an event."""
    if event == "appeal-registered":
        return (before is None or before in ENDED) and after is S.REGISTERED
    if event == "duty-completed":  # the response may be told as a duty that was done
        event = "appeal-response-sent" if before is not after else event
    rows = ROWS.get(event)
    if rows is None or before is None:
        return before is after
    return any(before in row.states and after is (row.target or before) for row in rows)
