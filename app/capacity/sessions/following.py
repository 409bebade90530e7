"""Lets a session follow a correction of its case: case and session say the same afterwards, or nothing is corrected."""

from collections.abc import Sequence
from dataclasses import replace

from app.capacity.bench import Bench
from app.capacity.domain.session import Session, Told
from app.capacity.domain.session_commands import End, Recording
from app.capacity.domain.session_machine import decide
from app.capacity.domain.session_outcome import implied
from app.capacity.domain.words import Attending, SessionStatus
from app.capacity.records import StoredSession
from app.cases.beside import Elsewhere, GoesBehindSession, beside
from app.cases.domain.commands import ArrangeMediation, CancelSession, Command, CompleteDuty, RecordSessionOutcome
from app.cases.domain.facts import CaseFacts
from app.cases.ports import OfSession, UnitOnCase
from app.cases.refusals import WrongInput
from app.kernel.errors import Refusal

FAMILY = Attending.PARENT_OR_YOUNG_PERSON


async def follow(work: UnitOnCase, bench: Bench, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
    """Let the sessions of a case follow a correction, after which the case has these facts.

    An outcome, and the day on which the family was told, are corrected on the session too. What the session itself can
    undo is undone there: a session that is booked is moved or called off first.

    Raises:
        GoesBehindSession: the correction would part the case from its session.
        WrongInput: the session does not allow what is said of it.
    """
    for one in corrected:
        stored = await bench.sessions.find(one.session_id)
        if stored is not None and (changed := _followed(stored, one, work)) is not None:
            await _must_be_alone(bench, stored, changed)
            again = replace(stored, session=changed, version=stored.version + 1, updated_at=work.now)
            await bench.sessions.update(again)
    await _must_agree(work, bench, after, corrected)


def _followed(stored: StoredSession, one: OfSession, work: UnitOnCase) -> Session | None:
    """Return a session as its case is corrected; None where it stays as it is."""
    session = stored.session
    match one.before:
        case RecordSessionOutcome() if session.status is SessionStatus.ENDED:
            return _ended_otherwise(session, one, work)
        case CompleteDuty():
            return _told_otherwise(session, one)
        case ArrangeMediation() | CancelSession() | RecordSessionOutcome():
            if one.after is None and session.status is SessionStatus.CANCELLED:
                return None
            raise GoesBehindSession(Elsewhere(stored.id, "cancel" if one.after is None else "reschedule"))
    return None


def _ended_otherwise(session: Session, one: OfSession, work: UnitOnCase) -> Session:
    """Return a session that ended otherwise, or that has not ended after all: its time is taken still.

    Who came is what the corrected outcome says. All else that was recorded about who came stays.
    """
    assumed = implied(session.outcome, session) if session.outcome else ()
    ends = one.after if isinstance(one.after, RecordSessionOutcome) else None
    now = {came.who: came for came in implied(ends.outcome, session)} if ends else {}
    open_again = replace(
        session,
        status=SessionStatus.BOOKED,
        outcome=None,
        ended_on=None,
        attendance=tuple(
            came
            for came in session.attendance
            if came not in assumed and now.get(came.who, came).stayed_away is came.stayed_away
        ),
    )
    if ends is None:
        return open_again
    end = End(by=ends.by, occurred_on=ends.occurred_on, attendance=(), outcome=ends.outcome)
    try:
        return decide(open_again, end, Recording(work.today, begun=True, own=True))
    except Refusal as refusal:
        raise WrongInput("#/replace", refusal.reason, "session") from refusal


def _told_otherwise(session: Session, one: OfSession) -> Session | None:
    """Return a session of which the family was told on another day, or not at all."""
    told = Told(FAMILY, one.before.occurred_on)
    if told not in session.told:
        return None
    others = tuple(each for each in session.told if each != told)
    if one.after is None:
        return replace(session, told=others, shorter_notice_agreed_on=None)
    return replace(session, told=(*others, Told(FAMILY, one.after.occurred_on)))


async def _must_be_alone(bench: Bench, stored: StoredSession, changed: Session) -> None:
    """Refuse to open a session again beside another that is booked."""
    if changed.status is SessionStatus.BOOKED and stored.session.status is not SessionStatus.BOOKED:
        other = await bench.sessions.booked_on(stored.case_id)
        if other is not None:
            raise GoesBehindSession(Elsewhere(other, "cancel"))


async def _must_agree(work: UnitOnCase, bench: Bench, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
    """Refuse a correction after which the case and its booked session would say different things."""
    booked = await bench.sessions.booked_on(work.case.id)
    stored = None if booked is None else await bench.sessions.find(booked)
    if stored is None:
        _must_not_revive(after, corrected)
    elif _agrees(work.case.facts, stored) and not _agrees(after, stored):
        begun = stored.span.starts_at <= work.now
        raise GoesBehindSession(Elsewhere(stored.id, "outcome" if begun else "cancel"))


def _agrees(facts: CaseFacts, stored: StoredSession) -> bool:
    """Whether a case has the session that is booked on it. A case that has ended leaves the session to itself."""
    ended = facts.resolved_on is not None or facts.closed_on is not None
    return ended or (facts.session_arranged and facts.session_on in (None, stored.session.day))


def _must_not_revive(after: CaseFacts, corrected: Sequence[OfSession]) -> None:
    """Refuse to bring a case back to a session that was called off with the event that is corrected."""
    if after.session_arranged and any(_called_off(one.before) for one in corrected):
        says = (
            "The event that you correct called a session off. Another family may now have the time of that "
            "session. Also void the event that fixed the session (in `also`), and book a session again"
        )
        raise WrongInput("#/also", says, "session")


def _called_off(event: Command) -> bool:
    """Whether an event called its session off: by itself, or beside what it says of the case."""
    return isinstance(event, CancelSession) or beside(event.action).calls_off
