"""What a case's mediation needs, and the searches for a mediator that were made for it."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.capacity.searches.needs import KeepNeeds, keep_needs, needs_now
from app.capacity.searches.store import Searches
from app.capacity.searches.use_cases import search
from app.capacity.searches.views import search_out
from app.capacity.slots.schemas import NeedsIn, NeedsOut, SearchIn, SearchOut
from app.capacity.slots.views import needs_out
from app.capacity.unit import asking_of_case, bench_of
from app.cases.routes import OF_ONE_CASE, SECURED
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag, etag_with
from app.platform.http.fields import Moment
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}", tags=["Slots"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]

_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("searches", tuple[Moment, UUID])

SOME_NEEDS: dict[str, Example] = {
    "by video, in Urdu, not on a Friday": {
        "value": {
            "formats": ["video", "in_person"],
            "languages": ["ur"],
            "interpreter": "ur",
            "access": ["breaks", "easy_read"],
            "unavailable": [{"starts_at": "2026-12-04T09:00:00+00:00", "ends_at": "2026-12-04T17:00:00+00:00"}],
        }
    }
}


@router.get("/mediation-needs", summary="What this case's mediation needs", responses=OF_ONE_CASE)
async def get_needs(response: Response, service: TheService, caller: Reader, case_id: UUID) -> NeedsOut:
    """Formats, languages, access, and when a party cannot come. For the parties to the mediation alone.

    Where a session is booked, also whether it suits as things stand.
    """
    async with asking_of_case(service, caller, case_id) as (work, bench):
        now = await needs_now(work, bench, case_told(work.case, work.actor.kind))
    shown = needs_out(case_id, now)
    response.headers["ETag"] = etag_with(shown.version, shown.booked)
    return shown


@router.put(
    "/mediation-needs",
    summary="Say what this case's mediation needs",
    response_model=NeedsOut,
    responses=problem_responses("malformed-json", "not-found", "stale-version", "invalid-input", *SECURED),
)
async def put_needs(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[NeedsIn, Body(openapi_examples=SOME_NEEDS)],
    if_match: IfMatch = None,
) -> Response:
    """Say what the family needs in order to take part on equal terms. Slots are then found, or refused, by it.

    A session that is booked follows: its interpreter and access needs are these from now on, and an interpreter who was
    found for another language falls away. Whether mediator, time and format still suit is in the answer; the booking
    stands until somebody moves it. All of it tells of disability and language: it is sealed, and the log says only that
    it was changed.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        command = KeepNeeds(body.needs(), partial(check_if_match, if_match))
        shown = needs_out(case_id, await keep_needs(work, bench_of(service, work), command))
        return Outcome(200, shown, {"etag": etag(shown.version)})

    return await perform(request, caller, None, service.changing(case_id), use_case)


A_SEARCH: dict[str, Example] = {
    "here": {"value": {}},
    "and by telephone": {
        "value": {"also_asked": [{"provider": "sandbox-provider-a", "asked_on": "2026-02-20", "free_in_time": False}]}
    },
}


@router.post(
    "/searches",
    status_code=201,
    summary="Search for a mediator in time, and keep the answer",
    response_model=SearchOut,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        "refused",
        "session-booked",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def record_search(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[SearchIn, Body(openapi_examples=A_SEARCH)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask every provider that the authority instructs for a slot within the 30 days, and record who answered what.

    Recorded by: the authority, or the commissioning body that arranges. What was found is worked out here, never
    typed. If no mediator is free, `report-cannot-arrange` follows from it (reg 39), and the certificate from that.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        made = await search(work, bench_of(service, work), body.search())
        return Outcome(201, search_out(made))

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("/searches", summary="The searches made for a case", responses=OF_ONE_CASE)
async def get_searches(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: UUID,
) -> Page[SearchOut]:
    """Who was asked for a mediator, when, and what the answer was. For the party that arranges, not for a provider."""
    after = _CURSORS.decode(turn.cursor)
    async with service.on_case(caller, case_id) as work:
        found, last = await Searches(work.connection).of_case(case_id, after, turn.limit)
    return turn.page([search_out(one) for one in found], _CURSORS.encode(last) if last else None)
