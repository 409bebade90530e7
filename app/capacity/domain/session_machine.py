"""Decides whether an action on a session may happen, and returns the session after it. Pure and total."""

from collections.abc import Sequence
from datetime import date

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Recording, SessionCommand
from app.capacity.domain.session_moves import MOVES, SessionMove
from app.capacity.domain.words import SessionStatus
from app.kernel.errors import NotNow
from app.kernel.machine import Machine, apply


class Sessions(Machine[SessionMove, Session, SessionCommand, Recording]):
    """The table of moves of a session, as it is read when an organisation records something."""

    stage = "status"
    nobodys = "authority-arranges"

    def __init__(self, recording: Recording, moves: Sequence[SessionMove] = MOVES) -> None:
        super().__init__(moves, recording)

    def began(self, facts: Session) -> tuple[date, str]:
        """Return the day on which the session was fixed."""
        return facts.fixed_on, "the session was fixed, on"

    def not_now(self, facts: Session, command: SessionCommand, moves: tuple[SessionMove, ...]) -> NotNow:
        """Say that a session is over, or was called off."""
        if facts.status is SessionStatus.CANCELLED:
            return NotNow(
                "This session was called off, so you can record nothing more about the session.", "mediation-on-request"
            )
        if facts.status is SessionStatus.ENDED:
            return NotNow("The end of this session is already recorded.", "duty-of-its-party")
        return super().not_now(facts, command, moves)


def decide(session: Session, command: SessionCommand, recording: Recording) -> Session:
    """Return the session after a command.

    Raises:
        NotYours: another party, or the other provider of the case, records this.
        NotNow: the session is called off, or over.
        OutOfOrder: the day has not come, or contradicts the session's.
        GateClosed: it does not concern this session.
    """
    return apply(session, Sessions(recording).decide(session, command, recording.today))
