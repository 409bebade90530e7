"""Which families a quarter has: how many went which way, and what they dispute. Pure.

The shares follow what is known (decision 119): most families decline mediation, and those that mediate appeal less
often. Each way has enough families for figures to be shown. Few sessions are fixed and not held, so readers meet a
number that is left out too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.kernel.terms import DecisionKind, PlanSection
from app.law.domain.quarters import Quarter


class Path(StrEnum):
    """How far a family goes."""

    NO_CONTACT = "no_contact"
    PLACEMENT_ONLY = "placement_only"  # appeals about the setting alone, which needs no certificate
    LEAVES = "leaves"  # has advice, and goes no further
    DECLINES = "declines"
    MEDIATES = "mediates"
    NOT_OFFERED = "not_offered"
    NOT_HELD = "not_held"


DECK: Final[Mapping[tuple[Path, bool], int]] = {
    (Path.NO_CONTACT, False): 10,
    (Path.PLACEMENT_ONLY, True): 8,
    (Path.LEAVES, False): 10,
    (Path.DECLINES, True): 19,
    (Path.DECLINES, False): 16,
    (Path.MEDIATES, True): 8,
    (Path.MEDIATES, False): 19,
    (Path.NOT_OFFERED, True): 7,
    (Path.NOT_OFFERED, False): 6,
    (Path.NOT_HELD, True): 4,
    (Path.NOT_HELD, False): 3,
}
"""How many families of a quarter go a way, and whether they appeal. A quarter has up to `MORE` more of each."""
MORE: Final = 3
KINDS: Final[Sequence[tuple[DecisionKind, int]]] = (
    (DecisionKind.REFUSAL_TO_ASSESS, 30),
    (DecisionKind.REFUSAL_TO_ISSUE_PLAN, 14),
    (DecisionKind.PLAN_CONTENT, 44),
    (DecisionKind.REFUSAL_TO_REASSESS, 4),
    (DecisionKind.REFUSAL_TO_AMEND, 4),
    (DecisionKind.CEASE_TO_MAINTAIN, 4),
)
SECTIONS: Final = (
    frozenset({PlanSection.B, PlanSection.F}),
    frozenset({PlanSection.B, PlanSection.F, PlanSection.I}),
    frozenset({PlanSection.F, PlanSection.I}),
)
LISTS: Final = (OnList.YES, OnList.NO, OnList.YES, OnList.NO, OnList.NO_LIST)
REASONS: Final = (
    RefusedBecause.UNSUITABLE,
    RefusedBecause.FULL,
    RefusedBecause.INEFFICIENT_USE_OF_RESOURCES,
    RefusedBecause.UNSUITABLE,
    RefusedBecause.INCOMPATIBLE_WITH_OTHERS,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A family as it was drawn: how far it goes, what it disputes, and how far into the quarter its notice was sent.

    `lot` draws everything else about this family.
    """

    name: str
    path: Path
    appeals: bool
    kind: DecisionKind
    sections: frozenset[PlanSection]
    setting: Setting | None
    day: int
    lot: Random


def chance(name: str) -> Random:
    """Return chance that is the same for a name in every sandbox."""
    return Random(name)  # noqa: S311 - draws invented families, not secrets


def families_of(quarter: Quarter) -> Iterator[Drawn]:
    """Yield the families of a quarter. They are the same on every day."""
    lot = chance(f"families of {quarter}")
    days = (quarter.last_day - quarter.first_day).days
    ways = [way for way, families in DECK.items() for _ in range(families + lot.randint(0, MORE))]
    for number, (path, appeals) in enumerate(ways):
        kind = DecisionKind.PLAN_CONTENT
        if path is not Path.PLACEMENT_ONLY:
            [kind] = lot.choices([one for one, _ in KINDS], [weight for _, weight in KINDS])
        sections: frozenset[PlanSection] = frozenset()
        if kind is DecisionKind.PLAN_CONTENT:
            sections = frozenset({PlanSection.I}) if path is Path.PLACEMENT_ONLY else lot.choice(SECTIONS)
        setting = Setting(lot.choice(LISTS), lot.choice(REASONS)) if PlanSection.I in sections else None
        name = f"{quarter}-{number + 1:03}"
        yield Drawn(name, path, appeals, kind, sections, setting, lot.randrange(days + 1), chance(f"family {name}"))
