"""Answers about families' experience for the OpenAPI document, counted from invented answers."""

from app.cases.documented import WHEN
from app.cases.stories import TO_READ
from app.cases.unit import Service
from app.evidence.domain.experience import Stage
from app.evidence.domain.experience_figures import experience_figures
from app.evidence.experience.columns import TABLE
from app.evidence.experience.invented import cells
from app.evidence.experience.routes import (
    get_experience_figures,
    get_experience_questions,
    get_published_experience,
    get_published_experience_csv,
    make_feedback_link,
    publish_experience_figures,
)
from app.evidence.experience.schemas import (
    ExperienceEvidence,
    ExperienceQuestions,
    FeedbackLink,
    Publication,
    PublicExperience,
)
from app.evidence.experience.use_cases import CountedExperience, Published, last_day
from app.evidence.experience.views import public_experience
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
QUARTER, LA_CODE = Quarter(2026, 1), "991"
_COUNTED_AT = WHEN.replace(month=7)


@EXAMPLES.of(make_feedback_link, case_id=TO_READ.case_id, by=OrganisationKind.MEDIATION_PROVIDER)
def _link(_: Service) -> FeedbackLink:
    ends_on, url = last_day(WHEN.date()), "https://mediation.example/feedback/pS3cReT...."
    return FeedbackLink(stage=Stage.AFTER_CONTACT, url=url, ends_on=ends_on)


@EXAMPLES.of(get_experience_questions)
def _questions(_: Service) -> ExperienceQuestions:
    return ExperienceQuestions.known()


@EXAMPLES.of(get_experience_figures)
def _figures(_: Service) -> ExperienceEvidence:
    return ExperienceEvidence.of(QUARTER, _published().counted)


@EXAMPLES.of(publish_experience_figures)
def _publication(_: Service) -> Publication:
    path = f"evidence/experience/{LA_CODE}/{QUARTER}"
    return Publication(
        quarter=str(QUARTER),
        published_at=_COUNTED_AT,
        page_url=f"https://mediation.example/{path}",
        data_url=f"https://mediation.example/v1/{path}",
        csv_url=f"https://mediation.example/v1/{path}.csv",
    )


@EXAMPLES.of(get_published_experience, la_code=LA_CODE, quarter=QUARTER)
def _public(_: Service) -> PublicExperience:
    return public_experience(_published(), QUARTER)


@EXAMPLES.of(get_published_experience_csv, la_code=LA_CODE, quarter=QUARTER)
def _public_csv(service: Service) -> str:
    lines = TABLE.file(_public(service).model_dump(mode="json")).splitlines(keepends=True)
    return "".join(lines[:6])


def _published() -> Published:
    counted = CountedExperience(experience_figures(cells()), _COUNTED_AT)
    return Published(LA_CODE, "Eastmere Council", counted, _COUNTED_AT)
