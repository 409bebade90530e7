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
    summary="Read the pathway: the states of a case, the steps between the states, and the conditions of the steps",
    responses=problem_responses("invalid-input"),
)
async def get_pathway(service: TheService, regime: RegimeId = IN_FORCE) -> PathwayAnswer:
    """The answer lists the states of a case, and the steps that lead from one state to another, under a set of rules (a
    regime). The answer also has a diagram in the text format Mermaid. The states and steps decide what you may record
    on a case.
    """
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
    """A picture of the states of a case and of the steps between the states, with a text description. We draw the
    picture from the table that decides what you may record.
    """
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(
        svg(service.pathway.law.regimes[regime], service.pathway.moves), media_type="image/svg+xml", headers=headers
    )


@router.get(
    "/assurance",
    summary="Check what is true in every state that a case can reach",
    responses=problem_responses("invalid-input", "unavailable"),
)
async def get_assurance(service: TheService, regime: RegimeId = IN_FORCE) -> AssuranceAnswer:
    """The check looks at every state that a case can reach. The answer lists statements that should be true of every
    case (properties). For each statement, the answer says whether the statement is true in every state that a case can
    reach. For example, one property says that a family can always bring an appeal if the decision can be appealed.

    If a statement (property) is false in a state of the case, the answer gives the shortest series of steps found to
    this state. The field `findings` says what the set of rules (the regime) does to families. A finding names families
    that are shut out, delayed or left without a remedy, and the steps that lead there. The field `findings_of_presets`
    says what would happen to families if rules of another law (a preset) replaced rules of this set.

    The first check after the service starts takes a minute or two. The service then keeps the result of the check.
    While the check is running, the answer may be 503: try again after the number of seconds in the header
    `Retry-After`.
    """
    return await service.assurance.answer(regime)
