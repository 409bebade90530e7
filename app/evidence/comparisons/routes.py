"""The routes of comparisons: ask for one, follow it, read it, cancel it."""

import json
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Body as FromBody
from fastapi import Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import Example

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.evidence.comparisons import statements, store
from app.evidence.comparisons.answers import Comparison, ComparisonWithResult
from app.evidence.comparisons.columns import TableName, described
from app.evidence.comparisons.problems import ComparisonNotDone, ComparisonsWaiting, TooFewCases
from app.evidence.comparisons.schemas import ComparisonAsked, NotComparable
from app.evidence.comparisons.stored import read_result
from app.evidence.comparisons.views import comparison_out, comparison_with_result, table
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.selecting import NotSelectable, Selection, TooFew, selected
from app.evidence.use_cases import NotCounted, must_be_authority
from app.law.domain.presets import PresetName
from app.law.domain.regimes import RegimeId
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.body_limits import pointer_to
from app.platform.http.csv_tables import METADATA_TYPE
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.problems import InvalidInput, NotFound, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform
from app.platform.json import as_json

router = Router(prefix="/v1/evidence/comparisons", tags=["Evidence"])
Writer = Annotated[Principal, requires(Scope.CASES_WRITE)]
NOT_YOURS = "Only a local authority can use comparisons."
MOST_OPEN = 3
"""Comparisons of one authority that may be unfinished at once."""
CSV, SVG, PDF = "text/csv", "image/svg+xml", "application/pdf"
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
OF_A_RESULT = problem_responses("not-found", "comparison-not-done", "invalid-input", *SECURED)
Chart = Annotated[
    str,
    Path(
        max_length=40,
        description="The name of the chart: one of the names in the field `charts` of the comparison.",
        examples=["locked-out"],
    ),
]
_COMPARISONS: Cursors[tuple[Moment, UUID]] = Cursors("comparisons", tuple[Moment, UUID])


def _file(media_type: str, says: str) -> dict[int | str, dict[str, Any]]:
    return {**OF_A_RESULT, 200: {"content": {media_type: {"schema": {"type": "string"}}}, "description": says}}


_IN_FORCE, _PROPOSED = tuple(RegimeId)[:2]
ASKED: dict[str, Example] = {
    "One authority: today's law compared with compulsory mediation": {
        "value": {
            "population": {"synthetic": {"authority": "991", "decisions": 600, "seed": 7}},
            "regimes": [_IN_FORCE, _PROPOSED],
            "parameters": {_PROPOSED: {"exemption_decision_days": 28}},
            "samples": 8,
        }
    },
    "Today's law, and today's law with the rules of family proceedings": {
        "value": {
            "population": {"synthetic": {"authority": "991", "decisions": 600, "seed": 7}},
            "regimes": [
                _IN_FORCE,
                {
                    "regime": _IN_FORCE,
                    "name": "Today's law with MIAM's rules",
                    "parameters": {"preset": PresetName.MIAM, "arrangement_days": 20},
                },
            ],
            "samples": 8,
        }
    },
}


@router.post(
    "",
    status_code=202,
    summary="Compare sets of rules (regimes)",
    response_model=Comparison,
    responses=problem_responses(
        "not-yours-to-record",
        "comparisons-waiting",
        "too-few-cases",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def compare_regimes(
    request: Request,
    service: TheService,
    caller: Writer,
    body: Annotated[ComparisonAsked, FromBody(openapi_examples=ASKED)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask what would happen to the same invented families under several sets of rules (regimes): today's law and
    proposals. Each family goes through the same steps as a real case, with the same deadlines. You get an answer
    immediately, before the comparison is done. Read the comparison later to see how far it has got.

    You can also use your own closed cases (`own_cases`). You choose a year or whole quarters, and all kinds of decision
    or one kind. We repeat the recorded steps of each case under each set of rules. If a set of rules requires a step
    that was not recorded, the assumptions decide what happens. We show no number that could identify a family. We read
    the cases of a quarter once, and use the same data for later comparisons.

    An assumption is a number that no law gives, such as the share of families that ask for mediation. Each assumption
    has a source and a range, and says how certain it is. You can change the assumptions. In a set of rules, you can
    change values such as a time limit (`parameters`). To compare a regime with a changed version of the same regime,
    list the regime twice, and give the changed version a `name` of your own.

    A comparison shows what would follow from its assumptions. A comparison does not show how a law would really affect
    families.

    *For: local authority.*
    """
    try:
        order = body.order()
    except NotComparable as wrong:
        raise InvalidInput.at("body", pointer_to(wrong.steps), wrong.reason, wrong.code) from None

    async def use_case(work: Work) -> Outcome:
        _must_be_authority(work)
        if await store.open_already(work) >= MOST_OPEN:
            raise ComparisonsWaiting
        ready = order if order.selection is None else await _with_own_cases(service, work, order, order.selection)
        comparison_id = uuid4()
        await store.ask(work, comparison_id, {"order": ready.as_json()})
        found = await _found(work, comparison_id)
        return Outcome(202, comparison_out(found), {"location": f"/v1/evidence/comparisons/{comparison_id}"})

    answer = await perform(request, caller, idempotency_key, service.database.keyed, use_case)
    request.app.state.jobs.wake()
    return answer


@router.get(
    "", summary="List your comparisons", responses=problem_responses("not-yours-to-record", "invalid-input", *SECURED)
)
async def get_comparisons(turn: Turn, service: TheService, caller: Reader) -> Page[Comparison]:
    """The comparisons that your authority asked for, with the newest comparison first. We keep the last fifty
    comparisons, each for at most 90 days.

    *For: local authority.*
    """
    asked_at, comparison_id = _COMPARISONS.decode(turn.cursor) or (None, None)
    values = {"asked_at": asked_at, "id": comparison_id, "limit": turn.limit + 1}
    async with service.database.work(actor_of(caller)) as work:
        _must_be_authority(work)
        rows = await work.connection.run(statements.COMPARISONS, values)
    shown = [comparison_out(row) for row in rows[: turn.limit]]
    more = _COMPARISONS.encode((shown[-1].asked_at, shown[-1].id)) if len(rows) > turn.limit else None
    return turn.page(shown, more)


@router.get(
    "/{comparison_id}.csv",
    summary="Get a table of a comparison as CSV",
    responses=_file(CSV, "The table as a CSV file, in UTF-8"),
    response_class=Response,
)
async def get_comparison_table(
    service: TheService,
    caller: Reader,
    comparison_id: UUID,
    table_name: Annotated[
        TableName, Query(alias="table", description="The name of the table that you want.")
    ] = TableName.MEASURES,
) -> Response:
    """One table of a comparison that is done. `measures`: all numbers, with their ranges. `parts`: numbers divided into
    parts, for example by reason. `groups`: the counts for each group of families, for example for each kind of
    decision. `authorities`: the counts for each authority. `assumptions`: what the comparison assumed. `sensitivity`:
    which assumptions change each number most. If you ask for the same comparison again, the same `edition` of the
    program gives exactly the same table.

    *For: local authority.*
    """
    row = await _done(service, caller, comparison_id)
    headers = {
        "Content-Disposition": f'attachment; filename="comparison-{comparison_id}-{table_name}.csv"',
        "Link": f'<{router.prefix}/{comparison_id}/metadata.json>; rel="describedby"; type="{METADATA_TYPE}"',
    }
    told = table(read_result(row.result), table_name)
    return Response(told, media_type=f"{CSV}; charset=utf-8; header=present", headers=headers)


@router.get(
    "/{comparison_id}/metadata.json",
    summary="Get a description of the tables of a comparison",
    response_class=Response,
    responses={
        200: {
            "content": {METADATA_TYPE: {"schema": {"type": "object"}}},
            "description": "The description of the tables (CSVW metadata)",
        },
        **problem_responses("invalid-input"),
    },
)
async def get_comparison_metadata(comparison_id: UUID) -> Response:
    """What the columns of the CSV tables of a comparison mean: their titles, types and units, the licence and the
    source. The description follows the standard CSV on the Web (CSVW), and is the same for every comparison. You need
    no token."""
    told = described(f"{router.prefix}/{comparison_id}.csv?table={{table}}")
    return Response(as_json(told), media_type=METADATA_TYPE)


@router.get(
    "/{comparison_id}.pdf",
    summary="Get the report of a comparison",
    responses=_file(PDF, "The report as a PDF for printing on A4 paper"),
    response_class=Response,
)
async def get_comparison_report(service: TheService, caller: Reader, comparison_id: UUID) -> Response:
    """A printable report about a comparison that is done. On two pages, the report says in words what the comparison
    found, what it assumed, and which facts nobody knows.

    *For: local authority.*
    """
    row = await _done(service, caller, comparison_id)
    from app.evidence.comparisons.report import report  # few requests need it

    made = await run_in_threadpool(report, read_result(row.result), json.loads(row.charts))
    headers = {"Content-Disposition": f'inline; filename="comparison-{comparison_id}.pdf"'}
    return Response(made, media_type=PDF, headers=headers)


@router.get("/{comparison_id}", summary="Read a comparison", responses=OF_ONE)
async def get_comparison(service: TheService, caller: Reader, comparison_id: UUID) -> ComparisonWithResult:
    """How far a comparison has got. When it is `done`, you also get its result. For each set of rules (regime) you see
    how many families cannot appeal, how many families get their certificate late, and the reasons. You also see how
    many certificates, appeals, sessions and mediators there are, and what they cost. Most numbers have a range, which
    shows how much a number changes if the assumptions change. The answer also says what the comparison assumed, which
    facts nobody knows, and which assumptions change each number most.

    *For: local authority.*
    """
    async with service.database.work(actor_of(caller)) as work:
        return comparison_with_result(await _found(work, comparison_id))


@router.delete("/{comparison_id}", summary="Cancel a comparison", responses=OF_ONE)
async def cancel_comparison(service: TheService, caller: Writer, comparison_id: UUID) -> Comparison:
    """Stops a comparison that is not finished. The calculation ends within seconds. If the comparison has already
    ended, nothing changes.

    *For: local authority.*
    """
    async with service.database.work(actor_of(caller)) as work:
        await store.cancel(work, comparison_id)
        found = await _found(work, comparison_id)
        await work.commit()
    return comparison_out(found)


@router.get(
    "/{comparison_id}/charts/{chart}.svg",
    summary="Get a chart of a comparison",
    responses=_file(SVG, "The chart as an SVG picture"),
    response_class=Response,
)
async def get_comparison_chart(service: TheService, caller: Reader, comparison_id: UUID, chart: Chart) -> Response:
    """A chart of a comparison that is done. Each bar shows the likeliest number. The line on a bar shows the range of
    the number.

    *For: local authority.*
    """
    row = await _done(service, caller, comparison_id)
    charts: dict[str, str] = json.loads(row.charts)
    if chart not in charts:
        raise NotFound
    return Response(charts[chart], media_type=SVG)


async def _with_own_cases(service: TheService, work: Work, order: Order, selection: Selection) -> Order:
    """Return an order with the authority's own cases.

    Raises:
        InvalidInput: the selection is impossible, or has too many cases.
        TooFewCases: fewer than fifty cases are closed, or a part of them is too small.
    """
    try:
        selection.check(work.today)
        found = await store.own_cases(work, selection, service.pathway.law.readings)
        own = selected(selection, found)
    except TooFew:
        raise TooFewCases from None
    except NotSelectable as wrong:
        raise InvalidInput.at("body", "#/population/own_cases", str(wrong), "own_cases") from None
    code = next((one.la_code for one in service.organisations.all if one.id == work.actor.organisation_id), None)
    return replace(order, own=own.cases, by_kind=own.by_kind, decisions=len(own.cases), authority=code)


async def _done(service: TheService, caller: Principal, comparison_id: UUID) -> Row:
    """Return a comparison that is done.

    Raises:
        ComparisonNotDone: the comparison has no result.
    """
    async with service.database.work(actor_of(caller)) as work:
        row = await _found(work, comparison_id)
    if row.result is None:
        raise ComparisonNotDone
    return row


async def _found(work: Work, comparison_id: UUID) -> Row:
    row = await store.find(work.connection, comparison_id)
    if row is None:
        raise NotFound
    return row


def _must_be_authority(work: Work) -> None:
    try:
        must_be_authority(work)
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
