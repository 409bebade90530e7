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


@pytest.mark.parametrize("code", ["330", "942", "000"])
def test_no_other_authority_has_a_successor(code: str) -> None:
    assert followed_on(code) is None
    assert why_no_successor(code, "331", date(2030, 1, 1))


def test_the_authorities_of_the_sandbox_may_follow_one_another() -> None:
    assert why_no_successor("993", "992", date(2026, 2, 2)) is None
    assert why_no_successor("993", "993", date(2026, 2, 2))
    assert why_no_successor("993", "942", date(2026, 2, 2))
    assert why_no_successor("909", "992", date(2026, 2, 2))
