"""Sessions: booking held time, and reading what was booked. What becomes of one is in `session_actions`."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request, Response

from app.capacity.domain.words import SessionStatus
from app.capacity.mediators.use_cases import seen_to
from app.capacity.sessions import schemas as s
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import book, must_follow_hold
from app.capacity.sessions.use_cases import chosen_format, take_up, time_held
from app.capacity.sessions.views import session_out
from app.capacity.slots import store as slots
from app.capacity.slots.use_cases import needs_of
from app.cases.beside import Elsewhere, GoesBehindSession
from app.cases.domain.commands import ArrangeMediation
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import Service, TheService, refused, service_of
from app.kernel.errors import Refusal
from app.kernel.london import LONDON, london_day
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.platform.http.etags import etag
from app.platform.http.fields import Day, Moment
from app.platform.http.problems import HoldExpired, NotFound, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = APIRouter(prefix="/v1/sessions", tags=["Sessions"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("sessions", tuple[Moment, UUID])


@router.post(
    "",
    status_code=201,
    summary="Book a session",
    response_model=s.SessionOut,
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
    request: Request, caller: Writer, body: s.BookIn, idempotency_key: IdempotencyKey = None
) -> Response:
    """Book the time that is held for a case. The hold is used up and the case's mediation arranged, all at once.

    Whether mediator and day still suit the case is asked again: an accreditation may have ended since, or the mediator
    be on leave. Of a day before the time was held nothing is booked.
    """
    service = service_of(request)
    held_for = await _case_of_hold(service, caller, body.hold_id)
    if held_for is None:
        return await perform(request, caller, idempotency_key, service.database.keyed, _not_held)

    async def use_case(work: CaseWork) -> Outcome:
        hold = await time_held(work, body.hold_id)
        case = work.case
        if (booked := await sessions.booked_on(work.connection, case.id)) is not None:
            raise GoesBehindSession(Elsewhere(booked, "reschedule"))
        mediator = await take_up(work, hold)
        chosen = await chosen_format(service, work, case, mediator, hold.span, body.format)
        needs = await needs_of(service, work, case.id)
        private = {"mediator": mediator.name, "place": body.place, **seen_to(needs)}
        occurred_on = body.occurred_on or work.today
        others = await slots.release_all(work.connection, case.id, work.now)
        try:
            must_follow_hold(occurred_on, london_day(hold.held_at))
            stored, staged = book(
                service.desk, case, uuid4(), hold.id, hold.mediator_id, hold.provider_id, hold.span, chosen, private,
                work.actor, occurred_on, work.today, work.now, others=others,
            )  # fmt: skip
        except Refusal as refusal:
            command = ArrangeMediation(
                by=work.actor.kind, occurred_on=occurred_on, session_on=london_day(hold.span.starts_at)
            )
            raise refused(service.pathway, case, command, work, refusal) from refusal
        await sessions.insert(work.connection, stored)
        work.put(staged)
        shown = session_out(service, stored, staged.case.facts.state)
        headers = {"location": f"/v1/sessions/{stored.id}", "etag": etag(1)}
        return Outcome(201, shown, headers, private=True)

    return await perform(request, caller, idempotency_key, service.changing(held_for), use_case)


@router.get("", summary="List sessions", responses=problem_responses("invalid-input", *SECURED))
async def get_sessions(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID | None, Query(description="Only this case's.")] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only this mediator's.")] = None,
    status: Annotated[
        list[SessionStatus] | None,
        Query(max_length=len(SessionStatus), description="Only those of this status, or of one of several."),
    ] = None,
    from_day: Annotated[
        Day | None, Query(alias="from", description="Only those that begin on this day in London, or later.")
    ] = None,
    to_day: Annotated[
        Day | None, Query(alias="to", description="Only those that begin on this day in London, or earlier.")
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[s.SessionOut]:
    """The sessions of the cases that your organisation is party to, the earliest first."""
    after = _CURSORS.decode(cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await sessions.listed(
            work.connection, work.actor, case_id, mediator_id, status,
            datetime.combine(from_day, time.min, LONDON) if from_day else None,
            datetime.combine(to_day, time.max, LONDON) if to_day else None, after, limit + 1,
        )  # fmt: skip
    shown = [session_out(service, one) for one in found[:limit]]
    more = _CURSORS.encode((shown[-1].starts_at, shown[-1].id)) if len(found) > limit else None
    return page(request, response, shown, more)


@router.get("/{session_id}", summary="Read a session", responses=OF_ONE)
async def get_session(response: Response, service: TheService, caller: Reader, session_id: UUID) -> s.SessionOut:
    """A session as it stands: who was told, who came, how it ended. Nothing of what was said."""
    async with service.database.work(actor_of(caller)) as work:
        stored = await sessions.find(work.connection, session_id)
        if stored is None:
            raise NotFound
    response.headers["ETag"] = etag(stored.version)
    return session_out(service, stored)


async def _not_held(_: Work) -> Outcome:
    raise HoldExpired


async def _case_of_hold(service: Service, caller: Principal, hold_id: UUID) -> UUID | None:
    """Return the case for which time is held; None where none is, and a key sent before still has its answer."""
    async with service.database.work(actor_of(caller)) as work:
        held = await slots.held(work.connection, hold_id)
    return held.case_id if held else None
