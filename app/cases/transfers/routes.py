"""The route by which an authority transfers a case to the authority to whose area the child has moved."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases import views as present
from app.cases.handover.use_cases import PartyBench
from app.cases.hanging import HeldOn
from app.cases.routes import SECURED, Writer
from app.cases.store import CaseWork
from app.cases.transfers.schemas import TransferIn, TransferOut
from app.cases.transfers.use_cases import transfer_case
from app.cases.unit import service_of
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases", tags=["Cases"])

MOVED: dict[str, Example] = {
    "the child has moved": {"value": {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02"}}
}


@router.post(
    "/{case_id}/transfer",
    summary="Transfer a case to another authority",
    response_model=TransferOut,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "refused", "session-booked", "stale-version",
        "invalid-input", "record-unreadable", "idempotency-key-reused", *SECURED,
    ),
)  # fmt: skip
async def post_transfer(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[TransferIn, Body(openapi_examples=MOVED)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Transfer a case, with the child's plan, to the authority to whose area the child has moved (regulation 15). The
    new authority is then responsible for the plan. The certificate, the appeal and every deadline stay with the case,
    and no time limit starts again. Within 6 weeks after the transfer, the new authority must tell the family about the
    transfer. The new authority must also tell the family whether it will assess the child, and when it will review the
    plan.

    You cannot transfer a case about a refusal to assess, or about a refusal to issue a plan, because there is no plan.
    If the child moves, a case about a refusal stays with your authority.

    If the new authority also instructs the case's mediation provider, this provider keeps the case, and a booked
    session stays booked. Otherwise the new authority's first-choice provider handles the case.

    After the transfer you no longer see the case. The last event that you can read is `case-transferred`. You can still
    read the events up to the transfer, and the certificates that were issued before the transfer. The new authority
    does not get your pseudonyms for the child and the family.

    *For: local authority.*
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: CaseWork) -> Outcome:
        bench = PartyBench(service.desk, partial(HeldOn, service.hanging))
        done = await transfer_case(work, bench, body.command(partial(check_if_match, if_match)))
        await service.organisations.known(done.case.provider_id)
        shown = TransferOut.of(done, present.organisation(done.case.provider_id, service.organisations))
        return Outcome(200, shown, {"etag": etag(done.case.version)})

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)
