"""The route that erases a name or contact details by request."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases.contacts.routes import Writer
from app.cases.routes import SECURED
from app.cases.store import CaseWork
from app.cases.unit import service_of
from app.keeping.erasures.problems import MustBeKept
from app.keeping.erasures.schemas import ErasedOut, Erasure, ErasureIn
from app.keeping.erasures.unit import erasure_desk
from app.keeping.erasures.use_cases import erase
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}", tags=["Keeping"])
ERASURES: dict[str, Example] = {
    "contact details, because the family asked": {
        "value": {"what": ["contact"], "reason": "requested", "requested_on": "2026-03-02"}
    }
}


@router.post(
    "/erasures",
    summary="Erase a name or contact details",
    response_model=Erasure,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        MustBeKept.slug,
        "record-unreadable",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def erase_from_case(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[ErasureIn, Body(openapi_examples=ERASURES)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Erase the name of the person who holds the right to appeal, or the family's contact details. Use this request
    when that person asks you to erase their data (UK GDPR article 17, the right to erasure). The case, its dates and
    its audit trail are not erased.

    `name` erases the name in the case and on every certificate of the case. We sign each certificate again without a
    name, under the same number. The certificate is still valid.

    The law requires you to keep the name while an appeal is under way, or while a time limit such as the time to appeal
    is running. You must also keep the name while a legal hold is in force. If you must keep the name, you get the
    problem 409 `must-be-kept` with the reason.

    `contact` erases the contact details. You can erase contact details at any time, if you may read the contact
    details.

    Each erasure adds an event to the audit trail (`name-erased` or `contact-erased`). This event is your receipt, and
    does not hold the erased data. If there is nothing to erase, the field `erased` is empty and no event is added.

    Recorded by: the authority of the case.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        case, gone = await erase(work, erasure_desk(service, work), body.command())
        shown = [
            ErasedOut(what=one.what, certificates=list(one.certificates), seq=one.event.seq, hash=one.event.hash)
            for one in gone
        ]
        return Outcome(200, Erasure(case_id=case.id, erased=shown, erased_at=work.now))

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)
