"""The routes of the documents of a case: record where a document is, list, read, change and withdraw it."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.cases.documents.records import DocumentsAfter
from app.cases.documents.schemas import DocumentChangesIn, DocumentIn, DocumentOut
from app.cases.documents.use_cases import (
    ChangeDocument,
    DocumentNotYours,
    WithdrawDocument,
    change_document,
    document_of,
    record_document,
    withdraw_document,
)
from app.cases.documents.views import document_out
from app.cases.domain.words import DocumentKind
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.fields import Moment
from app.platform.http.problems import NotFound, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}/documents", tags=["Cases"])
Writer = Annotated[Principal, requires(Scope.ACTIONS_WRITE)]

_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("documents", tuple[Moment, UUID])
_FIRST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
"""Later than every document."""
_CHANGED = ("not-yours-to-record", "not-found", "record-unreadable", "stale-version", "invalid-input", *SECURED)

A_LETTER: dict[str, Example] = {
    "the decision letter": {
        "value": {
            "kind": "decision_letter",
            "dated": "2026-02-02",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "location": "https://dms.eastmere.example/d/88213",
            "readers": ["mediation_provider", "tribunal"],
        }
    }
}
ANOTHER_PLACE: dict[str, Example] = {
    "another place": {
        "value": {
            "kind": "decision_letter",
            "dated": "2026-02-02",
            "location": "EDRMS 2026/88213",
            "readers": ["mediation_provider"],
        }
    }
}


@router.post(
    "",
    status_code=201,
    summary="Record where a document is",
    response_model=DocumentOut,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "record-unreadable", "document-known",
        "too-many-documents", "invalid-input", "idempotency-key-reused", *SECURED,
    ),
)  # fmt: skip
async def post_document(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[DocumentIn, Body(openapi_examples=A_LETTER)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Record a reference to a document: the kind of document, its date, where the file is, and which kinds of
    organisation may have the file. Also give the fingerprint of the file (SHA-256, a code calculated from the file).
    Record the decision letter before other documents. We do not store the file, and never open the address of the file.

    Only your organisation and the kinds of organisation that you name see the reference. Other organisations do not see
    that the document exists. You cannot share a mediation agreement with the tribunal, because only the parties to the
    mediation may see the agreement.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        made = await record_document(work, service.document_desk(work), body.command())
        headers = {"location": f"/v1/cases/{case_id}/documents/{made.id}", "etag": etag(made.version)}
        return Outcome(201, await document_out(service.organisations, made, work.case), headers, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("", summary="List the documents of a case", responses=OF_ONE_CASE)
async def get_documents(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: UUID,
    kind: Annotated[
        list[DocumentKind] | None,
        Query(
            max_length=len(DocumentKind),
            description="The list shows only documents of this kind (such as a decision letter). You can give several "
            "kinds.",
        ),
    ] = None,
) -> Page[DocumentOut]:
    """The list shows the documents that your organisation recorded on the case, and the documents that other
    organisations share with you. The document that was recorded last comes first.
    """
    place = _CURSORS.decode(turn.cursor) or _FIRST
    async with service.on_case(caller, case_id, Surface.DOCUMENTS) as work:
        found = await service.documents(work).page(case_id, DocumentsAfter(*place, turn.limit + 1, kind))
        shown = [await document_out(service.organisations, one, work.case) for one in found[: turn.limit]]
    last = shown[-1] if len(found) > turn.limit else None
    return turn.page(shown, _CURSORS.encode((last.recorded_at, last.id)) if last else None)


@router.get("/{document_id}", summary="Read where a document is", responses=OF_ONE_CASE)
async def get_document(
    response: Response, service: TheService, caller: Reader, case_id: UUID, document_id: UUID
) -> DocumentOut:
    """The answer says what one document of the case is, and where the document is. To check that you have the same
    file, compare the fingerprint (SHA-256) here with the fingerprint of your file.
    """
    try:
        async with service.on_case(caller, case_id, Surface.DOCUMENTS) as work:
            found = await document_of(service.documents(work), case_id, document_id)
            shown = await document_out(service.organisations, found, work.case)
    except Unseen as unseen:
        raise NotFound from unseen
    response.headers["ETag"] = etag(found.version)
    return shown


@router.put(
    "/{document_id}",
    summary="Change where a document is, or who may have it",
    response_model=DocumentOut,
    responses=problem_responses("malformed-json", *_CHANGED),
)
async def put_document(
    request: Request,
    caller: Writer,
    case_id: UUID,
    document_id: UUID,
    body: Annotated[DocumentChangesIn, Body(openapi_examples=ANOTHER_PLACE)],
    if_match: IfMatch = None,
) -> Response:
    """Change what your organisation recorded about a document: its kind, its date, where it is, and which kinds of
    organisation may have it.

    A kind of organisation that you leave out of `readers` no longer sees the reference. An organisation that you leave
    out may already know where the file is, so also end the access in your own system.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        must_be_version = partial(check_if_match, if_match)
        command = ChangeDocument(document_id=document_id, changes=body.changes(), must_be_version=must_be_version)
        changed = await change_document(work, service.document_desk(work), command)
        shown = await document_out(service.organisations, changed, work.case)
        return Outcome(200, shown, {"etag": etag(changed.version)}, private=True)

    return await perform(request, caller, None, service.changing(case_id), use_case)


@router.delete("/{document_id}", status_code=204, summary="Withdraw a document", responses=problem_responses(*_CHANGED))
async def delete_document(
    service: TheService, caller: Writer, case_id: UUID, document_id: UUID, if_match: IfMatch = None
) -> Response:
    """Delete the reference to a document that your organisation recorded, for example on the wrong case.

    The case's audit trail says that a document was recorded and withdrawn, but not where the file is.
    """
    try:
        async with service.on_case(caller, case_id, None, lock=True) as work:
            must_be_version = partial(check_if_match, if_match)
            command = WithdrawDocument(document_id=document_id, must_be_version=must_be_version)
            await withdraw_document(work, service.document_desk(work), command)
            await work.commit()
    except Unseen as unseen:
        raise NotFound from unseen
    except DocumentNotYours as refusal:
        raise NotYoursToRecord(str(refusal)) from refusal
    return Response(status_code=204)
