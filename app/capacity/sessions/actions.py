"""What becomes of a session: one path for each thing that may be recorded of it, made from the table of bodies."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from app.capacity.domain.session_commands import Reschedule, SessionCommand
from app.capacity.domain.words import SessionStatus
from app.capacity.mediators.use_cases import StoredSession
from app.capacity.sessions import schemas as s
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import becomes, moved, must_follow_hold, record, released, without_time
from app.capacity.sessions.routes import Writer
from app.capacity.sessions.use_cases import Taken, chosen_format, free_slot, take_slot, take_up, time_held
from app.capacity.sessions.views import refused_on_session, session_out
from app.capacity.slots import store as slots
from app.cases.records import Staged, StoredCase
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import Service, service_of
from app.kernel.errors import Refusal
from app.kernel.london import london_day
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import HoldExpired, NotFound, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = APIRouter(prefix="/v1/sessions/{session_id}", tags=["Sessions"])
CAN_FAIL = problem_responses(
    "malformed-json", "not-yours-to-record", "not-found", "refused", "not-suitable", "hold-expired", "slot-taken",
    "stale-version", "invalid-input", OutsideLaw.slug, "idempotency-key-reused", *SECURED,
)  # fmt: skip

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

    async def use_case(work: CaseWork) -> Outcome:
        case, stored = work.case, await sessions.find(work.connection, session_id)
        if stored is None:
            raise NotFound
        check_if_match(if_match, stored.version)
        command = body.command(work.actor.kind, work.today, stored.session)
        try:
            if isinstance(body, s.RescheduleIn) and isinstance(command, Reschedule):
                return await _move(service, work, case, stored, body, command)
            return await _record(service, work, case, stored, body, command)
        except Refusal as refusal:
            raise refused_on_session(refusal, command, stored, case, work.now) from refusal

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


async def _record(
    service: Service,
    work: CaseWork,
    case: StoredCase,
    stored: StoredSession,
    body: s.SessionIn,
    command: SessionCommand,
) -> Outcome:
    """Record what leaves a session in its time, or calls it off."""
    private = body.private()
    if isinstance(body, s.RepresentativeIn):
        private = _named(service, stored, work, private)
    changed, staged = record(
        service.desk, case, stored, command, body.about(), private, work.actor, work.today, work.now
    )
    freed = None
    if changed.session.status is SessionStatus.CANCELLED:
        changed, freed = without_time(changed), stored.engagement_id
    return await _kept(service, work, changed, staged, freed)


async def _move(
    service: Service, work: CaseWork, case: StoredCase, stored: StoredSession, body: s.RescheduleIn, command: Reschedule
) -> Outcome:
    """Move a session into other time, and let its old time go. The session answers before that time does."""
    becomes(service.desk, stored, command, work.actor, work.today, work.now)
    begun = stored.span.starts_at <= work.now
    time = await _time(service, work, case, body, command if not begun else None)
    chosen = await chosen_format(service, work, case, time.mediator, time.span, command.format)
    day, fixed_on = london_day(time.span.starts_at), max(command.occurred_on, time.since)
    command = replace(command, day=day, format=chosen, fixed_on=fixed_on)
    about = {**body.about(), **released(await slots.release_all(work.connection, case.id, work.now))}
    private = {**body.private(), "mediator": time.mediator.name}
    if body.keeps_place(stored.session.format, chosen):
        del private["place"]
    mediator = time.mediator
    changed, staged = record(
        service.desk, case, stored, command, about, private, work.actor, work.today, work.now, mediator.provider_id
    )
    freed, engagement_id = stored.engagement_id, time.engagement_id
    if engagement_id is None:
        assert time.slot is not None  # noqa: S101 - what is not held is a slot
        engagement_id = await take_slot(work, time.slot, stored)
        freed = None if mediator.id == stored.mediator_id else freed
    changed = moved(changed, engagement_id, mediator.id, mediator.provider_id, time.span)
    return await _kept(service, work, changed, staged, freed)


async def _time(
    service: Service, work: CaseWork, case: StoredCase, body: s.RescheduleIn, ahead: Reschedule | None
) -> Taken:
    """Return the time that a session is moved into. One that has begun is put off as of its own day alone."""
    if body.slot_id is not None:
        time = await free_slot(service, work, case, body.slot_id)
        if ahead is not None:
            must_follow_hold(ahead.occurred_on, time.since)
        return time
    assert body.hold_id is not None  # noqa: S101 - the body names one of the two
    hold = await time_held(work, body.hold_id)
    if hold.case_id != case.id:
        raise HoldExpired("That time is held for another case.")
    held_on = london_day(hold.held_at)
    if ahead is not None:
        must_follow_hold(ahead.occurred_on, held_on)
    return Taken(await take_up(work, hold), hold.span, held_on, hold.id)


async def _kept(
    service: Service, work: CaseWork, changed: StoredSession, staged: Staged, freed: UUID | None
) -> Outcome:
    """Keep what became of a session and of its case, and let go the time that it takes no more."""
    await sessions.update(work.connection, changed, freed)
    work.put(staged)
    shown = session_out(service, changed, staged.case.facts.state)
    return Outcome(200, shown, {"etag": etag(changed.version)}, private=True)


def _named(service: Service, stored: StoredSession, work: CaseWork, who: dict[str, Any]) -> dict[str, Any]:
    """Add a representative to those that are sealed: the authority's name stays when the body's comes."""
    sealed = service.seal.open(stored.sealed, str(stored.id))
    return {"representatives": {**(sealed.get("representatives") or {}), work.actor.kind: who}}


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
        f"/{word}",
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
