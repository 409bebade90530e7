"""The public routes for the pathway: its states, moves and gates, its picture, and the check of it."""

from fastapi import Response

from app.cases.domain.picture import svg
from app.cases.schemas.machine import AssuranceAnswer, PathwayAnswer
from app.cases.unit import TheService
from app.law.domain.regime import IN_FORCE, RegimeId
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router

router = Router(prefix="/v1/law", tags=["Law"])


@router.get(
    "/pathway",
    summary="Read the pathway: its states, moves and conditions",
    responses=problem_responses("invalid-input"),
)
async def get_pathway(service: TheService, regime: RegimeId = IN_FORCE) -> PathwayAnswer:
    """The states and moves of a case under a regime, and a Mermaid diagram. These states and moves decide what you may
    record."""
    return PathwayAnswer.of(service.pathway.law.regimes[regime], service.pathway.moves)


@router.get(
    "/pathway.svg",
    summary="See the pathway as a picture",
    response_class=Response,
    responses={
        200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "The picture"},
        **problem_responses("invalid-input"),
    },
)
async def get_pathway_picture(service: TheService, regime: RegimeId = IN_FORCE) -> Response:
    """A picture of the states and of the moves between them, with a text description. The picture is drawn from the
    table that decides what you may record."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(
        svg(service.pathway.law.regimes[regime], service.pathway.moves), media_type="image/svg+xml", headers=headers
    )


@router.get(
    "/assurance",
    summary="Check every state that a case can reach",
    responses=problem_responses("invalid-input", "unavailable"),
)
async def get_assurance(service: TheService, regime: RegimeId = IN_FORCE) -> AssuranceAnswer:
    """The check searches every state that a case can reach. The answer says which properties are true in all of these
    states.

    If a property fails, you get the shortest way found to a state where it fails. `findings` says what the regime does
    to families: who is shut out, delayed or left without a remedy, and the shortest way there. `findings_of_presets`
    says the same about the regime with the parameters of other laws.

    The first check after a start of the service takes a minute or two. The service then keeps the result. While the
    check is running, you may get 503: try again after the time in `Retry-After`.
    """
    return await service.assurance.answer(regime)
