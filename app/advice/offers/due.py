"""Tells the pathway which offer of help is due on a case. It loads no answers: every read of a case asks it."""

from dataclasses import dataclass

from app.advice.offers.recording import OFFERERS, offer_due
from app.advice.offers.store import Offers
from app.cases.domain.law import Law
from app.cases.domain.offers import OfferDue
from app.cases.records import StoredCase
from app.platform.db.work import Work


@dataclass(frozen=True, slots=True)
class OffersDue:
    """Tells the pathway which offer is due."""

    law: Law

    async def due(self, work: Work, case: StoredCase) -> OfferDue | None:
        """Return the offer that is due on a case today; None for a reader who makes none."""
        if work.actor.kind not in OFFERERS:
            return None
        if (due := offer_due(self.law, case.facts, work.today, ())) is None:
            return None
        made = await Offers(work.connection).made(case.id)
        return None if any(offer.answered for offer in made) else due
