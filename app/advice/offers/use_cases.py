"""Offering independent help: what is shown of it, and how an offer, or the answer to one, is kept."""

from dataclasses import dataclass
from datetime import date

from app.advice.domain.words import OfferAnswer, OfferDeclineReason
from app.advice.offers import store as offers
from app.advice.offers.recording import answer_offer, make_offer, offer_due, offers_missed, offers_to_come
from app.advice.services import schemas as a
from app.advice.services.use_cases import OF_THE_SERVICE, turn_to
from app.cases.domain.law import Law
from app.cases.domain.offers import OfferDue
from app.cases.domain.words import OfferMoment
from app.cases.records import Staged, StoredCase
from app.cases.schemas.deadlines import OfferDueOut
from app.cases.unit import Service
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work

OFFERERS = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER})
"""Who is in touch with a family, and offers it help."""


@dataclass(frozen=True, slots=True)
class OffersDue:
    """Tells the pathway which offer is due."""

    law: Law

    async def due(self, work: Work, case: StoredCase) -> OfferDue | None:
        """Return the offer that is due on a case today; None for a reader who makes none."""
        if work.actor.kind not in OFFERERS:
            return None
        made = await offers.made(work.connection, case.id)
        return offer_due(self.law, case.facts, work.today, made)


async def shown(service: Service, work: Work, case: StoredCase) -> a.OffersOut:
    """Show what is due to a family, what was offered, and which service to name."""
    law, made = service.pathway.law, await offers.made(work.connection, case.id)
    due = offer_due(law, case.facts, work.today, made)
    first = service.organisations.partner(case.la_id, OF_THE_SERVICE, None)
    turn = await turn_to(service.organisations, work, first, case.la_id) if first else None
    return a.OffersOut(
        case_id=case.id,
        as_of=work.today,
        due=[OfferDueOut.of(due)] if due else [],
        to_come=[OfferDueOut.of(one) for one in offers_to_come(law, case.facts, work.today, made)],
        missed=[OfferDueOut.of(one) for one in offers_missed(law, case.facts, work.today, made)],
        made=[
            a.OfferOut.model_validate({name: getattr(one, name) for name in a.OfferOut.model_fields}) for one in made
        ],
        advice_service=turn.chosen if turn else None,
        alternative=turn.alternative if turn else None,
    )


async def keep_offer(
    service: Service,
    work: Work,
    case: StoredCase,
    on: date,
    answer: OfferAnswer,
    reason: OfferDeclineReason | None = None,
    moment: OfferMoment | None = None,
) -> Staged | None:
    """Keep the offer that was due on a day, with its answer; or the answer to the last one that waits for it.

    Of one moment, or of whichever it is; and where none is, an answer that nobody had asked for: a family may say what
    it wants at any time, and a referral says so too. None where there is nothing to keep: no such offer was due and
    none waits, or the holder of the right has answered before.
    """
    made = await offers.made(work.connection, case.id)
    if any(one.answered for one in made):
        return None
    due = offer_due(service.pathway.law, case.facts, on, made)
    about = answer, reason, work.actor, work.now
    if due is not None and moment in (None, due.moment):
        await offers.make(work.connection, case, due.moment, due.due_on, on, *about)
        return make_offer(service.desk, case, due, on, work.recorded)
    if answer is OfferAnswer.NO_ANSWER:
        return None
    answered = await offers.answer(work.connection, case.id, moment, on, answer, reason)
    if answered is None and moment is None:
        answered = OfferMoment.UNASKED
        if any((one.moment, one.due_on) == (answered, on) for one in made):
            return None  # somebody who held the right until that day had said so on it
        await offers.make(work.connection, case, answered, on, on, *about)
    return answer_offer(service.desk, case, answered, on, work.recorded) if answered else None
