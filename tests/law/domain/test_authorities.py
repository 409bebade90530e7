"""The codes of local authorities: all of England's, each once, and none of the sandbox's among them."""

from datetime import date, timedelta

import pytest

from app.law.domain.authorities import (
    AS_OF,
    AUTHORITIES,
    BEGAN,
    ENDED,
    FICTIONAL,
    FOLLOWED_BY,
    SOURCE,
    codes_on,
    follower,
    why_unknown,
)

DAY = timedelta(days=1)


def test_there_are_as_many_as_england_has() -> None:
    assert len(AUTHORITIES) == len(set(AUTHORITIES.values())) == 153
    assert all(code.isdigit() and len(code) == 3 for code in (*AUTHORITIES, *ENDED))
    assert not AUTHORITIES.keys() & (ENDED.keys() | FICTIONAL)


def test_a_code_is_known_or_it_is_said_why_not() -> None:
    for code in (*AUTHORITIES, *FICTIONAL):
        assert why_unknown(code) is None
    assert why_unknown("804") == "No local authority in England has this code"
    assert "2021-03-31" in str(why_unknown("928"))


def test_one_authority_answers_for_another_only_if_it_alone_followed() -> None:
    assert [follower(code) for code in ("836", "837", "839", "909", "835", "991")] == [
        "839", "839", "839", "909", "835", "991",
    ]  # fmt: skip
    assert str(why_unknown("909")).endswith("942 (Cumberland) or 943 (Westmorland and Furness)")


def test_the_list_says_of_which_day_it_is() -> None:
    assert f"changes up to {AS_OF.day} {AS_OF:%B %Y}." in SOURCE


def test_the_codes_of_the_sandbox() -> None:
    assert {"991", "992", "993"} == FICTIONAL


@pytest.mark.parametrize("ended", ENDED)
def test_each_ended_authority_was_followed_the_day_after(ended: str) -> None:
    name, last = ENDED[ended]
    last_day = date.fromisoformat(last)
    assert codes_on(last_day)[ended] == name
    assert ended not in codes_on(last_day + DAY)
    for code in FOLLOWED_BY[ended]:
        assert code not in codes_on(last_day)
        assert codes_on(last_day + DAY)[code] == AUTHORITIES[code]


def test_those_that_began_followed_others() -> None:
    assert {code for codes in FOLLOWED_BY.values() for code in codes} == BEGAN.keys()
    assert FOLLOWED_BY.keys() == ENDED.keys()


@pytest.mark.parametrize(
    ("day", "how_many"),
    [("2009-04-01", 152), ("2019-04-01", 151), ("2021-04-01", 152), ("2023-04-01", 153), ("2026-11-30", 153)],
)
def test_the_numbers_are_those_that_were_published(day: str, how_many: int) -> None:
    """152 until Bournemouth, Poole and Dorset became two; then one more for each county that was divided in two."""
    assert len(codes_on(date.fromisoformat(day))) == how_many
