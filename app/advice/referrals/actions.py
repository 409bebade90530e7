"""What becomes of a referral: one path for each action, made from the table of bodies; and which are allowed now."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from app.advice.domain.commands import Command
from app.advice.domain.moves import MOVES
from app.advice.domain.words import ReferralAction, ReferralState
from app.advice.referrals import schemas as r
from app.advice.referrals import store as kept
from app.advice.referrals.recording import Receipt, StoredReferral, TooManyContacts, may_pass_on, record, way_to
from app.advice.referrals.routes import OF_ONE, Reader, Writer, out, seen_referral
from app.advice.referrals.views import choices_out, note_about, refused_on_referral
from app.advice.services.use_cases import OF_THE_SERVICE
from app.cases.routes import SECURED
from app.cases.unit import Service, TheService, service_of
from app.kernel.errors import Refusal
from app.platform.access.principal import Principal
from app.platform.db.work import Work
from app.platform.http.etags import IfMatch, check_if_match, etag, etag_with
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = APIRouter(prefix="/v1/referrals/{referral_id}/actions", tags=["Referrals"])
CAN_FAIL = problem_responses(
    "malformed-json", "not-yours-to-record", "not-found", "refused", "stale-version", "invalid-input",
    "idempotency-key-reused", *SECURED,
)  # fmt: skip

A = ReferralAction
BODIES: dict[ReferralAction, type[r.ReferralActionIn]] = {
    A.OPEN: r.OpenReferralIn,
    A.ACCEPT: r.AcceptReferralIn,
    A.DECLINE: r.DeclineReferralIn,
    A.WAIT_LIST: r.WaitListReferralIn,
    A.START: r.StartHelpIn,
    A.RECORD_CONTACT: r.ContactMadeIn,
    A.CLOSE: r.CloseReferralIn,
    A.WITHDRAW_CONSENT: r.WithdrawConsentIn,
}
"""What may become of a referral, by the last part of its path."""


@router.get("", summary="What may be recorded of a referral now, and why not", responses=OF_ONE)
async def get_referral_actions(
    response: Response, service: TheService, caller: Reader, referral_id: UUID
) -> r.ReferralChoices:
    """Every action: allowed or refused, who records it, the rule that refuses, what would unlock it, where to POST."""
    async with service.database.work(actor_of(caller)) as work:
        one = await seen_referral(work, referral_id)
    own = isinstance(one, StoredReferral)
    shown = choices_out(referral_id, one.facts, caller.organisation_kind, work.today, own=own)
    response.headers["ETag"] = etag_with(one.version, shown)
    return shown


async def record_on_referral(
    request: Request,
    caller: Principal,
    referral_id: UUID,
    body: r.ReferralActionIn,
    idempotency_key: str | None,
    if_match: str | None,
) -> Response:
    """Record what became of a referral; or, by whoever made it, that the consent was taken back."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        if caller.organisation_kind is OF_THE_SERVICE:
            after: StoredReferral | Receipt = await _recorded(service, work, referral_id, body, if_match)
        else:
            after = await _passed_on(work, referral_id, body, if_match)
        return Outcome(200, await out(service, after), {"etag": etag(after.version)}, private=True)

    if not isinstance(body, r.WithdrawConsentIn) and await _is_withdrawn(service, caller, referral_id):
        idempotency_key = None  # an answer from before the consent was taken back is not given again
    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


async def _is_withdrawn(service: Service, caller: Principal, referral_id: UUID) -> bool:
    """Whether the service's own referral rests on no consent any more."""
    if caller.organisation_kind is not OF_THE_SERVICE:
        return False
    async with service.database.work(actor_of(caller)) as work:
        stored = await kept.own(work.connection, referral_id)
    return stored is not None and stored.facts.state is ReferralState.WITHDRAWN


async def _recorded(
    service: Service, work: Work, referral_id: UUID, body: r.ReferralActionIn, if_match: str | None
) -> StoredReferral:
    """Record something as the service says."""
    ends = isinstance(body, r.WithdrawConsentIn)  # that has a lock of its own, taken before any row's
    stored = await (kept.own if ends else kept.locked)(work.connection, referral_id)
    if stored is None:
        raise NotFound
    check_if_match(if_match, stored.version)
    command = body.command(work.actor.kind, work.today)
    if ends and stored.facts.state is ReferralState.WITHDRAWN and await _told_to_another(work, stored, command):
        return await kept.own(work.connection, referral_id) or stored
    try:
        changed, entry = record(stored, command, work.actor, work.today, work.now)
    except Refusal as refusal:
        way = way_to(stored.facts, command, work.today)
        raise refused_on_referral(refusal, command.action, stored.facts.state, way) from refusal
    except TooManyContacts as reason:
        raise InvalidInput.at("body", "#", str(reason), "too_many_contacts") from reason
    if changed.facts.state is ReferralState.WITHDRAWN:
        await kept.withdraw(work.connection, referral_id, work.actor, command.occurred_on, work.now)
        return await kept.own(work.connection, referral_id) or changed
    await kept.update(work.connection, changed, entry)
    if body.noted is not None:
        note_id = uuid4()
        sealed = service.seal.seal({"note": body.noted}, note_about(referral_id, note_id))
        await kept.add_note(work.connection, note_id, referral_id, stored.service_id, sealed, work.now)
    return changed


async def _told_to_another(work: Work, stored: StoredReferral, command: Command) -> bool:
    """Record that a withdrawal which was told to whoever referred is now told to the service: it reaches further."""
    if not stored.facts.consented_on <= command.occurred_on <= work.today:
        return False
    return await kept.withdraw(work.connection, stored.id, work.actor, command.occurred_on, work.now)


async def _passed_on(work: Work, referral_id: UUID, body: r.ReferralActionIn, if_match: str | None) -> Receipt:
    """Pass on that the consent was taken back. The answer is the same whether or not it was so already."""
    receipt = await kept.receipt(work.connection, referral_id)
    if receipt is None:
        raise NotFound
    check_if_match(if_match, receipt.version)
    command = body.command(work.actor.kind, work.today)
    try:
        may_pass_on(receipt, command, work.today)
    except Refusal as refusal:
        raise refused_on_referral(refusal, command.action, receipt.facts.state) from refusal
    await kept.withdraw(work.connection, referral_id, work.actor, command.occurred_on, work.now)
    return await kept.receipt(work.connection, referral_id) or receipt


def _publish(action: ReferralAction, schema: type[r.ReferralActionIn]) -> None:
    """Give an action its path."""
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
        return await record_on_referral(request, caller, referral_id, body or schema(), idempotency_key, if_match)

    endpoint.__annotations__["body"] = Annotated[schema, Body(openapi_examples=examples)]
    if any(field.is_required() for field in schema.model_fields.values()):
        endpoint.__defaults__ = (None, None)  # for the headers alone: this body cannot be left out
    endpoint.__name__ = f"referral_{action.replace('-', '_')}"
    says = schema.__doc__ or action
    recorded_by = " or ".join(sorted({kind.replace("_", " ") for move in moves for kind in move.who}))
    router.add_api_route(
        f"/{action}",
        endpoint,
        methods=["POST"],
        response_model=r.Referral | r.ReferralReceipt if action is A.WITHDRAW_CONSENT else r.Referral,
        responses=CAN_FAIL,
        operation_id=endpoint.__name__,
        summary=says.partition(".")[0].split(",")[0].split(":")[0],
        description=f"{says}\n\nRecorded by: {recorded_by}.",
    )


for _action, _schema in BODIES.items():
    _publish(_action, _schema)
