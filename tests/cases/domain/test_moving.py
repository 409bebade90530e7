"""A session that is moved, or missed: from which day on the duty to arrange is kept, and until when it is owed."""

from dataclasses import replace

from app.law.domain.readings import DEFAULT_READINGS
from tests.cases.domain.builders import LAW, Story, a_case


def asked() -> Story:
    """A family asked on 10 February: the thirty days end on 12 March."""
    return a_case().then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10")


def arranging(story: Story, today: str = "2026-03-20") -> tuple[str, str]:
    """Say how the duty to arrange stands, and since when it counts as done."""
    [one] = [one for one in story.on(today) if one.deadline.code == "arrange-mediation"]
    return one.status, str(one.done_on)


FIXED = asked().then("arrange-mediation", "2026-02-11", session_on="2026-03-18")
LATER = {"session_on": "2026-03-24"}


def test_a_duty_that_was_kept_stays_kept_where_the_family_asks_for_another_day() -> None:
    moved = FIXED.then("arrange-mediation", "2026-03-16", moved_for_the_family=True, **LATER)
    assert arranging(moved) == ("met", "2026-02-11")
    assert str(moved.facts.session_on) == "2026-03-24"
    assert moved.due("notify-session") == "2026-03-17", "of the new day the family is told anew"


def test_whoever_else_moves_it_arranges_on_the_day_of_the_move() -> None:
    """A date given and taken back would keep the duty on paper; moved in time, it is kept all the same."""
    assert arranging(FIXED.then("arrange-mediation", "2026-03-16", **LATER)) == ("met_late", "2026-03-16")
    in_time = FIXED.then("arrange-mediation", "2026-03-12", **LATER)
    assert arranging(in_time) == ("met", "2026-03-12")
    again = in_time.then("arrange-mediation", "2026-03-16", moved_for_the_family=True, session_on="2026-03-30")
    assert arranging(again) == ("met", "2026-03-12")


def test_a_family_that_asks_for_another_day_mends_no_breach() -> None:
    late = asked().then("arrange-mediation", "2026-03-13", session_on="2026-03-24")
    moved = late.then("arrange-mediation", "2026-03-16", moved_for_the_family=True, session_on="2026-03-30")
    assert arranging(moved) == ("met_late", "2026-03-13")


def test_what_is_not_fixed_is_not_moved() -> None:
    """After a session that was called off, or before any, saying so brings no earlier day back."""
    for story in (asked(), FIXED.then("cancel-session", "2026-02-20")):
        fixed = story.then("arrange-mediation", "2026-03-16", moved_for_the_family=True, **LATER)
        assert arranging(fixed) == ("met_late", "2026-03-16")


def test_a_certificate_for_want_of_a_session_is_no_further_away() -> None:
    """The thirty days after which the family may be certified count from its request, whoever moves what."""
    moved = FIXED.then("arrange-mediation", "2026-03-10", moved_for_the_family=True, **LATER)
    assert moved.refusal("issue-certificate", "2026-03-12", ground="not_arranged")
    free = moved.then("issue-certificate", "2026-03-13", ground="not_arranged")
    assert str(free.facts.certificate and free.facts.certificate.issued_on) == "2026-03-13"


MISSED = (
    asked()
    .then("arrange-mediation", "2026-02-11", session_on="2026-02-20")
    .then("record-session-outcome", "2026-02-20", outcome="family_did_not_attend")
)


def test_the_days_that_a_missed_session_gives_anew_are_shown_where_its_successor_is_called_off() -> None:
    """The first thirty days end on 12 March; from the missed session they end on the 22nd, as in the waiting list."""
    assert arranging(MISSED) == ("met", "2026-02-11")
    off = MISSED.then("arrange-mediation", "2026-02-23", session_on="2026-03-17").then("cancel-session", "2026-03-16")
    assert (
        off.due("arrange-mediation") == "2026-03-22" == str(off.facts.waits_until(LAW.regime(off.facts), LAW.readings))
    )
    assert arranging(off, "2026-03-22") == ("running", "None")
    assert arranging(off, "2026-03-23") == ("breached", "None")
    [one] = [one for one in off.on("2026-03-20") if one.deadline.code == "arrange-mediation"]
    assert [(line.step, str(line.date)) for line in one.deadline.working] == [
        ("missed session", "2026-02-20"), ("30 days after", "2026-03-22"),
    ]  # fmt: skip
    dues = [standing.deadline.due_on for standing in off.on("2026-03-20")]
    assert dues == sorted(dues)
    again = off.then("arrange-mediation", "2026-03-20", session_on="2026-03-30")
    assert arranging(again) == ("met", "2026-03-20")
    too_late = off.then("arrange-mediation", "2026-03-23", session_on="2026-03-30")
    assert arranging(too_late) == ("met_late", "2026-03-23")


def test_without_that_reading_the_days_run_on_from_the_request() -> None:
    strict = a_case(readings=replace(DEFAULT_READINGS, missed_session_gives_days_anew=False))
    off = (
        strict.then("contact-adviser", "2026-02-09")
        .then("request-mediation", "2026-02-10")
        .then("arrange-mediation", "2026-02-11", session_on="2026-02-20")
        .then("record-session-outcome", "2026-02-20", outcome="family_did_not_attend")
        .then("arrange-mediation", "2026-02-23", session_on="2026-03-17")
        .then("cancel-session", "2026-03-16")
    )
    assert off.due("arrange-mediation") == "2026-03-12"
