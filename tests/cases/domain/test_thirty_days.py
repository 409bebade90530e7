"""The 30 days read both ways: when a session was fixed, and when one was held. Both are shown, whichever decides."""

from dataclasses import replace

import pytest

from app.cases.domain.standing import DeadlineStatus, ThirtyDays
from app.law.domain.readings import DEFAULT_READINGS
from tests.cases.domain.builders import Story, a_case

HELD_COUNTS = replace(DEFAULT_READINGS, session_fixed_in_thirty_days_is_enough=False)


def requested(*, held_counts: bool = False) -> Story:
    """Mediation asked for on 10 February: day 30 is 12 March."""
    case = a_case(sections="B F", readings=HELD_COUNTS if held_counts else None)
    return case.then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")


def held(on: str, outcome: str = "no_agreement", *, held_counts: bool = False) -> Story:
    fixed = requested(held_counts=held_counts).then("arrange-mediation", "2026-02-12", session_on=on)
    return fixed.then("record-session-outcome", on, outcome=outcome)


def both(story: Story, today: str) -> ThirtyDays:
    [found] = [one.thirty_days for one in story.on(today) if one.deadline.code == "arrange-mediation"]
    assert found is not None
    return found


@pytest.mark.parametrize(("on", "in_time"), [("2026-03-11", True), ("2026-03-12", True), ("2026-03-13", False)])
def test_whether_the_session_was_held_by_day_30(on: str, *, in_time: bool) -> None:
    shown = both(held(on), "2026-04-01")
    assert (shown.fixed_in_time, shown.held_in_time, str(shown.held_on)) == (True, in_time, on)
    assert held(on).standing("arrange-mediation", "2026-04-01") is DeadlineStatus.MET


@pytest.mark.parametrize(
    ("on", "standing"),
    [("2026-03-11", DeadlineStatus.MET), ("2026-03-12", DeadlineStatus.MET), ("2026-03-13", DeadlineStatus.MET_LATE)],
)
def test_turned_over_only_a_session_held_in_time_meets_the_duty(on: str, standing: DeadlineStatus) -> None:
    assert held(on, held_counts=True).standing("arrange-mediation", "2026-04-01") is standing


@pytest.mark.parametrize(("today", "in_time"), [("2026-03-12", None), ("2026-03-13", False)])
def test_while_the_days_run_neither_is_known(today: str, in_time: bool | None) -> None:
    shown = both(requested(), today)
    assert shown == ThirtyDays(None, in_time, None, in_time)


def test_a_session_fixed_in_time_for_a_later_day_is_not_held_in_time() -> None:
    fixed = requested().then("arrange-mediation", "2026-02-12", session_on="2026-04-20")
    assert both(fixed, "2026-03-13").fixed_in_time is True
    assert both(fixed, "2026-03-13").held_in_time is False
    assert fixed.then("issue-certificate", "2026-03-13", ground="not_arranged").facts.certificate


def test_a_session_without_the_authority_was_not_held() -> None:
    assert both(held("2026-03-05", "authority_did_not_attend"), "2026-04-01").held_in_time is False
    assert both(held("2026-03-05", "authority_without_power_to_decide"), "2026-04-01").held_on is None


def test_a_family_that_gave_mediation_up_is_waiting_for_neither() -> None:
    declined = requested().then("decline-mediation", "2026-02-20")
    assert both(declined, "2026-04-01") == ThirtyDays(None, None, None, None)


def test_other_duties_are_read_one_way() -> None:
    assert {one.deadline.code for one in requested().on("2026-03-01") if one.thirty_days} == {"arrange-mediation"}
