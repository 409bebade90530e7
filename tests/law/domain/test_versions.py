"""The versions of the law: a row, a reading or a bank holiday that changes needs an entry."""

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.kernel.terms import Party, TermKind
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.kinds import Code
from app.law.domain.model import Calendar, Direction, Fact, Kind, Period, Rule, Step, Unit, Verified
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.rulebook import RULEBOOK, Rulebook
from app.law.domain.versions import (
    LATEST,
    LAW_VERSION,
    VERSIONS,
    changed_readings,
    digests,
    rules_in_short,
    version_of,
)
from app.law.holidays import england

WORDS = {"says", "citation", "url", "verified", "checked_on", "caution"}
"""What describes a row, and decides nothing."""


def with_row(rule_id: str, **changes: object) -> Rulebook:
    return Rulebook([replace(row, **changes) if row.id == rule_id else row for row in RULEBOOK.rows])  # type: ignore[arg-type]


def test_the_law_in_the_code_is_the_latest_version() -> None:
    """If this fails, the law changed. Add an entry to `VERSIONS` that says what changed, with the digests below. While
    the latest entry is in no release yet, put the digests there instead."""
    assert LATEST.digests == digests(england(), DEFAULT_READINGS, RULEBOOK)
    assert version_of(england(), DEFAULT_READINGS, RULEBOOK) == LATEST.number


def test_each_version_says_what_changed() -> None:
    assert [one.number for one in VERSIONS] == [str(number) for number in range(len(VERSIONS))]
    assert [one.since for one in VERSIONS] == sorted(one.since for one in VERSIONS)
    known = {*RULEBOOK.ids(), *(reading.name for reading in fields(Readings)), "bank-holidays"}
    for one in VERSIONS[2:]:
        assert one.changed, one.number
        assert set(one.changed) <= known, one.number
        assert one.says.endswith(".")


@pytest.mark.parametrize(
    "other",
    [
        RULEBOOK.with_periods({"la-response": Period(20, Unit.WORKING_DAYS)}),
        with_row("la-response", in_force_to=date(2027, 1, 1)),
        with_row("certificate-before-appeal", in_force_from=date(2015, 1, 1)),
        Rulebook(RULEBOOK.rows[1:]),
    ],
)
def test_a_row_that_decides_otherwise_is_another_version(other: Rulebook) -> None:
    assert version_of(england(), DEFAULT_READINGS, other).startswith(f"{LATEST.number}+")


def short(rule_id: str, **changes: object) -> list[list[Any]]:
    return rules_in_short(with_row(rule_id, **changes).rows)


@pytest.mark.parametrize(
    "other",
    [
        {"id": "another-rule"},
        {"in_force_from": date(2015, 1, 1)},
        {"in_force_to": date(2027, 1, 1)},
        {"kind": Kind.GATE},
        {"owed_by": Party.TRIBUNAL},
        {"calendar": Calendar.DAYS},
        {"governed_on": Fact.APPEAL_RECEIVED},
        {"clock": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_every_column_that_decides_is_part_of_a_version(other: dict[str, object]) -> None:
    assert short("la-response", **other) != short("la-response")


@pytest.mark.parametrize(
    "other",
    [
        {"code": Code.LODGE_APPEAL},
        {"runs_from": Fact.ORDER_MADE},
        {"period": Period(31, Unit.WORKING_DAYS)},
        {"period": Period(30, Unit.DAYS)},
        {"period": Period(30, Unit.WORKING_DAYS, Direction.BEGINNING_WITH)},
        {"when": "no-such-condition"},
        {"term": TermKind.ASSESS},
        {"step": Step.NOTIFY},
        {"ground": "declined"},
        {"applies_if": "the tribunal says so"},
    ],
    ids=lambda other: "-".join(map(str, other.items())),
)
def test_every_column_of_a_clock_is_part_of_a_version(other: dict[str, Any]) -> None:
    clock = RULEBOOK.rule("la-response").clock
    assert clock is not None
    assert str(clock.period) == "30 working days after"
    assert short("la-response", clock=replace(clock, **other)) != short("la-response")


def test_a_law_of_its_own_has_a_name_of_its_own() -> None:
    """Other rules, other readings or other bank holidays, and each with another: no two have the same name."""
    known = england()
    calendars = known, EnglishCalendar(known.bank_holidays | {date(2026, 6, 15)}, known.horizon)
    readings = DEFAULT_READINGS, replace(DEFAULT_READINGS, certificate_follows_the_right=False)
    rules = RULEBOOK, Rulebook(RULEBOOK.rows[1:])
    found = [version_of(*law) for law in product(calendars, readings, rules)]
    assert len(set(found)) == 8
    assert all(re.fullmatch(LAW_VERSION, one) for one in found)
    assert {len(one) for one in found[1:]} == {len(f"{LATEST.number}+12345678")}


def test_a_calendar_that_is_known_for_longer_is_another_version() -> None:
    known = england()
    longer = EnglishCalendar(known.bank_holidays, known.horizon + timedelta(days=365))
    assert version_of(longer, DEFAULT_READINGS, RULEBOOK) != version_of(known, DEFAULT_READINGS, RULEBOOK)


def test_a_changed_reading_is_named_with_its_new_value() -> None:
    other = replace(DEFAULT_READINGS, certificate_follows_the_right=False)
    assert changed_readings(DEFAULT_READINGS, other) == {"certificate_follows_the_right": False}
    assert changed_readings(other, DEFAULT_READINGS) == {"certificate_follows_the_right": True}
    assert changed_readings(other, other) == {}


def test_words_and_proposals_are_no_part_of_a_version() -> None:
    assert {one.name for one in fields(Rule)} - WORDS == {
        "id", "kind", "owed_by", "calendar", "clock", "in_force_from", "in_force_to", "governed_on", "regime",
    }  # fmt: skip
    said = with_row("la-response", says="Other words.", citation="r.0", verified=Verified.INFERRED)
    proposal = Rulebook([*RULEBOOK.rows, replace(RULEBOOK.rows[0], id="proposed", regime="a-proposal")])
    unchanged = version_of(england(), DEFAULT_READINGS, RULEBOOK)
    for same in (said, proposal):
        assert version_of(england(), DEFAULT_READINGS, same) == unchanged
