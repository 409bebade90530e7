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
        "description": "A CSV file with the columns of the template, or NDJSON with the same members. Up to "
        f"{MOST_ROWS} rows and 16 MB.",
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
    summary="Import a caseload",
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
    dry_run: Annotated[bool, Query(description="True: check each row and import nothing.")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Bring in the cases that your authority has open already: one row for each notice, with what has happened since.

    The file may come from a spreadsheet. It may have semicolons or tabs, dates as 03/02/2026 (the day first), column
    names in capitals or small letters, and empty rows at the end. A file in another encoding than UTF-8 is read as
    Windows-1252. If we do not know a column, or if a column that we need is missing, we refuse the whole file and
    import no row.

    You get an answer at once. We then check the rows one after the other: read the import to see how many rows are
    done. If the law does not allow a row, we refuse this row, name the column and the rule, and go on with the other
    rows. Correct the file and send it again: a row that has a case already changes nothing. We work on one import of
    your organisation at a time.

    Every event from your file is marked as imported from your records. The family can appeal with a certificate from
    your file, but our public check never confirms such a certificate.

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


@router.get("/template.csv", summary="Get the template of a caseload", response_class=Response, responses=CSV_ANSWER)
async def get_template() -> Response:
    """The columns of a caseload as a CSV file that a spreadsheet opens, with one row as an example. No token needed."""
    headers = {"Content-Disposition": 'attachment; filename="caseload.csv"'}
    return Response(template(), media_type=f"{CSV}; charset=utf-8", headers=headers)


@router.get("", summary="List imports", responses=problem_responses("invalid-input", *SECURED))
async def get_imports(turn: Turn, service: TheService, caller: Reader) -> Page[Import]:
    """Your authority's imports, newest first. We keep the last fifty imports, each for at most 90 days.

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
        Query(max_length=len(RowVerdict), description="Only rows with this verdict. You can give several."),
    ] = None,
) -> ImportWithRows:
    """How many rows of an import are done, and the verdict on each row in the order of the file. Ask again while the
    import is running.

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
    """Cancel an import that waits or is running. Rows without a verdict are deleted and are not imported.

    Cases that were opened stay, and each row with a verdict keeps its verdict. `worked` counts these rows, and
    `verdicts` counts them for each verdict. Send the file again to go on. If the import has ended already, nothing
    changes.

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
    summary="Get the verdicts of an import as CSV",
    response_class=Response,
    responses={**CSV_ANSWER, **problem_responses("not-found", "invalid-input", *SECURED)},
)
async def get_verdicts(service: TheService, caller: Reader, import_id: UUID) -> Response:
    """The verdict on each row as a CSV file, with a sentence that explains the verdict, your reference, the case, and
    the columns and rules that are the reason. Rows that have no verdict yet are left out.

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
