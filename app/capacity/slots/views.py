"""Showing mediators, slots and sessions: from what is stored to the JSON that parties read."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from app.capacity.domain.availability import LONGEST_GAP
from app.capacity.domain.mediator import Span
from app.capacity.domain.ranking import Ranked
from app.capacity.domain.suitability import Reason
from app.capacity.mediators import schemas as m
from app.capacity.mediators.use_cases import Needs, StoredMediator, StoredSession
from app.capacity.slots import schemas as s
from app.capacity.slots.matching import (
    BOOKED_FOR_IT,
    CLOSE_TO_BOOKED,
    CLOSE_TO_HELD,
    HELD_FOR_IT,
    OVERLAPS_BOOKED,
    OVERLAPS_HELD,
    TAKEN,
    TOO_CLOSE,
    NotOffered,
    Opening,
    Unsuitable,
)
from app.capacity.slots.store import Hold, Own
from app.cases.views import organisation
from app.kernel.london import london_day
from app.platform.db.connections import Row
from app.platform.db.directory import Organisations


def mediator_out(stored: StoredMediator, organisations: Organisations, *, own: bool) -> m.MediatorOut:
    """Show a mediator; conflicts of interest to its own provider alone."""
    mediator, declared = stored.mediator, stored.mediator.independence
    return m.MediatorOut(
        id=stored.id,
        provider=organisation(stored.provider_id, organisations),
        name=stored.name,
        registered_with=mediator.register,
        registration_number=mediator.registration_number,
        accredited_until=mediator.accredited_until,
        languages=sorted(mediator.languages),
        formats=sorted(mediator.formats),
        areas=sorted(mediator.areas),
        independence=m.IndependenceOut(declared_on=declared.declared_on, independent=declared.independent)
        if declared
        else None,
        conflicts=[m.ConflictOut(party=one.party, reference=one.reference) for one in mediator.conflicts]
        if own
        else None,
        left_on=mediator.left_on,
        slots_until=stored.slots_until,
        availability_updated_at=stored.availability_at,
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def availability_out(stored: StoredMediator, outside: Sequence[Row]) -> m.AvailabilityOut:
    """Show when a mediator is available."""
    said = stored.availability
    return m.AvailabilityOut(
        mediator_id=stored.id,
        weekly=[m.WeeklyIn.model_validate(one, from_attributes=True) for one in said.weekly],
        extra=[m.ExtraIn.model_validate(one, from_attributes=True) for one in said.extra],
        leave=[m.LeaveIn.model_validate(one, from_attributes=True) for one in said.leave],
        session_minutes=said.session_minutes,
        gap_minutes=said.gap_minutes,
        starts_every_minutes=said.starts_every_minutes,
        busy_times=len(said.busy),
        calendar_windows=len(said.windows),
        slots_until=stored.slots_until,
        updated_at=stored.availability_at,
        booked_outside=[
            m.BookedOutside(session_id=row.id, starts_at=row.starts_at, ends_at=row.ends_at) for row in outside
        ],
    )


def brief(stored: StoredMediator, organisations: Organisations) -> s.MediatorBrief:
    """Show whose slot it is."""
    provider = organisations.by_id(stored.provider_id)
    return s.MediatorBrief(id=stored.id, name=stored.name, provider_id=provider.id, provider=provider.slug)


def offered(ranked: Ranked, stored: StoredMediator, organisations: Organisations, due_on: date | None) -> s.SlotOffered:
    """Show a slot that suits; without a due date nothing is in time or late."""
    one = ranked.candidate
    return s.SlotOffered(
        id=one.slot_id,
        mediator=brief(stored, organisations),
        starts_at=one.span.starts_at,
        ends_at=one.span.ends_at,
        day=london_day(one.span.starts_at),
        formats=list(ranked.formats),
        in_time=None if due_on is None else ranked.in_time,
        tell_by=ranked.tell_by,
        notice_possible=ranked.notice_possible,
        load=one.load,
    )


def not_offered(one: NotOffered, own: Sequence[Own]) -> s.SlotNotOffered:
    """Show a slot that does not suit, and why; `own` is the time taken for this very case."""
    opening = one.opening
    its = next((taken for taken in own if taken.slot_id == opening.id), None)
    says = _taken_for_it(opening, own) if its is None else HELD_FOR_IT if its.hold_id else BOOKED_FOR_IT
    close = _close_to_its_own(opening, own)
    reasons = [says if reason is TAKEN else close if reason is TOO_CLOSE else reason for reason in one.reasons]
    return s.SlotNotOffered(
        id=opening.id,
        mediator_id=opening.mediator_id,
        starts_at=opening.span.starts_at,
        ends_at=opening.span.ends_at,
        reasons=[s.ReasonOut.of(reason) for reason in reasons],
        hold_id=its.hold_id if its else None,
    )


def _taken_for_it(opening: Opening, own: Sequence[Own]) -> Reason:
    """Say of a slot that is taken whether it is so, if only in part, for this very case."""
    across = [one for one in own if one.mediator_id == opening.mediator_id and one.span.overlaps(opening.span)]
    if any(one.hold_id is None for one in across):
        return OVERLAPS_BOOKED
    return OVERLAPS_HELD if across else TAKEN


def _close_to_its_own(opening: Opening, own: Sequence[Own]) -> Reason:
    """Say of a slot that leaves no gap whether it is time taken for this very case that it is too close to."""
    longest = timedelta(minutes=LONGEST_GAP)
    wide = Span(opening.span.starts_at - longest, opening.span.ends_at + longest)
    near = [one for one in own if one.mediator_id == opening.mediator_id and one.span.overlaps(wide)]
    if any(one.hold_id is None for one in near):
        return CLOSE_TO_BOOKED
    return CLOSE_TO_HELD if near else TOO_CLOSE


def unsuitable(one: Unsuitable, organisations: Organisations) -> s.MediatorNotSuitable:
    """Show a mediator that does not suit, and why."""
    reasons = [s.ReasonOut.of(reason) for reason in one.reasons]
    return s.MediatorNotSuitable(mediator=brief(one.mediator, organisations), reasons=reasons)


def hold_out(held: Hold) -> s.HoldOut:
    """Show a hold."""
    return s.HoldOut(
        id=held.id,
        case_id=held.case_id,
        slot_id=held.slot_id,
        mediator_id=held.mediator_id,
        starts_at=held.span.starts_at,
        ends_at=held.span.ends_at,
        held_at=held.held_at,
        expires_at=held.expires_at,
        book_at="/v1/sessions",
    )


def booked_before(stored: StoredSession, reasons: Sequence[Reason], *, mediator_seen: bool) -> s.BookedBefore:
    """Show whether a booked session still suits its case."""
    return s.BookedBefore(
        session_id=stored.id,
        suits=False if reasons else (True if mediator_seen else None),
        reasons=[s.ReasonOut.of(reason) for reason in reasons],
        interpreter_booked_on=stored.session.interpreter_booked_on,
    )


def needs_out(
    case_id: UUID, needs: Needs, version: int, updated_at: object, booked: s.BookedBefore | None = None
) -> s.NeedsOut:
    """Show what a case's mediation needs."""
    return s.NeedsOut.model_validate(
        {
            "case_id": case_id,
            "formats": sorted(needs.formats),
            "languages": sorted(needs.languages),
            "interpreter": needs.interpreter,
            "access": sorted(needs.access),
            "school_reference": needs.school_reference,
            "family_reference": needs.family_reference,
            "unavailable": [m.UnavailableIn(starts_at=one.starts_at, ends_at=one.ends_at) for one in needs.unavailable],
            "booked": booked,
            "version": version,
            "updated_at": updated_at,
        }
    )
