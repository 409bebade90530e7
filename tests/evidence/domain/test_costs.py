"""Unit costs: every item has a row with a source and a range, and a later row is used from its day on."""

from dataclasses import replace
from datetime import date

import pytest

from app.evidence.domain.costs import FINDINGS, ROWS, Confidence, Item, costs_on
from app.law.domain.quarters import FIRST


def test_every_item_has_a_row_in_every_quarter() -> None:
    assert set(costs_on(FIRST.last_day)) == set(Item)


def test_every_row_says_where_it_comes_from() -> None:
    for row in ROWS:
        assert row.source
        assert (row.unit == "hours") == (row.price_year is None)
        if row.confidence is Confidence.ASSUMPTION:
            assert "ssumption" in row.source
            assert row.high >= 2 * row.low, "a guess has a wide range"
    assert all(one.source and (one.low is None) == (one.high is None) for one in FINDINGS)


def test_a_later_row_is_used_from_its_day_on() -> None:
    before = costs_on(date(2026, 1, 1))[Item.SESSION]
    later = replace(before, since=date(2026, 4, 1), value=before.high)
    rows = (later, *ROWS)
    assert costs_on(date(2026, 3, 31), rows)[Item.SESSION] == before
    assert costs_on(date(2026, 4, 1), rows)[Item.SESSION] == later


def test_a_row_is_a_range() -> None:
    with pytest.raises(ValueError, match="not a range"):
        replace(ROWS[0], low=ROWS[0].high + 1)
