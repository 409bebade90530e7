"""The routes by which an authority hands a case, or all cases of a contract, to another provider."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Request, Response
from fastapi.openapi.models import Example

from app.cases import views as present
from app.cases.handover.schemas import HandoverIn, HandoverOut, ProviderIn
from app.cases.handover.use_cases import PROVIDER, PartyBench, change_provider, hand_over
from app.cases.hanging import HeldOn
from app.cases.routes import SECURED, Writer
from app.cases.schemas.cases import Case
from app.cases.store import CasesWork, CaseWork, OwnCaseload
from app.cases.unit import Service, service_of
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.fields import Reference
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1", tags=["Cases"])

ANOTHER: dict[str, Example] = {
    "a new contract": {"value": {"provider": "sandbox-provider-a", "from": "2026-02-16", "reason": "contract ended"}}
}
LOOK_FIRST: dict[str, Example] = {
    "look first": {
        "value": {
            "provider": "sandbox-provider-a",
            "from": "2026-02-16",
            "reason": "contract ended",
            "dry_run": True,
        }
    }
}


def _bench(service: Service) -> PartyBench:
    return PartyBench(service.desk, partial(HeldOn, service.hanging))


@router.post(
    "/cases/{case_id}/provider",
    summary="Hand a case to another mediation provider",
    response_model=Case,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "session-booked", "stale-version", "invalid-input",
        "record-unreadable", "idempotency-key-reused", *SECURED,
    ),
)  # fmt: skip
async def post_provider(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[ProviderIn, Body(openapi_examples=ANOTHER)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Hand a case to another mediation provider that you instruct. After the handover, the case keeps its deadlines,
    certificate and appeal, and no time limit starts again. From now on the new provider has the duties of a mediation
    adviser for the case.

    After the handover, the old provider no longer sees the case. The last event that the old provider can read is
    `provider-replaced`. The old provider can still read the certificates that it issued, and the sessions of its own
    mediators.

    A booked mediation session stays booked if the mediator belongs to the new provider, or to another provider that
    mediates for the case. A booked session that cannot stay booked must be called off: see the field
    `call_off_sessions`.

    *For: local authority.*
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        command = body.command(partial(check_if_match, if_match))
        case = await change_provider(work, _bench(service), command)
        words = service.words_of(case, work.actor.kind)
        shown = present.case(case, service.pathway.law, service.organisations, work.today, words)
        return Outcome(200, shown, {"etag": etag(case.version)}, private=bool(words))

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.post(
    "/providers/{slug}/handover",
    summary="Hand all your open cases with one mediation provider to another provider",
    response_model=HandoverOut,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "invalid-input", "idempotency-key-reused", *SECURED
    ),
)
async def post_handover(
    request: Request,
    caller: Writer,
    slug: Annotated[
        Reference,
        Path(description="The short name or the id of the provider whose cases you hand to another provider."),
    ],
    body: Annotated[HandoverIn, Body(openapi_examples=LOOK_FIRST)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Hand all your open cases with a provider to another provider that you instruct: up to 200 cases in one request.
    We hand over either all the cases of one request, or none of them. Each case is handed over as described at `POST
    /v1/cases/{case_id}/provider`.

    To hand over more cases, send the request again with the value of `after` from the answer, and with a new
    `Idempotency-Key`. All cases are handed over when `after` is `null` in the answer. If the booked session of a case
    cannot stay booked, we do not hand over the case, and `blocked` lists the case. To call off sessions that cannot
    stay booked, send `call_off_sessions`.

    *For: local authority.*
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: CasesWork) -> Outcome:
        done = await hand_over(work, _bench(service), OwnCaseload(work), body.hand_over(slug))
        new = service.organisations.partner(caller.organisation_id, PROVIDER, body.provider)
        assert new is not None  # noqa: S101 - the use case has found it
        provider = present.organisation(new, service.organisations)
        return Outcome(200, HandoverOut.of(done, provider, dry_run=body.dry_run))

    return await perform(request, caller, idempotency_key, service.writing, use_case)
