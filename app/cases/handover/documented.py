"""Answers about a change of provider for the OpenAPI document."""

from typing import Any

from app.cases import views
from app.cases.documented import WHEN, told
from app.cases.handover.routes import post_handover, post_provider
from app.cases.handover.schemas import HandoverOut
from app.cases.handover.use_cases import HandedOver
from app.cases.schemas.cases import Case
from app.cases.stories import TO_READ
from app.cases.unit import Service
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

EXAMPLES: Examples[Any] = Examples()

GONE, NEXT = BY_SLUG["sandbox-provider-b"], BY_SLUG["sandbox-provider-a"]


@EXAMPLES.of(post_provider, case_id=TO_READ.case_id)
def _moved(service: Service) -> Case:
    case = told(service, TO_READ)[-1].case
    return views.case(case, service.pathway.law, service.organisations, WHEN.date())


@EXAMPLES.of(post_handover, slug=GONE.slug)
def _looked(service: Service) -> HandoverOut:
    provider = views.organisation(NEXT.id, service.organisations)
    return HandoverOut.of(HandedOver([TO_READ.case_id]), provider, dry_run=True)
