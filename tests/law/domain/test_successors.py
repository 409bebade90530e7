"""Which authority followed which, and from which day."""

from datetime import date, timedelta

import pytest

from app.law.domain.authorities import AUTHORITIES, BEGAN, ENDED, FOLLOWED_BY, followed_on, why_no_successor


@pytest.mark.parametrize("code", ENDED)
def test_each_ended_authority_is_followed_on_the_next_day(code: str) -> None:
    first = followed_on(code)
    assert first is not None
    for successor in FOLLOWED_BY[code]:
        assert BEGAN[successor] == first.isoformat()
        assert why_no_successor(code, successor, first) is None
        assert why_no_successor(code, successor, first - timedelta(days=1))
    others = set(AUTHORITIES) - set(FOLLOWED_BY[code])
    assert all(why_no_successor(code, other, first) for other in others)


def test_cases_are_not_carried_over_before_the_authority_ended() -> None:
    assert why_no_successor("928", "940", date(2021, 3, 31)) == (
        "Northamptonshire ends on 2021-03-31: transfer its cases to the authority that follows on 2021-04-01 or later"
    )
    assert why_no_successor("928", "942", date(2021, 4, 1)) == "Northamptonshire was replaced by 940 and 941"


@pytest.mark.parametrize("code", ["330", "942", "000"])
def test_no_other_authority_has_a_successor(code: str) -> None:
    assert followed_on(code) is None
    assert why_no_successor(code, "331", date(2030, 1, 1))


def test_the_authorities_of_the_sandbox_may_follow_one_another() -> None:
    assert why_no_successor("993", "992", date(2026, 2, 2)) is None
    assert why_no_successor("993", "993", date(2026, 2, 2))
    assert why_no_successor("993", "942", date(2026, 2, 2))
    assert why_no_successor("909", "992", date(2026, 2, 2))
