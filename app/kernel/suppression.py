"""Counts that identify no family: everything of a group is shown, or its total alone, or nothing.

Where several groups answer one question, all groups and their total are counted in the same bands: otherwise the groups
could be subtracted from the total.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

FEW = 5
"""A smaller count may identify a family. Zero is as telling as any small count."""

K = TypeVar("K", bound=StrEnum)
W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Shown(Generic[K]):
    """A group as it may be shown. None stands for a count that may identify a family."""

    total: int | None
    parts: Mapping[K, int] | None


NOTHING_SHOWN: Shown[Any] = Shown(None, None)


def in_fives(number: int) -> int:
    """Return a number to the nearest multiple of five: where nobody needs to know whether a single family is among
    them."""
    return (number + FEW // 2) // FEW * FEW


def leaves_no_small_rest(known: Collection[int], block: Collection[int]) -> bool:
    """Whether some numbers may be shown beside numbers that are shown already.

    Each number is given by the families behind it, as the bits of an integer. A reader may subtract a number from
    another whose families it is part of, and then a second number from what is left. The rest has five families or
    none. Numbers that lie within each other by chance count too: a reader may know that they do.
    """
    everything = {*known, *block}
    for whole in everything:
        parts = [part for part in everything if part & ~whole == 0 and part not in (whole, 0)]
        own = parts if whole in block else [part for part in parts if part in block]
        for part in own:
            rest = whole & ~part
            if 0 < rest.bit_count() < FEW:
                return False
            if any(other & ~rest == 0 and 0 < (rest & ~other).bit_count() < FEW for other in parts):
                return False
    return all(one == 0 or one.bit_count() >= FEW for one in block)


def shown(parts: Mapping[K, int]) -> Shown[K]:
    """Return what may be shown of a group that is divided into parts.

    The parts are shown together or not at all: with the total and all parts but one, anybody could work out that part.
    """
    total = sum(parts.values())
    if total < FEW:
        return Shown(None, None)
    return Shown(total, parts if min(parts.values()) >= FEW else None)


def divided(group: Shown[Any], parts: Mapping[K, int]) -> Mapping[K, int] | None:
    """Return what may be shown of one part of a group that is divided again. None: nothing.

    If the group hides its parts, the smaller parts are hidden too: their sum is the hidden part.
    """
    return parts if group.parts is not None and min(parts.values()) >= FEW else None


def within(group: Shown[W], part: W, parts: Mapping[K, int]) -> Shown[K]:
    """Return what may be shown of some cases of one part of a group. `parts` divides those cases alone.

    The rest of the part is the difference of two totals. So nothing is shown if that rest is small. If it is empty, the
    cases are the whole part, and say no more than the part does. A group that hides its parts stands in for the part:
    then an empty rest would tell that the other parts are empty.
    """
    found = shown(parts)
    if group.total is None or found.total is None:
        return Shown(None, None)
    rest = (group.total if group.parts is None else group.parts[part]) - found.total
    small = rest < FEW and (rest > 0 or group.parts is None)
    return Shown(None, None) if small else found


def counted_together(sizes: Mapping[K, int]) -> tuple[tuple[K, ...], ...]:
    """Return the parts of a whole, with small parts counted together, so that each group has at least five.

    The groups are in the order of `sizes`. A whole of fewer than five becomes one group: whoever asks must not show it.
    """
    order = list(sizes)
    smallest_first = sorted(order, key=lambda part: (sizes[part], order.index(part)))
    small = [part for part in smallest_first if sizes[part] < FEW]
    alone = [part for part in smallest_first if sizes[part] >= FEW]
    while small and alone and sum(sizes[part] for part in small) < FEW:
        small.append(alone.pop(0))
    groups = [*([tuple(small)] if small else []), *((part,) for part in alone)]
    in_order = (tuple(sorted(parts, key=order.index)) for parts in groups)
    return tuple(sorted(in_order, key=lambda parts: order.index(parts[0])))


def same_bands(parts: Sequence[K], groups: Sequence[Mapping[K, int]]) -> tuple[tuple[K, ...], ...]:
    """Return the parts of a question, with neighbours counted together until every group has five in each band.

    Each group says how many belong to each part. Return nothing if one band would be left, because it would answer
    nothing.
    """
    bands: list[tuple[tuple[K, ...], tuple[int, ...]]] = [
        ((part,), tuple(group[part] for group in groups)) for part in parts
    ]
    while len(bands) > 1 and min(min(sizes) for _, sizes in bands) < FEW:
        few = min(range(len(bands)), key=lambda place: min(bands[place][1]))
        beside = [place for place in (few - 1, few + 1) if 0 <= place < len(bands)]
        first = min(few, min(beside, key=lambda place: sum(bands[place][1])))
        (left, its), (right, others) = bands[first : first + 2]
        bands[first : first + 2] = [(left + right, tuple(map(sum, zip(its, others, strict=True))))]
    return tuple(band for band, _ in bands) if len(bands) > 1 else ()
