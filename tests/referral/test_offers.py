"""When an offer of independent help is owed: the day before, on the day, the day after; and when it is not."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from app.domain.law.regimes import RegimeId
from app.domain.law.rulebook import RULEBOOK
from app.domain.pathway.facts import Appeal, CaseFacts
from app.domain.referral.offers import OCCASIONS, OfferMade, due_offers, half_gone_on
from app.domain.referral.words import OfferAnswer, OfferDeclineReason, OfferMoment
from app.domain.terms import AppealBasis, AppellantKind, DecisionKind, Party

SENT = date(2026, 2, 2)  # the contact period ends on 2 April: 59 days, of which the thirtieth is 4 March
HALF, CLOSES, DAY = date(2026, 3, 4), date(2026, 4, 2), timedelta(days=1)
M = OfferMoment


def a_case(**known: Any) -> CaseFacts:
    facts = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, SENT, AppellantKind.PARENT)
    return replace(facts, **known)


def appealed(on: date, *, late: bool) -> dict[str, Any]:
    return {"first_contact_on": SENT, "appeal": Appeal(AppealBasis.CERTIFICATE, on, late)}


def owed(facts: CaseFacts, today: date, *made: OfferMade, **options: Any) -> list[OfferMoment]:
    return [offer.moment for offer in due_offers(facts, today, made, **options)]


def made(moment: OfferMoment, on: date = SENT, answer: OfferAnswer = OfferAnswer.NO_ANSWER) -> OfferMade:
    return OfferMade(moment, on, answer)


MARCH = date(2026, 3, 10)
HEARD = {"first_contact_on": SENT, "contacted_on": SENT}
WHEN: list[tuple[OfferMoment, dict[str, Any], date, Party]] = [
    (M.NOTICE, {}, SENT, Party.LOCAL_AUTHORITY),
    (M.HALF_CONTACT_PERIOD, {}, HALF, Party.LOCAL_AUTHORITY),
    (M.MEDIATION_CHOSEN, HEARD | {"requested_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.MEDIATION_REFUSED, HEARD | {"declined_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.SESSION_FIXED, HEARD | {"arranged_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.CONTACT_MISSED, {}, CLOSES + DAY, Party.LOCAL_AUTHORITY),
    (M.APPEAL_REGISTERED, appealed(MARCH, late=False), MARCH, Party.LOCAL_AUTHORITY),
    (M.APPEAL_LATE, appealed(MARCH, late=True), MARCH, Party.LOCAL_AUTHORITY),
]


@pytest.mark.parametrize(("moment", "known", "due_on", "party"), WHEN, ids=lambda value: str(value)[:20])
def test_an_offer_is_owed_from_its_day_on(moment: OfferMoment, known: Any, due_on: date, party: Party) -> None:
    facts = a_case(**known)
    assert moment not in owed(facts, due_on - DAY)
    for today in (due_on, due_on + DAY, due_on + 100 * DAY):
        (offer,) = [offer for offer in due_offers(facts, today) if offer.moment is moment]
        assert (offer.due_on, offer.owed_by) == (due_on, party)
        assert offer.because.endswith(".")
        assert RULEBOOK.rule(offer.rule).citation.startswith("s.32 ")
        assert moment not in owed(facts, today, made(moment))


def test_every_moment_has_its_occasion() -> None:
    assert [occasion.moment for occasion in OCCASIONS] == list(M) == [moment for moment, *_ in WHEN]


@pytest.mark.parametrize(
    ("contact", "moments"),
    [
        (HALF - DAY, []),
        (HALF, []),
        (HALF + DAY, [M.HALF_CONTACT_PERIOD]),
        (CLOSES, [M.HALF_CONTACT_PERIOD]),
        (CLOSES + DAY, [M.HALF_CONTACT_PERIOD, M.CONTACT_MISSED]),
        (None, [M.HALF_CONTACT_PERIOD, M.CONTACT_MISSED]),
    ],
)
def test_a_contact_in_time_spares_the_family_a_reminder(contact: date | None, moments: list[OfferMoment]) -> None:
    facts = a_case(first_contact_on=contact)
    assert owed(facts, CLOSES + 9 * DAY, made(M.NOTICE)) == moments


@pytest.mark.parametrize("contact", [CLOSES - DAY, CLOSES, CLOSES + DAY])
def test_the_pathway_and_the_offers_agree_on_a_missed_contact(contact: date) -> None:
    facts = a_case(first_contact_on=contact)
    assert (M.CONTACT_MISSED in owed(facts, CLOSES + 9 * DAY)) is facts.contact_missed(CLOSES + 9 * DAY)


def test_half_may_be_another_share() -> None:
    assert half_gone_on(a_case()) == HALF
    assert half_gone_on(a_case(), Fraction(1, 3)) == SENT + 20 * DAY
    assert half_gone_on(a_case(), Fraction(1)) == CLOSES
    assert M.HALF_CONTACT_PERIOD in owed(a_case(), SENT + 20 * DAY, half=Fraction(1, 3))


def test_an_offer_without_an_answer_is_not_made_twice_and_others_follow() -> None:
    facts = a_case(requested_on=MARCH, first_contact_on=MARCH)
    assert owed(facts, MARCH, made(M.NOTICE)) == [M.HALF_CONTACT_PERIOD, M.MEDIATION_CHOSEN]


def test_whoever_declined_is_left_in_peace_until_they_ask() -> None:
    facts = a_case(requested_on=MARCH, arranged_on=MARCH + 5 * DAY, **HEARD)
    declined = OfferMade(M.NOTICE, SENT + DAY, OfferAnswer.DECLINED)
    assert declined.reason is None, "a reason is not asked for"
    assert owed(facts, MARCH + 9 * DAY, replace(declined, reason=OfferDeclineReason.NOT_NEEDED)) == []
    assert owed(facts, MARCH + 9 * DAY, declined, asked_on=SENT) == [], "it asked, and then it declined"
    assert owed(facts, MARCH + 9 * DAY, declined, asked_on=MARCH) == [M.MEDIATION_CHOSEN, M.SESSION_FIXED]
    assert owed(facts, MARCH + 9 * DAY, declined, asked_on=MARCH + DAY) == [M.SESSION_FIXED]
    again = made(M.MEDIATION_CHOSEN, MARCH + 2 * DAY, OfferAnswer.DECLINED)
    assert owed(facts, MARCH + 9 * DAY, declined, again, asked_on=MARCH) == [], "and it declined again"


def test_asking_takes_nothing_away_from_a_family_that_never_declined() -> None:
    assert owed(a_case(), SENT + DAY, asked_on=SENT + DAY) == [M.NOTICE]


def test_whoever_accepted_is_referred_and_owed_no_more_offers() -> None:
    accepted = made(M.NOTICE, answer=OfferAnswer.ACCEPTED)
    assert owed(a_case(), CLOSES + 9 * DAY, accepted) == []
    assert owed(a_case(), CLOSES + 9 * DAY, accepted, made(M.HALF_CONTACT_PERIOD, HALF, OfferAnswer.DECLINED)) == []


@pytest.mark.parametrize("ended", ["resolved_on", "closed_on"])
def test_nothing_is_offered_on_a_case_that_is_over(ended: str) -> None:
    assert owed(a_case(**{ended: SENT + DAY}), CLOSES + 9 * DAY) == []


def test_the_longest_owed_comes_first() -> None:
    facts = a_case(arranged_on=SENT + DAY, requested_on=SENT + DAY, **HEARD)
    due = [offer.due_on for offer in due_offers(facts, CLOSES)]
    assert due == sorted(due) == [SENT, SENT + DAY, SENT + DAY]
