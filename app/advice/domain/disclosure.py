"""Disclosure control: which figures may be published, and for which stages.

The authority is the reader to guard against. It knows the stage of each of its cases, whether and how the case ended,
and which offers were made. So it knows how many families are in each row. A figure can then reveal all of them: that no
family in the row consented, or that every family did. The authority knows more about some families, for example those
that it referred itself, and can subtract them.

One rule prevents this: **every group of families that the published figures separate holds at least five families about
whom the reader knows nothing.** Take any family: each other group then holds five with which it could have changed
places, and no figure would differ.

There are few groups, so that a reader of this file can check the rule. Figures are nested: a family that waits was
accepted, and a family that was accepted consented. A stage shows all the figures of the total, or none. The stages that
are not shown must be safe together, because a reader can subtract the others from the total.

The rates divide the families whose dispute has ended: by support, and by how it ended. The authority knows how each
dispute ended, and the advice service knows whom it supported. So the families that ended alike in everything that is
told hold five with support and five without: for either reader, they could change places.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.cases.domain.words import State

SMALLEST_PUBLISHED = 5


class Reached(StrEnum):
    """How far a family came with the advice service. Each is counted once, at the furthest."""

    CONSENTED = "consented"  # a referral; not taken on, or not yet
    WAITING = "waiting"  # taken on, and waiting for room
    ACCEPTED = "accepted"  # taken on; the dispute goes on, or help came after its end or not at all
    SUPPORTED = "supported"  # taken on, and reached by help before the dispute ended


class Rate(StrEnum):
    """What is counted of the disputes that have ended, with support and without. The first is the most useful."""

    SETTLED = "settled"
    APPEALED = "appealed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Journey:
    """One family, without a name: its stage of mediation, how far it came with the advice service, and how its dispute
    ended.

    `reached` is None for a family that was not referred. `days_to_first_contact` are calendar days from the referral;
    None without a contact. `settled` is None while the dispute goes on: nobody is supported in it yet, for nobody is
    counted by its end. `appealed` and `declined` say whether the family appealed, and whether it said no to mediation.
    `known` is whether the reader knows more of this family than its case: it referred it, it asked it and was answered,
    or it may know that help is given.

    Raises:
        ValueError: for a family that was supported to an end which has not come.
    """

    stage: State
    offered: bool = False
    reached: Reached | None = None
    days_to_first_contact: int | None = None
    settled: bool | None = None
    known: bool = False
    appealed: bool = False
    declined: bool = False

    def __post_init__(self) -> None:
        """Reject a family that counts as supported although its dispute has not ended."""
        if self.reached is Reached.SUPPORTED and self.settled is None:
            raise ValueError("a family is supported in a dispute that has ended")


class Figure(StrEnum):
    """A figure about a group of families that the authority cannot count itself."""

    CONSENTED = "consented"
    ACCEPTED = "accepted"
    ENDINGS = "endings"  # of the disputes that ended alike in what the rates tell, how many were supported
    WAITING = "waiting"


Group = frozenset[Reached | None]

EVERYBODY: Group = frozenset({None, *Reached})
COUNTS: Mapping[Figure, Group] = {
    Figure.CONSENTED: frozenset(Reached),
    Figure.ACCEPTED: frozenset({Reached.WAITING, Reached.ACCEPTED, Reached.SUPPORTED}),
    Figure.ENDINGS: frozenset({Reached.SUPPORTED}),
    Figure.WAITING: frozenset({Reached.WAITING}),
}
"""The families that each figure counts. Any two figures share no family, or one is part of the other."""


@dataclass(frozen=True, slots=True)
class Told:
    """What may be published: which figures for all stages together, which for each stage, and which rates for both."""

    overall: tuple[Figure, ...]
    of_a_stage: tuple[Figure, ...]
    stages: frozenset[State]
    rates: tuple[Rate, ...]


def told(families: Collection[Journey]) -> Told:
    """Choose what may be published about an area's families: first for all stages together, then by stage.

    The most useful figures are tried first. The waiting families come last: if none waits, only that figure is
    withheld.
    """
    chosen: tuple[Figure, ...] = ()
    for figure in (Figure.CONSENTED, Figure.ACCEPTED):
        if safe(families, (*chosen, figure), ()):
            chosen = (*chosen, figure)
    rates: tuple[Rate, ...] = ()
    varied = [rate for rate in Rate if _varies(families, rate)]
    if Rate.SETTLED in varied and safe(families, (*chosen, Figure.ENDINGS), (Rate.SETTLED,)):
        chosen, rates = (*chosen, Figure.ENDINGS), (Rate.SETTLED,)
    stages = _stages(families, chosen, rates) if chosen else frozenset()
    parts = _parts(families, stages)
    with_waiting = (*chosen, Figure.WAITING)
    overall = with_waiting if safe(families, with_waiting, rates) else chosen
    everywhere = overall is with_waiting and all(safe(part, with_waiting, rates) for part in parts)
    of_a_stage = with_waiting if everywhere else chosen
    for rate in varied[1:] if rates else ():
        more = (*rates, rate)
        if safe(families, overall, more) and all(safe(part, of_a_stage, more) for part in parts):
            rates = more
    return Told(overall, of_a_stage, stages, rates)


def _stages(families: Collection[Journey], figures: tuple[Figure, ...], rates: tuple[Rate, ...]) -> frozenset[State]:
    """Choose the stages that may be told: the largest first, as long as each, and all others together, are safe.

    How large they are, the reader knows. So the choice tells no more than that one more of them would not do.
    """
    sizes = Counter(family.stage for family in families)
    chosen: frozenset[State] = frozenset()
    for stage in sorted(sizes, key=lambda stage: (-sizes[stage], stage)):
        if not all(safe(part, figures, rates) for part in _parts(families, chosen | {stage})):
            break
        chosen |= {stage}
    return chosen


def _parts(families: Collection[Journey], stages: Collection[State]) -> list[list[Journey]]:
    """Return the families of each of these stages, and those of all others together: a reader can subtract."""
    apart: dict[State | None, list[Journey]] = {stage: [] for stage in stages}
    for family in families:
        apart.setdefault(family.stage if family.stage in stages else None, []).append(family)
    return [*apart.values()]


def safe(families: Collection[Journey], figures: Iterable[Figure], rates: Collection[Rate]) -> bool:
    """Whether every group that the figures and rates tell apart holds enough families of whom nothing was known."""
    figures, spare = tuple(figures), any(family.known and family.reached for family in families)
    if Figure.ENDINGS in figures:
        alike = _ended_alike(families, rates)
        if not alike:  # then endings tell nothing: they go with the accepted
            figures = tuple(Figure.ACCEPTED if one is Figure.ENDINGS else one for one in figures)
        elif not all(_each_enough(some, (Figure.ENDINGS,), spare=spare) for some in alike):
            return False
    return _each_enough(families, figures, spare=spare)


def _each_enough(families: Collection[Journey], figures: tuple[Figure, ...], *, spare: bool) -> bool:
    """Whether every group into which figures sort these families is large enough."""
    return all(
        _enough([family for family in families if family.reached in group], spare=spare)
        for group in told_apart(figures)
    )


def _varies(families: Collection[Journey], rate: Rate) -> bool:
    """Whether a rate is neither of no ended dispute nor of all: the advice service does not know how disputes ended.

    Where none has ended, a rate says so and tells nothing more.
    """
    return len({getattr(family, rate) for family in families if family.settled is not None}) != 1


def _ended_alike(families: Iterable[Journey], rates: Iterable[Rate]) -> list[list[Journey]]:
    """Return the families whose dispute has ended, together with those that ended alike as far as the rates tell."""
    alike: dict[tuple[bool, ...], list[Journey]] = {}
    for family in families:
        if family.settled is not None:
            alike.setdefault(tuple([getattr(family, rate) for rate in rates]), []).append(family)
    return [*alike.values()]


def _enough(group: Collection[Journey], *, spare: bool) -> bool:
    """Whether a group holds five of whom nothing was known, and where some are known to have consented, one more.

    Without the one more, whoever knows this rule could tell that none of those is in the group, or that all are.
    """
    known = [family.reached for family in group if family.known]
    unknown, consented = len(group) - len(known), len(known) - known.count(None)
    return unknown >= SMALLEST_PUBLISHED and unknown + consented >= SMALLEST_PUBLISHED + spare


@cache  # asked of the same few figures for every stage
def told_apart(figures: tuple[Figure, ...]) -> tuple[Group, ...]:
    """Return the groups into which the figures, side by side, sort families by how far they came."""
    groups = [EVERYBODY]
    for figure in figures:
        groups = [part for group in groups for part in (group & COUNTS[figure], group - COUNTS[figure]) if part]
    return tuple(groups)
