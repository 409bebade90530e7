"""The appeals of a quarter in the shape of the Tribunal Statistics: registered, and ended by outcome, each by kind of
decision. In counts that identify no family. Pure.

The open caseload is left out: with it, the appeals that ended could be worked out where they are withheld.

An authority is told to the nearest five. The appeals of a quarter are of other families than the notices of a quarter.
If both were exact, one could be subtracted from the other, and from the appeals of all authorities.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.kernel.suppression import FEW, counted_together, in_fives, same_bands
from app.kernel.terms import DecisionKind


class Ending(StrEnum):
    """How an appeal ended. If few appeals ended in one way, we count them together with a similar ending."""

    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld_in_part"
    DISMISSED = "dismissed"
    STRUCK_OUT = "struck_out"
    WITHDRAWN = "withdrawn"
    CONSENT_ORDER = "consent_order"  # the authority conceded, or the parties agreed
    UNOPPOSED = "unopposed"  # the authority conceded before its response
    NOT_SAID = "not_said"


ByKind = Mapping[DecisionKind, Mapping[Ending, int]]


@dataclass(frozen=True, slots=True)
class Registered:
    """The appeals about kinds of decision that are counted together."""

    kinds: tuple[DecisionKind, ...]
    appeals: int


@dataclass(frozen=True, slots=True)
class EndingBand:
    """Endings that are counted together."""

    endings: tuple[Ending, ...]
    appeals: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The appeals that ended, about kinds of decision that are counted together. No endings: they may not be shown."""

    kinds: tuple[DecisionKind, ...]
    appeals: int
    endings: tuple[EndingBand, ...]


@dataclass(frozen=True, slots=True)
class AppealFigures:
    """The appeals of a quarter. A total is None, and its division empty, where they are too few."""

    registered: int | None
    registered_by_kind: tuple[Registered, ...]
    ended: int | None
    endings: tuple[EndingBand, ...]
    ended_by_kind: tuple[Ended, ...]

    def to_the_nearest_five(self) -> "AppealFigures":
        """Return the same figures, each number to the nearest five."""
        return AppealFigures(
            None if self.registered is None else in_fives(self.registered),
            tuple(replace(one, appeals=in_fives(one.appeals)) for one in self.registered_by_kind),
            None if self.ended is None else in_fives(self.ended),
            _near(self.endings),
            tuple(
                replace(one, appeals=in_fives(one.appeals), endings=_near(one.endings)) for one in self.ended_by_kind
            ),
        )


def _near(endings: tuple[EndingBand, ...]) -> tuple[EndingBand, ...]:
    return tuple(replace(one, appeals=in_fives(one.appeals)) for one in endings)


def appeal_figures(registered: Mapping[DecisionKind, int], ended: ByKind) -> AppealFigures:
    """Count the appeals of a quarter: those registered, and those that ended."""
    sizes = {kind: registered.get(kind, 0) for kind in DecisionKind}
    total = sum(sizes.values())
    groups = counted_together(sizes) if total >= FEW else ()
    all_ended, endings, by_kind = _ended(ended)
    return AppealFigures(
        total if total >= FEW else None,
        tuple(Registered(kinds, sum(sizes[kind] for kind in kinds)) for kinds in groups),
        all_ended,
        endings,
        by_kind,
    )


def _ended(ended: ByKind) -> tuple[int | None, tuple[EndingBand, ...], tuple[Ended, ...]]:
    """Every group and the total have the same bands: otherwise the groups could be subtracted from the total."""
    found = {kind: {one: ended.get(kind, {}).get(one, 0) for one in Ending} for kind in DecisionKind}
    everything = {one: sum(parts[one] for parts in found.values()) for one in Ending}
    total = sum(everything.values())
    if total < FEW:
        return None, (), ()
    together = counted_together({kind: sum(parts.values()) for kind, parts in found.items()})
    groups = [{one: sum(found[kind][one] for kind in kinds) for one in Ending} for kinds in together]
    bands = same_bands(tuple(Ending), groups)
    divided = zip(together, groups, strict=True)
    by_kind = tuple(Ended(kinds, sum(group.values()), _in_bands(bands, group)) for kinds, group in divided)
    return total, _in_bands(bands or same_bands(tuple(Ending), [everything]), everything), by_kind


def _in_bands(bands: tuple[tuple[Ending, ...], ...], parts: Mapping[Ending, int]) -> tuple[EndingBand, ...]:
    return tuple(EndingBand(band, sum(parts[one] for one in band)) for band in bands)
