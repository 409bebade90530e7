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
    """Where the action is recorded instead while the session lies ahead: the last part of a path of the session."""
    once_begun: str | None = None
    """Where the action is recorded instead after the session has begun."""
    calls_off: bool = False
    """Whether the action calls off a session that has not begun, and releases the time that is held for the case."""
    rests_on_search: bool = False
    """Whether the action depends on a search for a mediator: the search that it names, or a search that is made with
    it."""

    @property
    def concerns_sessions(self) -> bool:
        """Whether sessions are looked at when it is recorded."""
        return self.once_begun is not None or self.calls_off


CALL_OFF: Final = "call_off_sessions"
"""The member of a request after which a booked session may be called off, because its provider leaves the case."""

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
"""Actions that are not here do not affect a booked session. After a concession or an appeal the session stays booked,
because the family may still wish to come. Only the mediator's own provider can say that a session which has begun did
not take place."""


def beside(action: Action) -> Beside:
    """Return what an action means for a booked session."""
    return BESIDE.get(action, NOTHING)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an action is recorded instead: on the session that is booked on the case."""

    session_id: UUID
    path: str
    or_send: str | None = None
    """The member of the request that calls the session off. None if no member does."""

    @property
    def post_to(self) -> str:
        """The path to send it to."""
        return f"/v1/sessions/{self.session_id}/{self.path}"

    @property
    def says(self) -> str:
        """Where to record the action, as a sentence."""
        says = f"A mediation session is booked on this case, so send your request to {self.post_to}"
        if self.or_send is None:
            return f"{says}."
        return f"{says}. Or send your request again with `{self.or_send}: true`: we then call the session off."


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
