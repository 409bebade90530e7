"""The routes that record what happens to a session: one path for each kind of body."""

from collections.abc import Callable
from functools import partial
from inspect import getdoc
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.capacity.sessions.routes import Writer
from app.capacity.sessions.schemas.answers import SessionOut
from app.capacity.sessions.schemas.body import SessionIn
from app.capacity.sessions.schemas.booking import CancelIn, RescheduleIn
from app.capacity.sessions.schemas.holding import AttendanceIn, ChildsViewsIn, OutcomeIn
from app.capacity.sessions.schemas.preparing import InterpreterIn, PlaceIn, RepresentativeIn, TellIn
from app.capacity.sessions.store import Sessions
from app.capacity.sessions.use_cases import Move, RecordOnSession, move, record_on_session
from app.capacity.sessions.views import session_out
from app.capacity.unit import bench_of
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import service_of
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/sessions/{session_id}", tags=["Sessions"])
CAN_FAIL = problem_responses(
    "malformed-json",
    "not-yours-to-record",
    "not-found",
    "refused",
    "not-suitable",
    "hold-expired",
    "slot-taken",
    "stale-version",
    "invalid-input",
    OutsideLaw.slug,
    "idempotency-key-reused",
    *SECURED,
)

BODIES: dict[str, type[SessionIn]] = {
    "reschedule": RescheduleIn,
    "place": PlaceIn,
    "cancel": CancelIn,
    "told": TellIn,
    "representative": RepresentativeIn,
    "interpreter": InterpreterIn,
    "attendance": AttendanceIn,
    "childs-views": ChildsViewsIn,
    "outcome": OutcomeIn,
}
"""What may happen to a session, by the last part of the path."""


async def record(
    request: Request,
    caller: Principal,
    session_id: UUID,
    body: SessionIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record what happened to a session."""
    service = service_of(request)
    async with service.database.work(actor_of(caller)) as asking:
        case_id = await Sessions(asking.connection).case_of(session_id)
    if case_id is None:
        raise NotFound

    async def use_case(work: CaseWork) -> Outcome:
        bench, must_be_version = bench_of(service, work), partial(check_if_match, if_match)
        if isinstance(body, RescheduleIn):
            after = await move(work, bench, as_moved(session_id, body, must_be_version))
        else:
            after = await record_on_session(work, bench, as_recorded(session_id, body, must_be_version))
        shown = session_out(service, after.session, work.actor.kind, after.case.facts.state)
        return Outcome(200, shown, {"etag": etag(shown.version)}, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


def as_recorded(session_id: UUID, body: SessionIn, must_be_version: Callable[[int], None]) -> RecordOnSession:
    """Return the command of a body that does not move a session."""
    return RecordOnSession(
        session_id=session_id,
        command=body.command,
        about=body.about(),
        private=body.private(),
        must_be_version=must_be_version,
    )


def as_moved(session_id: UUID, body: RescheduleIn, must_be_version: Callable[[int], None]) -> Move:
    """Return the command of a body that moves a session."""
    return Move(
        session_id=session_id,
        command=body.command,
        about=body.about(),
        private=body.private(),
        must_be_version=must_be_version,
        time=body.time(),
        says_place="place" in body.model_fields_set,
    )


def _publish(word: str, schema: type[SessionIn]) -> Callable[..., Any]:
    """Add the path for one kind of body, and return its route."""
    examples: dict[str, Example] = {"as it stands": {"value": dict(schema.example)}}

    async def endpoint(
        request: Request,
        caller: Writer,
        session_id: UUID,
        body: Any,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        return await record(request, caller, session_id, body, idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=examples)]
    endpoint.__name__ = f"session_{word.replace('-', '_')}"
    router.add_api_route(
        f"/{word}",
        endpoint,
        methods=["POST"],
        response_model=SessionOut,
        responses=CAN_FAIL,
        operation_id=endpoint.__name__,
        summary=schema.summary,
        description=getdoc(schema),
    )
    return endpoint


ROUTES = {schema: _publish(word, schema) for word, schema in BODIES.items()}
