"""The routes for advice services: which areas they serve, how much room they have, and figures of their results."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example

from app.advice.figures.store import Figures
from app.advice.figures.use_cases import publish
from app.advice.services.schemas import AdviceServiceOut, CapacityIn, EffectOut
from app.advice.services.store import Rooms
from app.advice.services.use_cases import all_services, areas_of, say_capacity
from app.advice.services.views import service_out
from app.advice.unit import bench_of
from app.cases.routes import SECURED
from app.cases.unit import Service, TheService, service_of
from app.kernel.terms import OrganisationKind
from app.law.fields import KnownLaCode
from app.law.quarter_asked import QuarterAsked, countable_quarter
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import Outcome, actor_of, perform

router = Router(prefix="/v1", tags=["Advice"])
Reader = Annotated[Principal, requires(Scope.REFERRALS_READ)]
OfTheService = Annotated[Principal, requires(Scope.ADVICE_WRITE)]

_CURSORS: Cursors[UUID] = Cursors("advice-services", UUID)

SOME_ROOM: dict[str, Example] = {
    "room for four more families": {"value": {"unit": {"name": "families"}, "available": 4, "maximum": 40}},
    "full": {"value": {"available": 0, "maximum": 40, "description": "We answer each referral within ten days."}},
}


@router.get(
    "/advice-services",
    summary="List advice services and how many more families they can help",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_advice_services(
    turn: Turn,
    service: TheService,
    caller: Reader,
    area: Annotated[
        KnownLaCode | None, Query(description="Only advice services that help families of this authority.")
    ] = None,
) -> Page[AdviceServiceOut]:
    """List every advice service (SENDIASS) and how many more families it can help. The field `service_capacity` follows
    the Human Services Data Specification 3, a standard for data about services."""
    after = _CURSORS.decode(turn.cursor)
    known = service.organisations
    found = [
        one.id
        for one in all_services(known)
        if (after is None or one.id > after) and (area is None or area in areas_of(known, one.id))
    ]
    async with service.database.work(actor_of(caller)) as work:
        rooms = await Rooms(work.connection).all()
    shown = [service_out(known, one, rooms) for one in found[: turn.limit]]
    return turn.page(shown, _CURSORS.encode(shown[-1].id) if len(found) > turn.limit else None)


@router.get(
    "/advice-services/effect",
    summary="See the advice service's results in figures",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def get_advice_effect(
    service: TheService,
    caller: Reader,
    area: Annotated[
        KnownLaCode | None,
        Query(description="The code of the area. Give the code only if you are an advice service with several areas."),
    ] = None,
    quarter: QuarterAsked = None,
) -> EffectOut:
    """See what an advice service achieved in one quarter. Four numbers count the families that were offered help, that
    consented, that the advice service accepted, and that still wait for help. You also see how long families waited.
    You see whether families with support settle more often, decline mediation more often and appeal less often than
    other families (`with_support`, `without_support`). A difference between families with support and other families
    does not show that support caused the difference: read `caution`. The figures are for all families and for each
    stage of mediation.

    An authority sees the figures for its area. An advice service sees figures about the families of the area that were
    referred to that advice service. These figures count only families that let the advice service see the dates of
    their case. An advice service must not learn how a single dispute ended. So an advice service sees how disputes
    ended only for all stages together.

    **Your first request for a quarter publishes its figures.** We count a quarter when you first ask for that quarter.
    After that the figures of the quarter never change, whatever is recorded later. So name the quarter in the request,
    and ask only when all its cases are recorded. If you give no quarter, you get the latest quarter that may be
    counted. We count the families of a quarter only after the next quarter has ended. If you ask for a quarter too
    early, we reject the request.

    A figure about help divides families into two groups: the families that the figure counts, and all other families.
    To protect families, we publish the figure only if each of the two groups has at least five families. The minimum of
    five families also applies to each part of a group, such as the families in one stage of mediation. The authority
    may know more about a family than the case shows, for example because it referred the family itself. The authority
    could subtract such a family from a published figure, and so learn about the other families. So each group needs
    five families about which the authority knows only what the case shows. If a family told the authority that it does
    not want help, the family counts as a family that declined help.

    To protect families, we show for a single stage either no figures, or every kind of figure that we show for all
    stages together. Only the figure `waiting` may be shown for all stages together and withheld for each single stage.
    These figures do not count a referral that is not linked to a case.
    """
    code, la_id = _area(service, caller, area)
    async with service.database.work(actor_of(caller)) as work:
        asked = countable_quarter(quarter, work.today)
        found = await publish(work, Figures(work.connection), la_id, asked)
        await work.commit()
    return EffectOut.of(code, asked, found.effect, found.counted_at)


def _area(service: Service, caller: Principal, asked: str | None) -> tuple[str, UUID]:
    """Return the area to count, by code and id."""
    match caller.organisation_kind:
        case OrganisationKind.LOCAL_AUTHORITY:
            own = {caller.la_code or "": caller.organisation_id}
        case OrganisationKind.ADVICE_SERVICE:
            own = areas_of(service.organisations, caller.organisation_id)
        case _:
            raise NotFound
    code = asked or (next(iter(own)) if len(own) == 1 else None)
    if code not in own or code is None:
        raise InvalidInput.at(
            "query", "#/area", f"Give one of your own areas: {', '.join(own) or 'you have none'}", "area"
        )
    return code, own[code]


@router.get(
    "/advice-services/{service_id}",
    summary="Read an advice service",
    responses=problem_responses("not-found", "invalid-input", *SECURED),
)
async def get_advice_service(
    response: Response, service: TheService, caller: Reader, service_id: UUID
) -> AdviceServiceOut:
    """Read which areas an advice service covers, and how many more families it says it can help."""
    if service_id not in {one.id for one in all_services(service.organisations)}:
        raise NotFound
    async with service.database.work(actor_of(caller)) as work:
        rooms = await Rooms(work.connection).all()
    response.headers["ETag"] = etag(rooms[service_id].version if service_id in rooms else 0)
    return service_out(service.organisations, service_id, rooms)


@router.put(
    "/advice-services/{service_id}/capacity",
    summary="Record how many more families your advice service can help",
    response_model=AdviceServiceOut,
    responses=problem_responses("malformed-json", "not-found", "stale-version", "invalid-input", *SECURED),
)
async def put_service_capacity(
    request: Request,
    caller: OfTheService,
    service_id: UUID,
    body: Annotated[CapacityIn, Body(openapi_examples=SOME_ROOM)],
    if_match: IfMatch = None,
) -> Response:
    """Record how many more families your advice service can help. To protect families, we do not calculate this number.
    If we calculated the number of free places from your referrals, an authority could see when you begin to help
    another family.

    Organisations can still refer families to an advice service that is full. The families learn that they must wait,
    and which other advice service can take more families.
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: Work) -> Outcome:
        command = body.command(service_id, partial(check_if_match, if_match))
        room = await say_capacity(work, bench_of(service, work), command)
        shown = service_out(service.organisations, service_id, {service_id: room})
        return Outcome(200, shown, {"etag": etag(room.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)
