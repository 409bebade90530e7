"""The costs of a quarter in sentences that claim no cause. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.evidence.domain.burden import Way
from app.evidence.domain.cost_figures import CostFigures, CostGroup, Counting, Said, SaidBy
from app.evidence.domain.cost_money import Compared

_WHO: Final[Mapping[Way, str]] = {
    Way.MEDIATED: "that mediated",
    Way.DECLINED: "that declined mediation",
    Way.NEVER_OFFERED: "that asked for mediation and were never offered a session",
}
_KINDS: Final[Mapping[Said, str]] = {
    Said.REFUSAL_TO_ASSESS: "a refusal to assess",
    Said.REFUSAL_TO_REASSESS: "a refusal to reassess",
    Said.REFUSAL_TO_ISSUE_PLAN: "a refusal to issue a plan",
    Said.PLAN_CONTENT: "the content of a plan",
    Said.REFUSAL_TO_AMEND: "a refusal to amend a plan",
    Said.CEASE_TO_MAINTAIN: "the end of a plan",
}
NO_CAUSE: Final = (
    "This does not show what caused the difference, and does not show that anything was saved: chance did not "
    "decide which family was in which group."
)


def words(found: CostFigures, comparisons: tuple[Compared, ...]) -> Iterator[str]:
    """Yield what the figures say of each pair of groups, and how the groups differ, one fact in a sentence."""
    alone = {group.ways[0]: group for group in found.groups if len(group.ways) == 1}
    for pair in comparisons:
        one, other = _WHO[pair.one], _WHO[pair.other]
        yield f"Of 100 families {one}, {_of_100(pair.appeals.value)} appealed so far."
        yield f"Of 100 families {other}, {_of_100(pair.other_appeals.value)} appealed so far."
        low, high = _of_100(pair.difference.low), _of_100(pair.difference.high)
        yield f"The difference per 100 families is probably between {low} and {high} (95 % confidence interval)."
        yield from _selection(one, alone[pair.one], other, alone[pair.other])
        yield NO_CAUSE


def _selection(one: str, group: CostGroup, other: str, beside: CostGroup) -> Iterator[str]:
    kinds, others = group.answers.get(Counting.DECISION, ()), beside.answers.get(Counting.DECISION, ())
    if not kinds:
        yield "We do not show the kinds of decision, because they could identify a family."
    for said, its in zip(kinds, others, strict=True):
        about = " or ".join(_KINDS[answer] for answer in said.answers)
        yield (
            f"{_share(said, group)} of 100 families {one} disputed {about}; {_share(its, beside)} of 100 {other} did."
        )


def _share(said: SaidBy, group: CostGroup) -> int:
    return _of_100(said.families / group.families)


def _of_100(part: float) -> int:
    return round(100 * part)
