"""`GET /v1/me`: a caller asks who it is."""

from typing import Annotated

from fastapi import Request

from app.administration.me_schemas import Me
from app.cases.unit import TheService
from app.platform.access.principal import Principal
from app.platform.http.auth.verifier import any_token
from app.platform.http.platform import platform_of
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router

router = Router(prefix="/v1", tags=["Tokens"])

Anyone = Annotated[Principal, any_token()]


@router.get(
    "/me",
    summary="See your organisation and what your token allows",
    responses=problem_responses("unauthenticated", "too-many-requests"),
)
async def get_me(request: Request, service: TheService, caller: Anyone) -> Me:
    """See your organisation, your client (your computer system) and what your token allows. You also see the
    organisations that you work with today, your limits, and the date and time that we use. You can use any valid
    token: this operation needs no permission (scope)."""
    await service.organisations.known(caller.organisation_id)
    now = await service.database.now()
    return Me.of(caller, service.organisations, platform_of(request).deployment, now)
