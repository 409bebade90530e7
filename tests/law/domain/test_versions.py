"""The versions of the law: a row, a reading or a bank holiday that changes needs an entry."""

from dataclasses import fields, replace
from datetime import date

import pytest

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.model import Period, Rule, Unit, Verified
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.rulebook import RULEBOOK, Rulebook
from app.law.domain.versions import LATEST, VERSIONS, digests, version_of
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


def test_readings_and_holidays_are_part_of_a_version() -> None:
    readings = replace(DEFAULT_READINGS, certificate_follows_the_right=False)
    known = england()
    longer = EnglishCalendar(known.bank_holidays | {date(2026, 6, 15)}, known.horizon)
    found = {version_of(known, readings, RULEBOOK), version_of(longer, DEFAULT_READINGS, RULEBOOK)}
    assert len(found) == 2
    assert LATEST.number not in found


def test_words_and_proposals_are_no_part_of_a_version() -> None:
    assert {one.name for one in fields(Rule)} - WORDS == {
        "id", "kind", "owed_by", "calendar", "clock", "in_force_from", "in_force_to", "governed_on", "regime",
    }  # fmt: skip
    said = with_row("la-response", says="Other words.", citation="r.0", verified=Verified.INFERRED)
    proposal = Rulebook([*RULEBOOK.rows, replace(RULEBOOK.rows[0], id="proposed", regime="a-proposal")])
    for same in (said, proposal):
        assert version_of(england(), DEFAULT_READINGS, same) == LATEST.number
