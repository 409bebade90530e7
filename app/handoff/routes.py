"""The routes of the hand-off to the tribunal: the answers to its form, and a cover sheet."""

from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, Reader
from app.cases.unit import TheService
from app.handoff.schemas import Send35
from app.handoff.use_cases import handed_off
from app.platform.access.principal import Principal
from app.platform.http.router import Router

router = Router(prefix="/v1/cases/{case_id}", tags=["Hand-off"])

PDF = "application/pdf"
AS_PDF: dict[int | str, dict[str, Any]] = {
    **OF_ONE_CASE,
    200: {"content": {PDF: {}}, "description": "The cover sheet as a PDF (A4)"},
}


@router.get("/send35", summary="Get the answers for the tribunal's appeal form", responses=OF_ONE_CASE)
async def get_send35(service: TheService, caller: Reader, case_id: UUID) -> Send35:
    """Get the answers that the case gives for the tribunal's appeal form: SEND35, or SEND35A for a refusal to assess.

    `fields` holds the answers, with the names and words of the tribunal's own digital form. `missing` lists each
    question that the case should answer but does not, and says what to do. The family fills in the other sections
    itself.

    The form does not ask for the number of the mediation certificate. So send the number and the ground of the
    certificate with the form: the field `beside` gives both.

    *For: local authority, the mediation provider that it instructs, and the tribunal if it sees the case.*
    """
    return await _read(service, caller, case_id)


@router.get("/send35.pdf", summary="Get a cover sheet for an appeal", responses=AS_PDF, response_class=Response)
async def get_send35_pdf(service: TheService, caller: Reader, case_id: UUID) -> Response:
    """Get the answers of `GET /v1/cases/{case_id}/send35` as a PDF, to print and put on top of the appeal form. The
    cover sheet holds no name.

    *For: local authority, the mediation provider that it instructs, and the tribunal if it sees the case.*
    """
    shown = await _read(service, caller, case_id)
    from app.handoff.document import render  # few requests need it

    headers = {"Content-Disposition": f'inline; filename="send35-{case_id}.pdf"'}
    return Response(await run_in_threadpool(render, shown), media_type=PDF, headers=headers)


async def _read(service: TheService, caller: Principal, case_id: UUID) -> Send35:
    async with service.on_case(caller, case_id, Surface.SEND35) as work:
        private = service.seal.open(work.case.sealed, str(case_id))
        handed = handed_off(work.case, work.actor, service.pathway.law, work.today, private)
        return Send35.of(work.case, handed, work.today)
