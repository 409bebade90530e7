"""The routes to read appeals. `actions` records what happens in an appeal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import TypeAdapter

from app.appeals.filters import FILTERS, AppealSort
from app.appeals.records import StoredAppeal
from app.appeals.schemas import AppealLine, AppealOut
from app.appeals.store import Appeals, Stretch
from app.appeals.views import appeal_out
from app.cases.ahead import NOTHING_DUE
from app.cases.naming import by_id
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.unit import Service, TheService
from app.platform.access.principal import Principal
from app.platform.db.connections import Row
from app.platform.db.filters import Asked
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag_with
from app.platform.http.fields import Moment
from app.platform.http.filters import narrowed_by
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/appeals", tags=["Appeals"])

_LINES = TypeAdapter(list[AppealLine])
_CURSORS: Mapping[AppealSort, Cursors[Any]] = {
    AppealSort.LATEST_REGISTERED: Cursors("appeals", tuple[date, UUID]),
    AppealSort.REGISTERED: Cursors("appeals registered_on", tuple[date, UUID]),
    AppealSort.LATEST_UPDATED: Cursors("appeals -updated_at", tuple[Moment, UUID]),
    AppealSort.UPDATED: Cursors("appeals updated_at", tuple[Moment, UUID]),
    AppealSort.NEXT_DUE: Cursors("appeals next_due_on", tuple[date | None, UUID, date]),
    AppealSort.LATEST_DUE: Cursors("appeals -next_due_on", tuple[date | None, UUID, date]),
    AppealSort.HEARING: Cursors("appeals hearing_on", tuple[date | None, UUID]),
    AppealSort.LATEST_HEARING: Cursors("appeals -hearing_on", tuple[date | None, UUID]),
}
"""By the next date, a cursor also holds the day as of which the first page was made."""


@router.get("", summary="List appeals", responses=problem_responses("invalid-input", *SECURED))
async def get_appeals(
    turn: Turn,
    service: TheService,
    caller: Reader,
    narrowed: Annotated[Asked, Depends(narrowed_by(*FILTERS))],
    sort: Annotated[
        AppealSort,
        Query(
            description="The order of the list: the name of the field to sort by. A `-` before the name of the field "
            "puts the latest day first. If you sort by `next_due_on` or `hearing_on`, an appeal without this day "
            "counts as later than every other appeal. Only the authority and the tribunal can sort by `next_due_on` or "
            "`hearing_on`."
        ),
    ] = AppealSort.LATEST_REGISTERED,
) -> Page[AppealLine]:
    """The list shows the appeals of the cases that your organisation can see. The appeal that was registered last comes
    first, unless you choose another order.

    Only the authority and the tribunal see the hearing, and how far an appeal has come that has not ended. Other
    organisations see the state `registered` until the appeal ends.
    """
    if caller.organisation_kind not in sort.told_to:
        raise InvalidInput.at("query", "#/sort", NOT_TOLD, "not_told")
    cursors, asked = _CURSORS[sort], by_id(service, narrowed)
    position = cursors.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        as_of = position[2] if position and len(position) > 2 else work.today
        after = (position[0] or NOTHING_DUE, position[1]) if position else None
        found = await Appeals(work.connection).listed(work.actor, asked, Stretch(sort, after, as_of, turn.limit + 1))
    lines = _LINES.validate_python([_line(row) for row in found[: turn.limit]])
    if len(found) <= turn.limit:
        return turn.page(lines, None)
    place = (getattr(lines[-1], sort.column), lines[-1].id)
    return turn.page(lines, cursors.encode((*place, as_of) if sort.column == "next_due_on" else place))


NOT_TOLD = "Your organisation may not see this field, so you cannot sort the list by this field"


def _line(row: Row) -> dict[str, Any]:
    days = ("hearing_on", "next_due_on")
    return {**row, **{name: None if row[name] == NOTHING_DUE else row[name] for name in days}}


@router.get("/{appeal_id}", summary="Read an appeal", responses=OF_ONE_CASE)
async def get_appeal(response: Response, service: TheService, caller: Reader, appeal_id: UUID) -> AppealOut:
    """The answer shows an appeal: its issues, the authority's response, the dates that the tribunal directed, the
    hearing, the hearing bundle, the outcome and the orders.

    The field `resolvable` lists issues that the parties can perhaps settle. For each of these issues, the answer says
    why the parties can perhaps settle the issue, and how likely it is that they can settle it.
    """
    stored = await found_appeal(service, caller, appeal_id)
    async with service.on_case(caller, stored.case_id, Surface.APPEAL) as work:
        said = service.desk.sealing.open(work.case.sealed, str(work.case.id))
        stored = replace(stored, earlier=await Appeals(work.connection).earlier(work.actor, work.case))
        shown = appeal_out(stored, work.case, service.pathway.law, said, work.actor.kind, work.today)
    response.headers["ETag"] = etag_with(shown.version, shown)
    return shown


async def found_appeal(service: Service, caller: Principal, appeal_id: UUID) -> StoredAppeal:
    """Return an appeal that the caller sees.

    Raises:
        NotFound: there is no such appeal, or none that the caller sees.
    """
    async with service.database.work(actor_of(caller)) as work:
        stored = await Appeals(work.connection).find(appeal_id)
    if stored is None:
        raise NotFound
    return stored
