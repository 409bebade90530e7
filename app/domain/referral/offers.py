"""Which offers of independent help the pathway owes a family, and since when. Pure: from a case's facts and a day.

The law says that the authority arranges for advice and makes it known (s.32, Children and Families Act 2014); it does
not say when. The moments are this service's own choice: those at which a family decides something, or may lose it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from app.domain.law.rules.advice import GROUND_OF_OFFERS
from app.domain.pathway.facts import CaseFacts
from app.domain.referral.words import OfferAnswer, OfferDeclineReason, OfferMoment
from app.domain.terms import Party

HALF = Fraction(1, 2)
AUTHORITY, ADVISER = Party.LOCAL_AUTHORITY, Party.MEDIATION_ADVISER
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An offer that was made, and the family's answer; a family that declines may say why, and need not."""

    moment: OfferMoment
    made_on: date
    answer: OfferAnswer = OfferAnswer.NO_ANSWER
    reason: OfferDeclineReason | None = None


@dataclass(frozen=True, slots=True)
class OfferDue:
    """An offer that is owed: since which day, by whom, why, and under which rule."""

    moment: OfferMoment
    due_on: date
    owed_by: Party
    because: str
    rule: str = GROUND_OF_OFFERS


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment at which an offer is owed, by whoever is in touch with the family then. `came_on`: when it came."""

    moment: OfferMoment
    owed_by: Party
    because: str
    came_on: Callable[[CaseFacts, Fraction], date | None]


def half_gone_on(facts: CaseFacts, half: Fraction = HALF) -> date:
    """Return the first day on which that share of the contact period (reg 33) has gone."""
    period = facts.contact_closes_on - facts.notice_sent_on
    return facts.notice_sent_on + timedelta(days=ceil(period.days * half))


def _in_silence(facts: CaseFacts, day: date) -> date | None:
    """Return a day, where no contact was made by it. A contact made later does not undo the silence."""
    return None if facts.first_contact_on is not None and facts.first_contact_on <= day else day


def _registered(facts: CaseFacts, *, late: bool) -> date | None:
    return facts.appeal.registered_on if facts.appeal is not None and facts.appeal.late is late else None


OCCASIONS: tuple[Occasion, ...] = (
    Occasion(
        OfferMoment.NOTICE, AUTHORITY, "The notice of the decision was sent.",
        lambda facts, _: facts.notice_sent_on,
    ),
    Occasion(
        OfferMoment.HALF_CONTACT_PERIOD, AUTHORITY, "Half of the contact period has gone without a contact.",
        lambda facts, half: _in_silence(facts, half_gone_on(facts, half)),
    ),
    Occasion(
        OfferMoment.MEDIATION_CHOSEN, ADVISER, "The family wishes to mediate.",
        lambda facts, _: facts.requested_on,
    ),
    Occasion(
        OfferMoment.MEDIATION_REFUSED, ADVISER, "The family does not wish to mediate.",
        lambda facts, _: facts.declined_on,
    ),
    Occasion(
        OfferMoment.SESSION_FIXED, ADVISER, "A session is fixed, and can be prepared for.",
        lambda facts, _: facts.arranged_on,
    ),
    Occasion(
        OfferMoment.CONTACT_MISSED, AUTHORITY, "The contact period ended without a contact.",
        lambda facts, _: (closed := _in_silence(facts, facts.contact_closes_on)) and closed + ONE_DAY,
    ),
    Occasion(
        OfferMoment.APPEAL_REGISTERED, AUTHORITY, "An appeal was registered.",
        lambda facts, _: _registered(facts, late=False),
    ),
    Occasion(
        OfferMoment.APPEAL_LATE, AUTHORITY, "An appeal was registered late, and its lateness must be explained.",
        lambda facts, _: _registered(facts, late=True),
    ),
)  # fmt: skip


def due_offers(
    facts: CaseFacts,
    today: date,
    answered: Collection[OfferMade] = (),
    half: Fraction = HALF,
    asked_on: date | None = None,
) -> list[OfferDue]:
    """Return the offers that are owed on a case today, the longest owed first.

    An offer is made once for a moment. None is owed to a family that accepted one, for it is referred; to one that
    declined one, unless it asked for help since (`asked_on`), and then for what comes from that day on; nor on a case
    that is resolved or closed.

    Args:
        facts: the case.
        today: the day, in London.
        answered: the offers made so far.
        half: the share of the contact period after which silence calls for an offer.
        asked_on: when the family last asked to be offered help again.
    """
    accepted = any(offer.answer is OfferAnswer.ACCEPTED for offer in answered)
    declined_on = max((offer.made_on for offer in answered if offer.answer is OfferAnswer.DECLINED), default=None)
    silenced = declined_on is not None and (asked_on is None or asked_on < declined_on)
    if accepted or silenced or facts.resolved_on or facts.closed_on:
        return []
    since = asked_on if declined_on is not None and asked_on is not None else facts.notice_sent_on
    made = {offer.moment for offer in answered}
    owed = [
        OfferDue(occasion.moment, came_on, occasion.owed_by, occasion.because)
        for occasion in OCCASIONS
        if occasion.moment not in made
        and (came_on := occasion.came_on(facts, half)) is not None
        and since <= came_on <= today
    ]
    return sorted(owed, key=lambda offer: offer.due_on)
