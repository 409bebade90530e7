"""Gates on who records something of a session, and on what is arranged before it: one question each, with its rule."""

from app.capacity.domain.session import REPRESENTED, Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    NameRepresentative,
    Recording,
    SessionCommand,
    Tell,
)
from app.capacity.domain.words import Attending, CancelledBy
from app.kernel.errors import GateClosed, NotYours, OutOfOrder
from app.kernel.moves import gate

# --- who records it ---------------------------------------------------------------------------------------------------


@gate(
    "Does the provider whose mediator holds the session record it?",
    "who-attends",
    "The mediator's own word is recorded by the mediator's own provider.",
    NotYours,
)
def by_its_provider(_: Session, __: SessionCommand, recording: Recording) -> bool:
    """Where a case has two providers, only the mediator's own provider knows what the mediator knows."""
    return recording.own


@gate(
    "If the mediator called it off, does the mediator's own provider record it?",
    "authority-arranges",
    "The mediator's own word is recorded by the mediator's own provider.",
    NotYours,
)
def mediators_word(_: Session, command: Cancel, recording: Recording) -> bool:
    """Any arranger passes on the word of the other parties."""
    return recording.own or command.word_of is not CancelledBy.MEDIATOR


# --- telling the parties ----------------------------------------------------------------------------------------------


def _strangers(session: Session, command: Tell, _: object) -> str:
    strangers = [party for party in command.parties if party not in session.to_be_told]
    return f"{', '.join(strangers)}: not a party to this session that must be told."


@gate(
    "Is everybody who was told a party to the session?",
    "notify-session",
    "Somebody is named who is not a party to this session that must be told.",
    GateClosed,
    _strangers,
)
def told_are_parties(session: Session, command: Tell, _: object) -> bool:
    """The commissioning body only where health is at issue; the authority not where health alone is (s.53)."""
    return set(command.parties) <= set(session.to_be_told)


@gate(
    "Was the family told before it agreed to shorter notice?",
    "notify-session",
    "The family agrees to shorter notice once it is told: say that it was told, by that day.",
)
def told_before_agreeing(session: Session, command: Tell, _: object) -> bool:
    """A family agrees to shorter notice of what it knows."""
    family = Attending.PARENT_OR_YOUNG_PERSON
    told = session.told_on(family) or (command.occurred_on if family in command.parties else None)
    return not command.shorter_notice_agreed or (told is not None and told <= command.occurred_on)


def _agreed_afterwards(session: Session, _: Tell, __: object) -> str:
    return f"The session was on {session.day}: nobody agrees to its notice afterwards."


@gate(
    "Did the family agree to shorter notice by the day of the session?",
    "notify-session",
    "The session's day has passed: nobody agrees to its notice afterwards.",
    OutOfOrder,
    _agreed_afterwards,
)
def agreed_by_its_day(session: Session, command: Tell, _: object) -> bool:
    """It agrees before it is too late to disagree."""
    return not command.shorter_notice_agreed or command.occurred_on <= session.day


# --- what is done beforehand ------------------------------------------------------------------------------------------


def _has_begun(session: Session, _: SessionCommand, __: Recording) -> str:
    return f"The session was on {session.day} and has begun: say on which day before it this was done."


@gate(
    "Was it done before the session began?",
    "authority-to-resolve",
    "The session has begun: say on which day before it this was done.",
    OutOfOrder,
    _has_begun,
)
def done_beforehand(session: Session, command: SessionCommand, recording: Recording) -> bool:
    """Once a session has begun, nobody can tell whether something of that day was done before it."""
    on_its_day = command.occurred_on == session.day
    return command.occurred_on <= session.day and not (recording.begun and on_its_day)


def no_party(session: Session, party: Attending) -> str:
    what = "Health alone is at issue" if session.health_only else "Health is not among the issues"
    return f"{what} in this session: the {party.replace('_', ' ')} is no party to it."


def _no_party_to_name_for(session: Session, command: NameRepresentative, _: object) -> str:
    return no_party(session, REPRESENTED[command.by])


@gate(
    "Is the public party whose representative is named a party to the session?",
    "health-mediation",
    "That public party has no part in this session.",
    GateClosed,
    _no_party_to_name_for,
)
def names_for_a_party(session: Session, command: NameRepresentative, _: object) -> bool:
    """The commissioning body takes part where health is at issue, the authority where anything else is (s.53)."""
    return REPRESENTED[command.by] in session.to_be_told


@gate(
    "Is an interpreter needed?",
    "who-attends",
    "No interpreter is needed here, as far as is known: put one among the case's mediation needs first.",
)
def interpreter_needed(_: Session, __: BookInterpreter, recording: Recording) -> bool:
    """What the family needs is recorded with the case first."""
    return recording.interpreter_needed
