"""When an offer of independent help is owed: the day before, on the day, the day after; and when it is not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.offered import Offered
from app.cases.domain.offers import OCCASIONS, due_offer, half_gone_on, missed_offers, next_offer_on, open_offers
from app.cases.domain.words import OfferMoment
from app.kernel.terms import AppealBasis, AppellantKind, DecisionKind, Party
from app.law.domain.regimes import RegimeId
from app.law.domain.rulebook import RULEBOOK

SENT = date(2026, 2, 2)  # the contact period ends on 2 April: 59 days, of which the thirtieth is 4 March
HALF, CLOSES, DAY = date(2026, 3, 4), date(2026, 4, 2), timedelta(days=1)
M = OfferMoment


def a_case(**known: Any) -> CaseFacts:
    facts = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, SENT, AppellantKind.PARENT)
    return replace(facts, **known)


def appealed(on: date, *, late: bool) -> dict[str, Any]:
    return {"first_contact_on": SENT, "appeal": Appeal(AppealBasis.CERTIFICATE, on, late)}


def owed(facts: CaseFacts, today: date, *, needs_certificate: bool = True) -> OfferMoment | None:
    offer = due_offer(facts, today, needs_certificate=needs_certificate)
    return offer.moment if offer else None


def offered(facts: CaseFacts, on: date) -> CaseFacts:
    """The case after the offer that is due on a day was made on it."""
    due = due_offer(facts, on, needs_certificate=True)
    assert due is not None
    return replace(facts, offers=(*facts.offers, Offered(due.moment, due.due_on, on)))


def test_an_offer_that_was_made_since_is_owed_for_no_earlier_day() -> None:
    assert owed(a_case(), HALF) is M.HALF_CONTACT_PERIOD
    made = Offered(M.HALF_CONTACT_PERIOD, HALF, HALF + DAY)
    assert owed(a_case(offers=(made,)), HALF) is None


MARCH = date(2026, 3, 10)
HEARD = {"first_contact_on": SENT, "contacted_on": SENT}
WHEN: list[tuple[OfferMoment, dict[str, Any], date, Party]] = [
    (M.NOTICE, {}, SENT, Party.LOCAL_AUTHORITY),
    (M.HALF_CONTACT_PERIOD, {}, HALF, Party.LOCAL_AUTHORITY),
    (M.MEDIATION_CHOSEN, HEARD | {"requested_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.MEDIATION_REFUSED, HEARD | {"declined_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.SESSION_FIXED, HEARD | {"arranged_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.CONTACT_MISSED, {}, CLOSES + DAY, Party.LOCAL_AUTHORITY),
    (M.RIGHT_PASSED, HEARD | {"declined_on": SENT, "right_passed_on": MARCH}, MARCH, Party.MEDIATION_ADVISER),
    (M.APPEAL_REGISTERED, appealed(MARCH, late=False), MARCH, Party.LOCAL_AUTHORITY),
    (M.APPEAL_LATE, appealed(MARCH, late=True), MARCH, Party.LOCAL_AUTHORITY),
]


@pytest.mark.parametrize(("moment", "known", "due_on", "party"), WHEN, ids=lambda value: str(value)[:20])
def test_an_offer_is_owed_from_its_day_on(moment: OfferMoment, known: Any, due_on: date, party: Party) -> None:
    facts = a_case(**known)
    assert owed(facts, due_on - DAY) is not moment
    for today in (due_on, due_on + DAY):
        offer = due_offer(facts, today, needs_certificate=True)
        assert offer is not None
        assert (offer.moment, offer.due_on, offer.owed_by) == (moment, due_on, party)
        assert offer.because.endswith(".")
        assert RULEBOOK.rule(offer.rule).citation.startswith("s.32 ")
        assert owed(offered(facts, today), today) is None


def test_every_moment_has_its_occasion() -> None:
    assert [occasion.moment for occasion in OCCASIONS] == list(M)[:-1] == [moment for moment, *_ in WHEN]
    assert list(M)[-1] is M.UNASKED, "no occasion: an answer to none"


@pytest.mark.parametrize(
    ("contact", "moment"),
    [
        (HALF + DAY, None),  # it was silent for half of the period, and is so no more
        (CLOSES, None),
        (CLOSES + DAY, M.CONTACT_MISSED),  # too late for a certificate as of right: that is when help is needed
        (None, M.CONTACT_MISSED),
    ],
)
def test_whoever_was_in_touch_is_not_asked_about_its_silence(contact: date | None, moment: OfferMoment | None) -> None:
    facts = replace(offered(a_case(), SENT), first_contact_on=contact)
    assert owed(facts, CLOSES + 9 * DAY) is moment


def test_where_no_certificate_is_needed_nobody_waits_for_a_contact() -> None:
    facts = offered(a_case(), SENT)
    assert owed(facts, CLOSES + 9 * DAY, needs_certificate=False) is None
    assert owed(a_case(), CLOSES + 9 * DAY, needs_certificate=False) is M.NOTICE


def test_nor_after_an_appeal() -> None:
    """By the tribunal's permission, before anybody was in touch."""
    facts = offered(a_case(appeal=Appeal(AppealBasis.PERMISSION, MARCH, late=False)), MARCH)
    assert owed(facts, CLOSES + 9 * DAY) is None


@pytest.mark.parametrize("contact", [CLOSES - DAY, CLOSES, CLOSES + DAY])
def test_the_pathway_and_the_offers_agree_on_a_missed_contact(contact: date) -> None:
    facts = a_case(first_contact_on=contact)
    assert (owed(facts, CLOSES + 9 * DAY) is M.CONTACT_MISSED) is facts.contact_missed(CLOSES + 9 * DAY)


def test_half_of_an_odd_number_of_days_is_the_day_after() -> None:
    assert half_gone_on(a_case()) == HALF == SENT + 30 * DAY


def test_one_offer_is_owed_at_a_time_and_what_lies_behind_is_let_be() -> None:
    facts = a_case(requested_on=MARCH, first_contact_on=MARCH)
    assert owed(facts, MARCH) is M.MEDIATION_CHOSEN
    assert owed(offered(facts, MARCH), CLOSES) is None, "nobody goes back to the notice"


def test_an_offer_told_late_is_judged_by_its_own_day() -> None:
    facts = offered(a_case(requested_on=MARCH, first_contact_on=MARCH), MARCH)
    assert owed(facts, SENT + DAY) is M.NOTICE
    assert owed(offered(facts, SENT + DAY), SENT + DAY) is None, "and once"


def test_a_second_session_is_an_occasion_of_its_own() -> None:
    facts = offered(a_case(requested_on=SENT, arranged_on=MARCH, **HEARD), MARCH)
    assert owed(replace(facts, arranged_on=None), MARCH + DAY) is None, "called off, and nothing else has come"
    again = replace(facts, arranged_on=MARCH + 5 * DAY)
    assert owed(again, MARCH + 4 * DAY) is None
    assert owed(again, MARCH + 5 * DAY) is M.SESSION_FIXED


def test_after_a_concession_help_is_offered_for_what_still_comes() -> None:
    facts = a_case(conceded_on=MARCH, requested_on=MARCH, first_contact_on=MARCH)
    assert owed(facts, CLOSES + 9 * DAY) is None
    assert owed(a_case(conceded_on=MARCH), CLOSES + 9 * DAY) is None, "nobody waits for a contact any more"
    assert owed(replace(facts, **appealed(MARCH + DAY, late=False)), CLOSES) is M.APPEAL_REGISTERED


def test_an_offer_for_a_silence_that_never_was_settles_nothing() -> None:
    """Half of the contact period had gone. Then a contact before that is told late, and that the family refused."""
    silent = offered(a_case(), HALF)
    told_late = replace(silent, first_contact_on=HALF - DAY, declined_on=HALF - DAY)
    assert owed(told_late, MARCH) is M.MEDIATION_REFUSED
    assert owed(offered(told_late, MARCH), MARCH) is None
    assert owed(replace(silent, first_contact_on=HALF, declined_on=HALF), MARCH) is M.MEDIATION_REFUSED, (
        "the next moment"
    )
    assert owed(replace(silent, first_contact_on=HALF), MARCH) is None, "it had been silent until then"


def test_nor_does_one_for_a_period_that_was_kept() -> None:
    facts = replace(offered(a_case(), CLOSES + DAY), first_contact_on=MARCH, requested_on=MARCH)
    assert owed(facts, CLOSES + 9 * DAY) is M.MEDIATION_CHOSEN


def test_whoever_comes_to_hold_the_right_is_asked_anew() -> None:
    """What was offered, or passed without an offer, was for somebody else."""
    for before in (a_case(), offered(a_case(), SENT), offered(a_case(**HEARD, declined_on=SENT), SENT)):
        facts = replace(before, right_passed_on=MARCH)
        assert [one.moment for one in open_offers(facts, needs_certificate=False)] == [M.RIGHT_PASSED]
        assert owed(facts, MARCH) is M.RIGHT_PASSED
        assert next_offer_on(facts, needs_certificate=False) == MARCH
        asked = offered(facts, MARCH)
        assert owed(asked, MARCH) is None
        assert owed(replace(asked, right_passed_on=MARCH + DAY), MARCH + DAY) is M.RIGHT_PASSED, "as often as it passes"
        assert owed(replace(asked, **appealed(MARCH + DAY, late=False)), MARCH + DAY) is M.APPEAL_REGISTERED


def test_what_was_owed_before_the_right_passed_on_can_be_told_late() -> None:
    facts = a_case(right_passed_on=MARCH)
    assert owed(facts, MARCH - DAY) is M.HALF_CONTACT_PERIOD
    told = replace(facts, offers=(Offered(M.HALF_CONTACT_PERIOD, HALF, MARCH - DAY),))
    assert owed(told, MARCH) is M.RIGHT_PASSED


def test_a_right_that_passes_by_an_appeal_is_asked_about_the_appeal() -> None:
    facts = offered(a_case(right_passed_on=MARCH, **appealed(MARCH, late=True)), MARCH)
    assert [one.moment for one in facts.offers] == [M.APPEAL_LATE]
    assert passed(facts, MARCH) == [M.NOTICE]


def passed(facts: CaseFacts, today: date, *, needs_certificate: bool = True) -> list[OfferMoment]:
    return [one.moment for one in missed_offers(facts, today, needs_certificate=needs_certificate)]


def test_what_passed_without_an_offer_is_missed_and_the_latest_is_owed() -> None:
    assert passed(a_case(), HALF - DAY) == []
    assert passed(a_case(), HALF) == [M.NOTICE]
    assert passed(a_case(), CLOSES + DAY) == [M.NOTICE, M.HALF_CONTACT_PERIOD]
    assert owed(a_case(), CLOSES + DAY) is M.CONTACT_MISSED
    facts = offered(a_case(), SENT)
    assert passed(facts, CLOSES + DAY) == [M.HALF_CONTACT_PERIOD]
    assert passed(offered(facts, HALF), CLOSES + DAY) == []
    assert passed(a_case(), CLOSES + DAY, needs_certificate=False) == []


def test_a_silence_that_was_broken_later_was_missed_while_it_lasted() -> None:
    facts = offered(a_case(first_contact_on=MARCH, requested_on=MARCH), SENT)
    assert passed(facts, MARCH) == [M.HALF_CONTACT_PERIOD]
    assert passed(replace(facts, first_contact_on=HALF - DAY), MARCH) == []
    assert passed(replace(facts, appeal=Appeal(AppealBasis.PERMISSION, HALF - DAY, late=False)), MARCH) == [
        M.APPEAL_REGISTERED
    ]


def test_nothing_is_missed_after_the_end() -> None:
    assert passed(a_case(closed_on=HALF - DAY), CLOSES + DAY) == [M.NOTICE]
    assert passed(a_case(resolved_on=HALF), CLOSES + DAY) == [M.NOTICE], "on its own day nothing has passed"
    assert passed(a_case(resolved_on=SENT), CLOSES + DAY) == []


@pytest.mark.parametrize("what", ["resolved_on", "closed_on", "conceded_on"])
def test_what_was_owed_when_it_was_over_was_missed(what: str) -> None:
    """No other moment took its place, and still the family was never offered help."""
    at_once: dict[str, Any] = {what: HALF}
    later: dict[str, Any] = {what: HALF + DAY}
    facts = offered(a_case(), SENT)
    assert passed(replace(facts, **later), CLOSES) == [M.HALF_CONTACT_PERIOD]
    assert passed(replace(facts, **at_once), CLOSES) == []
    assert passed(replace(offered(facts, HALF), **later), CLOSES) == []


def test_what_is_owed_again_is_not_missed_too() -> None:
    """A silence is broken for which nothing was offered: it is over, and the notice is what was never answered."""
    facts = a_case(first_contact_on=MARCH)
    assert (owed(facts, MARCH), passed(facts, MARCH)) == (M.NOTICE, [M.HALF_CONTACT_PERIOD])
    assert passed(replace(facts, first_contact_on=HALF), MARCH) == []
    assert passed(offered(facts, MARCH), MARCH) == [M.HALF_CONTACT_PERIOD]


def test_two_moments_of_one_day_are_one_occasion() -> None:
    """A family wishes to mediate, and its session is fixed at once: one offer is made, and nothing was missed."""
    facts = offered(a_case(**HEARD, requested_on=MARCH, arranged_on=MARCH), SENT)
    facts = offered(facts, MARCH)
    assert [one.moment for one in facts.offers] == [M.NOTICE, M.SESSION_FIXED]
    assert passed(facts, CLOSES) == []
    called_off = replace(facts, requested_on=MARCH - DAY, arranged_on=None)
    assert passed(called_off, CLOSES) == [M.MEDIATION_CHOSEN], "it had passed when the session was fixed"


@pytest.mark.parametrize("ended", ["resolved_on", "closed_on"])
def test_nothing_is_offered_once_it_is_over(ended: str) -> None:
    facts = a_case(**{ended: SENT + DAY})
    assert owed(facts, CLOSES + 9 * DAY) is None
    assert next_offer_on(facts, needs_certificate=True) is None


DAYS = st.none() | st.integers(0, 90).map(lambda days: SENT + days * DAY)


@given(
    st.fixed_dictionaries(dict.fromkeys(("first_contact_on", "requested_on", "declined_on", "arranged_on"), DAYS)),
    st.lists(st.integers(0, 120), max_size=4),
    st.integers(0, 120),
    st.booleans(),
)
def test_the_day_on_the_row_says_whether_one_is_owed(
    known: dict[str, Any], offers: list[int], days: int, needs_certificate: bool
) -> None:
    """The list of offers that are due asks for that day alone."""
    facts = a_case(**known)
    for on in sorted(SENT + day * DAY for day in offers):
        due = due_offer(facts, on, needs_certificate=needs_certificate)
        if due is not None:
            facts = replace(facts, offers=(*facts.offers, Offered(due.moment, due.due_on, on)))
    today = max([SENT + days * DAY, *(one.made_on for one in facts.offers)])
    begins = next_offer_on(facts, needs_certificate=needs_certificate)
    is_owed = due_offer(facts, today, needs_certificate=needs_certificate) is not None
    assert is_owed is (begins is not None and begins <= today)
    still_open = open_offers(facts, needs_certificate=needs_certificate)
    assert [one.due_on for one in still_open] == sorted(one.due_on for one in still_open)
