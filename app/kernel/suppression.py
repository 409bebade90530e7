"""Counts that identify no family: everything of a group is shown, or its total alone, or nothing."""

from collections.abc import Mapping
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
