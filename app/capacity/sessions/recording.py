"""The use cases of a session: booking it, and what becomes of it. Its case moves with it, in the same write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
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
from app.capacity.domain.suitability import Reason, why_not_slot
from app.capacity.domain.words import Attending, CancelledBy, Format, SessionStatus, WhyNot
from app.capacity.mediators.use_cases import Needs, StoredMediator, StoredSession, seen_to
from app.capacity.slots.matching import barred, why_not
from app.cases.domain.commands import ArrangeMediation, CancelSession, Command, CompleteDuty, RecordSessionOutcome
from app.cases.domain.duties import agreed_to_less, is_owed
from app.cases.recording import Said, stage_action
from app.cases.records import Staged, StoredCase
from app.cases.use_cases import Desk, note
from app.kernel.errors import OutOfOrder
from app.kernel.london import london_day
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.model import Code
from app.platform.actor import Actor, Recorded

EVENT_KIND = "session"


def hold(
    desk: Desk,
    case: StoredCase,
    hold_id: UUID,
    slot_id: UUID | None,
    provider_id: UUID,
    until: datetime,
    actor: Actor,
    at: datetime,
) -> Staged:
    """Log that a slot is held for a case, until when, and whose: the trail tells it to that provider and no other.

    The end of a hold that expires has no event of its own.
    """
    about = {
        "record": "hold",
        "hold_id": str(hold_id),
        "provider_id": str(provider_id),
        "until": until.isoformat(),
    }
    if slot_id is not None:
        about["slot_id"] = str(slot_id)
    return note(desk, case, "slot-held", about, actor, london_day(at), at)


def release(desk: Desk, case: StoredCase, hold_id: UUID, provider_id: UUID, actor: Actor, at: datetime) -> Staged:
    """Log that a hold was let go before its time."""
    about = {"record": "hold", "provider_id": str(provider_id), **released([hold_id])}
    return note(desk, case, "hold-released", about, actor, london_day(at), at)


def released(hold_ids: Sequence[UUID]) -> dict[str, Any]:
    """Return what an event says of the holds that were let go with it."""
    return {"holds_released": [str(one) for one in hold_ids]} if hold_ids else {}


def must_follow_hold(occurred_on: date, held_on: date) -> None:
    """Refuse to fix a session in held time as of a day before it was held: the thirty days would be kept on paper.

    Raises:
        OutOfOrder: nobody can have booked by then what was not held yet.
    """
    if occurred_on < held_on:
        reason = f"{occurred_on} is before this time was held, on {held_on}: nothing was fixed in it until then."
        raise OutOfOrder(reason, "authority-arranges")


def book(
    desk: Desk,
    case: StoredCase,
    session_id: UUID,
    engagement_id: UUID,
    mediator_id: UUID,
    provider_id: UUID,
    span: Span,
    chosen: Format,
    private: Mapping[str, Any],
    actor: Actor,
    occurred_on: date,
    today: date,
    at: datetime,
    allocation_id: UUID | None = None,
    others: Sequence[UUID] = (),
) -> tuple[StoredSession, Staged]:
    """Book a session in a mediator's time, and arrange the case's mediation for its day.

    `others` are the other holds of the case, let go with it.

    Raises:
        Refusal: the pathway has no place for a session on this case.
    """
    session = Session(
        london_day(span.starts_at), chosen, with_health=case.facts.health_raised, health_only=case.facts.health_only,
        fixed_on=occurred_on,
    )  # fmt: skip
    stored = StoredSession(
        session_id, case.id, case.la_id, provider_id, mediator_id, engagement_id, allocation_id, span, session,
        desk.sealing.seal(private, str(session_id)), 1, at, at,
    )  # fmt: skip
    command = ArrangeMediation(by=actor.kind, occurred_on=occurred_on, session_on=session.day)
    about = {"record": EVENT_KIND, "session_id": str(session_id), "what": "session-booked", "format": chosen}
    about |= released(others)
    said = Said(about=about, mediating_provider_id=provider_id)
    staged = stage_action(desk, case, command, Recorded(actor, today, at), said)
    return stored, staged


def record(
    desk: Desk,
    case: StoredCase,
    stored: StoredSession,
    command: SessionCommand,
    about: Mapping[str, Any],
    private: Mapping[str, Any],
    actor: Actor,
    today: date,
    at: datetime,
    provider_id: UUID | None = None,
) -> tuple[StoredSession, Staged]:
    """Record what became of a session; where it moves the case, the case moves with it.

    `about` is what the log says beside the event's name, `private` is added to what is sealed, and `provider_id` says
    whose mediator takes over where the session was moved.

    Raises:
        Refusal: the session, or the pathway, does not allow it; nothing is written.
    """
    after = becomes(desk, stored, command, actor, today, at)
    sealed = stored.sealed
    if private:
        kept = desk.sealing.open(sealed, str(stored.id))
        sealed = desk.sealing.seal({**kept, **private}, str(stored.id))
    changed = replace(stored, session=after, sealed=sealed, version=stored.version + 1, updated_at=at)
    event = EVENTS[command.action]
    told = {"record": EVENT_KIND, "session_id": str(stored.id), "what": event, **about}
    moves = _moves_the_case(desk, case, command)
    if moves is None:
        since = _agreed_since(case, command)
        return changed, note(desk, case, event, told, actor, command.occurred_on, at, since)
    said = Said(about=told, mediating_provider_id=provider_id)
    staged = stage_action(desk, case, moves, Recorded(actor, today, at), said)
    return changed, staged


def becomes(
    desk: Desk, stored: StoredSession, command: SessionCommand, actor: Actor, today: date, at: datetime
) -> Session:
    """Return a session after something that is recorded of it; whether its case allows it is not asked.

    Raises:
        Refusal: the session does not allow it.
    """
    own = stored.provider_id == actor.organisation_id
    sealed = isinstance(command, BookInterpreter) and desk.sealing.open(stored.sealed, str(stored.id))
    needed = sealed is False or bool(sealed.get("interpreter"))
    return decide(stored.session, command, Recording(today, stored.span.starts_at <= at, own, needed))


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


def follow_needs(desk: Desk, stored: StoredSession, needs: Needs, at: datetime) -> StoredSession:
    """Let a booked session follow what is said anew of its case's needs; the same session where nothing differs.

    An interpreter who was found falls away with the language that it was for.
    """
    kept, wanted = desk.sealing.open(stored.sealed, str(stored.id)), seen_to(needs)
    if all(kept.get(name) == value for name, value in wanted.items()):
        return stored
    session = stored.session
    if (kept.get("interpreter") or "").casefold() != (needs.interpreter or "").casefold():
        session = replace(session, interpreter_booked_on=None)
    sealed = desk.sealing.seal({**kept, **wanted}, str(stored.id))
    return replace(stored, session=session, sealed=sealed, version=stored.version + 1, updated_at=at)


def no_longer_suits(
    stored: StoredSession, mediator: StoredMediator | None, demand: Demand, now: datetime, england: EnglishCalendar
) -> tuple[Reason, ...]:
    """Return why a booked session does not suit its case any more: it stands until somebody moves it.

    Without its mediator, whom not everybody may see, day and format are judged alone.
    """
    chosen = stored.session.format
    if mediator is None:
        reasons = barred(why_not_slot(stored.span, demand, now))
    else:
        reasons = why_not(mediator, stored.span, demand, now, england)
    if chosen in demand.formats:
        return reasons
    says = f"It is booked as {chosen.replace('_', ' ')}: the family will not take that."
    told = Reason(WhyNot.FORMAT_NOT_OFFERED, says)
    return (*(reason for reason in reasons if reason.why is not told.why), told)


def moved(
    stored: StoredSession, engagement_id: UUID, mediator_id: UUID, provider_id: UUID, span: Span
) -> StoredSession:
    """Return a session in another stretch of a mediator's time."""
    return replace(stored, engagement_id=engagement_id, mediator_id=mediator_id, provider_id=provider_id, span=span)


def without_time(stored: StoredSession) -> StoredSession:
    """Return a session that was called off: it takes nobody's time."""
    assert stored.session.status is SessionStatus.CANCELLED  # noqa: S101 - the database says so too
    return replace(stored, engagement_id=None)
