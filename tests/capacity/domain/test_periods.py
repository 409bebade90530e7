"""The periods that capacity reckons with are those of the rules, wherever they had to be written again."""

import re
from pathlib import Path

import pytest

from app.capacity.domain.allocation import THIRTY_DAYS
from app.capacity.domain.demand import AUTHORITY_ARRANGES, BODY_ARRANGES
from app.capacity.domain.session import NOTICE_WORKING_DAYS
from app.law.domain.model import Unit
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.migrate import config

MIGRATION = Path(config().get_main_option("script_location") or "") / "versions" / "0003_capacity.py"


@pytest.mark.parametrize("rule", [AUTHORITY_ARRANGES, BODY_ARRANGES])
def test_the_thirty_days_are_the_rules(rule: str) -> None:
    period = RULEBOOK.period(rule)
    assert period.unit is Unit.DAYS
    assert THIRTY_DAYS.days == period.amount
    assert {regime.arrangement_days for regime in REGIMES.values()} == {period.amount}
    assert re.findall(r"requested_on'\)::date\) \+ (\d+)", MIGRATION.read_text()) == [str(period.amount)]


def test_the_notice_of_a_session_is_the_rules() -> None:
    period = RULEBOOK.period("notify-session")
    assert (period.amount, period.unit) == (NOTICE_WORKING_DAYS, Unit.WORKING_DAYS)


def test_a_rule_without_a_clock_has_no_period() -> None:
    with pytest.raises(ValueError, match="sets no time"):
        RULEBOOK.period("independent-mediator")
