"""The routes of administration for organisations, and for the log of what the operator did."""

from functools import partial
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.administration.schemas import (
    ActOut,
    Known,
    OrganisationChangeIn,
    OrganisationRegistrationIn,
    RegisteredOrganisation,
)
from app.administration.store import Register
from app.administration.unit import bench_of
from app.administration.use_cases import change_organisation, register_organisation
from app.cases.unit import TheService, service_of
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/admin", tags=["Administration"])

Operator = Annotated[Principal, requires(Scope.ADMIN)]
Auditor = Annotated[Principal, requires(Scope.AUDIT_READ)]
ASlug = Annotated[Known, Path(description="The short name of the organisation.")]

SECURED = ("unauthenticated", "scope-missing", "too-many-requests")
LISTED = problem_responses("invalid-input", *SECURED)
READ = problem_responses("not-found", "invalid-input", *SECURED)
REGISTERED = problem_responses(
    "malformed-json", "already-registered", "invalid-input", "idempotency-key-reused", *SECURED
)
CHANGED = problem_responses("malformed-json", "not-found", "stale-version", "invalid-input", *SECURED)

A_PROVIDER: dict[str, Example] = {
    "a mediation provider": {
        "value": {"slug": "riverside", "kind": "mediation_provider", "name": "Riverside Mediation"}
    },
}
A_NAME: dict[str, Example] = {"a new name": {"value": {"name": "Northwold Council"}}}

_ORGANISATIONS: Cursors[str] = Cursors("organisations", Annotated[str, Field(max_length=80)])
_ACTS: Cursors[int] = Cursors("acts", Annotated[int, Field(ge=1, lt=2**63)])
_NEWEST = 2**63 - 1


@router.post(
    "/organisations",
    status_code=201,
    summary="Register an organisation",
    response_model=RegisteredOrganisation,
    responses=REGISTERED,
)
async def post_organisation(
    request: Request,
    caller: Operator,
    body: Annotated[OrganisationRegistrationIn, Body(openapi_examples=A_PROVIDER)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Register an organisation: an authority, a provider, an advice service, a commissioning body, the tribunal or an
    operator.

    After that, register a client (a computer system) for the organisation, and record which authorities the
    organisation works with.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        made = await register_organisation(bench_of(service, work), body.command())
        shown = RegisteredOrganisation.of(made)
        return Outcome(201, shown, {"location": f"/v1/admin/organisations/{made.slug}", "etag": etag(made.version)})

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get("/organisations", summary="List the organisations", responses=LISTED)
async def get_organisations(
    turn: Turn,
    service: TheService,
    caller: Operator,
    kind: Annotated[OrganisationKind | None, Query(description="Only organisations of this kind.")] = None,
) -> Page[RegisteredOrganisation]:
    """List every registered organisation, sorted by short name."""
    after = _ORGANISATIONS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await Register(work).organisations(kind, after or "", turn.limit + 1)
    shown = [RegisteredOrganisation.of(one) for one in found[: turn.limit]]
    return turn.page(shown, _ORGANISATIONS.encode(shown[-1].slug) if len(found) > turn.limit else None)


@router.get("/organisations/{slug}", summary="Read an organisation", responses=READ)
async def get_organisation(
    response: Response, service: TheService, caller: Operator, slug: ASlug
) -> RegisteredOrganisation:
    """Read what is registered about an organisation now."""
    async with service.database.work(actor_of(caller)) as work:
        found = await Register(work).organisation(slug)
    if found is None:
        raise NotFound
    response.headers["ETag"] = etag(found.version)
    return RegisteredOrganisation.of(found)


@router.put(
    "/organisations/{slug}",
    summary="Rename, disable or enable an organisation",
    response_model=RegisteredOrganisation,
    responses=CHANGED,
)
async def put_organisation(
    request: Request,
    caller: Operator,
    slug: ASlug,
    body: Annotated[OrganisationChangeIn, Body(openapi_examples=A_NAME)],
    if_match: IfMatch = None,
) -> Response:
    """Change the name of an organisation, or disable or enable it. A disabled organisation gets no new tokens, and
    its old tokens stop working within ten seconds. New cases no longer go to the organisation. The open cases,
    certificates and deadlines of a disabled organisation do not change."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        command = body.command(slug, partial(check_if_match, if_match))
        changed = await change_organisation(work, bench_of(service, work), command)
        return Outcome(200, RegisteredOrganisation.of(changed), {"etag": etag(changed.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.get("/acts", summary="List the operator's actions", responses=LISTED)
async def get_acts(
    turn: Turn,
    service: TheService,
    caller: Auditor,
    subject: Annotated[
        Known | None,
        Query(description="Only actions on one organisation (give its short name) or one client (give its id)."),
    ] = None,
) -> Page[ActOut]:
    """List every action of the operator, newest first. You see who did what, when, and from where. Entries are never
    changed or deleted. The log holds no secret and nothing about a case."""
    before = _ACTS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        found = await Register(work).acts(subject, before or _NEWEST, turn.limit + 1)
    shown = [ActOut.of(one) for one in found[: turn.limit]]
    return turn.page(shown, _ACTS.encode(shown[-1].seq) if len(found) > turn.limit else None)
