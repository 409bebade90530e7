"""The working that is shown beside a date: each line says what was counted, the day it gave, and why."""

from datetime import date
from typing import Any

import pytest

from app.kernel.errors import BeforeTheNotice, BeyondHorizon
from app.kernel.terms import DecisionKind, PlanSection, TermKind
from app.law.domain.calendars import EnglishCalendar, add_months, in_shutdown, shutdown_ends
from app.law.domain.chronology import Chronology, Directed, Term
from app.law.domain.deadlines import work_out
from app.law.domain.dispute import is_placement_only
from app.law.domain.kinds import Code
from app.law.domain.model import Calendar, Direction, Period, Unit
from app.law.domain.periods import count, roll
from app.law.domain.readings import Readings
from tests.law.domain.calculator import ENGLAND, calculate

D = date.fromisoformat
SHUT = "r.12(3)(b)"
WORKING = "the day from which we count is not included"


@pytest.mark.parametrize(
    ("start", "period", "calendar", "step", "end", "because"),
    [
        ("2026-01-12", Period(0, Unit.DAYS), Calendar.DAYS, "immediately", "2026-01-12", "immediately"),
        (
            "2026-01-12",
            Period(2, Unit.MONTHS),
            Calendar.DAYS,
            "2 months after",
            "2026-03-12",
            "corresponding date",
        ),
        (
            "2025-12-31",
            Period(2, Unit.MONTHS),
            Calendar.DAYS,
            "2 months after",
            "2026-02-28",
            "no day 31",
        ),
        (
            "2026-01-12",
            Period(1, Unit.WEEKS),
            Calendar.DAYS,
            "1 week after",
            "2026-01-19",
            "all calendar days count",
        ),
        (
            "2026-01-12",
            Period(30, Unit.DAYS),
            Calendar.DAYS,
            "30 days after",
            "2026-02-11",
            "all calendar days count",
        ),
        ("2026-07-25", Period(14, Unit.DAYS), Calendar.TRIBUNAL_ACTING, "14 days after", "2026-09-08", SHUT),
        (
            "2026-01-12",
            Period(3, Unit.WORKING_DAYS),
            Calendar.SEND_WORKING_DAYS,
            "3 working days after",
            "2026-01-15",
            WORKING,
        ),
        (
            "2026-07-30",
            Period(3, Unit.WORKING_DAYS),
            Calendar.TRIBUNAL_ACTING,
            "3 working days after",
            "2026-09-02",
            SHUT,
        ),
        (
            "2026-01-12",
            Period(5, Unit.WORKING_DAYS, Direction.BEFORE),
            Calendar.SEND_WORKING_DAYS,
            "5 working days before",
            "2026-01-05",
            "counted back",
        ),
        (
            "2026-01-12",
            Period(15, Unit.WORKING_DAYS, Direction.BEGINNING_WITH),
            Calendar.SEND_WORKING_DAYS,
            "15 working days beginning with",
            "2026-01-30",
            "first day",
        ),
    ],
)
def test_counting_is_shown(start: str, period: Period, calendar: Calendar, step: str, end: str, because: str) -> None:
    (line,) = count(D(start), period, calendar, ENGLAND)
    assert (line.step, line.date) == (step, D(end))
    assert because in line.because
    assert (SHUT in line.because) is (calendar is Calendar.TRIBUNAL_ACTING)


@pytest.mark.parametrize(
    ("end", "calendar", "day", "because"),
    [
        (
            "2026-08-15",
            Calendar.TRIBUNAL_STARTING,
            "2026-09-01",
            "2026-08-15 falls in August, so the time ends on the first working day after",
        ),
        (
            "2026-01-01",
            Calendar.TRIBUNAL_STARTING,
            "2026-01-02",
            "2026-01-01 falls in 25 December to 1 January",
        ),
        (
            "2026-02-28",
            Calendar.TRIBUNAL_STARTING,
            "2026-03-02",
            "2026-02-28 is a Saturday",
        ),
        (
            "2026-03-01",
            Calendar.TRIBUNAL_ORDINARY,
            "2026-03-02",
            "2026-03-01 is a Sunday",
        ),
        (
            "2026-04-06",
            Calendar.TRIBUNAL_ORDINARY,
            "2026-04-07",
            "2026-04-06 is a bank holiday",
        ),
        (
            "2026-08-31",
            Calendar.TRIBUNAL_ORDINARY,
            "2026-09-01",
            "2026-08-31 is a bank holiday",
        ),
    ],
)
def test_moving_the_end_is_shown(end: str, calendar: Calendar, day: str, because: str) -> None:
    (line,) = roll(D(end), calendar, ENGLAND)
    assert (line.step, line.date) == ("last day moves", D(day))
    assert because in line.because


def test_a_working_day_does_not_move() -> None:
    assert roll(D("2026-03-02"), Calendar.TRIBUNAL_STARTING, ENGLAND) == []
    assert roll(D("2026-08-14"), Calendar.TRIBUNAL_ORDINARY, ENGLAND) == []


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2026-04-06", True),  # Easter Monday
        ("2027-12-25", True),  # a Saturday, whose bank holiday is the 27th
        ("2027-12-27", True),
        ("2027-11-25", False),
        ("2027-12-24", False),
        ("2026-04-11", False),  # a Saturday
    ],
)
def test_christmas_day_is_a_holiday_wherever_it_falls(day: str, holiday: bool) -> None:
    assert ENGLAND.is_holiday(D(day)) is holiday


@pytest.mark.parametrize(
    ("day", "shut"),
    [
        ("2026-07-31", False),
        ("2026-08-01", True),
        ("2026-08-31", True),
        ("2026-09-01", False),
        ("2026-12-24", False),
        ("2026-12-25", True),
        ("2026-12-31", True),
        ("2027-01-01", True),
        ("2027-01-02", False),
        ("2026-11-25", False),
        ("2026-02-01", False),
    ],
)
def test_the_days_of_the_shutdown(day: str, shut: bool) -> None:
    assert in_shutdown(D(day)) is shut


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ("2026-08-01", "2026-09-01"),
        ("2026-12-25", "2027-01-02"),
        ("2027-01-01", "2027-01-02"),
    ],
)
def test_the_first_day_after_the_shutdown(day: str, ends: str) -> None:
    assert shutdown_ends(D(day)) == D(ends)


@pytest.mark.parametrize(
    ("day", "months", "end", "clamped"),
    [
        ("2026-10-31", 1, "2026-11-30", True),
        ("2026-11-30", 1, "2026-12-30", False),
        ("2026-10-31", 2, "2026-12-31", False),
        ("2026-12-31", 2, "2027-02-28", True),
        ("2026-11-15", 14, "2028-01-15", False),
    ],
)
def test_months_later(day: str, months: int, end: str, clamped: bool) -> None:
    assert add_months(D(day), months) == (D(end), clamped)


def test_the_horizon_itself_is_known_and_the_day_after_is_not() -> None:
    short = EnglishCalendar(frozenset(), D("2026-12-31"))
    assert short.is_working_day(D("2026-12-31"))
    with pytest.raises(BeyondHorizon, match="2027-01-01 is after 2026-12-31") as refused:
        short.is_working_day(D("2027-01-01"))
    assert refused.value.rule_id == "working-day"
    with pytest.raises(BeyondHorizon):
        short.working_days_before(D("2027-01-01"), 1)
    assert short.working_days_before(D("2026-12-31"), 1) == D("2026-12-30")


def test_only_the_tribunal_passes_over_its_shutdown() -> None:
    """From Wednesday 23 December 2026: 24, 29 and 30 December are working days, though the tribunal is shut."""
    assert ENGLAND.working_days_after(D("2026-12-23"), 3) == D("2026-12-30")
    assert ENGLAND.working_days_after(D("2026-12-23"), 3, tribunal_shutdown=True) == D("2027-01-05")


# --- the working of a whole answer ------------------------------------------------------------------------------------

FACTS: dict[str, Any] = {
    "notice_sent_on": "2026-01-12",
    "certificate_issued_on": "2026-03-09",
    "agreement_made_on": "2026-03-09",
    "agreement_terms": [{"kind": "make_plan"}, {"kind": "amend_plan", "agreed_by": "2026-05-01"}],
    "appeal_received_on": "2026-03-20",
    "directed": [{"code": "la-response", "due_on": "2026-04-04"}],
}
STEPS = {
    ("contact-adviser", None): "notice sent 2026-01-12, 2 months after 2026-03-12",
    ("la-response", None): (
        "appeal received 2026-03-20, 30 working days after 2026-05-06, by 5pm 2026-05-06, directed 2026-04-04, "
        "last day moves 2026-04-07, by 5pm 2026-04-07"
    ),
    ("lodge-appeal", None): (
        "notice sent 2026-01-12, 2 months after 2026-03-12, certificate issued 2026-03-09, 1 month after 2026-04-09, "
        "the later 2026-04-09, by 5pm 2026-04-09"
    ),
    ("carry-out-agreement", 1): "agreement made 2026-03-09, agreed in writing 2026-05-01",
}


def test_each_step_of_an_answer_is_shown() -> None:
    given = calculate(**FACTS)["deadlines"]
    shown = {
        (one["code"], one["term_index"]): ", ".join(f"{line['step']} {line['date']}" for line in one["working"])
        for one in given
    }
    assert {key: shown[key] for key in STEPS} == STEPS
    assert [one["term_index"] for one in given if one["code"] == "carry-out-agreement"] == [0, 1, 0]


def test_deadlines_come_by_day_and_then_by_code() -> None:
    facts = {**FACTS, "mediation_requested_on": "2026-02-10", "session_on": "2026-03-19", "moves_on": "2026-03-12"}
    keys = [(one["due_on"], one["code"]) for one in calculate(**facts, move_known_on="2026-01-13")["deadlines"]]
    assert keys == sorted(keys)
    assert len({day for day, _ in keys}) < len(keys), "two of them fall on one day"


def test_a_date_directed_without_an_hour_shows_the_rule_and_the_tribunals_date() -> None:
    said = [{"code": "comply-with-order", "due_on": "2026-07-04"}]
    (one,) = calculate(notice_sent_on="2026-01-12", order_made_on="2026-06-01", order_kind="amend_plan", directed=said)[
        "deadlines"
    ][-1:]
    assert (one["code"], one["due_on"], one["due_at"]) == ("comply-with-order", "2026-07-04", None)
    steps = [(line["step"], line["date"]) for line in one["working"]]
    assert steps == [("order made", "2026-06-01"), ("5 weeks after", "2026-07-06"), ("directed", "2026-07-04")]


def test_a_stored_case_is_told_which_date_is_not_known_yet() -> None:
    late = Chronology(D("2028-12-01"), mediation_requested_on=D("2028-12-05"))
    answer = work_out(late, ENGLAND, as_far_as_known=True)
    assert Code.LODGE_APPEAL not in {one.code for one in answer.deadlines}
    assert Code.ARRANGE_MEDIATION in {one.code for one in answer.deadlines}
    assert any("deadline lodge-appeal is not known yet" in note for note in answer.notes)
    with pytest.raises(BeyondHorizon):
        work_out(late, ENGLAND)


def test_an_agreed_date_before_its_agreement_names_the_day_that_it_precedes() -> None:
    term = Term(TermKind.MAKE_PLAN, D("2026-01-10"))
    for made, named in ((None, "notice sent on 2026-01-12"), (D("2026-02-02"), "agreement made on 2026-02-02")):
        facts = Chronology(D("2026-01-12"), agreement_made_on=made, agreement_terms=(term,))
        with pytest.raises(BeforeTheNotice, match=named):
            facts.must_be_answerable(ENGLAND)


def test_a_directed_date_before_its_start_names_the_day_that_it_precedes() -> None:
    said = Directed(None, D("2026-01-10"), Code.LA_RESPONSE)
    for received, named in ((None, "before 2026-01-12"), (D("2026-02-02"), "before 2026-02-02")):
        facts = Chronology(D("2026-01-12"), appeal_received_on=received, directed=(said,))
        with pytest.raises(BeforeTheNotice, match=named):
            facts.must_be_answerable(ENGLAND)


@pytest.mark.parametrize("said", [None, True, False])
def test_what_the_family_wants_to_mediate_is_taken_at_its_word(said: bool | None) -> None:
    assert Chronology(D("2026-01-12"), health_only=said).is_health_only() is said
    health = Chronology(D("2026-01-12"), sections=frozenset({PlanSection.C}), health_only=said)
    assert health.is_health_only() is (True if said is None else said)


def test_with_the_reading_turned_over_health_beside_the_placement_needs_a_certificate() -> None:
    strict = Readings(health_and_placement_is_placement_only=False)
    alone, beside = {PlanSection.I}, {PlanSection.I, PlanSection.C}
    assert is_placement_only(DecisionKind.PLAN_CONTENT, alone, strict) is True
    assert is_placement_only(DecisionKind.PLAN_CONTENT, beside, strict) is False
    assert is_placement_only(DecisionKind.PLAN_CONTENT, beside) is True


@pytest.mark.parametrize(
    ("certificate", "steps"),
    [
        ({}, "notice sent, 2 months after, by 5pm"),
        (
            {"certificate_issued_on": "2026-01-20"},
            "certificate issued, 1 month after, notice sent, 2 months after, the later, by 5pm",
        ),
    ],
)
def test_of_two_limits_the_earlier_is_shown_first(certificate: dict[str, str], steps: str) -> None:
    given = calculate(notice_sent_on="2026-01-12", **certificate)["deadlines"]
    (lodge,) = [one for one in given if one["code"] == "lodge-appeal"]
    assert ", ".join(line["step"] for line in lodge["working"]) == steps
    assert lodge["due_on"] == "2026-03-12"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(0, Unit.DAYS), "immediately"),
        (Period(1, Unit.WORKING_DAYS), "1 working day after"),
        (Period(2, Unit.WEEKS, Direction.BEFORE), "2 weeks before"),
    ],
)
def test_a_period_in_words(period: Period, words: str) -> None:
    assert str(period) == words
