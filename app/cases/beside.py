"""Which actions a booked session refuses or calls off, as a table beside the moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.cases.domain.words import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What an action means for a session that is booked on the case."""

    instead: str | None = None
    """Where it is recorded instead while the session lies ahead: the last part of a path of the session."""
    once_begun: str | None = None
    """Where it is recorded instead once the session has begun."""
    calls_off: bool = False
    """Whether it calls off a session that has not begun, and lets go the time that is held for the case."""
    rests_on_search: bool = False
    """Whether it rests on a search for a mediator: the one that it names, or one that is made with it."""

    @property
    def concerns_sessions(self) -> bool:
        """Whether sessions are looked at when it is recorded."""
        return self.once_begun is not None or self.calls_off


NOTHING: Final = Beside()
BESIDE: Final[Mapping[Action, Beside]] = {
    Action.ARRANGE_MEDIATION: Beside(instead="reschedule", once_begun="reschedule"),
    Action.CANCEL_SESSION: Beside(instead="cancel", once_begun="cancel"),
    Action.RECORD_SESSION_OUTCOME: Beside(instead="outcome", once_begun="outcome"),
    Action.REPORT_CANNOT_ARRANGE: Beside(instead="cancel", once_begun="outcome", calls_off=True, rests_on_search=True),
    Action.DECLINE_MEDIATION: Beside(once_begun="outcome", calls_off=True),
    Action.WITHDRAW: Beside(calls_off=True),
    Action.CLOSE: Beside(calls_off=True),
}
"""Actions that are not here pass a booked session by. A concession and an appeal leave it standing: the family may wish
to come all the same. That a session which has begun did not take place is for the mediator's own provider to say."""


def beside(action: Action) -> Beside:
    """Return what an action means for a booked session."""
    return BESIDE.get(action, NOTHING)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an action is recorded instead: on the session that is booked on the case."""

    session_id: UUID
    path: str

    @property
    def post_to(self) -> str:
        """The path to send it to."""
        return f"/v1/sessions/{self.session_id}/{self.path}"

    @property
    def says(self) -> str:
        """Where to go, as a sentence."""
        return f"A session is booked on this case: go to {self.post_to}."


class GoesBehindSession(Exception):
    """An action would part a case from the session that is booked on it."""

    def __init__(self, elsewhere: Elsewhere) -> None:
        super().__init__(elsewhere.says)
        self.elsewhere = elsewhere


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report that mediation cannot be arranged says of the search behind it."""

    search_id: UUID | None
    occurred_on: date | None
