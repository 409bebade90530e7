"""When a family is owed the offer of independent help, from the facts of its case and a day. Pure.

The law says that the authority must arrange for advice and make it known (s.32, Children and Families Act 2014). It
does not say when. This service chose the moments: a family then decides something, or may lose something.

One offer is owed at a time, for the latest moment. A family that has come further is not asked about earlier moments.
The answers are not known here. After an answer no offer is owed: see the use cases.

The offer is made to the holder of the right to appeal. If the right passes on, the new holder has not been asked yet,
whatever was offered and answered before. So that day is a moment too, and earlier moments no longer count.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from app.cases.domain.facts import CaseFacts
from app.cases.domain.offered import Offered
from app.cases.domain.words import OfferMoment
from app.kernel.terms import Party
from app.law.domain.rules.advice import GROUND_OF_OFFERS

AUTHORITY, ADVISER = Party.LOCAL_AUTHORITY, Party.MEDIATION_ADVISER
ONE_DAY = timedelta(days=1)


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
    """A moment at which an offer is owed, by whoever is in touch with the family then.

    `came_on`: when it came, by all that is recorded now. A contact told late can show that a silence never was.
    """

    moment: OfferMoment
    owed_by: Party
    because: str
    came_on: Callable[[CaseFacts], date | None]
    until_contact: bool = False
    """Whether it is about a contact: nobody waits for one where no certificate is needed, or the matter moved on."""
    while_silent: bool = False
    """Whether it is owed only as long as the family is silent: whoever was in touch is not asked about it."""


def half_gone_on(facts: CaseFacts) -> date:
    """Return the first day on which half of the contact period (reg 33) has gone."""
    period = facts.contact_closes_on - facts.notice_sent_on
    return facts.notice_sent_on + timedelta(days=ceil(period.days / 2))


def _half_silent_on(facts: CaseFacts) -> date | None:
    """Return the day on which half of the contact period had gone, unless there was a contact before it."""
    day = half_gone_on(facts)
    return day if facts.first_contact_on is None or facts.first_contact_on >= day else None


def _missed_on(facts: CaseFacts) -> date | None:
    """Return the day after the contact period, unless there was a contact in it. A later one does not mend that."""
    closes_on = facts.contact_closes_on
    in_time = facts.first_contact_on is not None and facts.first_contact_on <= closes_on
    return None if in_time else closes_on + ONE_DAY


def _registered(facts: CaseFacts, *, late: bool) -> date | None:
    return facts.appeal.registered_on if facts.appeal is not None and facts.appeal.late is late else None


def _passed_on(facts: CaseFacts) -> date | None:
    """Return the day on which the right passed on. An appeal by which it did so is a moment of its own."""
    by_appeal = facts.appeal is not None and facts.appeal.registered_on == facts.right_passed_on
    return None if by_appeal else facts.right_passed_on


OCCASIONS: tuple[Occasion, ...] = (
    Occasion(
        OfferMoment.NOTICE, AUTHORITY, "The notice of the decision was sent.",
        lambda facts: facts.notice_sent_on,
    ),
    Occasion(
        OfferMoment.HALF_CONTACT_PERIOD, AUTHORITY, "Half of the time to contact an adviser has passed, and the family "
            "has not contacted an adviser.",
        _half_silent_on, until_contact=True, while_silent=True,
    ),
    Occasion(
        OfferMoment.MEDIATION_CHOSEN, ADVISER, "The family wants mediation.",
        lambda facts: facts.requested_on,
    ),
    Occasion(
        OfferMoment.MEDIATION_REFUSED, ADVISER, "The family does not want mediation.",
        lambda facts: facts.declined_on,
    ),
    Occasion(
        OfferMoment.SESSION_FIXED, ADVISER, "A mediation session is fixed, so the family can prepare for the session.",
        lambda facts: facts.arranged_on,
    ),
    Occasion(
        OfferMoment.CONTACT_MISSED, AUTHORITY, "The time to contact an adviser has ended, and the family did not "
            "contact an adviser.",
        _missed_on, until_contact=True,
    ),
    Occasion(
        OfferMoment.RIGHT_PASSED, ADVISER, "The right to appeal passed to a person who was not offered independent "
        "help before.",
        _passed_on,
    ),
    Occasion(
        OfferMoment.APPEAL_REGISTERED, AUTHORITY, "An appeal was registered.",
        lambda facts: _registered(facts, late=False),
    ),
    Occasion(
        OfferMoment.APPEAL_LATE, AUTHORITY, "An appeal was registered late, so the family must explain why.",
        lambda facts: _registered(facts, late=True),
    ),
)  # fmt: skip

_ORDER = {occasion.moment: place for place, occasion in enumerate(OCCASIONS)}
_OF_A_CONTACT = {one.moment: one for one in OCCASIONS if one.until_contact}


def _place(moment: OfferMoment, due_on: date) -> tuple[date, int]:
    """The order of occasions: by their day; on one day, as they stand in the table."""
    return due_on, _ORDER[moment]


def _came(facts: CaseFacts, made: Offered) -> bool:
    """Whether the moment of an offer that was made ever came: of a silence, a contact told late may show the contrary.

    What else was offered for did come, though it may have been undone since: a session that was called off.
    """
    silence = _OF_A_CONTACT.get(made.moment)
    return silence is None or silence.came_on(facts) == made.due_on


def moment_came_on(facts: CaseFacts, moment: OfferMoment) -> date | None:
    """Return the day on which a moment came; None where it never did, or is none of these."""
    return next((one.came_on(facts) for one in OCCASIONS if one.moment is moment), None)


def open_offers(facts: CaseFacts, *, needs_certificate: bool, by: date = date.max) -> list[OfferDue]:
    """Return the occasions for which no offer has been made, the earliest first, and those that are still to come.

    An offer that was made settles its own occasion and all before it, which had all come by the day on which it was
    made; so does the authority's giving way, of what came by that day, and the passing on of the right, of what came
    before it and was for somebody else. An offer for what never came settles nothing. None is owed on a case that is
    over.

    Args:
        facts: the case.
        needs_certificate: whether an appeal about its dispute needs one. Nobody waits for a contact otherwise.
        by: leave out of account what was offered after this day, and a right that passed on after it.
    """
    if facts.resolved_on or facts.closed_on:
        return []
    awaits_contact = needs_certificate and facts.appeal is None and facts.conceded_on is None
    settled_by = [
        _place(made.moment, made.due_on) for made in facts.offers if made.made_on <= by and _came(facts, made)
    ]
    if facts.conceded_on is not None:
        settled_by.append((facts.conceded_on, len(OCCASIONS)))
    if facts.right_passed_on is not None and facts.right_passed_on <= by:
        settled_by.append((facts.right_passed_on, _ORDER[OfferMoment.RIGHT_PASSED] - 1))
    settled = max(settled_by, default=None)
    found = [
        OfferDue(one.moment, came_on, one.owed_by, one.because)
        for one in OCCASIONS
        if (awaits_contact or not one.until_contact)
        and (facts.first_contact_on is None or not one.while_silent)
        and (came_on := one.came_on(facts)) is not None
        and (settled is None or _place(one.moment, came_on) > settled)
    ]
    return sorted(found, key=lambda offer: _place(offer.moment, offer.due_on))


def missed_offers(facts: CaseFacts, today: date, *, needs_certificate: bool, answered: bool = False) -> list[OfferDue]:
    """Return the occasions that came by a day and passed on a later day without an offer; not the one owed still.

    Another took their place, the silence was broken, the authority gave way, or the case was over. Nothing is owed
    after an answer: what had come last by then is held against nobody.
    """
    over = min((day for day in (facts.resolved_on, facts.closed_on) if day), default=today)
    registered_on = facts.appeal.registered_on if facts.appeal else None
    moved_on = min((day for day in (registered_on, facts.conceded_on) if day), default=date.max)
    come = [
        (one, came_on)
        for one in OCCASIONS
        if (came_on := one.came_on(facts)) is not None
        and came_on <= min(today, over)
        and (not one.until_contact or (needs_certificate and came_on <= moved_on))
    ]
    made = {(offer.moment, offer.due_on) for offer in facts.offers}
    places = [_place(one.moment, came_on) for one, came_on in come]
    places += [_place(offer.moment, offer.due_on) for offer in facts.offers if _came(facts, offer)]
    owed = None if answered else due_offer(facts, today, needs_certificate=needs_certificate)
    missed = [
        OfferDue(one.moment, came_on, one.owed_by, one.because)
        for one, came_on in come
        if (one.moment, came_on) not in made
        and (owed is None or owed.moment is not one.moment)
        and came_on < (_over_on(facts, one, came_on, places) or came_on) <= today
    ]
    return sorted(missed, key=lambda offer: _place(offer.moment, offer.due_on))


def _over_on(facts: CaseFacts, one: Occasion, came_on: date, places: Iterable[tuple[date, int]]) -> date | None:
    """Return the day on which an occasion passed: one after it came, or what it was about was over."""
    ends = (facts.resolved_on, facts.closed_on, facts.conceded_on, facts.first_contact_on if one.while_silent else None)
    after = [day for day, order in places if (day, order) > _place(one.moment, came_on)]
    return min([*after, *(day for day in ends if day is not None and day >= came_on)], default=None)


def due_offer(facts: CaseFacts, on: date, *, needs_certificate: bool) -> OfferDue | None:
    """Return the one offer that was owed on a day, by what had been offered until then; unless it was made since."""
    come = [one for one in open_offers(facts, needs_certificate=needs_certificate, by=on) if one.due_on <= on]
    made = {(offer.moment, offer.due_on) for offer in facts.offers}
    return next((one for one in come[-1:] if (one.moment, one.due_on) not in made), None)


def next_offer_on(facts: CaseFacts, *, needs_certificate: bool) -> date | None:
    """Return the day from which an offer is owed, or will be if nothing else happens. None if none is."""
    return next((one.due_on for one in open_offers(facts, needs_certificate=needs_certificate)), None)
