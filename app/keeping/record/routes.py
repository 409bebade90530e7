"""The route of the whole record of a case: everything that is held about it, as JSON or as a PDF."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from app.cases.routes import OF_ONE_CASE, Reader
from app.cases.unit import TheService
from app.keeping.record.schemas import WholeRecord
from app.keeping.record.unit import record_of
from app.platform.http.accept import prefers
from app.platform.http.platform import platform_of
from app.platform.http.router import Router

router = Router(prefix="/v1/cases/{case_id}", tags=["Keeping"])
PDF = "application/pdf"
A_PDF_TOO: dict[str, Any] = {
    "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
    "description": "Everything held about the case, as JSON or as a readable PDF",
}


@router.get(
    "/record",
    summary="Get everything held about a case",
    response_model=WholeRecord,
    responses={200: A_PDF_TOO, **OF_ONE_CASE},
)
async def get_record(request: Request, service: TheService, caller: Reader, case_id: UUID) -> Response:
    """Get everything that is held about one case in one answer, for example because a person asks for their data.

    You get only what your organisation holds or may see. The answer holds the case, its dates, certificates, sessions,
    offers of help, your referrals, and who read the case. The answer also holds the audit trail, with both versions of
    each corrected event. If your token lacks the permission (scope) for a part, `left_out` names the part and the
    scope.

    To get the record as a readable PDF, for an ombudsman, a judge or the family, send the header `Accept:
    application/pdf`. The record may contain the names of people other than the family. Before you share the record,
    check what you may share.

    If your organisation is not the authority of the case, we log that you read the case.
    """
    shown = await record_of(service, caller, case_id)
    if not prefers(request.headers.get("accept", ""), PDF):
        return Response(shown.model_dump_json(), media_type="application/json", headers={"Vary": "Accept"})
    from app.keeping.record.document import render  # a third of the start, needed by few requests

    made = await run_in_threadpool(render, shown, sandbox=platform_of(request).deployment.sandbox)
    headers = {"Vary": "Accept", "Content-Disposition": f'inline; filename="case-{case_id}.pdf"'}
    return Response(made, media_type=PDF, headers=headers)
