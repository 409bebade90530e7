"""The law, public: its rules, its regimes, its machine, the proof about the machine, and the calculator."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.advice.domain.assurance import assure as assure_referrals
from app.advice.referrals.recording import REFERRALS
from app.cases.domain.offers import OCCASIONS
from app.cases.domain.picture import svg
from app.cases.schemas.machine import (
    AssuranceAnswer,
    PathwayAnswer,
    ReferralAssuranceAnswer,
    ReferralsAnswer,
    RegimeAnswer,
    RegimesAnswer,
    RulesAnswer,
)
from app.cases.unit import TheService
from app.kernel.errors import BeforeCommencement
from app.kernel.london import LONDON
from app.law.domain.deadlines import work_out
from app.law.domain.model import COMMENCEMENT
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.domain.rulebook import RULEBOOK
from app.law.refusals import OutsideLaw
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer, RuleAnswer
from app.platform.http.fields import Day
from app.platform.http.problems import problem_responses

router = APIRouter(prefix="/v1/law", tags=["Law"])

EXAMPLES = {
    "declined": {
        "summary": "A refusal to assess; the family declines mediation after eight days",
        "value": {
            "notice_sent_on": "2026-02-02",
            "decision_kind": "refusal_to_assess",
            "mediation_declined_on": "2026-02-10",
            "certificate_issued_on": "2026-02-13",
        },
    },
    "summer": {
        "summary": "A time to appeal that ends in August",
        "value": {"notice_sent_on": "2026-06-15", "decision_kind": "refusal_to_issue_plan"},
    },
    "agreement": {
        "summary": "What follows an agreement to amend Section F",
        "value": {
            "notice_sent_on": "2026-01-12",
            "decision_kind": "plan_content",
            "sections": ["B", "F"],
            "agreement_made_on": "2026-03-09",
            "agreement_terms": [{"kind": "amend_plan"}],
        },
    },
    "directed": {
        "summary": "An order with a date that the tribunal directed, in place of the five weeks",
        "value": {
            "notice_sent_on": "2026-02-13",
            "decision_kind": "plan_content",
            "sections": ["B", "F"],
            "order_made_on": "2026-09-14",
            "order_kind": "amend_plan",
            "directed": [{"step": "amended_plan", "due_on": "2026-09-30"}],
        },
    },
    "placement": {
        "summary": "Only the placement is disputed: no certificate is needed",
        "value": {"notice_sent_on": "2026-02-13", "decision_kind": "plan_content", "sections": ["I"]},
    },
}


@router.post(
    "/deadlines",
    summary="Work out every date",
    responses=problem_responses("malformed-json", "invalid-input", OutsideLaw.slug),
)
async def work_out_deadlines(
    service: TheService, question: Annotated[DeadlineQuestion, Body(openapi_examples=EXAMPLES)]
) -> DeadlinesAnswer:
    """Give dated facts, get dates due: each with who owes it, by which rule, and how it was worked out.

    Nothing is stored. Dates before 1 September 2014, before the notice, or beyond the published bank holidays are
    refused rather than guessed at.
    """
    law = service.pathway.law
    return DeadlinesAnswer.of(work_out(question.chronology(), law.england, law.readings))


@router.get(
    "/rules", summary="The rules in force on a day", responses=problem_responses("invalid-input", OutsideLaw.slug)
)
async def get_rules(
    service: TheService,
    on: Annotated[Day | None, Query(description="The day; today if left out.", examples=["2026-02-02"])] = None,
    regime: Annotated[RegimeId, Query(description="Adds what a proposal would add to the law.")] = RegimeId.CFA_2014,
) -> RulesAnswer:
    """Every rule that the service applies, each with its source and how far it has been checked."""
    day = on or (await service.database.now()).astimezone(LONDON).date()
    service.pathway.law.england.must_know(day)
    if day < COMMENCEMENT:
        raise BeforeCommencement(f"{day} is before {COMMENCEMENT}", "appealable-matters")
    return RulesAnswer(on=day, regime=regime, rules=[RuleAnswer.of(row) for row in RULEBOOK.in_force(day, regime)])


@router.get("/regimes", summary="The law, and the proposal")
async def get_regimes(service: TheService) -> RegimesAnswer:
    """The policy regimes: the law as it stands, and the proposal to compel attendance, marked as illustrative."""
    return RegimesAnswer.of(REGIMES.values(), service.pathway.law.readings)


@router.get("/regimes/{regime}", summary="One regime", responses=problem_responses("invalid-input"))
async def get_regime(regime: RegimeId) -> RegimeAnswer:
    """One policy regime and its parameters."""
    return RegimeAnswer.of(REGIMES[regime])


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


@router.get("/referrals", summary="The machine of a referral: states, moves, gates")
async def get_referral_machine() -> ReferralsAnswer:
    """How a referral to the advice service goes on, with its diagram in Mermaid; and when help is to be offered."""
    return ReferralsAnswer.of(REFERRALS.moves, OCCASIONS)


@router.get("/referrals/assurance", summary="The exhaustive check of referrals")
async def get_referral_assurance() -> ReferralAssuranceAnswer:
    """Every reachable referral, from each source and each person; what holds in all, or the way to one where not."""
    return _checked_referrals()


@cache
def _checked_referrals() -> ReferralAssuranceAnswer:
    """Search once, for the table never changes while the service runs. It takes some hundredths of a second."""
    return ReferralAssuranceAnswer.model_validate(assure_referrals(REFERRALS))
