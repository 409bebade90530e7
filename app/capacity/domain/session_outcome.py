"""What an outcome says about who came, and whether it agrees with the attendance that was recorded."""

from collections.abc import Mapping

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_commands import End, RecordAttendance
from app.capacity.domain.words import Attendance, Attending, Format
from app.kernel.terms import SessionOutcome

BOTH_CAME = frozenset(
    {
        SessionOutcome.FULL_AGREEMENT,
        SessionOutcome.PARTIAL_AGREEMENT,
        SessionOutcome.NO_AGREEMENT,
        SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE,
    }
)
"""Outcomes that need both the family and the public party: also one for which somebody came without the power."""


def implied(outcome: SessionOutcome, session: Session) -> tuple[Came, ...]:
    """Return what an outcome says about who came. An outcome always says this about the family, except if the session
    was postponed."""
    family, public = Attending.PARENT_OR_YOUNG_PERSON, session.public_party
    how = Attendance.ATTENDED if session.format is Format.IN_PERSON else Attendance.ATTENDED_REMOTELY
    if outcome is SessionOutcome.FAMILY_DID_NOT_ATTEND:
        return (Came(family, Attendance.DID_NOT_ATTEND),)
    if outcome is SessionOutcome.AUTHORITY_DID_NOT_ATTEND:
        return (Came(family, how), Came(public, Attendance.DID_NOT_ATTEND))
    return (Came(family, how), Came(public, how)) if outcome in BOTH_CAME else ()


def outcome_with(session: Session, command: RecordAttendance) -> SessionOutcome | None:
    """Return the outcome that a session has after a command."""
    return command.outcome if isinstance(command, End) else session.outcome


def all_said(session: Session, command: RecordAttendance) -> Mapping[Attending, Came]:
    """Return the attendance of each person: from the command, else as recorded, else as the outcome implies."""
    outcome = outcome_with(session, command)
    of_outcome = implied(outcome, session) if outcome else ()
    return {came.who: came for came in (*of_outcome, *session.attendance, *command.attendance)}


def contradiction(session: Session, command: RecordAttendance) -> str | None:
    """Say how a command contradicts the session's outcome. None if it does not.

    A certificate may depend on the outcome, and on whether the family came.
    """
    outcome, said = outcome_with(session, command), all_said(session, command)
    if outcome is None:
        return None
    family = said.get(Attending.PARENT_OR_YOUNG_PERSON)
    if outcome is SessionOutcome.AUTHORITY_DID_NOT_ATTEND and family is not None and family.stayed_away:
        return (
            f"The outcome {outcome} means that the family came. If nobody came, record that the family did not attend."
        )
    if any(said[came.who].stayed_away is not came.stayed_away for came in implied(outcome, session)):
        return f"The outcome {outcome} contradicts the record of who came to the session."
    return None
