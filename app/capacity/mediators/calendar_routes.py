"""The routes that import a mediator's own calendar, and that show booked sessions to calendar programs."""

import secrets
from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars import Entry, NotACalendar, uid_of, write_calendar
from app.capacity.mediators.layout import SLOTS_AHEAD
from app.capacity.mediators.routes import SECURED
from app.capacity.mediators.schemas import CalendarRead, Subscription
from app.capacity.mediators.store import secret_hash
from app.capacity.mediators.use_cases import (
    BringInCalendar,
    RenewCalendarAddress,
    bring_in_calendar,
    renew_calendar_address,
    seen_mediator,
)
from app.capacity.mediators.views import calendar_read
from app.capacity.unit import TheCapacity, asking, bench_of
from app.cases.unit import TheService, service_of
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Statement
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1", tags=["Mediators"])
Writer = Annotated[Principal, requires(Scope.CAPACITY_WRITE)]
MEDIA_TYPE = "text/calendar"
KEPT_BACK = timedelta(days=35)
"""How long a past session stays in the calendar."""

A_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:1@example
DTSTAMP:20260105T090000Z
DTSTART;TZID=Europe/London:20270112T100000
DTEND;TZID=Europe/London:20270112T110000
RRULE:FREQ=WEEKLY;COUNT=10
END:VEVENT
END:VCALENDAR
"""
AS_CALENDAR = {
    "requestBody": {
        "required": True,
        "description": "An iCalendar file (RFC 5545, the usual format of calendar programs) of up to 16 MB.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string", "maxLength": 16_777_216},
                "examples": {"an hour on ten Tuesdays": {"value": A_CALENDAR}},
            }
        },
    }
}
THE_CALENDAR = Statement("SELECT * FROM app_calendar(:hash, :from)")


@router.put(
    "/mediators/{mediator_id}/calendar",
    summary="Import a mediator's own calendar",
    response_model=CalendarRead,
    responses=problem_responses("not-found", "stale-version", "content-too-large", "invalid-input", *SECURED),
    openapi_extra=AS_CALENDAR,
)
async def put_calendar(
    request: Request, capacity: TheCapacity, caller: Writer, mediator_id: UUID, if_match: IfMatch = None
) -> Response:
    """Send a mediator's own calendar as an iCalendar file (RFC 5545, the usual format of calendar programs). Events and
    other busy times in the calendar close slots (times that you offer). A time that is marked AVAILABLE creates slots.

    Periods in a list of busy times (VFREEBUSY) count as busy unless they are marked FREE. The mediator's own calendar
    may subscribe to the mediator's secret link. The calendar file then also contains the sessions that were booked in
    this service. We ignore these sessions in the file, because the service already knows their times.

    We use the time zones that the file describes (VTIMEZONE), and otherwise the names of the zones. If we can read the
    start of an entry but not the whole entry, the entry still blocks the mediator's time. The field `skipped` names
    entries that we could not read, by their line in the file. If a file is incomplete or takes too long to read,
    nothing changes, and the problem names the line if we know it. We read one calendar of a provider at a time. If you
    send another calendar meanwhile, you get 429.

    We delete the titles, places and people of the events without reading them. Send the calendar again whenever it
    changes. The new calendar replaces the times of the calendar before. The new calendar does not change the mediator's
    weekly hours and leave.
    """
    service, desk = service_of(request), capacity.calendars
    must_be_version = partial(check_if_match, if_match)
    async with asking(service, caller) as (asked, bench):  # first: nobody has another's calendar parsed
        must_be_version((await seen_mediator(bench, mediator_id)).version)
    until = asked.today + SLOTS_AHEAD
    with desk.place(caller.organisation_id):
        try:  # between two transactions: a hostile calendar takes seconds
            read = await desk.read(request.stream(), asked.today, until)
        except NotACalendar as reason:
            raise InvalidInput.at("body", "#", str(reason), "calendar") from reason

    async def use_case(work: Work) -> Outcome:
        command = BringInCalendar(mediator_id, read, until, must_be_version)
        available = await bring_in_calendar(work, bench_of(service, work), command)
        return Outcome(200, calendar_read(available, read), {"etag": etag(available.mediator.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.post(
    "/mediators/{mediator_id}/calendar/subscription",
    status_code=201,
    summary="Make a secret link for calendar programs",
    response_model=Subscription,
    responses=problem_responses("not-found", "invalid-input", "idempotency-key-reused", *SECURED),
)
async def subscribe_to_calendar(
    request: Request, caller: Writer, mediator_id: UUID, idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a secret link to which a calendar program can subscribe. The link shows the mediator's booked sessions as
    busy time.

    Calendar programs send no token, so anyone with the link can read the times: keep the link secret. When you make a
    new link, the old link stops working. The link does not show the case, the family or the authority.
    """
    service = service_of(request)
    secret = secrets.token_urlsafe(32)

    async def use_case(work: Work) -> Outcome:
        command = RenewCalendarAddress(mediator_id, secret)
        await renew_calendar_address(work, bench_of(service, work), command)
        made = Subscription(url=f"{service.public_url}/v1/calendars/{secret}.ics")
        return Outcome(201, made, private=True)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get(
    "/calendars/{secret}.ics",
    summary="Read a mediator's booked sessions as a calendar",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        **problem_responses("not-found", "invalid-input"),
    },
)
async def get_calendar(
    service: TheService,
    secret: Annotated[
        str,
        Path(
            max_length=80,
            pattern="^[A-Za-z0-9_-]{20,80}$",
            description="The secret part of the link to which the calendar program subscribes.",
        ),
    ],
) -> Response:
    """Read the times at which the mediator is booked. The calendar does not show the case, the family or the authority.
    Calendar programs may fetch this calendar again every hour."""
    now = await service.database.now()
    values = {"hash": secret_hash(secret), "from": now - KEPT_BACK}
    rows = await service.database.read(THE_CALENDAR, values)
    if not rows:
        raise NotFound
    booked = [
        Entry(
            uid=uid_of(row.session_id),
            span=Span(row.starts_at, row.ends_at),
            summary=f"Mediation session ({row.format.replace('_', ' ')})",
            busy=True,
            updated_at=row.updated_at,
            sequence=row.version - 1,
        )
        for row in rows
        if row.session_id is not None
    ]
    written = write_calendar(f"Mediation: {rows[0].name}", booked, at=now)
    return Response(written, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers={"Cache-Control": "private, no-store"})
