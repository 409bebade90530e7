"""The ledger over random histories: it says what the deadlines say, no breach is lost, and none is made up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from app.cases.domain.commands import Command, ListHearing, RecordAppealOutcome, RecordDirections
from app.cases.domain.facts import CaseFacts
from app.cases.domain.menu import owed as reportable
from app.cases.domain.menu import variants
from app.cases.domain.proceedings import Dated
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus, deadlines_on
from app.cases.domain.words import Action, AppealOutcome, DirectedFor, HearingFormat
from app.cases.who_sees import date_told, facts_told
from app.duties.domain.ledger import Duty, Entries, Happening, Owed, follow, kept, present
from app.duties.domain.words import DutyStatus, Stands
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind, Party
from app.law.domain.kinds import OF_A_DIRECTION, Code
from tests.cases.domain.builders import LAW, PATHWAY
from tests.support.walks import a_beginning, a_lot

LATEST = date(2026, 11, 20)
LONG_AFTER = date(2027, 12, 1)
BREACHED = frozenset({DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE})
BROKEN = (DutyStatus.BREACHED, DutyStatus.MET_LATE)

Steps = list[tuple[CaseFacts, Happening]]


def a_history(lot: Random, most: int = 12, *, muddled: bool = False) -> Steps:
    """A case and what happens on it: any action by any party that the pathway allows, some of it weeks apart.

    A muddled history also has things that happened before what was recorded before them.
    """
    facts = a_beginning(lot, letters=True)
    day = facts.notice_sent_on
    steps: Steps = [(facts, Happening(1, "notice-recorded", day))]
    for _ in range(most * 8):
        if len(steps) > most or day > LATEST:
            break
        day_of_it = min(day + timedelta(days=lot.choice((0, 0, 1, 3, 12, 35))), LATEST)
        if muddled and lot.random() < 0.25:
            day_of_it = day - timedelta(days=lot.choice((1, 6, 20, 40)))
        for command in some(lot, facts, day_of_it):
            try:
                happened = PATHWAY.decide(facts, command, LATEST)
            except Refusal:
                continue
            facts, day = apply(facts, happened), max(day, day_of_it)
            steps.append((facts, Happening(len(steps) + 1, happened.type, day_of_it)))
            break
    return steps


def some(lot: Random, facts: CaseFacts, on: date) -> Iterator[Command]:
    """A few commands in a random order, an ending only now and then."""
    actions = [one for one in Action if one not in (Action.WITHDRAW, Action.CLOSE) or lot.random() < 0.03]
    for action in lot.sample(actions, 6):
        found = reportable(PATHWAY, facts, on) if action is Action.COMPLETE_DUTY else variants(action, on, PATHWAY)
        drawn = of_an_appeal(lot, action, on) or lot.choice(list(found) or [None])
        for by in sorted({kind for move in PATHWAY.moves_of(action) for kind in move.who}):
            if drawn is not None:
                yield replace(drawn, by=by)


def of_an_appeal(lot: Random, action: Action, on: date) -> Command | None:
    """What the tribunal directs, to any party and by any day; a hearing on any day; and recommendations."""
    by, later = OrganisationKind.TRIBUNAL, on + timedelta(days=lot.choice((0, 5, 9, 30, 60)))
    match action:
        case Action.RECORD_DIRECTIONS:
            owed_by = tuple(lot.sample([Party.LOCAL_AUTHORITY, Party.FAMILY], lot.randint(0, 2)))
            what = lot.choice(list(DirectedFor))
            return RecordDirections(by=by, occurred_on=on, directions=(Dated(what, later, owed_by),))
        case Action.LIST_HEARING if lot.random() < 0.8:
            return ListHearing(by=by, occurred_on=on, listed_on=later, format=HearingFormat.VIDEO)
        case Action.RECORD_APPEAL_OUTCOME if lot.random() < 0.5:
            outcome = AppealOutcome.DISMISSED
            return RecordAppealOutcome(
                by=by, occurred_on=on, outcome=outcome, recommends_health=True, recommends_care=lot.random() < 0.5
            )
    return None


def ledgers(steps: Steps) -> Iterator[tuple[CaseFacts, Happening, Entries]]:
    """The ledger after each event."""
    entries: Entries = {}
    before = None
    for facts, event in steps:
        entries = kept(entries, follow(before, facts, event, LAW))
        before = facts
        yield facts, event, entries


def shown(one: DeadlineOnDay) -> tuple[object, ...]:
    deadline = one.deadline
    clock = deadline.rule.clock
    step = clock.step if clock else None
    place = (deadline.code, deadline.term, deadline.term_index, step, deadline.owed_by, deadline.due_on)
    return (*place, deadline.rule.id, one.done_on, one.status)


def says(one: Duty, today: date) -> tuple[object, ...]:
    owed = one.owed
    place = (owed.code, owed.term, owed.term_index, owed.step, owed.owed_by, owed.due_on)
    return (*place, one.rule, one.met_on, DeadlineStatus(one.status(today)))


def days_of_interest(event: Happening) -> list[date]:
    return [event.on, event.on + timedelta(days=45), LONG_AFTER]


@pytest.mark.parametrize("seed", range(10))
def test_the_ledger_keeps_every_breach_and_invents_none(seed: int) -> None:
    """Over 600 walks. The ledger is checked after each of their steps, so over six thousand histories."""
    for number in range(60):
        before: CaseFacts | None = None
        broken: set[Owed] = set()
        for facts, event, entries in ledgers(a_history(a_lot(seed * 60 + number))):
            shown_as_broken = _broken_by(before, event.on) if before is not None else set()
            lost = {owed for owed in broken if entries[owed].status(event.on) not in BROKEN}
            assert all(excused(entries[owed]) for owed in lost)
            current = set(present(facts, LAW))
            found = {owed for owed, one in entries.items() if one.status(event.on) in BROKEN}
            assert found <= broken | shown_as_broken | current
            for today in days_of_interest(event):
                told = {shown(one) for one in deadlines_on(facts, today, LAW)}
                assert told == {says(entries[owed], today) for owed in current}
            before, broken = facts, found


@pytest.mark.parametrize("seed", range(4))
def test_a_breach_that_was_recorded_too_soon_goes_with_what_happened_in_time(seed: int) -> None:
    """What is recorded late may have happened in time. Then there was no breach, and the entry says what happened."""
    for number in range(50):
        broken: set[Owed] = set()
        today = date.min
        for facts, event, entries in ledgers(a_history(a_lot(90_000 + seed * 100 + number), muddled=True)):
            today = max(today, event.on)
            for owed in broken:
                one = entries[owed]
                in_time = (one.met_on or one.ended_on or LONG_AFTER) <= owed.due_on
                assert one.status(today) in BROKEN or in_time or excused(one)
            broken = {owed for owed, one in entries.items() if one.status(today) in BROKEN}
            told = {shown(one) for one in deadlines_on(facts, today, LAW)}
            assert told == {says(entries[owed], today) for owed in present(facts, LAW)}


def _broken_by(facts: CaseFacts, day: date) -> set[Owed]:
    """What the deadlines of a case showed as breached on the day of the next event."""
    shown = {
        (one.deadline.code, one.deadline.due_on) for one in deadlines_on(facts, day, LAW) if one.status in BREACHED
    }
    return {owed for owed in present(facts, LAW) if (owed.code, owed.due_on) in shown}


def excused(one: Duty) -> bool:
    """Whether the family agreed to less notice of its session: the duty to give that notice does not apply then."""
    return one.owed.code is Code.NOTIFY_SESSION and one.stands is Stands.MET


@cache
def some_histories() -> list[Steps]:
    return [a_history(a_lot(50_000 + seed)) for seed in range(80)]


@pytest.mark.parametrize("reader", [Reader.MEDIATION_PROVIDER, Reader.COMMISSIONING_BODY, Reader.TRIBUNAL])
def test_each_party_is_told_the_same_of_a_duty_as_of_its_deadline(reader: Reader) -> None:
    """The kind of deadline alone decides who is told of it, with its day and its status."""
    for steps in some_histories():
        for facts, event, entries in ledgers(steps):
            told = {owed for owed in present(facts, LAW) if date_told(owed.code, reader)}
            for today in days_of_interest(event):
                on_the_case = deadlines_on(facts_told(facts, reader), today, LAW)
                shown_to_it = {shown(one) for one in on_the_case if date_told(one.deadline.code, reader)}
                assert shown_to_it == {says(entries[owed], today) for owed in told}


def test_the_histories_reach_every_day_of_an_appeal() -> None:
    """Else the tests above would prove nothing of these days."""
    wanted = {Code.SEND_HEARING_BUNDLE, *OF_A_DIRECTION.values(), Code.REPLY_ON_HEALTH, Code.REPLY_ON_CARE}
    seen: set[Code] = set()
    for seed in range(900):
        *_, (_, _, entries) = ledgers(a_history(a_lot(200_000 + seed), 20))
        seen |= {
            owed.code for owed in entries if owed.rule in ("hearing-bundle", "directed-date", "reply-to-recommendation")
        }
        if seen >= wanted:
            break
    assert seen == wanted
