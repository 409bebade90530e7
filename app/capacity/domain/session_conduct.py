"""The gates of a session on whether it takes place, who came and how it ended.

Each gate asks one question, for one rule.
"""

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import End, NotHeld, RecordAttendance, Recording
from app.capacity.domain.session_gates import no_party
from app.capacity.domain.session_outcome import contradiction
from app.capacity.domain.words import Attending, CancelledBy
from app.kernel.errors import GateClosed, NotYours, OutOfOrder
from app.kernel.moves import gate

TOOK_PLACE = "certificate-after-taking-part"
"""The rule that keeps a session that took place from being called off: the family's certificate depends on it."""

# --- a session that is not held ---------------------------------------------------------------------------------------


def _no_word_of_body(session: Session, _: NotHeld, __: object) -> str:
    return no_party(session, Attending.COMMISSIONING_BODY)


@gate(
    "If the commissioning body moved or called off the session, is it a party to the session?",
    "health-mediation",
    "The commissioning body is not a party to this session, so it cannot have moved the session or called it off.",
    GateClosed,
    _no_word_of_body,
)
def word_of_a_party(session: Session, command: NotHeld, _: object) -> bool:
    """The commissioning body is a party only if health is an issue."""
    body = command.word_of is CancelledBy.COMMISSIONING_BODY
    return not body or Attending.COMMISSIONING_BODY in session.to_be_told


@gate(
    "Did nobody attend the session?",
    TOOK_PLACE,
    "Somebody attended the session, so the session took place. Record how the session ended.",
    OutOfOrder,
)
def nobody_attended(session: Session, _: NotHeld, __: object) -> bool:
    """A session that took place has an outcome."""
    return not session.was_attended


@gate(
    "Is the session still to come, or does the mediator's own provider record this?",
    TOOK_PLACE,
    "The session has begun. Now only the mediator's own provider can record that the session did not take place "
    "or was called off before it began.",
    NotYours,
)
def ahead_or_by_its_provider(_: Session, __: NotHeld, recording: Recording) -> bool:
    """After a session has begun, the parties cannot say whether it took place."""
    return recording.own or not recording.begun


def _day_has_passed(session: Session, _: NotHeld, __: object) -> str:
    return f"The session was on {session.day}, which has passed. Record how the session ended."


@gate(
    "Was the session moved or called off on its own day or earlier?",
    TOOK_PLACE,
    "The day of the session has passed. Record how the session ended.",
    OutOfOrder,
    _day_has_passed,
)
def by_its_day(session: Session, command: NotHeld, _: object) -> bool:
    """After its day, a session can no longer be called off."""
    return command.occurred_on <= session.day


# --- a session that is held -------------------------------------------------------------------------------------------


@gate(
    "Has the session begun?",
    "who-attends",
    "The session has not begun, so nobody has attended the session yet.",
    OutOfOrder,
)
def has_begun(_: Session, __: RecordAttendance, recording: Recording) -> bool:
    """The time of day counts: in the morning nobody knows how the afternoon ended."""
    return recording.begun


def _is_ahead(session: Session, _: RecordAttendance, __: object) -> str:
    return f"The session is on {session.day}, so nobody has attended the session yet."


@gate(
    "Is this day the day of the session, or a later day?",
    "who-attends",
    "Nobody can attend the session before its day.",
    OutOfOrder,
    _is_ahead,
)
def on_its_day_or_later(session: Session, command: RecordAttendance, _: object) -> bool:
    """Nobody can attend before the session's day."""
    return command.occurred_on >= session.day


def _ends_that_day(session: Session, _: End, __: object) -> str:
    return (
        f"The session was on {session.day} and ended on that day. Give that day, even if you record the end of the "
        "session later."
    )


@gate(
    "Did the session end on its own day?",
    "issue-certificate-took-part",
    "A session ends on its own day. Give that day, even if you record the end of the session later.",
    OutOfOrder,
    _ends_that_day,
)
def ended_on_its_day(session: Session, command: End, _: object) -> bool:
    """The three working days for the certificate run from that day."""
    return command.occurred_on <= session.day


def _says_otherwise(session: Session, command: RecordAttendance, _: object) -> str:
    return contradiction(session, command) or ""


@gate(
    "Does the outcome agree with the record of who came?",
    "who-attends",
    "The outcome contradicts the record of who came to the session.",
    OutOfOrder,
    _says_otherwise,
)
def outcome_agrees(session: Session, command: RecordAttendance, _: object) -> bool:
    """A certificate may depend on the outcome, and on whether the family came."""
    return contradiction(session, command) is None
