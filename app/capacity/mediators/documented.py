"""Answers about mediators for the OpenAPI document, from the sandbox's own mediators."""

from datetime import UTC, datetime
from uuid import UUID

from app.capacity.mediators.calendar_routes import get_calendar, put_calendar, subscribe_to_calendar
from app.capacity.mediators.routes import (
    add_mediator,
    get_availability,
    get_mediator,
    get_mediator_events,
    get_mediators,
    put_availability,
    replace_mediator,
)
from app.capacity.mediators.schemas import AvailabilityOut, CalendarRead, MediatorOut, Subscription
from app.capacity.mediators.use_cases import Available
from app.capacity.mediators.views import availability_out, mediator_out
from app.capacity.records import StoredMediator
from app.capacity.sandbox import CALENDAR_SECRET, MEDIATORS, tell_mediators
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples
from app.platform.http.journal_schema import JournalEntry
from app.platform.journal import Entry

EXAMPLES: Examples[Service] = Examples()

WHEN = datetime(2026, 2, 16, 10, tzinfo=UTC)
"""When the documents are read, in the world of these examples: a week after the family asked."""
ADA = MEDIATORS[1].id


def known_mediators() -> dict[UUID, StoredMediator]:
    """Return the sandbox's mediators by their ids."""
    return {stored.id: stored for stored, _ in tell_mediators(WHEN.date(), WHEN)}


def _ada() -> tuple[StoredMediator, list[Entry]]:
    return next(one for one in tell_mediators(WHEN.date(), WHEN) if one[0].id == ADA)


@EXAMPLES.of(add_mediator)
@EXAMPLES.of(replace_mediator, mediator_id=ADA)
def _own(service: Service) -> MediatorOut:
    return mediator_out(_ada()[0], service.organisations, own=True)


@EXAMPLES.of(get_mediators)
def _listed(service: Service) -> Page[MediatorOut]:
    return Page[MediatorOut](items=[_own(service)], next=None)


@EXAMPLES.of(get_mediator, mediator_id=ADA)
def _read(service: Service) -> MediatorOut:
    return _own(service).model_copy(update={"conflicts": None})


@EXAMPLES.of(get_availability, mediator_id=ADA)
@EXAMPLES.of(put_availability, mediator_id=ADA)
def _available(_: Service) -> AvailabilityOut:
    return availability_out(Available(_ada()[0], []))


@EXAMPLES.of(get_mediator_events, mediator_id=ADA)
def _trail(_: Service) -> Page[JournalEntry]:
    return Page[JournalEntry](items=[JournalEntry.model_validate(_ada()[1][1])], next=None)


@EXAMPLES.of(put_calendar, mediator_id=ADA)
def _calendar_read(service: Service) -> CalendarRead:
    busy = _available(service).model_copy(update={"busy_times": 10})
    return CalendarRead(busy_times=10, windows=0, skipped=[], availability=busy)


@EXAMPLES.of(subscribe_to_calendar, mediator_id=ADA)
def _subscription(_: Service) -> Subscription:
    return Subscription(url="https://mediation.example/v1/calendars/pS3cReT....ics")


@EXAMPLES.of(get_calendar, secret=CALENDAR_SECRET)
def _calendar(_: Service) -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n...\r\nEND:VCALENDAR\r\n"
