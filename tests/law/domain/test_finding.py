"""Finding what the tables say: the regime of a day, the rules of a day, the period of a rule, the name of a code."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.kernel.errors import BeforeCommencement
from app.kernel.terms import DecisionKind, PlanSection
from app.law.domain.authorities import ENDED, why_unknown
from app.law.domain.chronology import Chronology
from app.law.domain.deadlines import work_out
from app.law.domain.model import COMMENCEMENT, Fact, Period, Unit
from app.law.domain.regimes import REGIMES, NonattendanceEffect, RegimeId, regime_on
from app.law.domain.rulebook import RULEBOOK
from app.law.holidays import england


@pytest.mark.parametrize("day", ["2014-09-01", "2022-03-29", "2026-11-29", "9999-12-31"])
def test_the_act_is_the_law_from_its_commencement(day: str) -> None:
    assert regime_on(date.fromisoformat(day)) is RegimeId.CFA_2014


def test_no_regime_is_the_law_before_the_act() -> None:
    with pytest.raises(BeforeCommencement) as refused:
        regime_on(date(2014, 8, 31))
    assert refused.value.rule_id == "appealable-matters"


def test_a_regime_that_has_ended_is_the_law_to_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REGIMES, RegimeId.CFA_2014, replace(REGIMES[RegimeId.CFA_2014], in_force_to=date(2030, 3, 31)))
    assert regime_on(date(2030, 3, 31)) is RegimeId.CFA_2014
    with pytest.raises(BeforeCommencement):
        regime_on(date(2030, 4, 1))


def test_a_proposal_is_not_the_law_whatever_its_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    dated = replace(REGIMES[RegimeId.GREEN_PAPER_2022], in_force_from=date(2000, 1, 1))
    monkeypatch.setitem(REGIMES, RegimeId.GREEN_PAPER_2022, dated)
    with pytest.raises(BeforeCommencement):
        regime_on(date(2010, 1, 1))


@pytest.mark.parametrize(
    ("required", "effect", "bars"),
    [
        (True, NonattendanceEffect.BARS, True),
        (True, NonattendanceEffect.COSTS, False),
        (True, NonattendanceEffect.JUDGE_CONSIDERS, False),
        (False, NonattendanceEffect.BARS, False),
        (False, NonattendanceEffect.NONE, False),
    ],
)
def test_declining_bars_only_where_attendance_is_required(
    required: bool, effect: NonattendanceEffect, bars: bool
) -> None:
    regime = replace(REGIMES[RegimeId.CFA_2014], attendance_required=required, nonattendance_effect=effect)
    assert regime.declining_bars is bars


def test_the_period_of_a_rule() -> None:
    assert RULEBOOK.period("authority-arranges") == Period(30, Unit.DAYS)
    with pytest.raises(ValueError, match="appealable-matters"):
        RULEBOOK.period("appealable-matters")


def test_the_rules_of_a_day_are_the_law_and_what_the_regime_adds() -> None:
    law = {row.id for row in RULEBOOK.in_force(COMMENCEMENT)}
    both = {row.id for row in RULEBOOK.in_force(COMMENCEMENT, RegimeId.GREEN_PAPER_2022)}
    later = {row.id for row in RULEBOOK.in_force(date(2026, 11, 29))}
    assert "certificate-before-appeal" in law & both & later
    assert both - law == {row.id for row in RULEBOOK.rows if row.regime == RegimeId.GREEN_PAPER_2022}
    assert law - both == set()
    assert later - law == {
        "no-recommendations-on-refusal-to-assess",
        "reply-to-recommendation",
        "unopposed-assess-refuse-with-reasons",
        "unopposed-assess-final-plan",
    }


@pytest.mark.parametrize(
    ("code", "name", "year"),
    [
        ("820", "Bedfordshire", "2009"),
        ("835", "Dorset", "2019"),
        ("836", "Poole", "2019"),
        ("837", "Bournemouth", "2019"),
        ("875", "Cheshire", "2009"),
        ("909", "Cumbria", "2023"),
        ("928", "Northamptonshire", "2021"),
    ],
)
def test_an_authority_that_has_ended_is_named_with_its_last_day(code: str, name: str, year: str) -> None:
    assert f"{name} ended on {year}-03-31" in (why_unknown(code) or "")
    assert len(ENDED) == 7


def test_before_the_act_nothing_counts_and_the_note_says_so() -> None:
    answer = work_out(Chronology(date(2014, 8, 1)), england(), as_far_as_known=True)
    assert answer.deadlines == ()
    assert any(note.startswith("notice_sent_on") and "no rule" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("rule_id", "soon"),
    [
        ("unopposed-assess-notify", False),
        ("unopposed-assess-refuse-with-reasons", True),
        ("unopposed-assess-final-plan", True),
        ("unopposed-make-plan-draft-plan", False),
    ],
)
def test_what_an_unopposed_assessment_ends_in_comes_as_soon_as_practicable(rule_id: str, soon: bool) -> None:
    assert ("as soon as practicable" in RULEBOOK.rule(rule_id).says.casefold()) is soon


@pytest.mark.parametrize(
    "fact",
    [
        Fact.CERTIFICATE_ISSUED,
        Fact.MEDIATION_DECLINED,
        Fact.MEDIATION_CONCLUDED,
        Fact.CANNOT_ARRANGE_REPORTED,
        Fact.APPEAL_RECEIVED,
        Fact.RESPONSE_SENT,
        Fact.STAFF_DECISION_SENT,
        Fact.WITHDRAWAL_RECEIVED,
        Fact.UNOPPOSED_NOTIFIED,
        Fact.ORDER_MADE,
    ],
)
def test_without_an_appeal_what_belongs_to_one_is_told_so(fact: Fact) -> None:
    health = Chronology(date(2026, 1, 12), DecisionKind.PLAN_CONTENT, sections=frozenset({PlanSection.G}))
    given: dict[str, Any] = {fact.value: date(2026, 2, 2)}
    answer = work_out(replace(health, **given), england())
    assert any(note.startswith(fact) and "no appeal" in note for note in answer.notes)
