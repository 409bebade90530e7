"""The pathway as law, public: its states, moves and gates, its picture, and the proof about it."""

from fastapi import APIRouter, Response

from app.cases.domain.picture import svg
from app.cases.schemas.machine import AssuranceAnswer, PathwayAnswer
from app.cases.unit import TheService
from app.law.domain.regimes import RegimeId
from app.platform.http.problems import problem_responses

router = APIRouter(prefix="/v1/law", tags=["Law"])


@router.get("/pathway", summary="The machine: states, moves, gates", responses=problem_responses("invalid-input"))
async def get_pathway(service: TheService, regime: RegimeId = RegimeId.CFA_2014) -> PathwayAnswer:
    """The whole state machine under a regime, with its diagram in Mermaid: drawn from the table that decides."""
    return PathwayAnswer.of(regime, service.pathway.moves)


@router.get(
    "/pathway.svg",
    summary="The machine as a picture",
    response_class=Response,
    responses={
        200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "The picture"},
        **problem_responses("invalid-input"),
    },
)
async def get_pathway_picture(service: TheService, regime: RegimeId = RegimeId.CFA_2014) -> Response:
    """The states and the moves that lead from one to another, drawn from the table that decides; in words, too."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(svg(regime, service.pathway.moves), media_type="image/svg+xml", headers=headers)


@router.get(
    "/assurance",
    summary="The exhaustive check of the machine",
    responses=problem_responses("invalid-input", "unavailable"),
)
async def get_assurance(service: TheService, regime: RegimeId = RegimeId.CFA_2014) -> AssuranceAnswer:
    """Every reachable state of the machine, searched now; what holds in all of them, or the way to one where not.

    The first check after a start takes a minute or two; its answer is kept. While the check is under way, you may be
    answered 503: come back as `Retry-After` says.
    """
    return await service.assurance.answer(regime)
