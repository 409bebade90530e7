"""What the way to the certificate costs one family: counted from what happened, and said in sentences."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cases.domain.facts import Appeal, CaseFacts, Certificate
from app.evidence.domain.burden import Burden, Side, Turn, Wait, Way, burden
from app.evidence.domain.burden_words import words
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, Party
from app.law.domain.regimes import RegimeId

NOTICE, CONTACT, TODAY = date(2026, 2, 2), date(2026, 2, 9), date(2026, 7, 1)
CASE = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, NOTICE, AppellantKind.PARENT)
ADVISED = replace(CASE, first_contact_on=CONTACT, contacted_on=CONTACT)
ASKED = replace(ADVISED, requested_on=date(2026, 2, 10), under_way=True)
APPEAL_BY = date(2026, 4, 2)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def of(facts: CaseFacts, *turns: Turn, waits: tuple[Wait, ...] = (), today: date = TODAY) -> Burden:
    return burden(facts, turns, waits, APPEAL_BY, today)


CONTACTED, REQUESTED = Turn("adviser-contacted", CONTACT), Turn("mediation-requested", day(2, 10))
FIXED = Turn("mediation-arranged", day(2, 16), day(3, 2))
HELD = Turn("session-held", day(3, 2))


@pytest.mark.parametrize(
    ("facts", "turns", "way"),
    [
        (CASE, (), Way.NO_CONTACT),
        (ADVISED, (CONTACTED,), Way.UNDECIDED),
        (replace(ADVISED, declined_on=day(2, 10)), (CONTACTED,), Way.DECLINED),
        (ASKED, (CONTACTED, REQUESTED), Way.NEVER_OFFERED),
        (ASKED, (CONTACTED, REQUESTED, FIXED), Way.NOT_HELD),
        (ASKED, (CONTACTED, REQUESTED, FIXED, HELD), Way.MEDIATED),
        (replace(ASKED, declined_on=day(3, 1)), (CONTACTED, REQUESTED, FIXED), Way.DECLINED),
        (replace(ASKED, declined_on=day(2, 9)), (CONTACTED, REQUESTED), Way.NEVER_OFFERED),
    ],
)
def test_each_family_went_one_way(facts: CaseFacts, turns: tuple[Turn, ...], way: Way) -> None:
    assert of(facts, *turns).way is way


def test_a_day_counts_once_however_much_happened_on_it() -> None:
    again = Turn("issues-added", day(2, 10))
    silent = Turn("commissioning-body-notified", day(2, 12))
    ahead = Turn("session-held", TODAY + timedelta(days=1))
    assert of(ASKED, CONTACTED, REQUESTED, again, silent, ahead).contacts == 2


def test_the_days_to_the_certificate_count_from_the_first_contact() -> None:
    certificate = Certificate("MC-1", CertificateGround.DECLINED, day(2, 13), AppellantKind.PARENT)
    assert of(replace(ADVISED, certificate=certificate)).days_to_certificate == 4
    assert of(ADVISED).days_to_certificate is None
    assert of(replace(CASE, certificate=certificate)).days_to_certificate is None, "nobody knows the first contact"


def test_a_day_on_which_two_duties_are_overdue_is_one_day_late() -> None:
    waits = (
        Wait(Party.LOCAL_AUTHORITY, day(3, 10), day(3, 15)),
        Wait(Party.LOCAL_AUTHORITY, day(3, 12), day(3, 17)),
        Wait(Party.MEDIATOR, TODAY - timedelta(days=3), None),
        Wait(Party.COMMISSIONING_BODY, TODAY + timedelta(days=3), None),
        Wait(Party.FAMILY, day(3, 1), None),
    )
    assert of(ASKED, waits=waits).days_late == {Party.LOCAL_AUTHORITY: 7, Party.MEDIATOR: 3}


def test_moves_and_cancellations_count_by_whose_wish_it_was() -> None:
    later = Turn("mediation-arranged", day(2, 20), day(3, 16), side=Side.MEDIATOR)
    sooner = Turn("mediation-arranged", day(2, 21), day(3, 9), side=Side.FAMILY)
    off = Turn("session-cancelled", day(3, 1), cancels=True, side=Side.LOCAL_AUTHORITY)
    anew = Turn("mediation-arranged", day(3, 3), day(4, 13))
    found = of(ASKED, CONTACTED, REQUESTED, FIXED, later, sooner, off, anew)
    assert found.moves == {Side.FAMILY: 1, Side.MEDIATOR: 1}, "a session that is fixed anew was not moved"
    assert found.days_moved == {Side.MEDIATOR: 14}
    assert found.cancellations == {Side.LOCAL_AUTHORITY: 1}


def test_a_session_that_was_not_held_is_fixed_again_and_not_moved() -> None:
    missed = Turn("session-not-held", day(3, 2))
    again = Turn("mediation-arranged", day(3, 4), day(3, 30), side=Side.MEDIATOR)
    assert of(ASKED, REQUESTED, FIXED, missed, again).moves == {}


def test_a_family_leaves_only_once_its_time_is_over_or_its_case_is_closed() -> None:
    assert of(ADVISED).left_after_contact
    assert not of(ADVISED, today=APPEAL_BY).left_after_contact
    assert of(replace(ADVISED, closed_on=day(3, 1)), today=day(3, 2)).left_after_contact
    appeal = Appeal(AppealBasis.PERMISSION, day(4, 1), late=False)
    assert not of(replace(ADVISED, appeal=appeal)).left_after_contact
    assert not of(ASKED).left_after_contact


def test_time_runs_out_for_a_family_that_waits_for_mediation() -> None:
    assert of(ASKED).time_ran_out
    assert not of(ASKED, today=APPEAL_BY).time_ran_out
    assert not of(replace(ASKED, under_way=False)).time_ran_out
    assert not of(replace(ASKED, resolved_on=day(3, 3))).time_ran_out
    certificate = Certificate("MC-1", CertificateGround.NOT_ARRANGED, day(3, 13), AppellantKind.PARENT)
    assert not of(replace(ASKED, certificate=certificate)).time_ran_out


def test_the_sentences_say_what_the_numbers_say() -> None:
    found = Burden(
        Way.MEDIATED, 6, 1, {Party.LOCAL_AUTHORITY: 12}, {Side.MEDIATOR: 14}, {Side.MEDIATOR: 2}, {Side.NOT_SAID: 3}
    )
    assert list(words(found)) == [
        "A mediation session was held.",
        "The family did something, came to a session, or had to be told something on 6 days.",
        "The certificate came 1 day after the first contact.",
        "A duty of the local authority was overdue on 12 days.",
        "The session was moved twice because the mediator asked for it, which delayed it by 14 days in all.",
        "A session was called off 3 times and nobody recorded who asked for it.",
    ]
    assert list(words(Burden(Way.UNDECIDED, 0, None, left_after_contact=True, time_ran_out=True)))[1:] == [
        "After the advice, the family did nothing until its time to appeal ended or the case was closed.",
        "The family's time to appeal ended while it waited for mediation.",
    ]
