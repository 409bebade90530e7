"""No count that is shown, and no sum of shown counts, tells of fewer than five cases."""

from enum import StrEnum
from itertools import product

from app.kernel.suppression import FEW, divided, shown, within


class Part(StrEnum):
    ONE = "one"
    TWO = "two"


def test_nobody_works_out_a_small_part_from_all_that_is_shown() -> None:
    """An attacker who knows the rule looks at every table that would look the same."""
    tables = [dict(zip(Part, counts, strict=True)) for counts in product(range(16), repeat=2)]
    for table in tables:
        seen = shown(table)
        alike = [other for other in tables if shown(other) == seen]
        for part in Part:
            if table[part] < FEW:
                assert len({other[part] for other in alike}) > 1, (table, seen)


class Half(StrEnum):
    LEFT = "left"
    RIGHT = "right"


def test_nobody_works_out_a_small_part_of_a_part() -> None:
    """One part of a group is divided again. The attacker also knows the total of that part, where it is shown."""
    counts = product(range(21), repeat=3)  # the other part, and the two halves of the divided part
    tables = [table for table in counts if sum(table) <= 20]
    seen: dict[str, list[tuple[int, ...]]] = {}
    for other, left, right in tables:
        group = shown({Part.ONE: other, Part.TWO: left + right})
        told = (group.total, group.parts, divided(group, {Half.LEFT: left, Half.RIGHT: right}))
        seen.setdefault(str(told), []).append((other, left, right))
    for shows, alike in seen.items():
        for place in range(3):
            values = {table[place] for table in alike}
            assert len(values) > 1 or min(values) >= FEW, shows


def test_nobody_works_out_the_rest_of_a_part() -> None:
    """Some cases of one part of a group are counted again. A rest is told only if it is empty, or at least five."""
    counts = product(range(21), repeat=4)  # the other part, the two halves, and the rest of the divided part
    seen: dict[str, list[tuple[int, ...]]] = {}
    for other, left, right, rest in (table for table in counts if sum(table) <= 20):
        group = shown({Part.ONE: other, Part.TWO: left + right + rest})
        told = (group, within(group, Part.TWO, {Half.LEFT: left, Half.RIGHT: right}))
        seen.setdefault(str(told), []).append((other, left, right, rest))
    for shows, alike in seen.items():
        for place in range(4):
            values = {table[place] for table in alike}
            safe = {0} if place == 3 else set[int]()
            assert len(values) > 1 or min(values) >= FEW or values == safe, shows


def test_what_is_safe_is_shown() -> None:
    assert shown({Part.ONE: 5, Part.TWO: 5}).parts == {Part.ONE: 5, Part.TWO: 5}
    assert shown({Part.ONE: 9, Part.TWO: 4}).total == 13
    assert shown({Part.ONE: 9, Part.TWO: 4}).parts is None
    assert shown({Part.ONE: 4, Part.TWO: 0}).total is None
    whole = shown({Part.ONE: 9, Part.TWO: 12})
    assert within(whole, Part.TWO, {Half.LEFT: 6, Half.RIGHT: 6}).parts is not None
    assert within(whole, Part.TWO, {Half.LEFT: 6, Half.RIGHT: 4}).total is None
    assert within(whole, Part.TWO, {Half.LEFT: 7, Half.RIGHT: 0}).total == 7, "the rest is five: it may be shown"
