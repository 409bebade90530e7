"""What a correction takes from a party: the family's time, a party's time, or a duty to the family."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.domain.corrections import Moved, TakesAway, moved
from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import Dated
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus
from app.cases.domain.words import DirectedFor
from app.kernel.terms import Party
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import LAW, a_case

RUNNING, MET, MET_LATE, BREACHED, PASSED, LAPSED = DeadlineStatus
FAMILY, AUTHORITY = Party.FAMILY, Party.LOCAL_AUTHORITY
TODAY = date(2026, 2, 20)


def at(day: int, by: Party, status: DeadlineStatus = RUNNING) -> DeadlineOnDay:
    due = Deadline(Code.ARRANGE_MEDIATION, date(2026, 3, day), None, RULEBOOK.rule("la-response"), (), by)
    return DeadlineOnDay(due, status, None)


@pytest.mark.parametrize(
    ("before", "after", "takes"),
    [
        (None, at(12, FAMILY), None),
        (None, at(12, AUTHORITY), None),
        (at(12, FAMILY), at(11, FAMILY), TakesAway.TIME_OF_THE_FAMILY),
        (at(12, FAMILY), at(12, FAMILY), None),
        (at(12, FAMILY), at(13, FAMILY), None),
        (at(12, FAMILY), None, TakesAway.TIME_OF_THE_FAMILY),
        (at(12, FAMILY, PASSED), at(11, FAMILY, PASSED), TakesAway.TIME_OF_THE_FAMILY),
        (at(12, AUTHORITY), at(11, AUTHORITY), TakesAway.TIME_OF_A_PARTY),
        (at(12, AUTHORITY), at(12, AUTHORITY), None),
        (at(12, AUTHORITY), at(13, AUTHORITY), TakesAway.DUTY_TO_THE_FAMILY),
        (at(12, AUTHORITY), None, TakesAway.DUTY_TO_THE_FAMILY),
        (at(12, AUTHORITY, BREACHED), None, TakesAway.DUTY_TO_THE_FAMILY),
        (at(12, AUTHORITY, MET_LATE), at(13, AUTHORITY, MET_LATE), TakesAway.DUTY_TO_THE_FAMILY),
        (at(12, AUTHORITY, MET), at(11, AUTHORITY, MET), None),
        (at(12, AUTHORITY, MET), at(13, AUTHORITY, MET), None),
        (at(12, AUTHORITY, MET), at(11, AUTHORITY, MET_LATE), TakesAway.TIME_OF_A_PARTY),
        (at(12, AUTHORITY, MET_LATE), at(13, AUTHORITY, MET), None),
        (at(12, AUTHORITY, LAPSED), None, None),
        (at(12, AUTHORITY, MET), None, None),
    ],
)
def test_what_a_moved_day_takes_away(
    before: DeadlineOnDay | None, after: DeadlineOnDay | None, takes: TakesAway | None
) -> None:
    assert Moved(Code.ARRANGE_MEDIATION, before, after).takes_away is takes


def days(before: CaseFacts, after: CaseFacts) -> list[tuple[str, str | None, str | None]]:
    def due(one: DeadlineOnDay | None) -> str | None:
        return str(one.deadline.due_on) if one else None

    return [(one.code, due(one.before), due(one.after)) for one in moved(before, after, LAW, TODAY)]


def test_every_deadline_before_and_after_is_compared_by_its_first_day() -> None:
    case = a_case()
    requested = case.then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    earlier = replace(case.facts, notice_sent_on=date(2026, 1, 30))
    assert days(case.facts, earlier) == [
        ("apply-for-leave", "2026-04-02", "2026-03-30"),
        ("contact-adviser", "2026-04-02", "2026-03-30"),
        ("lodge-appeal", "2026-04-02", "2026-03-30"),
    ]
    with_duty = days(case.facts, requested.facts)
    assert ("arrange-mediation", None, "2026-03-12") in with_duty
    assert ("arrange-mediation", "2026-03-12", None) in days(requested.facts, case.facts)
    firsts = [min(one for one in due if one) for _, *due in with_duty]
    assert firsts == sorted(firsts)


def test_steps_of_one_order_are_not_taken_for_one_another() -> None:
    case = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10")
    ordered = case.then("record-appeal-outcome", "2026-02-16", outcome="upheld", order_kind="assess")
    later = replace(ordered.facts, order_made_on=date(2026, 2, 17))
    found = [one for one in days(ordered.facts, later) if one[0] == "comply-with-order"]
    assert len(found) == 3
    assert all(before and after and before < after for _, before, after in found)


def test_what_each_party_owes_to_an_appeal_is_compared_apart() -> None:
    both = (Dated(DirectedFor.EVIDENCE, date(2026, 4, 1), (AUTHORITY, FAMILY)),)
    alone = (Dated(DirectedFor.EVIDENCE, date(2026, 4, 1), (FAMILY,)),)
    case = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10")
    before, after = (case.then("record-directions", "2026-02-16", directions=one).facts for one in (both, alone))
    found = {
        one.before.deadline.owed_by: (one.after is not None, one.takes_away)
        for one in moved(before, after, LAW, TODAY)
        if one.code is Code.SEND_EVIDENCE and one.before
    }
    assert found == {AUTHORITY: (False, TakesAway.DUTY_TO_THE_FAMILY), FAMILY: (True, None)}
