"""The routes of administration for clients and their secrets."""

from functools import partial
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.administration.routes import CHANGED, LISTED, READ, REGISTERED, SECURED, Operator
from app.administration.schemas import (
    ClientChangeIn,
    ClientOut,
    ClientRegistrationIn,
    ClientWithSecret,
    Known,
    SecretIn,
)
from app.administration.store import Register
from app.administration.unit import bench_of, must_be_registered
from app.administration.use_cases import RetireSecret, change_client, make_secret, register_client, retire_secret
from app.cases.unit import TheService, service_of
from app.platform.db.work import Work
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/admin/clients", tags=["Administration"])

AClient = Annotated[Known, Path(description="The id of the client (an organisation's computer system).")]
ASlot = Annotated[
    int,
    Path(ge=1, le=2, description="The number of the secret. A client has at most two secrets: 1 and 2.", examples=[2]),
]

A_CLIENT: dict[str, Example] = {
    "a case system": {
        "value": {
            "client_id": "plain-talk-cases",
            "organisation": "sandbox-provider-b",
            "scopes": ["cases:read", "actions:write", "certificates:read", "events:read"],
        }
    },
}
ENABLED: dict[str, Example] = {"enable the client again": {"value": {"disabled": False}}}
ANOTHER: dict[str, Example] = {"a second secret": {"value": {}}}

_CLIENTS: Cursors[str] = Cursors("clients", Annotated[str, Field(max_length=120)])


@router.post("", status_code=201, summary="Register a client", response_model=ClientWithSecret, responses=REGISTERED)
async def post_client(
    request: Request,
    caller: Operator,
    body: Annotated[ClientRegistrationIn, Body(openapi_examples=A_CLIENT)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Register a client: a computer system that calls this service for an organisation. The answer shows the
    client's secret only once. Send the secret to the organisation in a safe way."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        made = await register_client(work, bench_of(service, work), body.command())
        headers = {"location": f"/v1/admin/clients/{made.client.client_id}", "etag": etag(made.client.version)}
        return Outcome(201, ClientWithSecret.of(made), headers, private=True)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get("", summary="List the clients", responses=LISTED)
async def get_clients(
    turn: Turn,
    service: TheService,
    caller: Operator,
    organisation: Annotated[
        Known | None, Query(description="Only clients of this organisation. Give the organisation's short name.")
    ] = None,
) -> Page[ClientOut]:
    """List every registered client (an organisation's computer system). The list is sorted by the ids of the
    clients."""
    after = _CLIENTS.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        await must_be_registered(work, organisation=organisation)
        found = await Register(work).clients(organisation, after or "", turn.limit + 1)
    shown = [ClientOut.of(one) for one in found[: turn.limit]]
    return turn.page(shown, _CLIENTS.encode(shown[-1].client_id) if len(found) > turn.limit else None)


@router.get("/{client_id}", summary="Read a client", responses=READ)
async def get_client(response: Response, service: TheService, caller: Operator, client_id: AClient) -> ClientOut:
    """Read what a client (an organisation's computer system) may do, and when its secrets were made and end. The
    answer never shows a secret, because we do not store secrets."""
    async with service.database.work(actor_of(caller)) as work:
        found = await Register(work).client(client_id)
    if found is None:
        raise NotFound
    response.headers["ETag"] = etag(found.version, found.secrets)
    return ClientOut.of(found)


@router.put("/{client_id}", summary="Change, disable or enable a client", response_model=ClientOut, responses=CHANGED)
async def put_client(
    request: Request,
    caller: Operator,
    client_id: AClient,
    body: Annotated[ClientChangeIn, Body(openapi_examples=ENABLED)],
    if_match: IfMatch = None,
) -> Response:
    """Change what a client (an organisation's computer system) may do, or disable or enable the client. Within ten
    seconds the change also applies to tokens that are in use. If you disable a client, we reject the client's
    tokens. If you take away a permission (scope), the tokens lose this permission."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        command = body.command(client_id, partial(check_if_match, if_match))
        changed = await change_client(work, bench_of(service, work), command)
        return Outcome(200, ClientOut.of(changed), {"etag": etag(changed.version, changed.secrets)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.post(
    "/{client_id}/secrets",
    status_code=201,
    summary="Make a second secret for a client",
    response_model=ClientWithSecret,
    responses=problem_responses(
        "malformed-json", "not-found", "two-secrets-live", "invalid-input", "idempotency-key-reused", *SECURED
    ),
)
async def post_secret(
    request: Request,
    caller: Operator,
    client_id: AClient,
    body: Annotated[SecretIn, Body(openapi_examples=ANOTHER)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a second secret for a client, so that you can replace its old secret without a break. The client can use
    both secrets until the old secret ends.

    First make the new secret here, and give the new secret to the client's system. Then end the old secret. You can
    also say in this request when the old secret ends.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        made = await make_secret(work, bench_of(service, work), body.command(client_id))
        return Outcome(201, ClientWithSecret.of(made), private=True)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.delete(
    "/{client_id}/secrets/{slot}", summary="End a secret of a client", response_model=ClientOut, responses=READ
)
async def delete_secret(request: Request, caller: Operator, client_id: AClient, slot: ASlot) -> Response:
    """End a client's secret immediately. Tokens that the client got with this secret are valid until they expire. If
    somebody else may have a token of the client, disable the client."""
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        command = RetireSecret(client_id=client_id, slot=slot)
        return Outcome(200, ClientOut.of(await retire_secret(work, bench_of(service, work), command)))

    return await perform(request, caller, None, service.database.keyed, use_case)
