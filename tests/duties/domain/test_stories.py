"""What becomes of a duty, told as case managers tell it. `test_ledger` walks the rest at random."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.cases.domain.corrections import CORRECTED
from app.cases.domain.facts import CompletedDuty
from app.duties.domain.ledger import Duty, Happening, corrected, tell
from app.duties.domain.words import DutyStatus, Stands, status_on
from app.kernel.machine import apply
from app.kernel.terms import Party
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from tests.cases.domain.builders import GREEN, LA, LAW, TRIBUNAL, Story, a_case

ARRANGE, NOTIFY = Code.ARRANGE_MEDIATION, Code.NOTIFY_SESSION


def ledger(story: Story) -> list[Duty]:
    """The ledger of a story, by the last day of each duty."""
    facts, steps = story.opened, [(story.opened, Happening(1, "notice-recorded", story.opened.notice_sent_on))]
    for seq, event in enumerate(story.events, 2):
        facts = apply(facts, event)
        steps.append((facts, Happening(seq, event.type, event.occurred_on)))
    return sorted(tell(steps, LAW).values(), key=lambda one: one.owed.due_on)


def of(story: Story, code: Code) -> list[Duty]:
    return [one for one in ledger(story) if one.owed.code is code]


def asked(on: str = "2026-02-10") -> Story:
    """Thirty days from 10 February end on 12 March."""
    return a_case(sections="B F I").then("contact-adviser", "2026-02-09").then("request-mediation", on)


def test_a_family_that_declines_in_time_ends_the_duty_to_arrange() -> None:
    [duty] = of(asked().then("decline-mediation", "2026-03-12"), ARRANGE)
    assert (duty.stands, duty.ended_on) == (Stands.LAPSED, date(2026, 3, 12))
    assert duty.ended_by == Happening(4, "mediation-declined", date(2026, 3, 12))


def test_a_family_that_declines_a_day_later_does_not_undo_the_breach() -> None:
    story = asked().then("decline-mediation", "2026-03-13")
    [duty] = of(story, ARRANGE)
    assert (duty.stands, duty.status(date(2026, 3, 13))) == (Stands.MISSED, DutyStatus.BREACHED)
    was, now = of(story.then("request-mediation", "2026-03-16"), ARRANGE)
    assert (was.stands, was.ended_by) == (duty.stands, duty.ended_by)
    assert (now.stands, now.owed.due_on) == (Stands.OWED, date(2026, 4, 15))


def test_a_session_that_is_called_off_and_fixed_again_late_is_one_duty_met_late() -> None:
    story = asked().then("arrange-mediation", "2026-02-20", session_on="2026-03-20")
    assert [one.stands for one in of(story, ARRANGE)] == [Stands.MET]
    story = story.then("cancel-session", "2026-03-18")
    assert [one.status(date(2026, 3, 18)) for one in of(story, ARRANGE)] == [DutyStatus.BREACHED]
    [duty] = of(story.then("arrange-mediation", "2026-03-19", session_on="2026-04-20"), ARRANGE)
    assert (duty.status(date(2026, 3, 19)), duty.met_on) == (DutyStatus.MET_LATE, date(2026, 3, 19))


def test_a_session_on_another_day_is_another_duty_to_tell_the_family() -> None:
    story = asked().then("arrange-mediation", "2026-02-12", session_on="2026-03-20")
    [told] = of(story, NOTIFY)
    assert (told.opened_on, told.owed.due_on) == (date(2026, 2, 12), date(2026, 3, 13))
    moved = story.then("arrange-mediation", "2026-03-02", session_on="2026-03-27")
    was, now = of(moved, NOTIFY)
    assert (was.stands, was.ended_by and was.ended_by.kind) == (Stands.SUPERSEDED, "mediation-arranged")
    assert (now.stands, now.opened_on) == (Stands.OWED, date(2026, 3, 2))
    on_the_last_day = story.then("arrange-mediation", "2026-03-13", session_on="2026-03-27")
    assert [one.stands for one in of(on_the_last_day, NOTIFY)] == [Stands.SUPERSEDED, Stands.OWED]
    too_late = story.then("arrange-mediation", "2026-03-16", session_on="2026-03-27")
    assert [one.stands for one in of(too_late, NOTIFY)] == [Stands.MISSED, Stands.OWED]


def test_a_session_that_is_called_off_leaves_no_duty_to_tell_the_family() -> None:
    story = asked().then("arrange-mediation", "2026-02-12", session_on="2026-03-20")
    [told] = of(story.then("cancel-session", "2026-03-02"), NOTIFY)
    assert (told.stands, told.ended_on) == (Stands.LAPSED, date(2026, 3, 2))


def test_a_duty_that_counts_forward_is_opened_on_the_day_from_which_it_counts() -> None:
    [duty] = of(asked("2026-02-10"), ARRANGE)
    assert (duty.opened_on, duty.owed.counted_from) == (date(2026, 2, 10), date(2026, 2, 10))


def test_a_last_day_on_which_several_rules_agree_is_one_duty() -> None:
    """Two months from the notice, and one month from the certificate: either rule may give the day."""
    story = a_case("2026-01-08").certified("2026-02-09")
    [duty] = of(story, Code.LODGE_APPEAL)
    assert (duty.owed.rule, duty.owed.counted_from, duty.owed.due_on) == (None, None, date(2026, 3, 9))
    assert duty.rule == "lodge-within-one-month-of-certificate"
    [alone] = of(story, Code.CONTACT_ADVISER)
    assert (alone.owed.rule, alone.owed.counted_from) == ("contact-adviser", date(2026, 1, 8))


def test_the_last_day_to_decide_an_exemption_counts_from_the_claim() -> None:
    """No clock of the rules sets that day: the regime does."""
    claimed = a_case(regime=GREEN).then("claim-exemption", "2026-02-09", ground="safeguarding")
    [duty] = of(claimed, Code.DECIDE_EXEMPTION)
    assert (duty.owed.counted_from, duty.owed.step) == (date(2026, 2, 9), None)


def test_an_appeal_keeps_the_longer_time_that_a_later_certificate_gives() -> None:
    """The appeal was in time by either day: it is told once as kept, and the earlier day gives way to the later."""
    appealed = a_case("2026-01-05", sections="I").then("register-appeal", "2026-02-16", basis="placement_only")
    was, now = of(appealed.certified("2026-02-25"), Code.LODGE_APPEAL)
    assert (was.stands, was.met_on, now.stands, now.met_on) == (
        Stands.SUPERSEDED, None, Stands.MET, date(2026, 2, 16),
    )  # fmt: skip


def test_a_family_that_agrees_to_less_notice_keeps_the_duty_to_tell_it() -> None:
    story = asked().then("arrange-mediation", "2026-02-12", session_on="2026-03-20")
    told = CompletedDuty(NOTIFY, date(2026, 3, 16))
    agreed = replace(told, shorter_notice_agreed_on=date(2026, 3, 17))
    steps = [
        (replace(story.facts, completed=(duty,)), Happening(seq, "session-told", date(2026, 3, 16)))
        for seq, duty in enumerate((told, agreed), 1)
    ]
    assert [one.stands for one in tell(steps[:1], LAW).values() if one.owed.code is NOTIFY] == [Stands.LATE]
    assert [one.stands for one in tell(steps, LAW).values() if one.owed.code is NOTIFY] == [Stands.MET]


def test_one_place_has_one_duty_at_a_time() -> None:
    """Terms of one kind, and the steps of one term, are each a place of their own."""
    [duty] = of(asked(), ARRANGE)
    steps = [replace(duty.owed, term_index=term, step=step) for term in (0, 1) for step in (Step.NOTIFY, Step.DO)]
    assert len({one.place for one in (*steps, duty.owed, replace(steps[0], code=NOTIFY))}) == 6
    assert replace(duty.owed, due_on=date(2026, 4, 1)).place == duty.owed.place


def test_a_certificate_moves_the_familys_time_to_appeal() -> None:
    late = a_case("2026-01-05").certified("2026-02-25")
    was, now = of(late, Code.LODGE_APPEAL)
    assert (was.stands, was.owed.due_on, now.owed.due_on) == (Stands.SUPERSEDED, date(2026, 3, 5), date(2026, 3, 25))
    assert now.status(date(2026, 3, 26)) is DutyStatus.PASSED


def test_a_correction_keeps_what_was_never_owed_and_what_stays() -> None:
    before = {one.owed: one for one in ledger(asked("2026-02-10"))}
    after = {one.owed: one for one in ledger(asked("2026-02-12"))}
    correction = Happening(5, CORRECTED, date(2026, 4, 1))
    whole = corrected(before, after, correction)
    gone = [one for owed, one in whole.items() if owed not in after]
    assert {one.owed.code for one in gone} == {ARRANGE}
    assert {(one.stands, one.ended_by) for one in gone} == {(Stands.SUPERSEDED, correction)}
    assert {owed: whole[owed] for owed in after} == after
    assert {one.ended_on for one in gone} == {date(2026, 4, 1)}
    again = corrected(whole, before, Happening(6, CORRECTED, date(2026, 4, 2)))
    assert {owed: again[owed] for owed in before} == before
    assert corrected(whole, after, Happening(6, CORRECTED, date(2026, 4, 2))) == whole


def test_what_was_met_and_never_owed_is_not_met() -> None:
    met = {one.owed: one for one in ledger(asked().then("arrange-mediation", "2026-02-20", session_on="2026-03-20"))}
    correction = Happening(6, CORRECTED, date(2026, 4, 1))
    [arranging] = [one for one in corrected(met, {}, correction).values() if one.owed.code is ARRANGE]
    assert (arranging.stands, arranging.met_on) == (Stands.SUPERSEDED, None)


def test_a_duty_in_whose_place_another_stands_is_superseded() -> None:
    last = date(2026, 3, 12)
    assert status_on(Stands.SUPERSEDED, Party.LOCAL_AUTHORITY, last, last) is DutyStatus.SUPERSEDED


@pytest.mark.parametrize("stands", Stands)
def test_only_the_day_tells_a_running_duty_from_a_broken_one(stands: Stands) -> None:
    last = date(2026, 3, 12)
    told = {party: (status_on(stands, party, last, last), status_on(stands, party, last, last + timedelta(days=1)))
            for party in (Party.LOCAL_AUTHORITY, Party.FAMILY)}  # fmt: skip
    for statuses in told.values():
        assert (statuses[0] is statuses[1]) is (stands is not Stands.OWED)
    assert not {DutyStatus.BREACHED, DutyStatus.MET_LATE} & {*told[Party.FAMILY]}
    assert DutyStatus.PASSED not in told[Party.LOCAL_AUTHORITY]


# --- the family's own times, once the tribunal grants what the family asked for -------------------------------------


def withdrawn(received: str = "2026-06-01", **says: str) -> Story:
    """The tribunal received the withdrawal on 1 June: 28 days end on 29 June."""
    appealed = a_case().certified("2026-02-09").then("register-appeal", "2026-03-02")
    return appealed.then("withdraw", "2026-06-02", by=TRIBUNAL, notice_received_on=received, **says)


@pytest.mark.parametrize(
    ("applied", "extended", "stands", "status"),
    [
        ("2026-06-29", False, Stands.MET, DutyStatus.MET),
        ("2026-06-30", True, Stands.LATE, DutyStatus.PASSED),
    ],
)
def test_an_application_for_reinstatement_counts_on_its_day_whenever_the_tribunal_decides(
    applied: str, extended: bool, stands: Stands, status: DutyStatus
) -> None:
    story = withdrawn().then("reinstate-appeal", "2026-07-10", applied_on=applied, time_extended=extended)
    [duty] = of(story, Code.APPLY_FOR_REINSTATEMENT)
    assert (duty.owed.due_on, str(duty.met_on), duty.ended_by) == (date(2026, 6, 29), applied, None)
    assert (duty.stands, duty.status(date(2026, 7, 10))) == (stands, status)
    assert Code.APPLY_FOR_REINSTATEMENT not in story.codes()


def test_an_application_without_its_own_day_counts_on_the_day_of_the_reinstatement() -> None:
    [duty] = of(withdrawn().then("reinstate-appeal", "2026-06-12"), Code.APPLY_FOR_REINSTATEMENT)
    assert (duty.stands, duty.met_on) == (Stands.MET, date(2026, 6, 12))


def test_an_earlier_application_says_nothing_of_the_next_withdrawal() -> None:
    story = withdrawn().then("reinstate-appeal", "2026-07-10", applied_on="2026-06-29")
    again = story.then("withdraw", "2026-07-16", by=TRIBUNAL)
    was, now = of(again, Code.APPLY_FOR_REINSTATEMENT)
    assert (was.stands, was.met_on, now.stands, now.met_on) == (Stands.MET, date(2026, 6, 29), Stands.OWED, None)
    anew = again.then("register-appeal", "2026-07-20")
    assert [one.stands for one in of(anew, Code.APPLY_FOR_REINSTATEMENT)] == [Stands.MET, Stands.LAPSED]


def late_for_a_certificate() -> Story:
    """A letter of 2 February: without a certificate, the family asks for leave by 2 April."""
    return a_case("2026-02-02")


def test_permission_in_time_says_that_the_family_asked_in_time() -> None:
    story = late_for_a_certificate().then("register-appeal", "2026-03-16", basis="permission")
    [duty] = of(story, Code.APPLY_FOR_LEAVE)
    assert (duty.owed.due_on, duty.stands, duty.met_on) == (date(2026, 4, 2), Stands.MET, date(2026, 3, 16))
    assert (duty.ended_by, Code.APPLY_FOR_LEAVE in story.codes()) == (None, False)


def test_permission_after_the_last_day_does_not_say_when_the_family_asked() -> None:
    story = late_for_a_certificate().then("register-appeal", "2026-04-20", basis="permission")
    [duty] = of(story, Code.APPLY_FOR_LEAVE)
    assert (duty.stands, duty.met_on) == (Stands.MISSED, None)
    assert duty.status(date(2026, 4, 20)) is DutyStatus.PASSED


def test_a_certificate_ends_the_time_for_leave_without_an_application() -> None:
    [duty] = of(late_for_a_certificate().certified("2026-03-16"), Code.APPLY_FOR_LEAVE)
    assert (duty.stands, duty.met_on) == (Stands.LAPSED, None)


def test_another_decision_by_staff_may_be_considered_afresh_too() -> None:
    directs: dict[str, Any] = {"by": TRIBUNAL, "by_staff": True}
    appealed = a_case().certified("2026-02-09").then("register-appeal", "2026-03-02")
    asked = appealed.then("record-directions", "2026-04-01", **directs).then(
        "complete-duty", "2026-04-15", by=TRIBUNAL, code="fresh-consideration"
    )
    [duty] = of(asked, Code.FRESH_CONSIDERATION)
    assert (duty.owed.due_on, duty.stands) == (date(2026, 4, 15), Stands.MET)
    again = asked.then("record-directions", "2026-05-05", **directs)
    was, now = of(again, Code.FRESH_CONSIDERATION)
    assert (was.stands, was.met_on, now.stands, now.met_on) == (Stands.MET, date(2026, 4, 15), Stands.OWED, None)
    late = again.then("complete-duty", "2026-05-20", by=LA, code="fresh-consideration")
    was, now = of(late, Code.FRESH_CONSIDERATION)
    assert (was.met_on, now.met_on, now.status(date(2026, 5, 20))) == (
        date(2026, 4, 15), date(2026, 5, 20), DutyStatus.PASSED,
    )  # fmt: skip
    by_a_judge = asked.then("record-directions", "2026-05-05", by=TRIBUNAL)
    assert [one.stands for one in of(by_a_judge, Code.FRESH_CONSIDERATION)] == [Stands.MET]
