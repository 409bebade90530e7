"""Mediators and their availability as JSON."""

from app.capacity.mediators.calendars import Imported
from app.capacity.mediators.schemas import (
    AvailabilityOut,
    BookedOutside,
    CalendarRead,
    ConflictOut,
    ExtraIn,
    IndependenceOut,
    LeaveIn,
    MediatorOut,
    WeeklyIn,
)
from app.capacity.mediators.use_cases import Available
from app.capacity.records import StoredMediator
from app.cases.views import organisation
from app.platform.db.directory import Organisations


def mediator_out(stored: StoredMediator, organisations: Organisations, *, own: bool) -> MediatorOut:
    """Show a mediator. Only the mediator's own provider sees the conflicts of interest."""
    mediator, declared = stored.mediator, stored.mediator.independence
    return MediatorOut(
        id=stored.id,
        provider=organisation(stored.provider_id, organisations),
        name=stored.name,
        registered_with=mediator.register,
        registration_number=mediator.registration_number,
        accredited_until=mediator.accredited_until,
        languages=sorted(mediator.languages),
        formats=sorted(mediator.formats),
        areas=sorted(mediator.areas),
        independence=IndependenceOut(declared_on=declared.declared_on, independent=declared.independent)
        if declared
        else None,
        conflicts=[ConflictOut(party=one.party, reference=one.reference) for one in mediator.conflicts]
        if own
        else None,
        left_on=mediator.left_on,
        slots_until=stored.slots_until,
        availability_updated_at=stored.availability_at,
        version=stored.version,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def availability_out(available: Available) -> AvailabilityOut:
    """Show when a mediator is available."""
    stored = available.mediator
    said = stored.availability
    return AvailabilityOut(
        mediator_id=stored.id,
        weekly=[WeeklyIn.model_validate(one, from_attributes=True) for one in said.weekly],
        extra=[ExtraIn.model_validate(one, from_attributes=True) for one in said.extra],
        leave=[LeaveIn.model_validate(one, from_attributes=True) for one in said.leave],
        session_minutes=said.session_minutes,
        gap_minutes=said.gap_minutes,
        starts_every_minutes=said.starts_every_minutes,
        busy_times=len(said.busy),
        calendar_windows=len(said.windows),
        slots_until=stored.slots_until,
        updated_at=stored.availability_at,
        booked_outside=[
            BookedOutside(session_id=one.session_id, starts_at=one.span.starts_at, ends_at=one.span.ends_at)
            for one in available.booked_outside
        ],
    )


def calendar_read(available: Available, read: Imported) -> CalendarRead:
    """Show what was read from a calendar."""
    shown = availability_out(available)
    return CalendarRead(
        busy_times=shown.busy_times, windows=len(read.windows), skipped=list(read.skipped), availability=shown
    )
