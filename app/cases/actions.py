"""The routes that record an action on a case, made from the table of bodies, and list what is allowed and why not."""

from collections.abc import Callable
from functools import partial
from inspect import getdoc
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.cases import views as present
from app.cases.beside import beside
from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader, unless_meanwhile
from app.cases.schemas import actions as bodies
from app.cases.schemas.actions import BODIES
from app.cases.schemas.cases import Case
from app.cases.schemas.choices import Choices
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.cases.use_cases import may_open_unseen, take_action
from app.cases.who_sees import actions_told, date_told
from app.kernel.london import london_day
from app.kernel.moves import recorders
from app.kernel.readers import Reader as SeenBy
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.etags import IfMatch, check_if_match, etag, tagged
from app.platform.http.fields import Day
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}/actions", tags=["Actions"])
Recorder = Annotated[Principal, requires(Scope.ACTIONS_WRITE)]

CAN_FAIL = problem_responses(
    "malformed-json",
    "not-yours-to-record",
    "not-found",
    "refused",
    "record-unreadable",
    "stale-version",
    "invalid-input",
    OutsideLaw.slug,
    "idempotency-key-reused",
    *SECURED,
)


@router.get("", summary="List the actions that you may record on a case", response_model=Choices, responses=OF_ONE_CASE)
async def get_actions(
    service: TheService,
    caller: Reader,
    case_id: UUID,
    on: Annotated[
        Day | None,
        Query(
            description=(
                "The day on which the step that you want to record happened, if the step happened before today. If you "
                "leave this parameter out, we use today."
            )
        ),
    ] = None,
) -> Response:
    """The answer lists every action that exists for a case, allowed or not. For each action, the answer says whether
    you may record the action, who records the action, and to which address you send the action with POST. If an action
    is refused, the answer names the rule that refuses the action, and the steps that would allow the action.

    When a booked mediation session is over, record the outcome of the session at the address in `post_to`. The tribunal
    sees only the actions that it may record. Only the authority and the tribunal see the actions within an appeal, such
    as the authority's response.
    """
    async with service.on_case(caller, case_id, Surface.ACTIONS) as work:
        case = case_told(work.case, work.actor.kind)
        elsewhere = await service.hanging.elsewhere(work, case.id)
    reader, day = SeenBy(caller.organisation_kind), min(on or work.today, work.today)
    duty_told = partial(date_told, reader=reader)
    shown = Choices.of(service.pathway, case, day, actions_told(reader), elsewhere, duty_told)
    by_version = london_day(case.updated_at) == work.today and not elsewhere
    return tagged(case.version, shown, by_version=by_version)


async def record(
    request: Request,
    caller: Principal,
    case_id: UUID,
    body: bodies.ActionIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record an action on a case."""
    service, action = service_of(request), body.action
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: CaseWork) -> Outcome:
        command = body.command(bodies.Recording(work.actor.kind, work.today, service.desk.draw_number))
        told = body.said(command, partial(check_if_match, if_match))
        after = await take_action(work, service.bench(work), told)
        seen = case_told(after, work.actor.kind)
        words = service.words_of(seen, work.actor.kind)
        shown = present.case(seen, service.pathway.law, service.organisations, work.today, words)
        return Outcome(200, shown, {"etag": etag(after.version)}, private=bool(words))

    unseen = may_open_unseen(caller.organisation_kind, action)
    opening = service.changing(case_id, acts=unseen)
    more = unseen or beside(action).concerns_sessions or action is Action.CONFIRM_NOTICE
    at_once = None if more else service.changing_at_once(case_id)
    return await unless_meanwhile(
        partial(perform, request, caller, idempotency_key, opening, use_case, at_once=at_once)
    )


def _publish(action: Action, schema: type[bodies.ActionIn]) -> Callable[..., Any]:
    """Give an action its path, and return its route."""
    moves = [move for move in MOVES if move.action is action]
    example: dict[str, Example] = {"as it stands": {"value": dict(schema.example)}}

    async def endpoint(
        request: Request,
        caller: Recorder,
        case_id: UUID,
        body: Any = None,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        return await record(request, caller, case_id, body or schema(), idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=example)]
    if schema.says_something or any(field.is_required() for field in schema.model_fields.values()):
        endpoint.__defaults__ = (None, None)  # for the headers alone: this body cannot be left out
    endpoint.__name__ = action.replace("-", "_")
    ways = "\n".join(f"- {move.says}" for move in moves)
    router.add_api_route(
        f"/{action}",
        endpoint,
        methods=["POST"],
        response_model=Case,
        responses={**CAN_FAIL, **(problem_responses("refused", *also) if (also := _also_refused(action)) else {})},
        operation_id=endpoint.__name__,
        summary=schema.summary,
        description=f"{getdoc(schema)}\n\nRecorded by: {recorders(moves)}.\n\n{ways}",
    )
    return endpoint


def _also_refused(action: Action) -> tuple[str, ...]:
    """Return the problems of status 409 that an action has beside the pathway's refusal."""
    if action is Action.CONFIRM_NOTICE:
        return ("duplicate-notice",)
    return ("session-booked",) if beside(action).once_begun else ()


ROUTES = {schema: _publish(action, schema) for action, schema in BODIES.items()}
