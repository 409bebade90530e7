"""Offers of independent help as JSON."""

from datetime import date

from app.advice.offers.recording import OfferTold
from app.advice.offers.schemas import OfferDueOnCase, OfferOut, OffersOut, ReferralOwed
from app.advice.offers.use_cases import OffersOnCase
from app.advice.refusals import OfferRefuses
from app.advice.services.views import alternative_out, chosen_out
from app.cases.domain.law import Law
from app.cases.domain.offers import due_offer
from app.cases.records import StoredCase, facts_if_readable
from app.cases.schemas.deadlines import OfferDueOut
from app.law.domain.rulebook import RULEBOOK
from app.law.domain.rules.advice import GROUND_OF_OFFERS
from app.platform.db.connections import Row
from app.platform.db.directory import Organisations
from app.platform.http.problems import Refused


def offers_out(case: StoredCase, found: OffersOnCase, organisations: Organisations, today: date) -> OffersOut:
    """Show what is due to a family, what was offered, and which service to name."""
    return OffersOut(
        case_id=case.id,
        as_of=today,
        due=[OfferDueOut.of(found.due)] if found.due else [],
        to_come=[OfferDueOut.of(one) for one in found.to_come],
        missed=[OfferDueOut.of(one) for one in found.missed],
        made=[
            OfferOut.model_validate({name: getattr(one, name) for name in OfferOut.model_fields}) for one in found.made
        ],
        advice_service=chosen_out(organisations, found.turn) if found.turn else None,
        alternative=alternative_out(organisations, found.turn) if found.turn else None,
    )


def _offer_out(told: OfferTold) -> OfferOut:
    return OfferOut.model_validate({name: getattr(told, name) for name in OfferOut.model_fields})


def due_out(row: Row, law: Law, today: date) -> OfferDueOnCase | None:
    """Show the offer that is due on a case. None if the case's row was written under another reading of the law, or
    cannot be read.
    """
    facts = facts_if_readable(row.facts)
    if facts is None:
        return None
    due = due_offer(facts, today, needs_certificate=law.needs_certificate(facts))
    if due is None:
        return None
    return OfferDueOnCase(
        **OfferDueOut.of(due).model_dump(),
        case_id=row.id,
        la_code=row.la_code,
        la_reference=row.la_reference,
        owed_since=row.offer_on,
        post_to=f"/v1/cases/{row.id}/advice-offers",
    )


def owed_out(row: Row) -> ReferralOwed:
    """Show a family that said yes and must be referred."""
    return ReferralOwed(
        case_id=row.case_id,
        la_code=row.la_code,
        la_reference=row.la_reference,
        moment=row.moment,
        made_on=row.made_on,
        person=row.person,
        post_to="/v1/referrals",
    )


def refused_offer(error: OfferRefuses) -> Refused:
    """Explain why an offer, or an answer, is not recorded."""
    rule = RULEBOOK.rule(GROUND_OF_OFFERS, error.case.facts.notice_sent_on)
    return Refused(
        action="offer-advice",
        state=error.case.facts.state,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason=error.reason,
        unlock=[],
    )
