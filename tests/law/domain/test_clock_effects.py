"""What mediation does to the family's time for appealing under other laws, by hand and by the second calculator."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.kernel.terms import DecisionKind
from app.law.domain.chronology import Chronology
from app.law.domain.deadlines import Deadline, work_out
from app.law.domain.regime_values import ClockEffect
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import LAW, Story, a_case
from tests.law.domain import oracle
from tests.law.domain.both import heard
from tests.law.domain.calculator import ENGLAND, calculate

E = ClockEffect
MEDIATED = {"mediation_requested_on": "2026-02-16", "mediation_concluded_on": "2026-03-20"}


def lodge(effect: ClockEffect, sent: str = "2026-02-02", **facts: str) -> Deadline:
    days: dict[str, Any] = {name: date.fromisoformat(day) for name, day in facts.items()}
    asked = Chronology(date.fromisoformat(sent), DecisionKind.REFUSAL_TO_ASSESS, **days)
    [found] = [one for one in work_out(asked, ENGLAND, effect=effect).deadlines if one.code == "lodge-appeal"]
    return found


@pytest.mark.parametrize(
    ("effect", "sent", "facts", "due_on"),
    [
        # Sent on Monday 2 February 2026: two months end on Thursday 2 April.
        (E.FLOOR, "2026-02-02", {}, "2026-04-02"),
        (E.NONE, "2026-02-02", {}, "2026-04-02"),
        (E.STOP_AND_FLOOR, "2026-02-02", {}, "2026-04-02"),
        (E.THREE_MONTHS_ADDED, "2026-02-02", {}, "2026-04-02"),
        # A certificate of 27 March: the floor is 27 April. Without an effect it moves nothing.
        (E.FLOOR, "2026-02-02", {"certificate_issued_on": "2026-03-27"}, "2026-04-27"),
        (E.NONE, "2026-02-02", {"certificate_issued_on": "2026-03-27"}, "2026-04-02"),
        (E.STOP_AND_FLOOR, "2026-02-02", {"certificate_issued_on": "2026-03-27"}, "2026-04-27"),
        (E.THREE_MONTHS_ADDED, "2026-02-02", {"certificate_issued_on": "2026-03-27"}, "2026-04-02"),
        # Mediation from 16 February to 20 March is 32 days: 2 April and 32 days is 4 May, a bank holiday, so 5 May.
        (E.STOP_AND_FLOOR, "2026-02-02", MEDIATED, "2026-05-05"),
        # One day from 31 March to 1 April: 3 April, but the floor is 1 May.
        (E.STOP_AND_FLOOR, "2026-02-02",
         {"mediation_requested_on": "2026-03-31", "mediation_concluded_on": "2026-04-01"}, "2026-05-01"),
        # Declined after 4 days: 6 April is Easter Monday, so 7 April. The floor, 20 March, lies before.
        (E.STOP_AND_FLOOR, "2026-02-02",
         {"mediation_requested_on": "2026-02-16", "mediation_declined_on": "2026-02-20"}, "2026-04-07"),
        # Not arranged: it ends with the certificate of 23 March, after 35 days: 7 May. The floor is 23 April.
        (E.STOP_AND_FLOOR, "2026-02-02",
         {"mediation_requested_on": "2026-02-16", "certificate_issued_on": "2026-03-23"}, "2026-05-07"),
        # Concluded on 20 March, certified on 10 April: not counted are 32 days, the floor is 10 May, a Sunday.
        (E.STOP_AND_FLOOR, "2026-02-02", {**MEDIATED, "certificate_issued_on": "2026-04-10"}, "2026-05-11"),
        # Asked for after the time was over: nothing stops, and the certificate's floor stays.
        (E.STOP_AND_FLOOR, "2026-02-02",
         {"mediation_requested_on": "2026-04-03", "mediation_concluded_on": "2026-04-20"}, "2026-04-02"),
        # Three months more, counted in one: five months after 2 February is 2 July.
        (E.THREE_MONTHS_ADDED, "2026-02-02", {"mediation_requested_on": "2026-02-16"}, "2026-07-02"),
        (E.THREE_MONTHS_ADDED, "2026-02-02", {"mediation_requested_on": "2026-04-02"}, "2026-07-02"),
        (E.THREE_MONTHS_ADDED, "2026-02-02", {"mediation_requested_on": "2026-04-03"}, "2026-04-02"),
        # Sent on 31 December 2025: two months end on 28 February, a Saturday, so 2 March; five on 31 May, a Sunday.
        (E.FLOOR, "2025-12-31", {}, "2026-03-02"),
        (E.THREE_MONTHS_ADDED, "2025-12-31", {"mediation_requested_on": "2026-03-02"}, "2026-06-01"),
        # Sent on 13 March 2026: five months end on 13 August, so 1 September.
        (E.THREE_MONTHS_ADDED, "2026-03-13", {"mediation_requested_on": "2026-04-01"}, "2026-09-01"),
    ],
)  # fmt: skip
def test_the_last_day_worked_out_by_hand(effect: ClockEffect, sent: str, facts: dict[str, str], due_on: str) -> None:
    assert str(lodge(effect, sent, **facts).due_on) == due_on
    [by_oracle] = [
        one.due_on
        for one in oracle.answers(
            notice_sent_on=sent, decision_kind="refusal_to_assess", clock_effect=effect.value, **facts
        )
        if one.code == "lodge-appeal"
    ]
    assert by_oracle == due_on


def test_while_mediation_goes_on_the_day_shown_is_the_earliest() -> None:
    goes_on = lodge(E.STOP_AND_FLOOR, mediation_requested_on="2026-02-16")
    assert str(goes_on.due_on) == "2026-04-02"
    assert goes_on.applies_if is not None
    assert "no day counts" in goes_on.applies_if
    assert lodge(E.STOP_AND_FLOOR, **MEDIATED).applies_if is None


def test_the_working_says_what_was_not_counted() -> None:
    working = [one.step for one in lodge(E.STOP_AND_FLOOR, **MEDIATED).working]
    assert working[:3] == ["notice sent", "2 months after", "32 days not counted"]
    assert "asked in time" in [one.step for one in lodge(E.THREE_MONTHS_ADDED, **MEDIATED).working]


@pytest.mark.parametrize("effect", ClockEffect)
def test_both_calculators_agree(effect: ClockEffect) -> None:
    """Notices of four years, and days of mediation that may lie anywhere after them."""
    lot = random.Random(f"{effect} 2026")  # noqa: S311 - the same mixtures every time
    for _ in range(400):
        sent = date(2022, 1, 1) + timedelta(days=lot.randrange(1400))
        facts: dict[str, Any] = {"notice_sent_on": str(sent), "decision_kind": "refusal_to_assess"}
        for name in ("requested", "declined", "concluded"):
            if lot.random() < 0.6:
                facts[f"mediation_{name}_on"] = str(sent + timedelta(days=lot.randrange(110)))
        if lot.random() < 0.5:
            facts["certificate_issued_on"] = str(sent + timedelta(days=lot.randrange(130)))
        asked = {**facts, "clock_effect": effect.value}
        assert heard(calculate(**asked)) == oracle.answers(**asked), asked


def test_the_note_on_the_printed_date_counts_as_the_last_day_does() -> None:
    """Printed on 30 January: with three months more, 30 June; sent on 2 February, 2 July."""
    asked = Chronology(
        date(2026, 2, 2),
        notice_printed_on=date(2026, 1, 30),
        decision_kind=DecisionKind.REFUSAL_TO_ASSESS,
        mediation_requested_on=date(2026, 2, 16),
    )
    notes = work_out(asked, ENGLAND, effect=E.THREE_MONTHS_ADDED).notes
    assert any("2026-06-30" in note and "2026-07-02" in note for note in notes)


def test_the_law_in_force_is_the_floor() -> None:
    """The default of the calculator, and of every published regime."""
    assert {regime.clock_effect for regime in REGIMES.values()} == {ClockEffect.FLOOR}
    facts: dict[str, Any] = {"notice_sent_on": "2026-02-02", "certificate_issued_on": "2026-03-27"}
    assert calculate(**facts) == calculate(**facts, clock_effect="floor")


# --- on a case --------------------------------------------------------------------------------------------------------


def mediated(effect: ClockEffect) -> Story:
    law = Law(
        LAW.england, regimes={**REGIMES, RegimeId.CFA_2014: replace(REGIMES[RegimeId.CFA_2014], clock_effect=effect)}
    )
    case = replace(a_case(), pathway=Pathway(law)).then("contact-adviser", "2026-02-09")
    return case.then("request-mediation", "2026-02-16").then("arrange-mediation", "2026-02-17", session_on="2026-03-20")


@pytest.mark.parametrize(
    ("effect", "due_on", "late_on"),
    [
        (E.FLOOR, "2026-04-23", "2026-04-24"),
        (E.NONE, "2026-04-02", "2026-04-07"),
        (E.STOP_AND_FLOOR, "2026-05-05", "2026-05-06"),
        (E.THREE_MONTHS_ADDED, "2026-07-02", "2026-07-03"),
    ],
)
def test_an_appeal_is_late_by_the_regime(effect: ClockEffect, due_on: str, late_on: str) -> None:
    """Certified on 23 March: under the law in force, one month after is 23 April."""
    held = mediated(effect).then("record-session-outcome", "2026-03-20", outcome="no_agreement")
    certified = held.then("issue-certificate", "2026-03-23", ground="took_part")
    assert certified.due("lodge-appeal") == due_on
    for on, late in ((due_on, False), (late_on, True)):
        appealed = certified.then("register-appeal", on, basis="certificate")
        assert appealed.facts.appeal is not None
        assert appealed.facts.appeal.late is late


def test_an_appeal_by_permission_while_mediation_goes_on_is_in_time_where_mediation_stops_the_time() -> None:
    for effect, late in ((E.FLOOR, True), (E.STOP_AND_FLOOR, False)):
        asked = mediated(effect).then("register-appeal", "2026-06-01", basis="permission", permission_reference="1/26")
        assert asked.facts.appeal is not None
        assert asked.facts.appeal.late is late
