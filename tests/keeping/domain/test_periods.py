"""How long a case is kept: the later of its own period and the child's, to the day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.certificates.wording import in_words
from app.keeping.domain.periods import CASE_KEPT, CHECKED_ON, CHILD_KEPT, LEAST_DAYS, PERIODS, kept_until
from app.settings import Periods

ENDS_ON = date(2026, 4, 2)
DAYS = {one.name: one.days for one in PERIODS.values()}
PAGE = (Path(__file__).parents[3] / "docs/keeping.md").read_text("utf-8")
SAID = " ".join(PAGE.split())


def test_a_case_is_kept_from_its_last_date_or_its_last_event() -> None:
    assert kept_until(ENDS_ON, ENDS_ON - timedelta(days=9), None, DAYS) == date(2032, 4, 2)
    assert kept_until(ENDS_ON, ENDS_ON + timedelta(days=9), None, DAYS) == date(2032, 4, 11)


def test_a_childs_case_is_kept_until_a_claim_is_too_late() -> None:
    """School age ends on the last Friday of June after the 16th birthday; the 18th is two years and two months later at
    most, and a claim may come for six years from then."""
    school_age_ends_on, last_birthday = date(2030, 6, 28), date(2032, 8, 31)
    until = kept_until(ENDS_ON, ENDS_ON, school_age_ends_on, DAYS)
    assert until >= last_birthday.replace(year=last_birthday.year + 6)
    assert until - last_birthday.replace(year=last_birthday.year + 6) < timedelta(days=21)
    assert kept_until(ENDS_ON, ENDS_ON, date(2010, 6, 25), DAYS) == date(2032, 4, 2), "the case's own period is longer"


@pytest.mark.parametrize("name", PERIODS)
def test_each_period_is_a_setting_with_its_source(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost/none")
    period = PERIODS[name]
    assert Periods(_env_file=None).days()[name] == period.days
    monkeypatch.setenv(name.upper(), str(period.days + 1))
    assert Periods(_env_file=None).days()[name] == period.days + 1
    assert period.citation
    assert period.url.startswith("https://www.legislation.gov.uk/")
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name.upper()}`"))
    assert f"| {period.days} |" in row
    assert period.citation in row
    assert period.verified.value in row
    assert in_words(CHECKED_ON) in SAID


def test_the_page_has_a_row_for_each_period_and_no_other() -> None:
    rows = [line.split("`")[1].lower() for line in PAGE.splitlines() if line.startswith("| `") and "_DAYS`" in line]
    assert rows == list(PERIODS)


def test_no_case_goes_within_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost/none")
    monkeypatch.setenv(CASE_KEPT.name.upper(), str(LEAST_DAYS - 1))
    with pytest.raises(ValueError, match="case_kept_days"):
        Periods(_env_file=None)
    assert LEAST_DAYS == 366, "the ombudsman's twelve months, in a leap year too"
    assert CHILD_KEPT.days > CASE_KEPT.days
