"""No count that is shown, and no sum of shown counts, tells of fewer than five cases."""

from enum import StrEnum
from itertools import product

from app.kernel.suppression import FEW, divided, shown


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


def test_what_is_safe_is_shown() -> None:
    assert shown({Part.ONE: 5, Part.TWO: 5}).parts == {Part.ONE: 5, Part.TWO: 5}
    assert shown({Part.ONE: 9, Part.TWO: 4}).total == 13
    assert shown({Part.ONE: 9, Part.TWO: 4}).parts is None
    assert shown({Part.ONE: 4, Part.TWO: 0}).total is None
