"""Any rulebook can be asked, not only the one in the table."""

from dataclasses import replace
from datetime import date

import pytest

from app.kernel.terms import TermKind
from app.law.domain.chronology import Chronology, Term
from app.law.domain.deadlines import work_out
from app.law.domain.kinds import Code
from app.law.domain.model import Period, Step, Unit
from app.law.domain.rulebook import RULEBOOK, Rulebook
from app.law.domain.rules import RULES
from tests.law.domain.calculator import ENGLAND

LODGE = Code.LODGE_APPEAL
CHANGED = date(2026, 3, 1)


def a_reform() -> Rulebook:
    """The same law until 1 March 2026; from then on, nothing but the draft of an agreed plan has a time."""
    rows = [
        replace(row, in_force_to=date(2026, 2, 28)) if row.id == "agreement-make-plan-final-plan" else row
        for row in RULES
    ]
    return Rulebook(rows)


@pytest.mark.parametrize(
    ("sent", "rulebook", "step"),
    [
        (date(2026, 2, 28), a_reform(), Step.FINAL_PLAN),
        (date(2026, 3, 1), a_reform(), Step.DRAFT_PLAN),
        (date(2026, 3, 1), RULEBOOK, Step.FINAL_PLAN),
    ],
)
def test_an_agreed_date_replaces_the_last_step_in_force(sent: date, rulebook: Rulebook, step: Step) -> None:
    agreed = date(2026, 5, 1)
    facts = Chronology(sent, agreement_made_on=date(2026, 3, 9), agreement_terms=(Term(TermKind.MAKE_PLAN, agreed),))
    given = work_out(facts, ENGLAND, rulebook=rulebook).deadlines
    carried_out = [d for d in given if d.code is Code.CARRY_OUT_AGREEMENT]
    assert [(d.due_on, d.rule.clock and d.rule.clock.step) for d in carried_out] == [(agreed, step)]


def test_the_versions_in_force_on_the_notices_day_are_used() -> None:
    (contact,) = RULEBOOK.versions("contact-adviser")
    assert contact.clock is not None
    quarter = replace(contact, in_force_from=CHANGED, clock=replace(contact.clock, period=Period(3, Unit.MONTHS)))
    rows = [row for row in RULES if row is not contact]
    reformed = Rulebook([*rows, replace(contact, in_force_to=date(2026, 2, 28)), quarter])

    def closes(sent: date) -> date:
        given = work_out(Chronology(sent), ENGLAND, rulebook=reformed).deadlines
        return next(d.due_on for d in given if d.code is Code.CONTACT_ADVISER)

    assert closes(date(2026, 2, 28)) == date(2026, 4, 28)
    assert closes(date(2026, 3, 1)) == date(2026, 6, 1)


def test_an_unknown_rule_is_no_rule() -> None:
    rulebook = Rulebook(RULES)
    for ask in (rulebook.rule, rulebook.versions):
        with pytest.raises(KeyError):
            ask("no-such-rule")
    assert not rulebook.knows("no-such-rule"), "asking must not make it known"


@pytest.mark.parametrize(
    ("sent", "sent_from", "due"),
    [
        (date(2026, 2, 2), None, date(2026, 5, 5)),
        (date(2026, 2, 2), date(2026, 2, 2), date(2026, 5, 5)),
        (date(2026, 2, 2), date(2026, 2, 3), date(2026, 4, 2)),
    ],
)
def test_another_time_is_a_value_of_the_calculator(sent: date, sent_from: date | None, due: date) -> None:
    longer = RULEBOOK.with_periods({"lodge-within-two-months": Period(3, Unit.MONTHS)}, sent_from)
    [found] = [one for one in work_out(Chronology(sent), ENGLAND, rulebook=longer).deadlines if one.code is LODGE]
    [usual] = [one for one in work_out(Chronology(sent), ENGLAND).deadlines if one.code is LODGE]
    assert (found.due_on, usual.due_on) == (due, date(2026, 4, 2))


def test_a_rule_that_counts_back_still_does() -> None:
    row = RULEBOOK.with_periods({"notify-session": Period(3, Unit.WORKING_DAYS)}).rule("notify-session")
    assert row.clock is not None
    assert str(row.clock.period) == "3 working days before"
