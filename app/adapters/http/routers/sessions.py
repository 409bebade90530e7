"""Sessions: booking held time, and one path for each thing that may become of a session."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.adapters.access.principal import Principal
from app.adapters.access.scopes import Scope
from app.adapters.db.capacity import mediators, sessions, slots
from app.adapters.db.database import Work
from app.adapters.http.auth.verifier import requires
from app.adapters.http.booked import session_booked
from app.adapters.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.adapters.http.etags import IfMatch, check_if_match, etag
from app.adapters.http.looking import demand, must_suit, needs_of
from app.adapters.http.problems import HoldExpired, InvalidInput, NotFound, problem_responses
from app.adapters.http.refusals import OutsideLaw
from app.adapters.http.routers.cases import SECURED
from app.adapters.http.schemas import sessions as s
from app.adapters.http.schemas.base import Moment
from app.adapters.http.showing_sessions import session_out
from app.adapters.http.unit import (
    IdempotencyKey,
    Outcome,
    Service,
    TheService,
    actor_of,
    perform,
    refused,
    refused_on_record,
    service_of,
)
from app.domain.capacity.sessions import Reschedule
from app.domain.capacity.words import Format, SessionStatus
from app.domain.errors import Refusal
from app.domain.pathway.commands import ArrangeMediation
from app.services.capacity import StoredMediator, StoredSession, london_day, seen_to
from app.services.records import StoredCase
from app.services.sessions import book, moved, record, released, without_time

router = APIRouter(prefix="/v1/sessions", tags=["Sessions"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
CAN_FAIL = problem_responses(
    "malformed-json", "not-yours-to-record", "not-found", "refused", "not-suitable", "hold-expired", "stale-version",
    "invalid-input", OutsideLaw.slug, "idempotency-key-reused", *SECURED,
)  # fmt: skip

_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("sessions", tuple[Moment, UUID])

BODIES: dict[str, type[s.SessionIn]] = {
    "reschedule": s.RescheduleIn,
    "cancel": s.CancelIn,
    "told": s.TellIn,
    "representative": s.RepresentativeIn,
    "interpreter": s.InterpreterIn,
    "attendance": s.AttendanceIn,
    "childs-views": s.ChildsViewsIn,
    "outcome": s.OutcomeIn,
}
"""What may become of a session, by the last part of its path."""


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

    Whether mediator and day still suit the case is asked again: an accreditation may have ended since.
    """
    service = service_of(request)
    held_for = await _case_of_hold(service, caller, body.hold_id)

    async def use_case(work: Work) -> Outcome:
        hold = await _held(work, body.hold_id)
        case = _case(work)
        if (booked := await sessions.booked_on(work.connection, case.id)) is not None:
            raise session_booked(booked, "reschedule")
        mediator = await _mediator(work, hold.mediator_id)
        chosen = await _chosen(service, work, case, mediator, hold, body.format)
        needs = await needs_of(service, work, case.id)
        private = {"mediator": mediator.name, "place": body.place, **seen_to(needs)}
        occurred_on = body.occurred_on or work.today
        if not await slots.consume(work.connection, hold, work.now):
            raise HoldExpired
        others = await slots.release_all(work.connection, case.id, work.now)
        try:
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
        await work.put(staged)
        shown = session_out(service, stored, staged.case.facts.state)
        headers = {"location": f"/v1/sessions/{stored.id}", "etag": etag(1)}
        return Outcome(None, 201, shown, headers, private=True)

    return await perform(request, caller, idempotency_key, use_case, case_id=held_for)


@router.get("", summary="List sessions", responses=problem_responses("invalid-input", *SECURED))
async def get_sessions(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID | None, Query(description="Only this case's.")] = None,
    mediator_id: Annotated[UUID | None, Query(description="Only this mediator's.")] = None,
    status: Annotated[SessionStatus | None, Query(description="Only those that stand so.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[s.SessionOut]:
    """The sessions of the cases that your organisation is party to, the earliest first."""
    after = _CURSORS.decode(cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await sessions.listed(work.connection, case_id, mediator_id, status, after, limit + 1)
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


async def record_on_session(
    request: Request,
    caller: Principal,
    session_id: UUID,
    body: s.SessionIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record what became of a session."""
    service = service_of(request)
    async with service.database.work(actor_of(caller)) as asking:
        case_id = await sessions.case_of(asking.connection, session_id)
    if case_id is None:
        raise NotFound

    async def use_case(work: Work) -> Outcome:
        case, stored = _case(work), await sessions.find(work.connection, session_id)
        if stored is None:
            raise NotFound
        check_if_match(if_match, stored.version)
        if isinstance(body, s.RescheduleIn):
            return await _move(service, work, case, stored, body)
        command = body.command(work.actor.kind, work.today, stored.session)
        private = body.private()
        if isinstance(body, s.RepresentativeIn):
            private = _named(service, stored, work, private)
        try:
            changed, staged = record(
                service.desk, case, stored, command, body.about(), private, work.actor, work.today, work.now
            )
        except Refusal as refusal:
            raise refused_on_record(refusal, command.event, stored.session.status, case) from refusal
        released = None
        if changed.session.status is SessionStatus.CANCELLED:
            changed, released = without_time(changed), stored.engagement_id
        await sessions.update(work.connection, changed, released)
        await work.put(staged)
        shown = session_out(service, changed, staged.case.facts.state)
        return Outcome(None, 200, shown, {"etag": etag(changed.version)}, private=True)

    return await perform(request, caller, idempotency_key, use_case, case_id=case_id)


async def _move(service: Service, work: Work, case: StoredCase, stored: StoredSession, body: s.RescheduleIn) -> Outcome:
    """Move a session into the time that is held, and let its old time go."""
    hold = await _held(work, body.hold_id)
    if hold.case_id != case.id:
        raise HoldExpired("That time is held for another case.")
    mediator = await _mediator(work, hold.mediator_id)
    chosen = await _chosen(service, work, case, mediator, hold, body.format or stored.session.format)
    command = Reschedule(
        **body.on(work.actor.kind, work.today, stored.session), day=london_day(hold.span.starts_at), format=chosen,
        word_of=body.moved_by, why=body.why,
    )  # fmt: skip
    if not await slots.consume(work.connection, hold, work.now):
        raise HoldExpired
    about = {**body.about(), **released(await slots.release_all(work.connection, case.id, work.now))}
    private = {**body.private(), "mediator": mediator.name}
    if body.keeps_place(stored.session.format, chosen):
        del private["place"]
    try:
        changed, staged = record(
            service.desk, case, stored, command, about, private, work.actor, work.today, work.now, hold.provider_id
        )  # fmt: skip
    except Refusal as refusal:
        raise refused_on_record(refusal, command.event, stored.session.status, case) from refusal
    changed = moved(changed, hold.id, hold.mediator_id, hold.provider_id, hold.span)
    await sessions.update(work.connection, changed, stored.engagement_id)
    await work.put(staged)
    shown = session_out(service, changed, staged.case.facts.state)
    return Outcome(None, 200, shown, {"etag": etag(changed.version)}, private=True)


def _named(service: Service, stored: StoredSession, work: Work, who: dict[str, Any]) -> dict[str, Any]:
    """Add a representative to those that are sealed: the authority's name stays when the body's comes."""
    sealed = service.seal.open(stored.sealed, str(stored.id))
    return {"representatives": {**(sealed.get("representatives") or {}), work.actor.kind: who}}


async def _chosen(
    service: Service, work: Work, case: StoredCase, mediator: StoredMediator, hold: slots.Hold, said: Format | None
) -> Format:
    """Return the session's format; refuse one that mediator and family do not share, and time that does not suit."""
    asked = await demand(service, work, case)
    must_suit(mediator, hold.span, asked, work.now)
    common = [one for one in Format if one in mediator.mediator.formats & asked.formats]
    if said is not None and said not in common:
        raise InvalidInput.at("body", "#/format", f"Possible here: {', '.join(common)}", "format")
    return said or common[0]


async def _case_of_hold(service: Service, caller: Principal, hold_id: UUID) -> UUID | None:
    """Return the case for which time is held; None where none is, and a key sent before still has its answer."""
    async with service.database.work(actor_of(caller)) as work:
        held = await slots.held(work.connection, hold_id)
    return held.case_id if held else None


async def _held(work: Work, hold_id: UUID) -> slots.Hold:
    held = await slots.held(work.connection, hold_id)
    if held is None:
        raise HoldExpired
    return held


async def _mediator(work: Work, mediator_id: UUID) -> StoredMediator:
    found = await mediators.find(work.connection, mediator_id)
    if found is None:
        raise NotFound
    return found


def _case(work: Work) -> StoredCase:
    assert work.case is not None  # noqa: S101 - perform() answers 404 before it comes here
    return work.case


def _publish(word: str, schema: type[s.SessionIn]) -> None:
    """Give what may become of a session its path."""
    examples: dict[str, Example] = {"as it stands": {"value": dict(schema.example)}}

    async def endpoint(
        request: Request,
        caller: Writer,
        session_id: UUID,
        body: Any,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        return await record_on_session(request, caller, session_id, body, idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=examples)]
    endpoint.__name__ = f"session_{word.replace('-', '_')}"
    router.add_api_route(
        f"/{{session_id}}/{word}",
        endpoint,
        methods=["POST"],
        response_model=s.SessionOut,
        responses=CAN_FAIL,
        operation_id=endpoint.__name__,
        summary=(schema.__doc__ or word).partition(".")[0].split(":")[0],
        description=schema.__doc__,
    )


for _word, _schema in BODIES.items():
    _publish(_word, _schema)
