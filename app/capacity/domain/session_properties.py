"""What must hold for every session, and for every step that leads to one."""

from dataclasses import fields
from operator import attrgetter

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    SessionCommand,
)
from app.capacity.domain.session_moves import SessionMove
from app.capacity.domain.session_outcome import BOTH_CAME
from app.capacity.domain.session_search import FAMILY, Moment
from app.capacity.domain.words import Attending, CancelledBy, SessionStatus
from app.kernel.assure import Always, EachStep, InReach, NoClash, Property
from app.kernel.search import Step
from app.kernel.terms import OrganisationKind, SessionOutcome

S = SessionStatus
LA = OrganisationKind.LOCAL_AUTHORITY
SessionStep = Step[SessionMove, Session, SessionCommand, Moment]

KNOWN_AFTERWARDS = frozenset({"attendance", "childs_views"})
"""The only fields that may still be recorded after a session has ended."""

OF_THE_MEDIATOR = KNOWN_AFTERWARDS | {"outcome"}
"""The fields that only the mediator's provider may record."""

OF_THE_PLACE = frozenset({"place_changed_on", "tell_again"})
"""The only fields that a change of link or room changes."""

# --- for every session ------------------------------------------------------------------------------------------------


def _nothing_before_it_was_fixed(session: Session) -> bool:
    days = (
        *(one.on for one in session.told),
        *(one.declared_on for one in session.representatives),
        session.shorter_notice_agreed_on,
        session.interpreter_booked_on,
        session.place_changed_on,
        session.ended_on,
        session.cancelled_on,
    )
    return all(day is None or day >= session.fixed_on for day in days)


def _told_before_agreeing(session: Session) -> bool:
    agreed, family_told = session.shorter_notice_agreed_on, session.told_on(FAMILY)
    return agreed is None or (family_told is not None and family_told <= agreed <= session.day)


def _parties_alone(session: Session) -> bool:
    named = {*(one.party for one in session.told), *(one.party for one in session.representatives)}
    if CancelledBy.COMMISSIONING_BODY in (session.cancelled_by, session.moved_by):
        named |= {Attending.COMMISSIONING_BODY}
    return named <= set(session.to_be_told)


def _outcome_says_who_came(session: Session) -> bool:
    stayed_away = {one.who: one.stayed_away for one in session.attendance}
    family, public = (stayed_away.get(who) for who in (FAMILY, session.public_party))
    if session.outcome in BOTH_CAME:
        return (family, public) == (False, False)
    if session.outcome is SessionOutcome.FAMILY_DID_NOT_ATTEND:
        return family is True
    if session.outcome is SessionOutcome.AUTHORITY_DID_NOT_ATTEND:
        return (family, public) == (False, True)
    return True


def _ended_with_an_outcome(session: Session) -> bool:
    outcome = (session.outcome is not None, session.ended_on == session.day)
    return outcome == ((True, True) if session.status is S.ENDED else (False, False))


def _called_off_was_not_held(session: Session) -> bool:
    says = (session.cancelled_on, session.cancelled_by, session.why_cancelled)
    if session.status is not S.CANCELLED:
        return says == (None, None, None)
    return None not in says and not session.was_attended and session.outcome is None


# --- for every step ---------------------------------------------------------------------------------------------------


def _begun(step: SessionStep) -> bool:
    return step.origin.when.has_begun(step.origin.facts)


def _own(step: SessionStep) -> bool:
    return step.machine is not None and step.machine.given.own


_NAMES = tuple(one.name for one in fields(Session))
_all_of = attrgetter(*_NAMES)


def _changed(step: SessionStep, after: Session) -> set[str]:
    were, are = _all_of(step.origin.facts), _all_of(after)
    return {name for name, was, now in zip(_NAMES, were, are, strict=True) if was != now}


def _held_once_begun(step: SessionStep, after: Session) -> bool:
    if not isinstance(step.command, RecordAttendance):
        return True
    return _begun(step) and step.command.occurred_on >= after.day


def _not_after_it_was_called_off(step: SessionStep, _: Session) -> bool:
    return step.origin.facts.status is not S.CANCELLED


def _end_stands(step: SessionStep, after: Session) -> bool:
    return step.origin.facts.status is not S.ENDED or _changed(step, after) <= KNOWN_AFTERWARDS


def _not_held(step: SessionStep, after: Session) -> bool:
    return after.status is S.CANCELLED or after.moved > step.origin.facts.moved


def _held_is_not_undone(step: SessionStep, after: Session) -> bool:
    return not (_not_held(step, after) and step.origin.facts.was_attended)


def _undone_by_its_day(step: SessionStep, after: Session) -> bool:
    on = step.command.occurred_on if step.command else None
    return not _not_held(step, after) or (on is not None and on <= step.origin.facts.day)


def _provider_says_what_came_of_it(step: SessionStep, after: Session) -> bool:
    """Whether only the mediator's provider says who came, how it ended, and that a begun session was not held."""
    if _own(step):
        return True
    if _not_held(step, after):
        mediators_word = isinstance(step.command, Cancel) and step.command.word_of is CancelledBy.MEDIATOR
        return not (mediators_word or _begun(step))
    return not OF_THE_MEDIATOR & _changed(step, after)


def _declared_beforehand(step: SessionStep, after: Session) -> bool:
    if not isinstance(step.command, NameRepresentative | BookInterpreter | ChangePlace):
        return True
    on = step.command.occurred_on
    return on < after.day or (on == after.day and not _begun(step))


def _keeps_time_and_duties(step: SessionStep, after: Session) -> bool:
    return not isinstance(step.command, ChangePlace) or _changed(step, after) <= OF_THE_PLACE


# --- what stays in reach ----------------------------------------------------------------------------------------------


def _by_the_authority(step: SessionStep) -> bool:
    return isinstance(step.command, Cancel) and step.command.by is LA


def _ended_by_its_provider(step: SessionStep) -> bool:
    return isinstance(step.command, End) and _own(step)


PROPERTIES: tuple[Property, ...] = (
    Always(
        "nothing-before-it-was-fixed",
        "Everything that is recorded about a session happened on or after the day on which the session was fixed.",
        _nothing_before_it_was_fixed,
    ),
    EachStep(
        "held-once-begun",
        "Who attended a session, and how it ended, are recorded only after the session has begun.",
        _held_once_begun,
    ),
    Always(
        "ended-with-an-outcome",
        "A session that has ended has an outcome with the date of the session. No other session has an outcome.",
        _ended_with_an_outcome,
    ),
    Always(
        "outcome-says-who-came",
        (
            "An outcome agrees with the record of who came to the session: the family, and the authority or the "
            "commissioning body."
        ),
        _outcome_says_who_came,
    ),
    EachStep(
        "an-end-stands",
        (
            "After a session has ended, only two things can still be recorded: who came, and the steps taken to "
            "learn the child's views."
        ),
        _end_stands,
    ),
    Always(
        "called-off-was-not-held",
        (
            "A session that was called off has no record of who came, and no outcome. The session shows when it was "
            "called off, by whom and why."
        ),
        _called_off_was_not_held,
    ),
    EachStep(
        "called-off-is-the-end",
        "After a session is called off, nothing more is recorded about the session.",
        _not_after_it_was_called_off,
    ),
    EachStep(
        "held-is-not-undone",
        "If somebody attended a session, the session cannot be moved or called off.",
        _held_is_not_undone,
    ),
    EachStep(
        "undone-by-its-day",
        "A session is moved or called off on or before its own day.",
        _undone_by_its_day,
    ),
    EachStep(
        "its-provider-says-what-came-of-it",
        "Only the provider whose mediator holds the session records who came and how the session ended. Only "
        "this provider also records that the mediator called the session off, or that the session was not held "
        "although its time had begun.",
        _provider_says_what_came_of_it,
    ),
    EachStep(
        "declared-beforehand",
        (
            "Representatives can be named, interpreters can be found, and the place can change only before the "
            "session begins."
        ),
        _declared_beforehand,
    ),
    EachStep(
        "another-place-keeps-the-rest",
        "If the link or the room of a session changes, its time, the record of who was told, and every other "
        "duty do not change.",
        _keeps_time_and_duties,
    ),
    Always(
        "told-before-agreeing",
        (
            "A family can agree to shorter notice only after it was told about the session, and no later than the "
            "day of the session."
        ),
        _told_before_agreeing,
    ),
    Always(
        "parties-alone",
        "Only parties to a session are told about the session and name representatives for it.",
        _parties_alone,
    ),
    InReach(
        "can-be-called-off-until-it-begins",
        "Until a booked session begins, the authority can call it off.",
        kept=lambda session: session.status is S.CANCELLED,
        concerns=lambda node: node.facts.status is S.BOOKED and not node.when.has_begun(node.facts),
        may_rely_on=_by_the_authority,
    ),
    InReach(
        "can-be-ended",
        "The mediator's provider can still end every booked session, whichever parties came.",
        kept=lambda session: session.status is S.ENDED,
        concerns=lambda node: node.facts.status is S.BOOKED,
        may_rely_on=_ended_by_its_provider,
    ),
    NoClash(
        "no-two-moves-claim-one-session",
        "Everything that is recorded about a session fits only one move of the table of moves.",
    ),
)
"""What must hold for every session."""
