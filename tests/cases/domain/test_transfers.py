"""What becomes true of a case when its plan is transferred: the duties of reg 15, and nothing of the family's."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.domain.commands import ConfirmNotice
from app.cases.domain.corrections import Correction, Entry, History, retell
from app.cases.domain.duties import completed_on
from app.cases.domain.facts import CaseFacts, CompletedDuty
from app.cases.domain.moved import Reorganised, Transfer, TransferDays
from app.cases.domain.moves.notices import notice_confirmed
from app.cases.domain.standing import DeadlineStatus, deadlines_on
from app.cases.domain.transfer import (
    TRANSFERRED,
    NothingToTransfer,
    another_sent_notice,
    due_on,
    must_have_plan,
    not_before,
    reference_now,
    senders_reference,
    transferred,
    with_own_reference,
)
from app.kernel.machine import changed
from app.kernel.terms import AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.kinds import Code
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import LAW, PATHWAY

FACTS = CaseFacts(
    RegimeId.CFA_2014,
    DecisionKind.PLAN_CONTENT,
    date(2026, 2, 2),
    AppellantKind.PARENT,
    frozenset({PlanSection.F}),
)


def moved(facts: CaseFacts, *, moved_on: str, aware_on: str, on: str, body_stays: bool = True) -> CaseFacts:
    days = [date.fromisoformat(day) for day in (moved_on, aware_on, on)]
    transfer = Transfer("991", "992", "991", days[0], days[1], days[2], "S-1")
    return changed(facts, transferred(facts, transfer, body_stays=body_stays))


H41 = [
    ("2026-04-01", "2026-03-02", "2026-04-01"),  # 15 working days' notice and more: the day of the move
    ("2026-03-09", "2026-03-02", "2026-03-20"),  # less: the fifteenth working day, beginning with the day of learning
    ("2026-02-02", "2026-03-02", "2026-03-20"),  # learned after the move
    ("2026-03-23", "2026-03-02", "2026-03-23"),  # one day over the notice
    ("2026-03-20", "2026-03-02", "2026-03-20"),  # both the same day
    ("2026-02-10", "2026-01-12", "2026-02-10"),  # learned before the notice was sent
]


@pytest.mark.parametrize(("moved_on", "aware_on", "due"), H41)
def test_the_last_day_for_the_transfer(moved_on: str, aware_on: str, due: str) -> None:
    facts = moved(FACTS, moved_on=moved_on, aware_on=aware_on, on=due)
    assert due_on(facts, Code.TRANSFER_PLAN, LAW) == date.fromisoformat(due)
    [stands] = [one for one in deadlines_on(facts, date(2026, 11, 1), LAW) if one.deadline.code is Code.TRANSFER_PLAN]
    assert stands.status is DeadlineStatus.MET
    late = replace(facts.transferred, transferred_on=date(2026, 4, 2)) if facts.transferred else None
    [stands] = [
        one
        for one in deadlines_on(replace(facts, transferred=late), date(2026, 11, 1), LAW)
        if one.deadline.code is Code.TRANSFER_PLAN
    ]
    assert stands.status is DeadlineStatus.MET_LATE


def test_no_other_deadline_changes() -> None:
    before = LAW.deadlines(FACTS)
    after = LAW.deadlines(moved(FACTS, moved_on="2026-03-09", aware_on="2026-03-02", on="2026-03-20"))
    assert [one for one in after if one in before] == list(before)
    assert {one.code for one in after if one not in before} == {Code.TRANSFER_PLAN, Code.EXPLAIN_TRANSFERRED_PLAN}


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_refusal_to_assess_or_to_issue_a_plan_does_not_move(kind: DecisionKind) -> None:
    facts = replace(FACTS, kind=kind)
    if kind in (DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.REFUSAL_TO_ISSUE_PLAN):
        with pytest.raises(NothingToTransfer):
            must_have_plan(facts)
    else:
        must_have_plan(facts)


def test_the_plan_is_transferred_after_the_move_the_notice_and_the_last_transfer() -> None:
    assert not_before(FACTS, date(2026, 1, 1)) == date(2026, 2, 2)
    assert not_before(FACTS, date(2026, 3, 1)) == date(2026, 3, 1)
    once = moved(FACTS, moved_on="2026-03-09", aware_on="2026-03-02", on="2026-03-20")
    assert not_before(once, date(2026, 3, 10)) == date(2026, 3, 20)


def test_what_the_last_authority_told_the_family_does_not_count_for_the_next() -> None:
    told = CompletedDuty(Code.EXPLAIN_TRANSFERRED_PLAN, date(2026, 4, 1))
    once = moved(FACTS, moved_on="2026-03-09", aware_on="2026-03-02", on="2026-03-20")
    once = replace(once, completed=(told,))
    twice = moved(once, moved_on="2026-05-01", aware_on="2026-05-01", on="2026-05-11")
    owed = {one.code: one for one in LAW.deadlines(twice)}[Code.EXPLAIN_TRANSFERRED_PLAN]
    assert completed_on(once, {one.code: one for one in LAW.deadlines(once)}[owed.code]) == date(2026, 4, 1)
    assert completed_on(twice, owed) is None
    again = replace(twice, completed=(told, CompletedDuty(Code.EXPLAIN_TRANSFERRED_PLAN, date(2026, 6, 1))))
    assert completed_on(again, owed) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("stays", "under_way", "told"), [(True, True, True), (False, True, False), (False, False, True)]
)
def test_another_body_is_notified_again_while_mediation_is_under_way(
    *, stays: bool, under_way: bool, told: bool
) -> None:
    facts = replace(FACTS, under_way=under_way, health_raised=True, body_notified_on=date(2026, 2, 20))
    after = moved(facts, moved_on="2026-03-09", aware_on="2026-03-02", on="2026-03-20", body_stays=stays)
    assert (after.body_notified_on is not None) is told


ENDED = Reorganised("992", "993", "991", date(2026, 4, 1), "S-1")
ONCE = moved(FACTS, moved_on="2026-03-09", aware_on="2026-03-02", on="2026-03-20")


@pytest.mark.parametrize("facts", [ONCE, replace(ONCE, reorganised=ENDED), replace(FACTS, reorganised=ENDED)])
def test_the_reference_of_the_sender_is_kept_beside_the_new_authoritys_own(facts: CaseFacts) -> None:
    assert senders_reference(facts, "S-1") == reference_now(facts, "S-1") == "S-1"
    own = changed(facts, with_own_reference(facts, "S-1", "N-1"))
    assert (reference_now(own, "S-1"), senders_reference(own, "N-1")) == ("N-1", "S-1")
    again = changed(own, with_own_reference(own, "N-1", "N-2"))
    assert (reference_now(again, "S-1"), senders_reference(again, "N-2")) == ("N-2", "S-1")
    cleared = changed(again, with_own_reference(again, "N-2", None))
    assert reference_now(cleared, senders_reference(again, "N-2")) == senders_reference(cleared, "S-1") == "S-1"
    onward = moved(again, moved_on="2026-05-01", aware_on="2026-05-01", on="2026-05-11")
    assert reference_now(onward, senders_reference(again, "N-2")) == "S-1"


def test_only_another_authoritys_notice_takes_an_own_reference() -> None:
    came_home = Transfer("992", "991", "991", date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 11))
    assert not another_sent_notice(FACTS)
    assert another_sent_notice(ONCE)
    assert another_sent_notice(replace(ONCE, reorganised=ENDED))
    assert not another_sent_notice(replace(FACTS, transferred=came_home))


def test_a_confirmation_by_the_new_authority_brings_no_reference_of_the_sender() -> None:
    said = ConfirmNotice(by=OrganisationKind.LOCAL_AUTHORITY, occurred_on=date(2026, 4, 1), la_reference="N-1")
    for facts, told in ((FACTS, (None, "N-1")), (ONCE, ("N-1", None))):
        after = changed(facts, notice_confirmed(facts, said, LAW))
        assert (after.own_reference, after.notice_reference) == told


def test_a_history_with_corrected_days_has_the_deadlines_of_these_days() -> None:
    first = Transfer("991", "992", "991", date(2026, 3, 9), date(2026, 3, 2), date(2026, 3, 20), "S-1")
    day = date(2026, 3, 20)
    entry = Entry(2, TRANSFERRED, day, day, becomes=transferred(FACTS, first, body_stays=True))
    days = TransferDays(date(2026, 3, 16), date(2026, 3, 12), date(2026, 3, 17))
    history = History(FACTS, (entry, Entry(3, "case-received", day, day))).corrected([Correction(2, days)], day)
    facts = retell(PATHWAY, history).facts
    assert facts.transferred == days.on(first)
    assert (history.last_transfer(), facts.own_reference) == (history.at(2), None)
    assert history.entries[0].occurred_on == days.transferred_on
    assert (due_on(facts, Code.TRANSFER_PLAN, LAW), due_on(facts, Code.EXPLAIN_TRANSFERRED_PLAN, LAW)) == (
        date(2026, 4, 1),
        date(2026, 4, 28),
    )
