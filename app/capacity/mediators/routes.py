"""The routes to register and read mediators, their availability and their audit trail."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.capacity.mediators.schemas import AvailabilityIn, AvailabilityOut, MediatorIn, MediatorOut
from app.capacity.mediators.store import Mediators
from app.capacity.mediators.use_cases import (
    ChangeMediator,
    RegisterMediator,
    SetAvailability,
    availability_of,
    change_mediator,
    register_mediator,
    seen_mediator,
    set_availability,
)
from app.capacity.mediators.views import availability_out, mediator_out
from app.capacity.records import StoredMediator
from app.capacity.unit import asking, bench_of
from app.cases.filters import MOST_PROVIDERS
from app.cases.naming import by_id
from app.cases.unit import Service, TheService, service_of
from app.law.domain.authorities import FICTIONAL
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.journal import entries
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag, tagged
from app.platform.http.fields import Reference
from app.platform.http.journal_schema import JournalEntry
from app.platform.http.problems import InvalidInput, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/mediators", tags=["Mediators"])
Reader = Annotated[Principal, requires(Scope.CAPACITY_READ)]
Writer = Annotated[Principal, requires(Scope.CAPACITY_WRITE)]
SECURED = ("unauthenticated", "scope-missing", "too-many-requests")
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)
CHANGES = problem_responses("malformed-json", "not-found", "stale-version", "invalid-input", *SECURED)

_CURSORS: Cursors[UUID] = Cursors("mediators", UUID)
_TRAIL: Cursors[int] = Cursors("mediator-trail", Annotated[int, Field(ge=0, le=2**31 - 1)])

NEW: dict[str, Any] = {
    "name": "Noor Haddad",
    "registered_with": "civil_mediation_council",
    "registration_number": "SEND-5050",
    "accredited_until": "2029-08-31",
    "languages": ["en", "bfi"],
    "formats": ["in_person", "video"],
    "areas": ["991", "992"],
    "independence": {
        "declared_on": "2026-01-12",
        "employed_by_local_authority": False,
        "employed_by_integrated_care_board": False,
        "employed_by_nhs_england": False,
    },
    "conflicts": [{"party": "school", "reference": "URN-100200"}],
}
A_MEDIATOR: dict[str, Example] = {"a mediator": {"value": NEW}}
THE_SAME_CHANGED: dict[str, Example] = {
    "another language": {"value": {**NEW, "name": "Ada Mwangi", "registration_number": "SEND-1001"}}
}
SOME_AVAILABILITY: dict[str, Example] = {
    "two days a week": {
        "value": {
            "weekly": [
                {"weekday": 1, "starts": "09:30", "ends": "16:30", "valid_from": "2026-01-06"},
                {"weekday": 3, "starts": "12:00", "ends": "19:00", "valid_from": "2026-01-08"},
            ],
            "leave": [{"from_on": "2026-12-21", "to_on": "2027-01-03"}],
        }
    }
}


@router.post(
    "",
    status_code=201,
    summary="Register a mediator",
    response_model=MediatorOut,
    responses=problem_responses(
        "malformed-json", "already-registered", "invalid-input", "idempotency-key-reused", *SECURED
    ),
)
async def add_mediator(
    request: Request,
    caller: Writer,
    body: Annotated[MediatorIn, Body(openapi_examples=A_MEDIATOR)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Register one of your own mediators, with accreditation, languages, formats, areas and declarations.

    If a mediator works for two providers, both providers register the mediator. Two bookings of one person never
    overlap, even if two providers book the person. If one provider records a reason why the mediator must not mediate,
    the reason counts for every provider that registered the mediator. The reasons are employment by a public body, an
    ended accreditation, and a conflict of interest.
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: Work) -> Outcome:
        _must_be_real(service, body)
        stored = await register_mediator(work, bench_of(service, work), RegisterMediator(body.name, body.mediator()))
        headers = {"location": f"/v1/mediators/{stored.id}", "etag": etag(1)}
        return Outcome(201, mediator_out(stored, service.organisations, own=True), headers, private=True)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get("", summary="List mediators", responses=problem_responses("invalid-input", *SECURED))
async def get_mediators(
    turn: Turn,
    service: TheService,
    caller: Reader,
    provider: Annotated[
        list[Reference] | None,
        Query(
            max_length=MOST_PROVIDERS,
            description=(
                "Only mediators of this provider. Give the provider's short name in this service, or its id. To "
                "ask for several providers, repeat the parameter."
            ),
        ),
    ] = None,
) -> Page[MediatorOut]:
    """List the mediators that you may see. A provider sees its own mediators. An authority or a commissioning body
    sees the mediators of the providers that it may use."""
    after = _CURSORS.decode(turn.cursor)
    chosen = by_id(service, {"provider": provider}).get("provider")
    async with service.database.work(actor_of(caller)) as work:
        found, last = await Mediators(work.connection).listed(chosen, after, turn.limit)
    await _known(service, found)
    shown = [mediator_out(one, service.organisations, own=one.provider_id == caller.organisation_id) for one in found]
    return turn.page(shown, _CURSORS.encode(last) if last else None)


async def _known(service: Service, found: list[StoredMediator]) -> None:
    for provider_id in {one.provider_id for one in found}:
        await service.organisations.known(provider_id)


@router.get("/{mediator_id}", summary="Read a mediator", responses=OF_ONE)
async def get_mediator(response: Response, service: TheService, caller: Reader, mediator_id: UUID) -> MediatorOut:
    """Read a mediator's record, as the provider registered the mediator. Only that provider sees the conflicts of
    interest."""
    async with asking(service, caller) as (_, bench):
        stored = await seen_mediator(bench, mediator_id)
    await _known(service, [stored])
    response.headers["ETag"] = etag(stored.version, stored.slots_until)  # the upkeep moves it on by itself
    return mediator_out(stored, service.organisations, own=stored.provider_id == caller.organisation_id)


@router.put("/{mediator_id}", summary="Change a mediator", response_model=MediatorOut, responses=CHANGES)
async def replace_mediator(
    request: Request,
    caller: Writer,
    mediator_id: UUID,
    body: Annotated[MediatorIn, Body(openapi_examples=THE_SAME_CHANGED)],
    if_match: IfMatch = None,
) -> Response:
    """Replace what you registered about a mediator. You cannot change the register and the number in it, because
    they identify the person."""
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: Work) -> Outcome:
        _must_be_real(service, body)
        command = ChangeMediator(mediator_id, body.name, body.mediator(), partial(check_if_match, if_match))
        changed = await change_mediator(work, bench_of(service, work), command)
        shown = mediator_out(changed, service.organisations, own=True)
        return Outcome(200, shown, {"etag": etag(changed.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.get(
    "/{mediator_id}/availability",
    summary="See when a mediator is available",
    response_model=AvailabilityOut,
    responses=OF_ONE,
)
async def get_availability(service: TheService, caller: Writer, mediator_id: UUID) -> Response:
    """See the hours at which your mediator is available, as you recorded them. Other organisations see only the
    slots (times on offer) that follow from these hours."""
    async with asking(service, caller) as (work, bench):
        available = await availability_of(work, bench, mediator_id)
    return tagged(available.mediator.version, availability_out(available))


@router.put(
    "/{mediator_id}/availability",
    summary="Record when a mediator is available",
    response_model=AvailabilityOut,
    responses=CHANGES,
)
async def put_availability(
    request: Request,
    caller: Writer,
    mediator_id: UUID,
    body: Annotated[AvailabilityIn, Body(openapi_examples=SOME_AVAILABILITY)],
    if_match: IfMatch = None,
) -> Response:
    """Record a mediator's weekly hours, extra hours on single days, and leave. We turn these hours into slots (times on
    offer) for a year ahead, in London time.

    Weekly hours do not apply on Christmas Day or on England's bank holidays. To offer time on a bank holiday, name the
    day in `extra`. We make at most 10,000 slots for a mediator for the year ahead. This limit allows a start every
    twenty minutes, twelve hours a day, five days a week. If you sent a calendar, we make no slots after the last day
    for which we read the calendar. Booked sessions do not change: `booked_outside` lists the sessions that your new
    hours no longer cover.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        command = SetAvailability(mediator_id, body.availability, partial(check_if_match, if_match))
        available = await set_availability(work, bench_of(service, work), command)
        return Outcome(200, availability_out(available), {"etag": etag(available.mediator.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.get("/{mediator_id}/events", summary="Read a mediator's audit trail", responses=OF_ONE)
async def get_mediator_events(
    turn: Turn,
    service: TheService,
    caller: Writer,
    mediator_id: UUID,
) -> Page[JournalEntry]:
    """Read everything that was recorded about your mediator, with the oldest entry first. Each entry holds the
    fingerprint (hash) of the entry before it. If somebody changed an entry, the hashes would no longer match."""
    after = _TRAIL.decode(turn.cursor)
    async with asking(service, caller) as (work, bench):
        await seen_mediator(bench, mediator_id)
        found = await entries(work.connection, mediator_id, after or 0, turn.limit + 1)
    shown = [JournalEntry.model_validate(one) for one in found[: turn.limit]]
    return turn.page(shown, _TRAIL.encode(shown[-1].seq) if len(found) > turn.limit else None)


def _must_be_real(service: Service, body: MediatorIn) -> None:
    """Refuse the sandbox's authorities in a live deployment.

    Raises:
        InvalidInput: if the body names one of them.
    """
    if not service.allows_proposals and body.areas & FICTIONAL:
        raise InvalidInput.at(
            "body", "#/areas", "This authority exists only in the sandbox (the test service)", "authority"
        )
