"""The gates of a session on who may record something, and on what is arranged before the session begins.

Each gate asks one question, for one rule.
"""

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
    "Does the provider whose mediator holds the session record this?",
    "who-attends",
    "Only the provider whose mediator holds the session can record this.",
    NotYours,
)
def by_its_provider(_: Session, __: SessionCommand, recording: Recording) -> bool:
    """If a case has two providers, only the mediator's own provider knows what the mediator knows."""
    return recording.own


@gate(
    "If the mediator called the session off, does the mediator's own provider record this?",
    "authority-arranges",
    "Only the provider whose mediator holds the session can record this.",
    NotYours,
)
def mediators_word(_: Session, command: Cancel, recording: Recording) -> bool:
    """Any party that arranges may record that another party called the session off."""
    return recording.own or command.word_of is not CancelledBy.MEDIATOR


# --- telling the parties ----------------------------------------------------------------------------------------------


def _strangers(session: Session, command: Tell, _: object) -> str:
    strangers = [party for party in command.parties if party not in session.to_be_told]
    return f"Only the parties to the session must be told about it. You named others: {', '.join(strangers)}."


@gate(
    "Were only parties to the session told?",
    "notify-session",
    "You named an organisation or person that is not a party to this session.",
    GateClosed,
    _strangers,
)
def told_are_parties(session: Session, command: Tell, _: object) -> bool:
    """The commissioning body is told if health is an issue, the authority unless health is the only issue (s.53)."""
    return set(command.parties) <= set(session.to_be_told)


@gate(
    "Was the family told about the session before it agreed to shorter notice?",
    "notify-session",
    (
        "The family can agree to shorter notice only after somebody told the family about the session. Record that "
        "the family was told by that day."
    ),
)
def told_before_agreeing(session: Session, command: Tell, _: object) -> bool:
    """A family can agree to shorter notice only if it knows about the session."""
    family = Attending.PARENT_OR_YOUNG_PERSON
    told = session.told_on(family) or (command.occurred_on if family in command.parties else None)
    return not command.shorter_notice_agreed or (told is not None and told <= command.occurred_on)


def _agreed_afterwards(session: Session, _: Tell, __: object) -> str:
    return f"The session was on {session.day}. After that day, no family can agree to shorter notice."


@gate(
    "Did the family agree to shorter notice by the day of the session?",
    "notify-session",
    "The day of the session has passed, so the family can no longer agree to shorter notice.",
    OutOfOrder,
    _agreed_afterwards,
)
def agreed_by_its_day(session: Session, command: Tell, _: object) -> bool:
    """After the session, an agreement to shorter notice would mean nothing."""
    return not command.shorter_notice_agreed or command.occurred_on <= session.day


# --- what is done beforehand ------------------------------------------------------------------------------------------


def _has_begun(session: Session, _: SessionCommand, __: Recording) -> str:
    return f"The session was on {session.day} and has begun. Give the earlier day on which this action was done."


@gate(
    "Was this done before the session began?",
    "authority-to-resolve",
    "The session has begun. Give the earlier day on which this action was done.",
    OutOfOrder,
    _has_begun,
)
def done_beforehand(session: Session, command: SessionCommand, recording: Recording) -> bool:
    """After a session has begun, nobody can say whether something done that day was done before the session."""
    on_its_day = command.occurred_on == session.day
    return command.occurred_on <= session.day and not (recording.begun and on_its_day)


def no_party(session: Session, party: Attending) -> str:
    what = "Health is the only issue" if session.health_only else "Health is not among the issues"
    return f"{what} in this session, so the {party.replace('_', ' ')} is not a party to the session."


def _no_party_to_name_for(session: Session, command: NameRepresentative, _: object) -> str:
    return no_party(session, REPRESENTED[command.by])


@gate(
    "Does the organisation that names a representative take part in the mediation?",
    "health-mediation",
    "This organisation does not take part in the mediation, so it cannot name a representative.",
    GateClosed,
    _no_party_to_name_for,
)
def names_for_a_party(session: Session, command: NameRepresentative, _: object) -> bool:
    """The commissioning body takes part if health is an issue, the authority if anything else is an issue (s.53)."""
    return REPRESENTED[command.by] in session.to_be_told


@gate(
    "Is an interpreter needed?",
    "who-attends",
    "The mediation needs of this case ask for no interpreter. Add an interpreter to the needs first.",
)
def interpreter_needed(_: Session, __: BookInterpreter, recording: Recording) -> bool:
    """The family's needs must be recorded on the case first."""
    return recording.interpreter_needed
