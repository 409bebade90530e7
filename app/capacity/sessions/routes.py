"""The routes to book held time and to read sessions. `actions` records what happens to a session."""

from datetime import datetime, time
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.domain.words import SessionStatus
from app.capacity.refusals import HoldOver
from app.capacity.scenes import BOOKING
from app.capacity.sessions.schemas import BookIn, SessionOut
from app.capacity.sessions.store import Sessions, Wanted
from app.capacity.sessions.taking import Held
from app.capacity.sessions.use_cases import Book, book
from app.capacity.sessions.views import session_out
from app.capacity.slots.store import Slots
from app.capacity.unit import bench_of
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import Service, TheService, service_of
from app.kernel.london import LONDON
from app.kernel.unreadable import readable
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag
from app.platform.http.fields import Day, Moment
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/sessions", tags=["Sessions"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("sessions", tuple[Moment, UUID])


A_BOOKING: dict[str, Example] = {
    "the time that is held": {"value": {"hold_id": str(BOOKING.hold_id), "place": "By video link"}}
}


@router.post(
    "",
    status_code=201,
    summary="Book a session",
    response_model=SessionOut,
    responses=problem_responses(
        "malformed-json",
        "refused",
        "not-yours-to-record",
        "not-suitable",
        "hold-expired",
        "session-booked",
        "not-found",
        "invalid-input",
        OutsideLaw.slug,
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def book_session(
    request: Request,
    caller: Writer,
    body: Annotated[BookIn, Body(openapi_examples=A_BOOKING)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Book the time that is held for a case. This uses up the hold and arranges the mediation of the case.

    We check again that the mediator and the time suit the case. The accreditation may have ended since, or the mediator
    may be on leave. The day of the booking cannot be before the day on which the time was held.
    """
    service = service_of(request)
    held_for = await _case_of_hold(service, caller, body.hold_id)
    if held_for is None:
        return await perform(request, caller, idempotency_key, service.database.keyed, _not_held)

    async def use_case(work: CaseWork) -> Outcome:
        command = Book(time=Held(body.hold_id), format=body.format, place=body.place, occurred_on=body.occurred_on)
        booked = await book(work, bench_of(service, work), work.case, command)
        shown = session_out(service, booked.session, booked.case.facts.state)
        headers = {"location": f"/v1/sessions/{shown.id}", "etag": etag(1)}
        return Outcome(201, shown, headers, private=True)

    return await perform(request, caller, idempotency_key, service.changing(held_for), use_case)


async def _wanted(
    case_id: Annotated[UUID | None, Query(description="Only sessions of this case.")] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only sessions with this mediator.")] = None,
    status: Annotated[
        list[SessionStatus] | None,
        Query(max_length=len(SessionStatus), description="Only sessions with this status. You can give several."),
    ] = None,
    from_day: Annotated[
        Day | None, Query(alias="from", description="Only sessions that begin on this day in London, or later.")
    ] = None,
    to_day: Annotated[
        Day | None, Query(alias="to", description="Only sessions that begin on this day in London, or earlier.")
    ] = None,
) -> Wanted:
    since = datetime.combine(from_day, time.min, LONDON) if from_day else None
    until = datetime.combine(to_day, time.max, LONDON) if to_day else None
    return Wanted(case_id, mediator_id, status, since, until)


@router.get("", summary="List sessions", responses=problem_responses("invalid-input", *SECURED))
async def get_sessions(
    service: TheService, caller: Reader, wanted: Annotated[Wanted, Depends(_wanted)], turn: Turn
) -> Page[SessionOut]:
    """The sessions of the cases that your organisation is party to. Earliest first."""
    after = _CURSORS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        found, last = await Sessions(work.connection).listed(work.actor, wanted, after, turn.limit)
    shown = readable(partial(session_out, service), found)
    return turn.page(shown, _CURSORS.encode(last) if last else None)


@router.get("/{session_id}", summary="Read a session", responses=OF_ONE)
async def get_session(response: Response, service: TheService, caller: Reader, session_id: UUID) -> SessionOut:
    """A session: who was told about it, who came, and how it ended. What was said is never stored."""
    async with service.database.work(actor_of(caller)) as work:
        stored = await Sessions(work.connection).find(session_id)
        if stored is None:
            raise NotFound
    response.headers["ETag"] = etag(stored.version)
    return session_out(service, stored)


async def _not_held(_: Work) -> Outcome:
    raise HoldOver


async def _case_of_hold(service: Service, caller: Principal, hold_id: UUID) -> UUID | None:
    """Return the case for which the time is held. None if it is not held: a repeated key still gets its answer."""
    async with service.database.work(actor_of(caller)) as work:
        held = await Slots(work.connection).held(hold_id)
    return held.case_id if held else None
