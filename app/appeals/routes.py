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
from app.cases.naming import by_id
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.unit import Service, TheService
from app.platform.access.principal import Principal
from app.platform.db.filters import Asked
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag_with
from app.platform.http.fields import Moment
from app.platform.http.filters import narrowed_by
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/appeals", tags=["Appeals"])

_LINES = TypeAdapter(list[AppealLine])
_CURSORS: Mapping[AppealSort, Cursors[Any]] = {
    AppealSort.LATEST_REGISTERED: Cursors("appeals", tuple[date, UUID]),
    AppealSort.REGISTERED: Cursors("appeals registered_on", tuple[date, UUID]),
    AppealSort.LATEST_UPDATED: Cursors("appeals -updated_at", tuple[Moment, UUID]),
    AppealSort.UPDATED: Cursors("appeals updated_at", tuple[Moment, UUID]),
}


@router.get("", summary="List appeals", responses=problem_responses("invalid-input", *SECURED))
async def get_appeals(
    turn: Turn,
    service: TheService,
    caller: Reader,
    narrowed: Annotated[Asked, Depends(narrowed_by(*FILTERS))],
    sort: Annotated[
        AppealSort, Query(description="The order of the list. `-` puts the latest first.")
    ] = AppealSort.LATEST_REGISTERED,
) -> Page[AppealLine]:
    """The appeals of the cases that you see. The appeal that was registered last comes first, unless you choose another
    order.

    Only the authority and the tribunal see the hearing, and how far a pending appeal has come. Other readers see
    `registered` until the appeal ends.
    """
    cursors, asked = _CURSORS[sort], by_id(service, narrowed)
    part = Stretch(sort, cursors.decode(turn.cursor), turn.limit + 1)
    async with service.database.work(actor_of(caller)) as work:
        found = await Appeals(work.connection).listed(work.actor, asked, part)
    lines = _LINES.validate_python([dict(row) for row in found[: turn.limit]])
    more = len(found) > turn.limit
    return turn.page(lines, cursors.encode((getattr(lines[-1], sort.column), lines[-1].id)) if more else None)


@router.get("/{appeal_id}", summary="Read an appeal", responses=OF_ONE_CASE)
async def get_appeal(response: Response, service: TheService, caller: Reader, appeal_id: UUID) -> AppealOut:
    """An appeal: its issues, the authority's response, what the tribunal directed, the hearing, the bundle, the outcome
    and the orders.

    `resolvable` lists issues that the parties can perhaps settle, each with the reason and how likely this is.
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
