"""What booking, moving and ending a session changes on the session and on its case. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    End,
    Recording,
    Reschedule,
    SessionCommand,
    Tell,
)
from app.capacity.domain.session_machine import decide
from app.capacity.domain.session_moves import EVENTS
from app.capacity.domain.words import Attending, CancelledBy, Format, SessionStatus
from app.capacity.records import Engagement, StoredSession
from app.capacity.slots.recording import released
from app.cases.desk import Desk
from app.cases.domain.commands import ArrangeMediation, CancelSession, Command, CompleteDuty, RecordSessionOutcome
from app.cases.domain.duties import agreed_to_less, is_owed
from app.cases.recording import Note, Said, stage_action, stage_note
from app.cases.records import Staged, StoredCase
from app.kernel.errors import OutOfOrder
from app.kernel.london import london_day
from app.law.domain.kinds import Code
from app.platform.actor import Recorded

EVENT_KIND = "session"


def must_follow_hold(occurred_on: date, held_on: date) -> None:
    """Refuse to fix a session in held time as of a day before it was held: the thirty days would be kept on paper.

    Raises:
        OutOfOrder: nobody can have booked by then what was not held yet.
    """
    if occurred_on < held_on:
        reason = f"You held this time on {held_on}, so you cannot have booked it on {occurred_on}."
        raise OutOfOrder(reason, "authority-arranges")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A session about to be booked. `private` is sealed, and `released` are the case's other holds.

    `joint` says that another session of the family takes the time already.
    """

    session_id: UUID
    time: Engagement
    format: Format
    private: Mapping[str, Any]
    occurred_on: date
    allocation_id: UUID | None = None
    joint: bool = False
    released: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a session. `about` is what the log says beside the event's name, and `private` is sealed.

    `provider_id` is the provider whose mediator takes over, where the session was moved.
    """

    command: SessionCommand
    about: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    provider_id: UUID | None = None


def booked(desk: Desk, case: StoredCase, booking: Booking, recorded: Recorded) -> tuple[StoredSession, Staged]:
    """Return a session in a mediator's time, and its case with mediation arranged for the session's day.

    Raises:
        Refusal: the pathway has no place for a session on this case.
    """
    time = booking.time
    session = Session(
        london_day(time.span.starts_at),
        booking.format,
        with_health=case.facts.health_raised,
        health_only=case.facts.health_only,
        fixed_on=booking.occurred_on,
    )
    stored = StoredSession(
        id=booking.session_id,
        case_id=case.id,
        la_id=case.la_id,
        provider_id=time.provider_id,
        mediator_id=time.mediator_id,
        engagement_id=time.id,
        allocation_id=booking.allocation_id,
        span=time.span,
        session=session,
        sealed=desk.sealing.seal(booking.private, str(booking.session_id)),
        version=1,
        booked_at=recorded.at,
        updated_at=recorded.at,
        joint=booking.joint,
    )
    actor = recorded.actor
    command = ArrangeMediation(by=actor.kind, occurred_on=booking.occurred_on, session_on=session.day)
    about = {"record": EVENT_KIND, "session_id": str(stored.id), "what": "session-booked", "format": booking.format}
    about |= released(booking.released)
    said = Said(about=about, mediating_provider_id=time.provider_id)
    staged = stage_action(desk, case, command, recorded, said)
    return stored, staged


def record(
    desk: Desk, case: StoredCase, stored: StoredSession, report: Report, recorded: Recorded
) -> tuple[StoredSession, Staged]:
    """Record what became of a session; where it moves the case, the case moves with it.

    Raises:
        Refusal: the session, or the pathway, does not allow it; nothing is written.
    """
    command, at = report.command, recorded.at
    after = becomes(desk, stored, command, recorded)
    sealed = stored.sealed
    if report.private:
        kept = desk.sealing.open(sealed, str(stored.id))
        sealed = desk.sealing.seal({**kept, **report.private}, str(stored.id))
    changed = replace(
        stored,
        session=after,
        sealed=sealed,
        sealed_anew=stored.sealed_anew or bool(report.private),
        version=stored.version + 1,
        updated_at=at,
    )
    event = EVENTS[command.action]
    told = {"record": EVENT_KIND, "session_id": str(stored.id), "what": event, **report.about}
    moves = _moves_the_case(desk, case, command)
    if moves is None:
        since = _agreed_since(case, command)
        return changed, stage_note(desk, case, Note(event, told, command.occurred_on, since), recorded)
    said = Said(about=told, mediating_provider_id=report.provider_id)
    staged = stage_action(desk, case, moves, recorded, said)
    return changed, staged


def becomes(desk: Desk, stored: StoredSession, command: SessionCommand, recorded: Recorded) -> Session:
    """Return a session after something that is recorded of it; whether its case allows it is not asked.

    Raises:
        Refusal: the session does not allow it.
    """
    own = stored.provider_id == recorded.actor.organisation_id
    begun = stored.span.starts_at <= recorded.at
    sealed = isinstance(command, BookInterpreter) and desk.sealing.open(stored.sealed, str(stored.id))
    needed = sealed is False or bool(sealed.get("interpreter"))
    return decide(stored.session, command, Recording(recorded.today, begun, own, needed))


def _moves_the_case(desk: Desk, case: StoredCase, command: SessionCommand) -> Command | None:
    """Return what a session's event does to its case: nothing, where the dispute has ended beside the session.

    On any other case a session that is moved, or ends, moves the case with it or is refused by it.
    """
    facts = case.facts
    if facts.resolved_on or facts.closed_on:
        return None
    who: dict[str, Any] = {"by": command.by, "occurred_on": command.occurred_on}
    match command:
        case Reschedule():
            asked = command.word_of is CancelledBy.PARENT_OR_YOUNG_PERSON
            return ArrangeMediation(
                by=command.by, occurred_on=command.fixed_on, session_on=command.day, moved_for_the_family=asked
            )
        case Cancel() if facts.session_arranged:
            return CancelSession(**who)
        case End():
            return RecordSessionOutcome(**who, outcome=command.outcome)
        case Tell() if Attending.PARENT_OR_YOUNG_PERSON in command.parties:
            agreed_on = command.occurred_on if command.shorter_notice_agreed else None
            done = CompleteDuty(**who, code=Code.NOTIFY_SESSION, shorter_notice_agreed_on=agreed_on)
            return done if is_owed(facts, done, desk.pathway.law.deadlines(facts)) else None
    return None


def _agreed_since(case: StoredCase, command: SessionCommand) -> Mapping[str, Any] | None:
    """Return what becomes of the case where the family, told of its session before, now agrees to shorter notice."""
    facts = case.facts
    if facts.resolved_on or facts.closed_on or not (isinstance(command, Tell) and command.shorter_notice_agreed):
        return None
    completed = agreed_to_less(facts, command.occurred_on)
    return {"completed": completed} if completed != facts.completed else None


def moved(stored: StoredSession, time: Engagement, *, joint: bool = False) -> StoredSession:
    """Return a session in another stretch of a mediator's time. `joint`: another session of the family takes it too."""
    return replace(
        stored,
        engagement_id=time.id,
        mediator_id=time.mediator_id,
        provider_id=time.provider_id,
        span=time.span,
        joint=joint,
    )


def without_time(stored: StoredSession) -> StoredSession:
    """Return a session that was called off: it takes nobody's time."""
    assert stored.session.status is SessionStatus.CANCELLED  # noqa: S101 - the database says so too
    return replace(stored, engagement_id=None)
