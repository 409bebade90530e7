"""The routes to list cases and to count them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import TypeAdapter

from app.cases import views as present
from app.cases.ahead import NOTHING_DUE
from app.cases.filters import FILTERS
from app.cases.naming import by_id
from app.cases.routes import SECURED, Reader
from app.cases.schemas.cases import CaseCounts, CaseLine, CountedByKind, CountedByProvider, CountedByState
from app.cases.store_lists import CaseSort, Stretch, count_cases, list_cases
from app.cases.unit import Service, TheService
from app.law.domain.chronology import NoticeDay
from app.platform.db.connections import Row
from app.platform.db.filters import Asked
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.filters import narrowed_by
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/cases", tags=["Cases"])

Narrowed = Annotated[Asked, Depends(narrowed_by(*FILTERS))]

_LINES = TypeAdapter(list[CaseLine])
_NEWEST: Cursors[Any] = Cursors("cases", tuple[Moment, UUID])
_CURSORS: Mapping[CaseSort, Cursors[Any]] = {
    CaseSort.LATEST_UPDATED: _NEWEST,
    CaseSort.UPDATED: Cursors("cases updated_at", tuple[Moment, UUID]),
    CaseSort.NOTICE: Cursors("cases notice_sent_on", tuple[date, UUID]),
    CaseSort.LATEST_NOTICE: Cursors("cases -notice_sent_on", tuple[date, UUID]),
    CaseSort.DUE: Cursors("cases due_on", tuple[date | None, UUID, date]),
    CaseSort.LATEST_DUE: Cursors("cases -due_on", tuple[date | None, UUID, date]),
}
"""A cursor of one order means nothing in another. By due date it also holds the day as of which the first page was
made: what is due next changes at midnight, and the pages of one list must fit together."""


@router.get("", summary="List cases", responses=problem_responses("invalid-input", *SECURED))
async def get_cases(
    turn: Turn,
    service: TheService,
    caller: Reader,
    narrowed: Narrowed,
    sort: Annotated[
        CaseSort,
        Query(
            description="The order of the list: the name of the field to sort by. A `-` before the name of the field "
            "puts the latest day first. If you sort by `due_on`, a case with nothing due counts as due later than "
            "every other case."
        ),
    ] = CaseSort.LATEST_UPDATED,
) -> Page[CaseLine]:
    """The list shows the cases that your organisation takes part in. The most recently changed case comes first, unless
    you choose another order. The list shows no names of people.
    """
    position = _CURSORS[sort].decode(turn.cursor)
    asked = by_id(service, narrowed)
    async with service.database.work(actor_of(caller)) as work:
        as_of = position[2] if position and len(position) > 2 else work.today
        after = (position[0] or NOTHING_DUE, position[1]) if position else None
        found = await list_cases(work.connection, work.actor, asked, Stretch(sort, after, as_of, turn.limit + 1))
    lines = _LINES.validate_python([_line(row) for row in found[: turn.limit]])
    more = _place(sort, lines[-1], as_of) if len(found) > turn.limit else None
    return turn.page(lines, more)


@router.get("/summary", summary="Count cases", responses=problem_responses("invalid-input", *SECURED))
async def count_own_cases(service: TheService, caller: Reader, narrowed: Narrowed) -> CaseCounts:
    """The answer says how many cases your organisation takes part in, by state, by kind of decision and by mediation
    provider.

    You can use the same filters as for the list of cases. The answer counts every case that matches the filters.
    """
    asked = by_id(service, narrowed)
    async with service.database.work(actor_of(caller)) as work:
        rows = await count_cases(work.connection, work.actor, asked, work.today)
    for row in rows:
        if row.provider_id is not None:
            await service.organisations.known(row.provider_id)
    return _counts(service, rows)


def _line(row: Row) -> dict[str, Any]:
    line = dict(row)
    only_printed = line.pop("only_day_known") == NoticeDay.PRINTED
    return line | {
        "notice_sent_on": None if only_printed else row.notice_sent_on,
        "counts_from": row.notice_sent_on,
        "due_on": None if row.due_on == NOTHING_DUE else row.due_on,
    }


def _place(sort: CaseSort, last: CaseLine, as_of: date) -> str:
    by = last.counts_from if sort.column == "notice_sent_on" else getattr(last, sort.column)
    place = (by, last.id)
    return _CURSORS[sort].encode((*place, as_of) if sort.column == "due_on" else place)


def _counts(service: Service, rows: list[Row]) -> CaseCounts:
    """Sort the rows by what they count. The row of all cases names nothing; without cases there is none."""
    by_state = [CountedByState(state=row.state, cases=row.cases) for row in rows if row.state is not None]
    by_kind = [CountedByKind(kind=row.kind, cases=row.cases) for row in rows if row.kind is not None]
    by_provider = [
        CountedByProvider(provider=present.organisation(row.provider_id, service.organisations), cases=row.cases)
        for row in rows
        if row.provider_id is not None
    ]
    return CaseCounts(
        cases=sum(one.cases for one in by_state),
        by_state=sorted(by_state, key=lambda one: one.state),
        by_kind=sorted(by_kind, key=lambda one: one.kind),
        by_provider=sorted(by_provider, key=lambda one: one.provider.slug),
    )
