"""Offers of independent help: which are due, and what an offer or an answer changes on a case.

An offer that was made is a fact of the case and is in its audit trail. The answer is not. If another organisation made
the offer, acceptance and refusal look the same, and no offer is due after either. The organisation that heard "yes"
owes the referral. Only the holder of the right to appeal can answer. If the right passes on, the new holder has not
answered yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.advice.domain.words import OfferAnswer, OfferDeclineReason
from app.cases.desk import Desk
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.offered import Offered
from app.cases.domain.offers import OfferDue, due_offer, missed_offers, open_offers
from app.cases.domain.words import OfferMoment
from app.cases.recording import Note, stage_note
from app.cases.records import Staged, StoredCase
from app.kernel.terms import OrganisationKind
from app.platform.actor import Recorded

OFFERERS = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER})
"""The kinds of organisation that are in touch with a family and offer it help."""

RECORD = "advice-offer"


@dataclass(frozen=True, slots=True)
class OfferTold:
    """An offer as an organisation is told of it. The answer it is told where it recorded that itself.

    `answered`: by whoever holds the right to appeal. `answered_before`: by somebody who held it before, which answers
    for nobody else. `to_refer`: the family accepted to it, and it has made no referral yet of whoever holds the right.
    """

    moment: OfferMoment
    due_on: date
    made_on: date
    made_by: OrganisationKind
    own: bool
    answered: bool
    answer: OfferAnswer | None
    reason: OfferDeclineReason | None
    to_refer: bool = False
    answered_before: bool = False


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """An offer, or an answer to one, as an organisation records it. Without a moment: whichever waits for an answer."""

    on: date
    answer: OfferAnswer
    reason: OfferDeclineReason | None = None
    moment: OfferMoment | None = None


def offer_due(law: Law, facts: CaseFacts, on: date, made: Collection[OfferTold]) -> OfferDue | None:
    """Return the offer that is due on a day. None after the holder of the right has answered, whether yes or no."""
    if any(offer.answered for offer in made):
        return None
    return due_offer(facts, on, needs_certificate=law.needs_certificate(facts))


def offers_to_come(law: Law, facts: CaseFacts, today: date, made: Collection[OfferTold]) -> list[OfferDue]:
    """Return the offers that will be due on later days, if nothing else happens before then."""
    if any(offer.answered for offer in made):
        return []
    still_open = open_offers(facts, needs_certificate=law.needs_certificate(facts))
    return [one for one in still_open if one.due_on > today]


def offers_missed(law: Law, facts: CaseFacts, today: date, made: Collection[OfferTold]) -> list[OfferDue]:
    """Return the moments that passed without an offer; after an answer, those that had passed when last one was made.

    From an answer on nothing is owed. Its day is not told, so what came since that offer is held against nobody. Where
    the right has passed on since, nothing was owed until then; what came after it is the new holder's. It may pass on
    more than once, and return: of that the last day alone is known, and what lies between is held against nobody.
    """
    answered = any(offer.answered for offer in made)
    until = min(today, max(offer.made_on for offer in made)) if answered else today
    missed = missed_offers(facts, until, needs_certificate=law.needs_certificate(facts), answered=answered)
    first_answered = min((offer.made_on for offer in made if offer.answered or offer.answered_before), default=None)
    passed_on = facts.right_passed_on
    if first_answered is None or passed_on is None:
        return missed
    return [one for one in missed if not first_answered <= one.due_on < passed_on]


def make_offer(desk: Desk, case: StoredCase, due: OfferDue, made_on: date, recorded: Recorded) -> Staged:
    """Return a case on which an offer that was due has been made."""
    offers = (*case.facts.offers, Offered(due.moment, due.due_on, made_on))
    return stage_note(desk, case, Note("advice-offered", _about(due.moment), made_on, {"offers": offers}), recorded)


def answer_offer(desk: Desk, case: StoredCase, moment: OfferMoment, answered_on: date, recorded: Recorded) -> Staged:
    """Return a case on which an offer was answered. The case does not say what the answer was."""
    return stage_note(desk, case, Note("advice-answered", _about(moment), answered_on), recorded)


def _about(moment: OfferMoment) -> dict[str, str]:
    return {"record": RECORD, "moment": moment}
