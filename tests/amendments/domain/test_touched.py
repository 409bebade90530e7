"""What a change of the law does to the dates of a case: before, after, and for whom it is worse."""

from datetime import date
from typing import Any

import pytest

from app.amendments.domain.amendment import Amendment, NewTime, amended, in_words
from app.amendments.domain.totals import Totals, summary
from app.amendments.domain.touched import Stake, Touched, touched
from app.cases.domain.standing import DeadlineStatus
from app.cases.who_sees import facts_told
from app.kernel.readers import Reader
from app.kernel.terms import Party
from app.law.domain.kinds import Code
from app.law.domain.model import Period, Unit
from tests.cases.domain.builders import LAW, PATHWAY, Story, a_case

TODAY = date(2026, 3, 20)


def shorter(rule: str, amount: int, unit: Unit = Unit.DAYS, sent_from: date | None = None) -> Amendment:
    return Amendment(times={rule: NewTime(Period(amount, unit), sent_from)})


def what(
    told: Story, change: Amendment, today: date = TODAY, reader: Reader = Reader.LOCAL_AUTHORITY
) -> Touched | None:
    return touched(facts_told(told.facts, reader), LAW, amended(LAW, change), today, reader)


def moved(found: Touched | None, code: Code) -> Any:
    assert found is not None
    [one] = [one for one in found.changed if one.place.code is code]
    return one


def certified() -> Story:
    case = a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10")
    return case.then("decline-mediation", "2026-02-11").then("issue-certificate", "2026-02-13")


def test_a_family_that_has_fewer_days_loses() -> None:
    one = moved(what(a_case(notice_sent_on="2026-02-02"), shorter("lodge-within-two-months", 50)), Code.LODGE_APPEAL)
    assert (one.before.deadline.due_on, one.after.deadline.due_on) == (date(2026, 4, 2), date(2026, 3, 24))
    assert (one.days, one.worse_for) == (-9, Party.FAMILY)
    assert not one.becomes_late


@pytest.mark.parametrize(("days", "worse_for"), [(20, Party.LOCAL_AUTHORITY), (40, Party.FAMILY)])
def test_a_party_loses_by_fewer_days_and_the_family_by_more(days: int, worse_for: Party) -> None:
    case = a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10")
    case = case.then("request-mediation", "2026-03-10")
    found = what(case, shorter("authority-arranges", days))
    assert moved(found, Code.ARRANGE_MEDIATION).worse_for is worse_for


def test_a_certificate_would_come_out_of_time() -> None:
    change = Amendment(
        times={
            "lodge-within-two-months": NewTime(Period(30, Unit.DAYS)),
            "lodge-within-one-month-of-certificate": NewTime(Period(14, Unit.DAYS)),
        }
    )
    found = what(certified(), change)
    one = moved(found, Code.LODGE_APPEAL)
    assert (one.before.status, one.after.status) == (DeadlineStatus.RUNNING, DeadlineStatus.PASSED)
    assert found is not None
    assert found.stakes == (Stake.CERTIFICATE,)
    assert what(certified(), shorter("lodge-within-two-months", 30)) is not None, "the other limit may be the later"


def test_an_appeal_that_was_in_time_would_be_late() -> None:
    case = certified().then("register-appeal", "2026-03-16")
    change = Amendment(
        times={
            "lodge-within-two-months": NewTime(Period(30, Unit.DAYS)),
            "lodge-within-one-month-of-certificate": NewTime(Period(14, Unit.DAYS)),
        }
    )
    found = what(case, change)
    assert found is not None
    assert found.stakes == (Stake.APPEAL,)
    assert moved(found, Code.LODGE_APPEAL).worse_for is Party.FAMILY


def test_a_breach_may_come_and_go_with_a_rule() -> None:
    case = a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10")
    case = case.then("request-mediation", "2026-02-16")
    late = moved(what(case, shorter("authority-arranges", 20), date(2026, 3, 10)), Code.ARRANGE_MEDIATION)
    assert (late.becomes_late, late.is_late_no_more) == (True, False)
    spared = moved(what(case, shorter("authority-arranges", 60), date(2026, 3, 30)), Code.ARRANGE_MEDIATION)
    assert (spared.becomes_late, spared.is_late_no_more) == (False, True)


def test_a_late_contact_would_take_the_right_to_a_certificate() -> None:
    case = (
        a_case(notice_sent_on="2026-02-02")
        .then("contact-adviser", "2026-03-10")
        .then("decline-mediation", "2026-03-19")
    )
    found = what(case, shorter("contact-adviser", 1, Unit.MONTHS))
    assert found is not None
    assert found.stakes == (Stake.CONTACT,)
    gone = moved(found, Code.ISSUE_CERTIFICATE)
    assert (gone.after, gone.worse_for) == (None, Party.FAMILY)
    needed = moved(found, Code.APPLY_FOR_LEAVE)
    assert (needed.before, needed.worse_for) == (None, Party.FAMILY)


def test_a_reading_changes_how_a_duty_stands_and_not_its_day() -> None:
    case = a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10")
    case = case.then("request-mediation", "2026-02-12").then("arrange-mediation", "2026-02-16", session_on="2026-04-20")
    found = what(case, Amendment(readings={"session_fixed_in_thirty_days_is_enough": False}), date(2026, 4, 1))
    one = moved(found, Code.ARRANGE_MEDIATION)
    assert (one.days, one.before.status, one.after.status) == (0, DeadlineStatus.MET, DeadlineStatus.BREACHED)
    assert one.worse_for is Party.LOCAL_AUTHORITY


def test_a_bank_holiday_moves_the_days_that_count_working_days() -> None:
    case = (
        a_case(notice_sent_on="2026-02-02")
        .then("contact-adviser", "2026-02-10")
        .then("decline-mediation", "2026-02-11")
    )
    one = moved(what(case, Amendment(added=(date(2026, 2, 13),))), Code.ISSUE_CERTIFICATE)
    assert (one.days, one.worse_for) == (1, Party.FAMILY)


def test_a_case_that_needs_no_certificate_would_need_one() -> None:
    case = a_case(kind="plan_content", sections="IC", notice_sent_on="2026-02-02")
    found = what(case, Amendment(readings={"health_and_placement_is_placement_only": False}))
    assert found is not None
    assert Stake.NEEDED in found.stakes


def test_a_change_for_later_notices_touches_no_earlier_case() -> None:
    case = a_case(notice_sent_on="2026-02-02")
    assert what(case, shorter("lodge-within-two-months", 50, sent_from=date(2026, 2, 3))) is None
    assert what(case, shorter("lodge-within-two-months", 50, sent_from=date(2026, 2, 2))) is not None


def test_nobody_is_told_of_a_date_that_it_does_not_see() -> None:
    case = certified().then("register-appeal", "2026-03-16")
    change = shorter("la-response", 10, Unit.WORKING_DAYS)
    assert moved(what(case, change, reader=Reader.TRIBUNAL), Code.LA_RESPONSE).days < 0
    assert what(case, change, reader=Reader.MEDIATION_PROVIDER) is None
    asked = a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10")
    asked = asked.then("request-mediation", "2026-02-12")
    assert what(asked, shorter("authority-arranges", 20), reader=Reader.TRIBUNAL) is None


def test_a_date_beyond_the_published_holidays_is_unknown_and_not_gone() -> None:
    one = moved(
        what(a_case(notice_sent_on="2026-02-02"), shorter("lodge-within-two-months", 60, Unit.MONTHS)),
        Code.LODGE_APPEAL,
    )
    assert (one.after, one.beyond, one.worse_for) == (None, True, None)


def test_the_law_itself_stays_as_it_is() -> None:
    case = a_case(notice_sent_on="2026-02-02")
    before = LAW.deadlines(case.facts)
    what(case, shorter("lodge-within-two-months", 50))
    assert LAW.deadlines(case.facts) == before
    assert PATHWAY.law is LAW


def test_the_days_of_a_regime_follow_the_rule_that_they_repeat() -> None:
    other = amended(LAW, shorter("authority-arranges", 20))
    assert {one.arrangement_days for one in other.regimes.values()} == {20}


def test_totals_are_told_in_words() -> None:
    totals = Totals()
    for case in (a_case(notice_sent_on="2026-02-02"), a_case(notice_sent_on="2025-09-01")):
        totals.add(what(case, shorter("lodge-within-two-months", 40)))
    totals.add(None)
    first, second = list(summary(totals))[:2]
    assert first == "2 dates change on 2 of the 3 cases that we looked at."
    assert second == "The change is worse for the family on 2 cases."
    said = in_words(LAW, shorter("lodge-within-two-months", 1, Unit.MONTHS))
    assert said == ["lodge-within-two-months (r.20(1)(c)(i) HESC Rules 2008): 2 months becomes 1 month."]
