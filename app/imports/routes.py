"""The routes of imports: send a file of cases, and read what became of each row."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.cases.unit import Service, TheService, service_of
from app.imports import statements, store
from app.imports.domain.reading import MOST_ROWS, NotACaseload
from app.imports.domain.words import RowVerdict
from app.imports.intake import TakenIn, take_in
from app.imports.problems import ImportsWaiting
from app.imports.schemas import Import, ImportWithRows
from app.imports.views import (
    import_out,
    import_told,
    row_out,
    template,
    verdict_header,
    verdicts_as_csv,
)
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.problems import InvalidInput, NotFound, NotYoursToRecord, problem_responses
from app.platform.http.request_state import exchange_of
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/imports", tags=["Imports"])
Reader = Annotated[Principal, requires(Scope.CASES_READ)]
Writer = Annotated[Principal, requires(Scope.CASES_WRITE)]
SECURED = ("unauthenticated", "scope-missing", "too-many-requests")
MOST_WAITING = 5
"""Imports of one authority that may wait at once."""
CSV = "text/csv"
CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "A CSV file in UTF-8"}
}

_IMPORTS: Cursors[tuple[Moment, UUID]] = Cursors("imports", tuple[Moment, UUID])
_ROWS: Cursors[int] = Cursors("import-rows", Annotated[int, Field(ge=0, le=2**31 - 1)])

A_CASELOAD = (
    "LA Reference;Decision kind;Notice sent on;Appellant kind;Contacted on;Declined on;Certificate issued on;"
    "Certificate ground;Certificate number\r\n"
    "EHC-2025-0881;refusal_to_assess;02/02/2026;parent;09/02/2026;10/02/2026;11/02/2026;declined;2026/417\r\n"
    "EHC-2025-0902;b;05/02/2026;young_person;;;;;\r\n"
)
AS_NDJSON = (
    '{"la_reference": "EHC-2025-0881", "decision_kind": "refusal_to_assess", "notice_sent_on": "2026-02-02",'
    ' "appellant_kind": "parent", "contacted_on": "2026-02-09"}\n'
)
AS_FILE = {
    "requestBody": {
        "required": True,
        "description": "A CSV file with the columns of the template, or NDJSON (one JSON object on each line) "
        f"with fields of the same names. The file may have up to {MOST_ROWS} rows and 16 MB.",
        "content": {
            CSV: {
                "schema": {"type": "string", "maxLength": 16_777_216},
                "examples": {"two cases from a spreadsheet": {"value": A_CASELOAD}},
            },
            "application/x-ndjson": {
                "schema": {"type": "string", "maxLength": 16_777_216},
                "examples": {"one case": {"value": AS_NDJSON}},
            },
        },
    }
}


@router.post(
    "",
    status_code=202,
    summary="Import open cases from a file",
    response_model=Import,
    responses=problem_responses(
        "not-yours-to-record",
        "imports-waiting",
        "content-too-large",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
    openapi_extra=AS_FILE,
)
async def import_caseload(
    request: Request,
    caller: Writer,
    dry_run: Annotated[
        bool, Query(description="`true` means a trial run: we check each row and import nothing.")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Import the cases that your authority has open already, from one file. Write one row for each notice of decision,
    with what has happened since.

    The file may come from a spreadsheet. Semicolons or tabs may separate the columns. Write dates as 03/02/2026, with
    the day first. Column names may be in capitals or small letters, and rows at the end may be empty. If the file is
    not in UTF-8, we read it as Windows-1252. If the file has a column that we do not know, or lacks a column that we
    need, we refuse the whole file.

    You get an answer immediately. We then check the rows one after the other. To see how many rows are done, read the
    import (`GET /v1/imports/{import_id}`). If the law does not allow what a row says, we refuse the row, and name the
    column and the rule. We then go on with the next row. Correct the file and send it again: if a row already has a
    case, we change nothing. We work on one import of your organisation at a time.

    Every event from your file is marked as imported from your records. The family can appeal with a mediation
    certificate that you imported from your file. But our public check never confirms an imported certificate.

    *For: local authority.*
    """
    service = service_of(request)
    if caller.organisation_kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise NotYoursToRecord("Only a local authority can import cases.")
    try:
        taken = await take_in(request.stream(), service.seal)
    except NotACaseload as reason:
        raise InvalidInput.at("body", reason.pointer, reason.reason, reason.code) from reason
    exchange_of(request.scope).read_as = taken.digest + str(dry_run).encode()

    async def use_case(work: Work) -> Outcome:
        return await _taken_in(work, taken, dry_run=dry_run)

    answer = await perform(request, caller, idempotency_key, service.database.keyed, use_case)
    request.app.state.jobs.wake()
    return answer


async def _taken_in(work: Work, taken: TakenIn, *, dry_run: bool) -> Outcome:
    if await store.waiting_already(work) >= MOST_WAITING:
        raise ImportsWaiting
    import_id = uuid4()
    await store.take_in(work, import_id, dry_run, taken.caseload, taken.parts.sealed)
    found = await store.find(work.connection, import_id)
    assert found is not None  # noqa: S101 - it was just written
    return Outcome(202, import_out(*found), {"location": f"/v1/imports/{import_id}"})


@router.get(
    "/template.csv", summary="Get the template of a file for import", response_class=Response, responses=CSV_ANSWER
)
async def get_template() -> Response:
    """Get a CSV file with all columns that a file for import can have, and one row as an example. You can open the
    file in a spreadsheet. You need no token."""
    headers = {"Content-Disposition": 'attachment; filename="caseload.csv"'}
    return Response(template(), media_type=f"{CSV}; charset=utf-8", headers=headers)


@router.get("", summary="List imports", responses=problem_responses("invalid-input", *SECURED))
async def get_imports(turn: Turn, service: TheService, caller: Reader) -> Page[Import]:
    """List your authority's imports, newest first. We keep the last 50 imports, each for at most 90 days.

    *For: local authority.*
    """
    received_at, import_id = _IMPORTS.decode(turn.cursor) or (None, None)
    values = {"received_at": received_at, "id": import_id, "limit": turn.limit + 1}
    async with service.database.work(actor_of(caller)) as work:
        rows = await work.connection.run(statements.IMPORTS, values)
        found = [await store.find(work.connection, row.id) for row in rows[: turn.limit]]
    shown = [import_out(*one) for one in found if one]
    more = _IMPORTS.encode((shown[-1].received_at, shown[-1].id)) if len(rows) > turn.limit else None
    return turn.page(shown, more)


@router.get(
    "/{import_id}", summary="Read an import", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def get_import(
    turn: Turn,
    service: TheService,
    caller: Reader,
    import_id: UUID,
    verdict: Annotated[
        list[RowVerdict] | None,
        Query(
            max_length=len(RowVerdict),
            description="Only rows with this result of the check. To ask for several results, repeat the parameter.",
        ),
    ] = None,
) -> ImportWithRows:
    """Read how many rows of an import are done, and the result of the check of each row, in the order of the file.
    While the import is running, ask again from time to time.

    *For: local authority.*
    """
    after = _ROWS.decode(turn.cursor) or 0
    async with service.database.work(actor_of(caller)) as work:
        found = await store.find(work.connection, import_id)
        if found is None:
            raise NotFound
        rows = await store.list_rows(work.connection, import_id, after, turn.limit + 1, verdict)
    shown = [row_out(row) for row in rows[: turn.limit]]
    more = _ROWS.encode(shown[-1].row) if len(rows) > turn.limit else None
    page = turn.page(shown, more)
    return ImportWithRows(**import_told(*found), items=page.items, next=page.next)


@router.delete(
    "/{import_id}", summary="Cancel an import", responses=problem_responses("not-found", "invalid-input", *SECURED)
)
async def cancel_import(service: TheService, caller: Writer, import_id: UUID) -> Import:
    """Cancel an import that is waiting or running. After you cancel an import, we delete the rows that we have not
    checked yet, and do not import these rows.

    Cases that the import has already opened stay open. We keep the results of the rows that we checked before you
    cancelled the import. `worked` is the number of rows that were checked, and `verdicts` gives the number of rows with
    each result. To continue later, send the file again. If the import has already ended, nothing changes.

    *For: local authority.*
    """
    async with service.database.work(actor_of(caller)) as work:
        await store.cancel(work, import_id)
        found = await store.find(work.connection, import_id)
        await work.commit()
    if found is None:
        raise NotFound
    return import_out(*found)


@router.get(
    "/{import_id}/verdicts.csv",
    summary="Get the results of an import as a CSV file",
    response_class=Response,
    responses={**CSV_ANSWER, **problem_responses("not-found", "invalid-input", *SECURED)},
)
async def get_verdicts(service: TheService, caller: Reader, import_id: UUID) -> Response:
    """Get a CSV file with the result of the check of each row (`verdict`). For each row, the file gives a sentence that
    explains the result, your reference, the case, and the columns and rules behind the result. Rows that were not
    checked yet are left out.

    *For: local authority.*
    """
    async with service.database.work(actor_of(caller)) as work:
        if await store.find(work.connection, import_id) is None:
            raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="verdicts-{import_id}.csv"'}
    told = _verdicts(service, caller, import_id)
    return StreamingResponse(told, media_type=f"{CSV}; charset=utf-8", headers=headers)


async def _verdicts(service: Service, caller: Principal, import_id: UUID) -> AsyncIterator[str]:
    yield verdict_header()
    after = 0
    while True:
        async with service.database.work(actor_of(caller)) as work:
            rows = await store.list_rows(work.connection, import_id, after, 1000)
        if not rows:
            return
        yield verdicts_as_csv(map(row_out, rows))
        after = rows[-1].row
