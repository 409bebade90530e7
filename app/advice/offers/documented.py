"""Answers about offers for the OpenAPI document. The example case has only its notice."""

from app.advice.offers.recording import offer_due, offers_to_come
from app.advice.offers.routes import get_advice, get_advice_offers, get_offers_due, get_referrals_owed, offer_advice
from app.advice.offers.schemas import HelpOut, OfferDueOnCase, OfferOut, OffersOut, ReferralOwed
from app.advice.scenes import OFFERING, TO_READ
from app.advice.services.documented import WHEN, the_service
from app.cases.documented import told
from app.cases.domain.offers import OfferDue
from app.cases.records import StoredCase
from app.cases.schemas.deadlines import OfferDueOut
from app.cases.stories import LA
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


def _due(service: Service) -> tuple[StoredCase, OfferDue]:
    case = told(service, OFFERING)[-1].case
    due = offer_due(service.pathway.law, case.facts, WHEN.date(), [])
    assert due is not None  # noqa: S101 - nothing is known of this case but its notice
    return case, due


@EXAMPLES.of(get_offers_due)
def _on_cases(service: Service) -> Page[OfferDueOnCase]:
    case, due = _due(service)
    on_case = OfferDueOnCase(
        **OfferDueOut.of(due).model_dump(),
        case_id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        owed_since=due.due_on,
        post_to=f"/v1/cases/{case.id}/advice-offers",
    )
    return Page[OfferDueOnCase](items=[on_case], next=None)


@EXAMPLES.of(get_referrals_owed)
def _to_refer(service: Service) -> Page[ReferralOwed]:
    case, due = _due(service)
    owed = ReferralOwed(
        case_id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        moment=due.moment,
        made_on=case.facts.notice_sent_on,
        person=case.facts.appellant_kind,
        post_to="/v1/referrals",
    )
    return Page[ReferralOwed](items=[owed], next=None)


@EXAMPLES.of(get_advice_offers, case_id=OFFERING.case_id)
def _offers(service: Service) -> OffersOut:
    case, due = _due(service)
    to_come = offers_to_come(service.pathway.law, case.facts, WHEN.date(), [])
    return OffersOut(
        case_id=case.id,
        as_of=WHEN.date(),
        due=[OfferDueOut.of(due)],
        missed=[],
        made=[],
        advice_service=the_service(service),
        alternative=None,
        to_come=[OfferDueOut.of(one) for one in to_come],
    )


@EXAMPLES.of(offer_advice, case_id=OFFERING.case_id)
def _offered(service: Service) -> OffersOut:
    case, due = _due(service)
    made = OfferOut(
        moment=due.moment,
        due_on=due.due_on,
        made_on=case.facts.notice_sent_on,
        made_by=LA,
        own=True,
        answer=None,
        reason=None,
        to_refer=False,
    )
    return _offers(service).model_copy(update={"due": [], "made": [made]})


@EXAMPLES.of(get_advice, case_id=TO_READ.story.case_id)
def _helped(_: Service) -> HelpOut:
    return HelpOut(help_is_given=True)
