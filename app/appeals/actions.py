"""The routes that record what happens in an appeal. Each records the action of the case that says the same."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import getdoc
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.appeals.records import StoredAppeal
from app.appeals.routes import found_appeal
from app.appeals.schemas import AppealOut, AppealOutcomeIn
from app.appeals.store import Appeals
from app.appeals.use_cases import record_on_appeal
from app.appeals.views import appeal_out
from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action, AppealOutcome
from app.cases.routes import SECURED
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.schemas.actions.proceedings import (
    ChangeAppealIssuesIn,
    ListHearingIn,
    RecordDirectionsIn,
    RespondToAppealIn,
    SendBundleIn,
)
from app.cases.schemas.actions.tribunal import ReinstateAppealIn
from app.cases.store import CaseWork
from app.cases.unit import service_of
from app.kernel.moves import recorders
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/appeals/{appeal_id}", tags=["Appeals"])
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

Step = type[ActionIn] | type[AppealOutcomeIn]
STEPS: Mapping[str, Step] = {
    "response": RespondToAppealIn,
    "directions": RecordDirectionsIn,
    "hearing": ListHearingIn,
    "bundle": SendBundleIn,
    "issues": ChangeAppealIssuesIn,
    "outcome": AppealOutcomeIn,
    "reinstatement": ReinstateAppealIn,
}
"""What may happen in an appeal, by the last part of the path."""


async def record(
    request: Request,
    caller: Principal,
    appeal_id: UUID,
    body: ActionIn | AppealOutcomeIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record a step of an appeal."""
    service = service_of(request)
    found = await found_appeal(service, caller, appeal_id)
    action = body.action() if isinstance(body, AppealOutcomeIn) else body
    unopposed = isinstance(body, AppealOutcomeIn) and body.outcome is AppealOutcome.UNOPPOSED

    async def use_case(work: CaseWork) -> Outcome:
        command = action.command(Recording(work.actor.kind, work.today, service.desk.draw_number))
        told = action.said(command, partial(check_if_match, if_match))
        after = await record_on_appeal(work, service.bench(work), found.number, told, ends_unopposed=unopposed)
        said = service.desk.sealing.open(after.sealed, str(after.id))
        earlier = await Appeals(work.connection).earlier(work.actor, after)
        stored = StoredAppeal(found.id, after.id, found.number, None, earlier)
        shown = appeal_out(stored, after, service.pathway.law, said, work.actor.kind, work.today)
        return Outcome(200, shown, {"etag": etag(after.version)}, private=True)

    opening = service.changing(found.case_id)
    return await perform(request, caller, idempotency_key, opening, use_case)


def _publish(word: str, schema: Step, summary: str) -> Callable[..., Any]:
    """Add the path for one kind of body, and return its route."""
    examples: dict[str, Example] = {"as it stands": {"value": dict(schema.example)}}

    async def endpoint(
        request: Request,
        caller: Recorder,
        appeal_id: UUID,
        body: Any,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        return await record(request, caller, appeal_id, body, idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=examples)]
    endpoint.__name__ = f"appeal_{word}"
    router.add_api_route(
        f"/{word}",
        endpoint,
        methods=["POST"],
        response_model=AppealOut,
        responses=CAN_FAIL,
        operation_id=endpoint.__name__,
        summary=summary,
        description=f"{getdoc(schema)}\n\nRecorded by: {_recorded_by(schema)}.",
    )
    return endpoint


def _recorded_by(schema: Step) -> str:
    action = schema.action if issubclass(schema, ActionIn) else Action.RECORD_APPEAL_OUTCOME
    return recorders(move for move in MOVES if move.action is action)


SUMMARIES: Mapping[str, str] = {
    "response": "Record the authority's response to the appeal",
    "directions": "Record dates that the tribunal directed",
    "hearing": "Record the hearing of the appeal",
    "bundle": "Record that the hearing bundle was sent",
    "issues": "Change the status of the appeal's issues, or add issues",
    "outcome": "Record how an appeal ended",
    "reinstatement": "Record that the tribunal takes an appeal up again (reinstatement)",
}

ROUTES = {word: _publish(word, schema, SUMMARIES[word]) for word, schema in STEPS.items()}
