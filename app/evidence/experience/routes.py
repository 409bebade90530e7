"""The routes of families' experience: a link for a family, figures for the authority, and what it publishes."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Query, Request, Response
from fastapi.openapi.models import Example

from app.cases.routes import SECURED, Reader, Writer
from app.cases.store import CaseWork
from app.cases.store_trail import events_of
from app.cases.unit import TheService, service_of
from app.evidence.experience.columns import TABLE
from app.evidence.experience.links import text_of
from app.evidence.experience.problems import NoFeedbackLink
from app.evidence.experience.schemas import (
    ExperienceEvidence,
    ExperienceQuestions,
    FeedbackLink,
    FeedbackLinkIn,
    Publication,
    PublicationIn,
    PublicExperience,
)
from app.evidence.experience.store import ExperienceOfAuthority, LinksOfCases, published
from app.evidence.experience.use_cases import figures_of_experience, make_link, publish_experience
from app.evidence.experience.views import public_experience
from app.evidence.use_cases import NotCounted
from app.law.domain.quarters import Quarter
from app.law.quarter_asked import countable_quarter
from app.platform.db.work import Work
from app.platform.http.problems import NotFound, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1", tags=["Evidence"])
NOT_YOURS = "Only a local authority can ask for these figures. They are about the families in its own area."
CSV = "text/csv"
_QUARTER = "^[12][0-9]{3}-Q[1-4]$"
QuarterAnswered = Annotated[
    str | None,
    Query(
        max_length=7,
        pattern=_QUARTER,
        description="The quarter of the year in which the families answered. If you leave this out, the service uses "
        "the latest quarter that has figures.",
        examples=["2026-Q1"],
    ),
]
LaCode = Annotated[
    str,
    Path(
        pattern="^[0-9]{3}$",
        max_length=3,
        description="The authority's three-digit code, from the Department for Education.",
        examples=["991"],
    ),
]
QuarterPublished = Annotated[
    str, Path(pattern=_QUARTER, max_length=7, description="The quarter of the year in which the families answered.")
]
STAGES: dict[str, Example] = {"after-contact": {"value": {"stage": "after_contact"}}}
QUARTERS: dict[str, Example] = {"a-quarter": {"value": {"quarter": "2026-Q1"}}}


@router.post(
    "/cases/{case_id}/feedback-links",
    status_code=201,
    summary="Make a link for a family to say how it was treated",
    response_model=FeedbackLink,
    responses=problem_responses(
        "not-found",
        "malformed-json",
        "invalid-input",
        "record-unreadable",
        "not-yours-to-record",
        NoFeedbackLink.slug,
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def make_feedback_link(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[FeedbackLinkIn, Body(openapi_examples=STAGES)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Makes a link to a page on which a family can say how it was treated. The family says how far it agrees with about
    twelve short statements. Pass the link on to the family. The family needs no account. The mediation provider makes
    the links for the stages `after_contact` and `after_session`. The authority makes the link for the stage
    `after_end`.

    The link works for one answer. The link ends on the last day of the month after the month in which you made it.
    While a link is open, you cannot make another link for the same stage. For each stage of a case, you can make at
    most two links to the page.

    **Nobody sees whether a family answered, or what it answered.** The page looks the same before and after the answer,
    also to you. We store only how many families gave each answer, and not what a single family answered.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        events = await events_of(work.connection, work.case, 0, work.case.version)
        link = await make_link(work, LinksOfCases(work.connection), work.case, events, body.stage)
        url = f"{service.public_url}/feedback/{text_of(link, service.seal)}"
        made = FeedbackLink(stage=link.stage, url=url, ends_on=link.ends_on)
        return Outcome(201, made, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("/evidence/experience/questions", summary="Read the statements that families are asked about")
async def get_experience_questions() -> ExperienceQuestions:
    """The statements that families are asked about, and the answers from which a family can choose. For each statement,
    you also see the rule behind it, in the law or in the Code of Practice."""
    return ExperienceQuestions.known()


@router.get(
    "/evidence/experience",
    summary="Count what families say about their experience",
    responses=problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED),
)
async def get_experience_figures(
    service: TheService, caller: Reader, quarter: QuarterAnswered = None
) -> ExperienceEvidence:
    """What the families in your area said in one quarter: after their contact with the adviser, after a session, and
    after the end of their dispute. For the end of the dispute, we also count three groups separately: families that
    mediated, families that declined mediation, and other families.

    **We count the families' answers of a quarter when you first ask for this quarter.** After that, the figures of this
    quarter never change. You can ask for a quarter only after the next quarter has ended.

    A family may answer at several stages, so do not add the numbers of the stages. If fewer than five families gave an
    answer, we count it together with an answer next to it on the scale. Otherwise the number could identify a family.
    We leave a statement out if only one count for all its answers would remain.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            kept = ExperienceOfAuthority(work.connection, caller.organisation_id)
            counted = await figures_of_experience(work, kept, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return ExperienceEvidence.of(asked, counted)


@router.post(
    "/evidence/experience/publications",
    status_code=201,
    summary="Publish what families say about their experience",
    response_model=Publication,
    responses=problem_responses(
        "not-yours-to-record",
        "malformed-json",
        "invalid-input",
        "record-unreadable",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def publish_experience_figures(
    request: Request,
    caller: Writer,
    body: Annotated[PublicationIn, Body(openapi_examples=QUARTERS)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make the figures of a quarter public, as a web page and as data files. You and your parent carer forum can link
    to the page and to the files. The page shows the figures that `GET /v1/evidence/experience` shows you, and nothing
    else.

    You cannot take a publication back: readers may have copied it. If you publish a quarter again, nothing changes.

    *For: local authority.*
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        asked = countable_quarter(body.quarter, work.today, "body")
        kept = ExperienceOfAuthority(work.connection, caller.organisation_id)
        try:
            since = await publish_experience(work, kept, asked)
        except NotCounted:
            raise NotYoursToRecord(NOT_YOURS) from None
        await service.organisations.known(caller.organisation_id)
        code = service.organisations.by_id(caller.organisation_id).la_code
        data = f"{service.public_url}/v1/evidence/experience/{code}/{asked}"
        said = Publication(
            quarter=str(asked),
            published_at=since,
            page_url=f"{service.public_url}/evidence/experience/{code}/{asked}",
            data_url=data,
            csv_url=f"{data}.csv",
        )
        return Outcome(201, said)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)


@router.get(
    "/evidence/experience/{la_code}/{quarter}.csv",
    summary="Get published figures about families' experience as CSV",
    response_class=Response,
    responses={
        200: {
            "content": {CSV: {"schema": {"type": "string"}}},
            "description": "A CSV file with one line for each answer",
        },
        **problem_responses("not-found", "invalid-input", "too-many-requests"),
    },
)
async def get_published_experience_csv(service: TheService, la_code: LaCode, quarter: QuarterPublished) -> Response:
    """The figures about families' experience that an authority made public, with one line for each statement and
    answer. The `Link` header gives the address of a description of the columns (CSVW)."""
    found = await published(service.database, la_code, Quarter.read(quarter))
    if found is None:
        raise NotFound
    told = public_experience(found, Quarter.read(quarter)).model_dump(mode="json")
    link, described = TABLE.link
    headers = {"Content-Disposition": f'attachment; filename="experience-{la_code}-{quarter}.csv"', link: described}
    return Response(TABLE.file(told), media_type=CSV, headers=headers)


@router.get(
    "/evidence/experience/{la_code}/{quarter}",
    summary="Read published figures about families' experience",
    responses=problem_responses("not-found", "invalid-input", "record-unreadable", "too-many-requests"),
)
async def get_published_experience(service: TheService, la_code: LaCode, quarter: QuarterPublished) -> PublicExperience:
    """The figures about families' experience that an authority made public. There is also a page for people to read:
    its path is the same without `/v1`."""
    found = await published(service.database, la_code, Quarter.read(quarter))
    if found is None:
        raise NotFound
    return public_experience(found, Quarter.read(quarter))
