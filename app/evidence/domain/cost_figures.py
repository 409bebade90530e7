"""What is counted of a quarter's families for the costs, in counts that identify no family. Pure.

The groups are those of the burden or several of them together, counted at the same moment. Money and differences are
worked out from these counts alone, and never from the record: so they tell nothing that the counts do not tell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.evidence.domain.burden import Burden, Way
from app.kernel.suppression import FEW, counted_together, same_bands
from app.kernel.terms import DecisionKind


class Counting(StrEnum):
    """A question that the case records answer for each family, for example: did the family appeal?"""

    APPEALED = "appealed"
    DECISION = "decision"


class Said(StrEnum):
    """The answer to a question: yes or no, or the kind of decision that the family disputes."""

    YES = "yes"
    NO = "no"
    REFUSAL_TO_ASSESS = "refusal_to_assess"
    REFUSAL_TO_REASSESS = "refusal_to_reassess"
    REFUSAL_TO_ISSUE_PLAN = "refusal_to_issue_plan"
    PLAN_CONTENT = "plan_content"
    REFUSAL_TO_AMEND = "refusal_to_amend"
    CEASE_TO_MAINTAIN = "cease_to_maintain"


@dataclass(frozen=True, slots=True)
class FamilyCounted:
    """What is counted of one family, and what the burden tells of it."""

    burden: Burden
    kind: DecisionKind
    appealed: bool


COUNTED: Final[Mapping[Counting, tuple[tuple[Said, ...], Callable[[FamilyCounted], Said]]]] = {
    Counting.APPEALED: ((Said.YES, Said.NO), lambda one: Said.YES if one.appealed else Said.NO),
    Counting.DECISION: (tuple(Said)[2:], lambda one: Said(one.kind)),
}


COMPARED: Final = ((Way.MEDIATED,), (Way.DECLINED,))
"""The groups that are most worth comparing."""


@dataclass(frozen=True, slots=True)
class SaidBy:
    """How many families gave one of some answers."""

    answers: tuple[Said, ...]
    families: int


Answers = Mapping[Counting, tuple[SaidBy, ...]]
"""The families of a group, divided by each question. A question that may identify a family is missing."""


@dataclass(frozen=True, slots=True)
class CostGroup:
    """The families of one way, or of several that are counted together.

    `several_sessions` is how many had more than one session, of a group in which everybody had one. None: not told.
    """

    ways: tuple[Way, ...]
    families: int
    answers: Answers
    several_sessions: int | None = None

    def without(self, counting: Counting) -> "CostGroup":
        """Return the same group without a question."""
        return replace(self, answers={name: counts for name, counts in self.answers.items() if name is not counting})


@dataclass(frozen=True, slots=True)
class CostFigures:
    """The families of a quarter. `families` is None, and there are no groups, where they are too few."""

    families: int | None
    answers: Answers
    groups: tuple[CostGroup, ...]

    def in_total_alone(self, counting: Counting) -> "CostFigures":
        """Return the same figures. The question is answered for all families together, and for no group."""
        return replace(self, groups=tuple(group.without(counting) for group in self.groups))

    def without(self, counting: Counting) -> "CostFigures":
        """Return the same figures without a question."""
        answers = {name: counts for name, counts in self.answers.items() if name is not counting}
        return replace(self.in_total_alone(counting), answers=answers)

    def without_several(self) -> "CostFigures":
        """Return the same figures without the number of families that had several sessions."""
        return replace(self, groups=tuple(replace(group, several_sessions=None) for group in self.groups))


def cost_figures(found: Sequence[FamilyCounted]) -> CostFigures:
    """Count the families of a quarter."""
    if len(found) < FEW:
        return CostFigures(None, {}, ())
    together = _together(found)
    by_group = [[one for one in found if one.burden.way in ways] for ways in together]
    answers: dict[Counting, tuple[SaidBy, ...]] = {}
    of_groups: list[dict[Counting, tuple[SaidBy, ...]]] = [{} for _ in together]
    for counting in Counting:
        if bands := _bands(counting, by_group):
            for group, its_answers in zip(by_group, of_groups, strict=True):
                its_answers[counting] = _said(counting, bands, group)
        if bands := bands or _bands(counting, [found]):
            answers[counting] = _said(counting, bands, found)
    groups = zip(together, by_group, of_groups, strict=True)
    return CostFigures(
        len(found),
        answers,
        tuple(CostGroup(ways, len(group), its, _several(ways, group)) for ways, group, its in groups),
    )


def _together(found: Sequence[FamilyCounted]) -> tuple[tuple[Way, ...], ...]:
    """Return the ways of each group: the groups of the burden, some of them counted together.

    A group whose appeals would not be shown is joined with another, so that it does not hide the appeals of all. Those
    who mediated and those who declined stay apart as long as they can. If one group would be left, none are joined.
    """
    of_burden = counted_together({way: sum(one.burden.way is way for one in found) for way in Way})
    groups = {ways: [one for one in found if one.burden.way in ways] for ways in of_burden}
    while len(groups) > 1 and (hidden := [ways for ways, group in groups.items() if not _appeals_are_shown(group)]):
        small = min(hidden, key=lambda ways: len(groups[ways]))
        others = [ways for ways in groups if ways != small]
        beside = min(others, key=lambda ways: (ways in COMPARED, len(groups[ways])))
        joined = tuple(way for way in Way if way in small + beside)
        groups[joined] = groups.pop(small) + groups.pop(beside)
    return tuple(sorted(groups, key=lambda ways: list(Way).index(ways[0]))) if len(groups) > 1 else of_burden


def _appeals_are_shown(group: Sequence[FamilyCounted]) -> bool:
    appealed = sum(one.appealed for one in group)
    return min(appealed, len(group) - appealed) >= FEW and _tells_nothing_beside_the_burden(group)


def _bands(counting: Counting, groups: Sequence[Sequence[FamilyCounted]]) -> tuple[tuple[Said, ...], ...]:
    parts, part_of = COUNTED[counting]
    if counting is Counting.APPEALED and not all(map(_tells_nothing_beside_the_burden, groups)):
        return ()
    return same_bands(parts, [{part: sum(part_of(one) is part for one in group) for part in parts} for group in groups])


def _tells_nothing_beside_the_burden(group: Sequence[FamilyCounted]) -> bool:
    """Whether nobody can subtract a figure of the burden from the families without an appeal, and get a small number.

    A family whose time ran out, and a family that left after the advice, is always a family without an appeal.
    """
    without = [one.burden for one in group if not one.appealed]
    for known in (sum(one.time_ran_out for one in without), sum(one.left_after_contact for one in without)):
        if known >= FEW > len(without) - known:
            return False
    return True


def _said(counting: Counting, bands: Sequence[tuple[Said, ...]], found: Sequence[FamilyCounted]) -> tuple[SaidBy, ...]:
    part_of = COUNTED[counting][1]
    return tuple(SaidBy(parts, sum(part_of(one) in parts for one in found)) for parts in bands)


def _several(ways: tuple[Way, ...], group: Sequence[FamilyCounted]) -> int | None:
    """Return how many families had several sessions. Asked where all had one, so it divides one shown group."""
    several = sum(one.burden.sessions_held > 1 for one in group)
    return several if ways == (Way.MEDIATED,) and FEW <= several <= len(group) - FEW else None
