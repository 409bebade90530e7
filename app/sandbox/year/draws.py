"""Which families a quarter has: how many went which way, and what they dispute. Pure.

The shares follow what is known (decision 119): most families decline mediation, and those that mediate appeal less
often. Each way has enough families for figures to be shown, and half of the families that end alike have advice. What
must not fail by chance is dealt in turns.
"""

from collections import Counter
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


class End(StrEnum):
    """How a dispute ends."""

    AGREED = "agreed"  # in mediation, about everything
    CONCEDED = "conceded"  # the authority gives way before an appeal
    CLOSED = "closed"  # the family says that it is over
    OPEN = "open"  # nobody says anything
    DECIDED = "decided"  # after an appeal that goes on
    UNOPPOSED = "unopposed"  # after an appeal that the authority does not oppose


DECK: Final[Mapping[tuple[Path, End], int]] = {
    (Path.NO_CONTACT, End.CLOSED): 4,
    (Path.NO_CONTACT, End.CONCEDED): 1,
    (Path.NO_CONTACT, End.OPEN): 1,
    (Path.PLACEMENT_ONLY, End.DECIDED): 4,
    (Path.PLACEMENT_ONLY, End.UNOPPOSED): 4,
    (Path.LEAVES, End.CLOSED): 6,
    (Path.LEAVES, End.CONCEDED): 1,
    (Path.LEAVES, End.OPEN): 1,
    (Path.DECLINES, End.DECIDED): 12,
    (Path.DECLINES, End.UNOPPOSED): 12,
    (Path.DECLINES, End.CLOSED): 12,
    (Path.DECLINES, End.CONCEDED): 12,
    (Path.MEDIATES, End.DECIDED): 4,
    (Path.MEDIATES, End.UNOPPOSED): 4,
    (Path.MEDIATES, End.AGREED): 11,
    (Path.MEDIATES, End.CLOSED): 5,
    (Path.NOT_OFFERED, End.DECIDED): 4,
    (Path.NOT_OFFERED, End.UNOPPOSED): 3,
    (Path.NOT_OFFERED, End.CLOSED): 3,
    (Path.NOT_OFFERED, End.CONCEDED): 3,
    (Path.NOT_HELD, End.DECIDED): 3,
    (Path.NOT_HELD, End.UNOPPOSED): 3,
    (Path.NOT_HELD, End.CLOSED): 2,
    (Path.NOT_HELD, End.CONCEDED): 2,
}
"""How many families of a quarter go a way and end so. A quarter has one more of some, as chance decides."""
MORE: Final = 0.25
SETTLED: Final = frozenset({End.AGREED, End.CONCEDED, End.UNOPPOSED})
APPEALED: Final = frozenset({End.DECIDED, End.UNOPPOSED})
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

    `turn` is the number of the family among those that go the same way. `reached` says whether help reaches the family
    before its dispute ends, and `tells` whether the authority may know of it. `lot` draws everything else.
    """

    name: str
    path: Path
    end: End
    turn: int
    reached: bool
    tells: bool
    kind: DecisionKind
    sections: frozenset[PlanSection]
    setting: Setting | None
    day: int
    lot: Random

    @property
    def appeals(self) -> bool:
        """Whether the family appeals."""
        return self.end in APPEALED

    def each(self, number: int, after: int = 0) -> bool:
        """Whether it is the turn of this family, if each family of such a number has a turn."""
        return self.turn % number == after


def chance(name: str) -> Random:
    """Return chance that is the same for a name in every sandbox."""
    return Random(name)  # noqa: S311 - draws invented families, not secrets


def families_of(quarter: Quarter) -> Iterator[Drawn]:
    """Yield the families of a quarter. They are the same on every day."""
    lot = chance(f"families of {quarter}")
    days = (quarter.last_day - quarter.first_day).days
    ways = [way for way, families in DECK.items() for _ in range(families + (lot.random() < MORE))]
    turns: Counter[Path] = Counter()
    alike: Counter[tuple[bool, bool, bool]] = Counter()
    for number, (path, end) in enumerate(ways):
        kind = DecisionKind.PLAN_CONTENT
        if path is not Path.PLACEMENT_ONLY:
            [kind] = lot.choices([one for one, _ in KINDS], [weight for _, weight in KINDS])
        sections: frozenset[PlanSection] = frozenset()
        if kind is DecisionKind.PLAN_CONTENT:
            sections = frozenset({PlanSection.I}) if path is Path.PLACEMENT_ONLY else lot.choice(SECTIONS)
        setting = Setting(lot.choice(LISTS), lot.choice(REASONS)) if PlanSection.I in sections else None
        name = f"{quarter}-{number + 1:03}"
        ends = end in SETTLED, end in APPEALED, path is Path.DECLINES
        yield Drawn(
            name=name,
            path=path,
            end=end,
            turn=turns[path],
            reached=alike[ends] % 2 == 0 and end is not End.OPEN,
            tells=alike[ends] == 0 and path is not Path.DECLINES,
            kind=kind,
            sections=sections,
            setting=setting,
            day=lot.randrange(days + 1),
            lot=chance(f"family {name}"),
        )
        turns[path] += 1
        alike[ends] += end is not End.OPEN
