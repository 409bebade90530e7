"""Gates on whether a session takes place, who came and how it ended: one question each, with its rule."""

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import End, NotHeld, RecordAttendance, Recording
from app.capacity.domain.session_gates import no_party
from app.capacity.domain.session_outcome import contradiction
from app.capacity.domain.words import Attending, CancelledBy
from app.kernel.errors import GateClosed, NotYours, OutOfOrder
from app.kernel.moves import gate

TOOK_PLACE = "certificate-after-taking-part"
"""Why a session that took place cannot be made one that did not: the family's certificate rests on it."""

# --- a session that is not held ---------------------------------------------------------------------------------------


def _no_word_of_body(session: Session, _: NotHeld, __: object) -> str:
    return no_party(session, Attending.COMMISSIONING_BODY)


@gate(
    "If the commissioning body moved it or called it off, is that body a party to the session?",
    "health-mediation",
    "The commissioning body has no part in this session.",
    GateClosed,
    _no_word_of_body,
)
def word_of_a_party(session: Session, command: NotHeld, _: object) -> bool:
    """The commissioning body has a word in it only where health is at issue."""
    body = command.word_of is CancelledBy.COMMISSIONING_BODY
    return not body or Attending.COMMISSIONING_BODY in session.to_be_told


@gate(
    "Did nobody attend?",
    TOOK_PLACE,
    "Somebody attended, so it took place: record how it ended.",
    OutOfOrder,
)
def nobody_attended(session: Session, _: NotHeld, __: object) -> bool:
    """A session that took place has an outcome."""
    return not session.was_attended


@gate(
    "Has the session not begun, or does its mediator's own provider record it?",
    TOOK_PLACE,
    "The session has begun: that it did not take place, or had been called off before, is recorded by the "
    "mediator's own provider.",
    NotYours,
)
def ahead_or_by_its_provider(_: Session, __: NotHeld, recording: Recording) -> bool:
    """Once a session has begun, whether it took place is not for a party to say."""
    return recording.own or not recording.begun


def _day_has_passed(session: Session, _: NotHeld, __: object) -> str:
    return f"The session was on {session.day}: record how it ended."


@gate(
    "Was it moved or called off by the day of the session?",
    TOOK_PLACE,
    "The session's day has passed: record how it ended.",
    OutOfOrder,
    _day_has_passed,
)
def by_its_day(session: Session, command: NotHeld, _: object) -> bool:
    """After its day a session is not called off any more."""
    return command.occurred_on <= session.day


# --- a session that is held -------------------------------------------------------------------------------------------


@gate(
    "Has the session begun?",
    "who-attends",
    "The session has not begun: nobody has attended it yet.",
    OutOfOrder,
)
def has_begun(_: Session, __: RecordAttendance, recording: Recording) -> bool:
    """By the instant: in the morning nobody knows how the afternoon ended."""
    return recording.begun


def _is_ahead(session: Session, _: RecordAttendance, __: object) -> str:
    return f"The session is on {session.day}: nobody has attended it yet."


@gate(
    "Had the day of the session come?",
    "who-attends",
    "Nobody has attended the session before its day.",
    OutOfOrder,
    _is_ahead,
)
def on_its_day_or_later(session: Session, command: RecordAttendance, _: object) -> bool:
    """Nobody attends before the session's day."""
    return command.occurred_on >= session.day


def _ends_that_day(session: Session, _: End, __: object) -> str:
    return f"The session was on {session.day}: it ended that day, on whichever day that is recorded."


@gate(
    "Did the session end on its own day?",
    "issue-certificate-took-part",
    "A session ends on its own day, on whichever day that is recorded.",
    OutOfOrder,
    _ends_that_day,
)
def ended_on_its_day(session: Session, command: End, _: object) -> bool:
    """From that day the certificate's three working days run."""
    return command.occurred_on <= session.day


def _says_otherwise(session: Session, command: RecordAttendance, _: object) -> str:
    return contradiction(session, command) or ""


@gate(
    "Does the outcome agree with what is said of who came?",
    "who-attends",
    "The outcome contradicts what is said of who came.",
    OutOfOrder,
    _says_otherwise,
)
def outcome_agrees(session: Session, command: RecordAttendance, _: object) -> bool:
    """A certificate may rest on the outcome, and on the family's having come."""
    return contradiction(session, command) is None
