"""The routes to book held time and to read sessions. `actions` records what happens to a session."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example

from app.capacity.refusals import HoldOver
from app.capacity.scenes import BOOKED, BOOKING, JOINING
from app.capacity.sessions.filters import FILTERS, SessionSort
from app.capacity.sessions.schemas.answers import SessionOut
from app.capacity.sessions.schemas.booking import BookIn
from app.capacity.sessions.store import Place, Sessions, Stretch
from app.capacity.sessions.use_cases import Book, book
from app.capacity.sessions.views import session_out
from app.capacity.slots.store import Slots
from app.capacity.unit import bench_of
from app.cases.naming import by_id
from app.cases.reads import Surface
from app.cases.routes import SECURED
from app.cases.store import CaseWork, log_read
from app.cases.unit import Service, TheService, service_of
from app.kernel.errors import Unseen
from app.kernel.unreadable import readable
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.filters import Asked
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag
from app.platform.http.fields import Moment
from app.platform.http.filters import narrowed_by
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/sessions", tags=["Sessions"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
_CURSORS: dict[SessionSort, Cursors[Place]] = {
    SessionSort.EARLIEST: Cursors("sessions", tuple[Moment, UUID]),
    SessionSort.LATEST: Cursors("sessions -starts_at", tuple[Moment, UUID]),
}


A_BOOKING: dict[str, Example] = {
    "the time that you hold": {"value": {"hold_id": str(BOOKING.hold_id), "place": "By video link"}},
    "the time of a sibling's session": {
        "value": {"joins": str(BOOKED.session_id), "case_id": str(JOINING.case_id), "one_family": True}
    },
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
        "slot-taken",
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
    """Book the time that you hold for a case, or join the session of another case of the same family. The booking ends
    the hold and arranges the mediation of the case.

    We check again that the mediator and the time suit the case. For example, the mediator may have taken leave after
    you held the time. The day of the booking cannot be before the day on which you held the time.

    With `joins`, several cases of one family share one session time: `case_id` is the case that you add. Each case
    keeps its own session, deadlines, outcome and certificate. You must be party to both cases, and both cases must
    belong to the same authority. If you call off or move one of the sessions, the other sessions do not change.
    """
    service = service_of(request)
    booked_for = body.case_id or await _case_of_hold(service, caller, body.hold_id)
    if booked_for is None:
        return await perform(request, caller, idempotency_key, service.database.keyed, _not_held)

    async def use_case(work: CaseWork) -> Outcome:
        command = Book(time=body.time(), format=body.format, place=body.place, occurred_on=body.occurred_on)
        booked = await book(work, bench_of(service, work), work.case, command)
        shown = session_out(service, booked.session, work.actor.kind, booked.case.facts.state)
        headers = {"location": f"/v1/sessions/{shown.id}", "etag": etag(1)}
        return Outcome(201, shown, headers, private=True)

    return await perform(request, caller, idempotency_key, service.changing(booked_for), use_case)


@router.get("", summary="List sessions", responses=problem_responses("invalid-input", *SECURED))
async def get_sessions(
    service: TheService,
    caller: Reader,
    narrowed: Annotated[Asked, Depends(narrowed_by(*FILTERS))],
    turn: Turn,
    sort: Annotated[
        SessionSort, Query(description="The order of the list. A value with `-` puts the latest first.")
    ] = SessionSort.EARLIEST,
) -> Page[SessionOut]:
    """List the sessions of the cases that your organisation is party to. The earliest session comes first, unless
    you choose the other order."""
    cursors, asked = _CURSORS[sort], by_id(service, narrowed)
    part = Stretch(sort, cursors.decode(turn.cursor), turn.limit)
    async with service.database.work(actor_of(caller)) as work:
        found, last = await Sessions(work.connection).listed(work.actor, asked, part)
    shown = readable(partial(session_out, service, reads=caller.organisation_kind), found)
    return turn.page(shown, cursors.encode(last) if last else None)


@router.get("/{session_id}", summary="Read a session", responses=OF_ONE)
async def get_session(response: Response, service: TheService, caller: Reader, session_id: UUID) -> SessionOut:
    """Read a session: who was told about it, who came, and how it ended. We never store what was said in a session."""
    async with service.database.work(actor_of(caller)) as work:
        stored = await Sessions(work.connection).find(session_id)
        if stored is None:
            raise NotFound
        try:
            await log_read(work, stored.case_id, Surface.SESSION)
        except Unseen as unseen:
            raise NotFound from unseen
    response.headers["ETag"] = etag(stored.version)
    return session_out(service, stored, caller.organisation_kind)


async def _not_held(_: Work) -> Outcome:
    raise HoldOver


async def _case_of_hold(service: Service, caller: Principal, hold_id: UUID | None) -> UUID | None:
    """Return the case for which the time is held. None if it is not held: a repeated key still gets its answer."""
    if hold_id is None:
        return None
    async with service.database.work(actor_of(caller)) as work:
        held = await Slots(work.connection).held(hold_id)
    return held.case_id if held else None
