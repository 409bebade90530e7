"""The routes for the needs of a case's mediation, and for the searches for a mediator."""

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
from app.cases.reads import Surface
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


@router.get("/mediation-needs", summary="See what a family needs for its mediation", responses=OF_ONE_CASE)
async def get_needs(response: Response, service: TheService, caller: Reader, case_id: UUID) -> NeedsOut:
    """See the formats, languages and access needs of the family, and the times at which a party cannot come. Only the
    parties to the mediation can read these needs.

    If a session is booked, you also see whether the session still suits the needs.
    """
    async with asking_of_case(service, caller, case_id) as (work, bench):
        now = await needs_now(work, bench, case_told(work.case, work.actor.kind))
    shown = needs_out(case_id, now)
    response.headers["ETag"] = etag_with(shown.version, shown.booked)
    return shown


@router.put(
    "/mediation-needs",
    summary="Record what a family needs for its mediation",
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
    """Record what the family needs so that the family can take part on equal terms. We then offer only slots that meet
    these needs.

    If a session is already booked, the new interpreter and access needs also apply to that session. If you change the
    language of the interpreter, an interpreter who was already found no longer counts as found. The answer says whether
    the mediator, time and format still suit the family. The session is still booked until a party moves the session or
    calls it off. Needs can show a disability or a language, so we store the needs encrypted. The audit trail says
    that the needs changed, but does not name the needs.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        command = KeepNeeds(body.needs(), partial(check_if_match, if_match))
        shown = needs_out(case_id, await keep_needs(work, bench_of(service, work), command))
        return Outcome(200, shown, {"etag": etag(shown.version)})

    return await perform(request, caller, None, service.changing(case_id), use_case)


A_SEARCH: dict[str, Example] = {
    "here": {"value": {}},
    "also asked by telephone": {
        "value": {"also_asked": [{"provider": "sandbox-provider-a", "asked_on": "2026-02-20", "free_in_time": False}]}
    },
}


@router.post(
    "/searches",
    status_code=201,
    summary="Search for a mediator in time",
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
    """Search for a slot within the 30 days among all providers that the authority instructs. We search each provider's
    slots in this service, and store for each provider how many slots are free in time. If you asked a provider
    directly, for example by telephone, you can add the provider's answer.

    If no mediator is free, report that mediation cannot be arranged (`report-cannot-arrange`, regulation 39: the
    adviser then issues the certificate).

    Recorded by: the authority, or the commissioning body if it arranges the mediation.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        made = await search(work, bench_of(service, work), body.search())
        return Outcome(201, search_out(made))

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("/searches", summary="List the searches for a mediator for a case", responses=OF_ONE_CASE)
async def get_searches(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: UUID,
) -> Page[SearchOut]:
    """List the searches for a mediator: which providers were asked, when, and what they answered. Only the party
    that arranges mediation can read the searches."""
    after = _CURSORS.decode(turn.cursor)
    async with service.on_case(caller, case_id, Surface.MEDIATION) as work:
        found, last = await Searches(work.connection).of_case(case_id, after, turn.limit)
    return turn.page([search_out(one) for one in found], _CURSORS.encode(last) if last else None)
