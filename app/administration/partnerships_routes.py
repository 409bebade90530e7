"""The routes of administration for partnerships: with whom an authority works, and on which days."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.administration.partnerships import choose_partner, end_partnership, make_partnership
from app.administration.routes import LISTED, REGISTERED, SECURED, Operator
from app.administration.schemas import (
    FirstChoiceIn,
    Known,
    PartnershipEndIn,
    PartnershipIn,
    PartnershipOut,
    PartnershipsOut,
)
from app.administration.store import MOST_PERIODS, Register
from app.administration.unit import bench_of, must_be_registered
from app.administration.use_cases import Bench
from app.cases.unit import TheService, service_of
from app.platform.access.principal import Principal
from app.platform.db.work import Work
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Day
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/admin/partnerships", tags=["Administration"])

FROM_SEPTEMBER: dict[str, Example] = {
    "from the next school year": {
        "value": {"authority": "sandbox-la-993", "partner": "sandbox-provider-a", "begins_on": "2027-09-01"}
    },
}
FIRST: dict[str, Example] = {
    "from today": {
        "value": {"authority": "sandbox-la-992", "partner": "sandbox-provider-a", "begins_on": "2026-02-16"}
    },
}
AN_END: dict[str, Example] = {
    "at the end of a contract": {
        "value": {"authority": "sandbox-la-992", "partner": "sandbox-advice-993", "last_day": "2027-08-31"}
    },
}
CHANGED = problem_responses("malformed-json", "invalid-input", "idempotency-key-reused", *SECURED)

_Name = Annotated[str, Field(max_length=80)]
_PARTNERSHIPS: Cursors[tuple[str, str, date]] = Cursors("partnerships", tuple[_Name, _Name, date])
_FIRST = ("", "", date.min)

C = TypeVar("C")


@router.post("", status_code=201, summary="Record a partnership", response_model=PartnershipsOut, responses=REGISTERED)
async def post_partnership(
    request: Request,
    caller: Operator,
    body: Annotated[PartnershipIn, Body(openapi_examples=FROM_SEPTEMBER)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Record that an authority works with a provider, an advice service or a commissioning body from a given day.

    On any day, an authority may have only one first choice for new cases among its partners of the same kind. The
    authority's new cases go to its first choice, unless the authority names another partner.
    """
    return await _changed(request, caller, idempotency_key, (201, make_partnership, body.command()))


@router.post(
    "/first-choice",
    summary="Change which partner is an authority's first choice for new cases",
    response_model=PartnershipsOut,
    responses=CHANGED,
)
async def post_first_choice(
    request: Request,
    caller: Operator,
    body: Annotated[FirstChoiceIn, Body(openapi_examples=FIRST)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a partner the authority's first choice for new cases. From a given day, the partner replaces the earlier
    first choice among the authority's partners of the same kind. The authority still works with its other partners.
    """
    return await _changed(request, caller, idempotency_key, (200, choose_partner, body.command()))


@router.post("/end", summary="End a partnership", response_model=PartnershipsOut, responses=CHANGED)
async def post_partnership_end(
    request: Request,
    caller: Operator,
    body: Annotated[PartnershipEndIn, Body(openapi_examples=AN_END)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give the last day on which the authority works with a partner. After the last day of the partnership, no new case
    of the authority goes to the partner. When the partnership ends, each open case stays with its provider."""
    return await _changed(request, caller, idempotency_key, (200, end_partnership, body.command()))


Told = tuple[int, Callable[[Work, Bench, C], Awaitable[Sequence[str]]], C]
"""The status of the answer, the use case and its command."""


async def _changed(request: Request, caller: Principal, idempotency_key: str | None, told: Told[C]) -> Response:
    """Run a use case on a partnership, and show all days on which the two work together."""
    service = service_of(request)
    status, change, command = told

    async def use_case(work: Work) -> Outcome:
        warnings = await change(work, bench_of(service, work), command)
        names = {name: getattr(command, name) for name in ("authority", "partner")}
        found = await Register(work).partnerships(**names, limit=MOST_PERIODS)
        items = [PartnershipOut.of(one) for one in found]
        return Outcome(status, PartnershipsOut(items=items, warnings=list(warnings)))

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get("", summary="List the partnerships", responses=LISTED)
async def get_partnerships(
    turn: Turn,
    service: TheService,
    caller: Operator,
    authority: Annotated[
        Known | None, Query(description="Only partners of this authority. Give the organisation's short name.")
    ] = None,
    partner: Annotated[
        Known | None, Query(description="Only authorities that work with this partner. Give the partner's short name.")
    ] = None,
    on: Annotated[
        Day | None, Query(description="Only partnerships that exist on this day.", examples=["2026-02-16"])
    ] = None,
) -> Page[PartnershipOut]:
    """List which authority works with which partner, on which days, and which partner is its first choice."""
    after = _PARTNERSHIPS.decode(turn.cursor) or _FIRST
    async with service.database.work(actor_of(caller)) as work:
        await must_be_registered(work, authority=authority, partner=partner)
        found = await Register(work).partnerships(
            authority=authority, partner=partner, on=on, after=after, limit=turn.limit + 1
        )
    shown = [PartnershipOut.of(one) for one in found[: turn.limit]]
    last = (shown[-1].authority, shown[-1].partner, shown[-1].begins_on) if len(found) > turn.limit else None
    return turn.page(shown, None if last is None else _PARTNERSHIPS.encode(last))
