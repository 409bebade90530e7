"""Each reading of an unclear law is a switch that does something: turned over, one answer changes."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from app.cases.domain.standing import DeadlineStatus
from app.kernel.errors import Refusal
from app.law.domain.readings import DEFAULT_READINGS, EXPLAINED, Readings
from tests.cases.domain.builders import LA, Story, a_case


def _silence(readings: Readings) -> Story:
    asked = a_case(readings=readings).then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")
    return asked.then("issue-certificate", "2026-03-13", ground="not_arranged")


def _absence(readings: Readings) -> Story:
    met_nobody = (
        a_case(readings=readings)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11")
        .then("record-session-outcome", "2026-02-20", outcome="authority_did_not_attend")
    )
    return met_nobody.then("issue-certificate", "2026-02-20", ground="took_part")


def _late(readings: Readings) -> Story:
    return a_case("2026-01-12", readings=readings).certified("2026-03-13")


def _passing(readings: Readings) -> Story:
    certified = a_case(readings=readings).certified("2026-02-09")
    return certified.then("reissue-certificate", "2026-02-10", holder_kind="young_person")


def _beside_health(readings: Readings) -> Story:
    return a_case(sections="I G", readings=readings).then(
        "register-appeal", "2026-02-10", by=LA, basis="placement_only"
    )


def _not_amended(readings: Readings) -> Story:
    case = a_case(sections="I", kind="refusal_to_amend", readings=readings)
    return case.then("register-appeal", "2026-02-10", by=LA, basis="placement_only")


def _anew(readings: Readings) -> Story:
    missed = (
        a_case(readings=readings)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11")
        .then("record-session-outcome", "2026-02-20", outcome="family_did_not_attend")
    )
    return missed.then("issue-certificate", "2026-03-13", ground="not_arranged")


def _moved(readings: Readings) -> Story:
    return (
        a_case(readings=readings)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11", session_on="2026-03-18")
        .then("arrange-mediation", "2026-03-16", session_on="2026-03-24", moved_for_the_family=True)
    )


def _held_late(readings: Readings) -> Story:
    return (
        a_case(readings=readings)
        .then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-03-12", session_on="2026-03-19")
        .then("record-session-outcome", "2026-03-19", outcome="no_agreement")
    )


EXAMPLES: dict[str, Callable[[Readings], Story]] = {
    "silence_after_thirty_days_counts_as_failure": _silence,
    "authority_absence_counts_as_taking_part": _absence,
    "late_contact_ends_right_to_certificate": _late,
    "certificate_follows_the_right": _passing,
    "health_and_placement_is_placement_only": _beside_health,
    "refusal_to_amend_placement_is_placement_only": _not_amended,
    "missed_session_gives_days_anew": _anew,
}
STANDINGS = {
    "move_for_the_family_keeps_the_first_day": _moved,
    "session_fixed_in_thirty_days_is_enough": _held_late,
}
"""Stories in which the duty to arrange is met with a reading, and breached without it: nothing is refused over it."""
MORE_WITH = {"late_contact_ends_right_to_certificate": False, "missed_session_gives_days_anew": False}
"""With which value of the reading more is allowed; True where it is not said."""
OF_EXTRACTS = {"sen2_mediation_means_held": "tests/evidence/domain/test_sen2.py"}
"""Readings that change no case, but what is reported of it, and where they are tried."""


def allowed(name: str, value: bool) -> bool:
    try:
        EXAMPLES[name](replace(DEFAULT_READINGS, **{name: value}))
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_reading_turned_over_changes_the_answer(name: str) -> None:
    generous = MORE_WITH.get(name, True)
    assert allowed(name, generous)
    assert not allowed(name, not generous)


@pytest.mark.parametrize("name", STANDINGS)
def test_a_reading_turned_over_changes_how_a_duty_stands(name: str) -> None:
    for value, expected in ((True, DeadlineStatus.MET), (False, DeadlineStatus.MET_LATE)):
        story = STANDINGS[name](replace(DEFAULT_READINGS, **{name: value}))
        [arranging] = [one for one in story.on("2026-03-20") if one.deadline.code == "arrange-mediation"]
        assert arranging.status is expected


def test_every_reading_is_explained_and_tried() -> None:
    assert {field.name for field in fields(Readings)} == EXPLAINED.keys()
    assert EXPLAINED.keys() == EXAMPLES.keys() | STANDINGS.keys() | OF_EXTRACTS.keys()


def test_by_default_no_family_is_shut_out_over_its_placement() -> None:
    assert DEFAULT_READINGS.health_and_placement_is_placement_only
    assert DEFAULT_READINGS.refusal_to_amend_placement_is_placement_only


def test_by_default_an_authority_gains_nothing_by_absence_or_silence() -> None:
    assert DEFAULT_READINGS.silence_after_thirty_days_counts_as_failure
    assert DEFAULT_READINGS.authority_absence_counts_as_taking_part
