"""The routes that record an action on a referral, made from the table of bodies, and list what is allowed now."""

from collections.abc import Callable
from functools import partial
from inspect import getdoc
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.advice.domain.moves import MOVES
from app.advice.domain.words import ReferralAction
from app.advice.referrals import use_cases
from app.advice.referrals.recording import StoredReferral
from app.advice.referrals.replays import is_withdrawn
from app.advice.referrals.routes import OF_ONE, Reader, Writer, out, seen_referral
from app.advice.referrals.schemas import actions as bodies
from app.advice.referrals.schemas import referrals as schemas
from app.advice.referrals.use_cases import RecordOnReferral
from app.advice.referrals.views import choices_out
from app.advice.unit import bench_of
from app.cases.routes import SECURED
from app.cases.unit import TheService, service_of
from app.kernel.moves import recorders
from app.platform.access.principal import Principal
from app.platform.db.work import Work
from app.platform.http.etags import IfMatch, check_if_match, etag, tagged
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/referrals/{referral_id}/actions", tags=["Referrals"])
CAN_FAIL = problem_responses(
    "malformed-json",
    "not-yours-to-record",
    "not-found",
    "refused",
    "stale-version",
    "invalid-input",
    "idempotency-key-reused",
    *SECURED,
)

BODIES: dict[ReferralAction, type[bodies.ReferralActionIn]] = {
    ReferralAction.OPEN: bodies.OpenReferralIn,
    ReferralAction.ACCEPT: bodies.AcceptReferralIn,
    ReferralAction.DECLINE: bodies.DeclineReferralIn,
    ReferralAction.WAIT_LIST: bodies.WaitListReferralIn,
    ReferralAction.START: bodies.StartHelpIn,
    ReferralAction.RECORD_CONTACT: bodies.ContactMadeIn,
    ReferralAction.CLOSE: bodies.CloseReferralIn,
    ReferralAction.WITHDRAW_CONSENT: bodies.WithdrawConsentIn,
}
"""What may happen to a referral, by the last part of the path."""


@router.get(
    "",
    summary="List the actions that you may record on a referral",
    response_model=schemas.ReferralChoices,
    responses=OF_ONE,
)
async def get_referral_actions(service: TheService, caller: Reader, referral_id: UUID) -> Response:
    """List every action on a referral. For each action you see whether the action is allowed, who records the
    action, and where to send it. If an action is not allowed, you see the rule that refuses it and what would make
    it possible."""
    async with service.database.work(actor_of(caller)) as work:
        one = await seen_referral(work, referral_id)
    own = isinstance(one, StoredReferral)
    shown = choices_out(referral_id, one.facts, caller.organisation_kind, work.today, own=own)
    return tagged(one.version, shown)


async def record(
    request: Request,
    caller: Principal,
    referral_id: UUID,
    body: bodies.ReferralActionIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record what happened to a referral."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        told = RecordOnReferral(
            referral_id=referral_id,
            command=body.command(work.actor.kind, work.today),
            note=body.noted,
            must_be_version=partial(check_if_match, if_match),
        )
        after = await use_cases.record_on_referral(work, bench_of(service, work), told)
        return Outcome(200, await out(service, after), {"etag": etag(after.version)}, private=True)

    if not isinstance(body, bodies.WithdrawConsentIn) and await is_withdrawn(service, caller, referral_id):
        idempotency_key = None  # an answer from before the consent was taken back is not given again
    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


def _publish(action: ReferralAction, schema: type[bodies.ReferralActionIn]) -> Callable[..., Any]:
    """Add the path of an action, and return its route."""
    moves = [move for move in MOVES if move.action is action]
    examples: dict[str, Example] = {"as it stands": {"value": dict(schema.example)}}

    async def endpoint(
        request: Request,
        caller: Writer,
        referral_id: UUID,
        body: Any = None,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        return await record(request, caller, referral_id, body or schema(), idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=examples)]
    if any(field.is_required() for field in schema.model_fields.values()):
        endpoint.__defaults__ = (None, None)  # for the headers alone: this body cannot be left out
    endpoint.__name__ = f"referral_{action.replace('-', '_')}"
    passed_on = action is ReferralAction.WITHDRAW_CONSENT
    router.add_api_route(
        f"/{action}",
        endpoint,
        methods=["POST"],
        response_model=schemas.Referral | schemas.ReferralReceipt if passed_on else schemas.Referral,
        responses=CAN_FAIL,
        operation_id=endpoint.__name__,
        summary=schema.summary,
        description=f"{getdoc(schema)}\n\nRecorded by: {recorders(moves)}.",
    )
    return endpoint


ROUTES = {schema: _publish(action, schema) for action, schema in BODIES.items()}
