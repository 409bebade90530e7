"""The public operations about the law: its rules, its regimes and the calculator of dates."""

from typing import Annotated

from fastapi import Body, Query, Request

from app.kernel.errors import BeforeCommencement
from app.kernel.london import LONDON
from app.law.authority_schemas import AuthoritiesAnswer
from app.law.domain.deadlines import work_out
from app.law.domain.model import COMMENCEMENT
from app.law.domain.regime import IN_FORCE, RegimeId
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK
from app.law.in_force import TheLaw
from app.law.refusals import OutsideLaw
from app.law.regime_schemas import RegimeAnswer, RegimesAnswer, RulesAnswer
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer, RuleAnswer
from app.law.version_schemas import VersionsAnswer
from app.platform.http.fields import Day
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import ground_of

router = Router(prefix="/v1/law", tags=["Law"])

EXAMPLES = {
    "declined": {
        "summary": "The authority refuses an assessment, and the family declines mediation eight days later",
        "value": {
            "notice_sent_on": "2026-02-02",
            "decision_kind": "refusal_to_assess",
            "mediation_declined_on": "2026-02-10",
            "certificate_issued_on": "2026-02-13",
        },
    },
    "summer": {
        "summary": "The time to appeal ends in August",
        "value": {"notice_sent_on": "2026-06-15", "decision_kind": "refusal_to_issue_plan"},
    },
    "agreement": {
        "summary": "In mediation, the authority agrees to amend Section F",
        "value": {
            "notice_sent_on": "2026-01-12",
            "decision_kind": "plan_content",
            "sections": ["B", "F"],
            "agreement_made_on": "2026-03-09",
            "agreement_terms": [{"kind": "amend_plan"}],
        },
    },
    "directed": {
        "summary": "The tribunal orders a change and sets its own date in place of the usual five weeks",
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
        "summary": "The family disputes only the placement, so no certificate is needed",
        "value": {"notice_sent_on": "2026-02-13", "decision_kind": "plan_content", "sections": ["I"]},
    },
}


@router.post(
    "/deadlines",
    summary="Work out every deadline of a dispute",
    responses=problem_responses("malformed-json", "invalid-input", OutsideLaw.slug),
)
async def work_out_deadlines(
    in_force: TheLaw, question: Annotated[DeadlineQuestion, Body(openapi_examples=EXAMPLES)]
) -> DeadlinesAnswer:
    """Send the dated facts of a dispute and get every deadline: who has the duty, which rule sets the day, and how we
    worked out the day.

    The service does not store the facts that you send. The service rejects dates before 1 September 2014, before the
    notice, or after the last published bank holidays, because it could only guess those deadlines.
    """
    return DeadlinesAnswer.of(
        work_out(question.chronology(), in_force.england, in_force.readings, effect=question.clock_effect)
    )


@router.get(
    "/rules", summary="List the rules in force on a day", responses=problem_responses("invalid-input", OutsideLaw.slug)
)
async def get_rules(
    request: Request,
    in_force: TheLaw,
    on: Annotated[
        Day | None,
        Query(
            description="The service lists the rules that are in force on this day. If you leave `on` out, the service "
            "uses today.",
            examples=["2026-02-02"],
        ),
    ] = None,
    regime: Annotated[
        RegimeId,
        Query(
            description="The name of a set of rules (regime). For a proposal, the list also shows the rules that "
            "the proposal would add to the law."
        ),
    ] = IN_FORCE,
) -> RulesAnswer:
    """Every rule of law that the service applies, with its source, and how closely we have checked the rule against its
    source."""
    day = on or (await ground_of(request).database.now()).astimezone(LONDON).date()
    in_force.england.must_know(day)
    if day < COMMENCEMENT:
        raise BeforeCommencement(
            f"{day} is before {COMMENCEMENT}, the first day of the law in this service", "appealable-matters"
        )
    return RulesAnswer(on=day, regime=regime, rules=[RuleAnswer.of(row) for row in RULEBOOK.in_force(day, regime)])


@router.get("/regimes", summary="List the law in force and the proposals")
async def get_regimes(in_force: TheLaw) -> RegimesAnswer:
    """The law in force, the proposal of 2022 to make mediation compulsory, and the reform on which the government
    consulted in 2026. The proposals are not the law, and are marked as illustrative. We ask the same questions about
    mediation (parameters) of each set of rules. For each question, you get the answer of each set of rules, and the
    source of the answer. If a proposal does not answer a question, the answer is `unknown`. The field `presets` gives
    values taken from other laws that send people to mediation."""
    return RegimesAnswer.of(REGIMES.values(), in_force.readings)


@router.get("/regimes/{regime}", summary="Read one set of rules (regime)", responses=problem_responses("invalid-input"))
async def get_regime(regime: RegimeId) -> RegimeAnswer:
    """The law in force or one proposal: what a family can appeal about, and the answer to each question about mediation
    (parameter), with its source."""
    return RegimeAnswer.of(REGIMES[regime])


@router.get("/versions", summary="List the versions of the law")
async def get_law_versions(in_force: TheLaw) -> VersionsAnswer:
    """The versions of the law in this service, oldest first. Each version says what changed: a rule of law, our reading
    of an unclear rule, or the bank holidays. Each event of a case names the version of the law that the service used
    when it recorded the event (`law_version`).

    The organisation that runs the service can choose other readings of the law, or another list of bank holidays. With
    other readings or bank holidays, the service has its own version of the law. The name of this version is the number
    of the latest version, a plus sign, and eight characters.
    """
    return VersionsAnswer.of(in_force.england, in_force.readings, RULEBOOK)


@router.get(
    "/authorities", summary="List the local authorities and their codes", responses=problem_responses("invalid-input")
)
async def get_authorities(
    request: Request,
    on: Annotated[
        Day | None,
        Query(
            description="The service lists the authorities that exist on this day. If you leave `on` out, the service "
            "uses today.",
            examples=["2021-04-01"],
        ),
    ] = None,
) -> AuthoritiesAnswer:
    """The local authorities in England on a day, each with its three-digit code. If an authority ended after the day
    in the field `on`, the list gives its last day and the authorities that replaced it.

    The service checks every `la_code` against this list. The sandbox's codes 991 to 993 are reserved for tests.
    """
    return AuthoritiesAnswer.on_day(on or (await ground_of(request).database.now()).astimezone(LONDON).date())
