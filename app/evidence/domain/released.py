"""Everything that is published about the families of one quarter, counted at one moment and controlled together. Pure.

Each figure alone hides small numbers. Two numbers of the same families can still be subtracted from each other. So each
number is looked at with the families behind it: a later number gives way if it would leave a small rest beside an
earlier one. The burden comes first, then the costs, the panels and the settings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.cases.domain.panels import PanelReview
from app.cases.domain.setting import Setting
from app.evidence.domain.burden import Way
from app.evidence.domain.burden_figures import QUESTIONS, BurdenFigures, Counts, Question, burden_figures
from app.evidence.domain.cost_figures import COUNTED, CostFigures, Counting, FamilyCounted, cost_figures
from app.evidence.domain.outcomes import Became, outcome
from app.evidence.domain.panels import (
    PanelFigures,
    ReviewedCase,
    Seats,
    answered_to_change,
    panel_figures,
    seats,
    wanted_by,
)
from app.evidence.domain.settings import DisputedSetting, SettingFigures, setting_figures
from app.kernel.suppression import leaves_no_small_rest

F = TypeVar("F")
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class CaseCounted:
    """What is counted of one family of the quarter."""

    family: FamilyCounted
    became: Became
    reviews: tuple[PanelReview, ...] = ()
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """Everything that is published about a quarter."""

    burden: BurdenFigures
    costs: CostFigures
    panels: Mapping[Seats, PanelFigures]
    settings: SettingFigures


Families = int
"""The families behind one number, as the bits of an integer."""


def quarter_figures(found: Sequence[CaseCounted]) -> QuarterFigures:
    """Count the families of a quarter."""
    release = _Release(found)
    burden, costs = burden_figures([one.family.burden for one in found]), cost_figures([one.family for one in found])
    release.take([burden], lambda one: [release.all(), *(release.of_way(group.ways) for group in one.groups)])
    for question in Question:
        less = burden.less_and_less([one.family.burden for one in found], question)
        burden = release.take(less, lambda one, question=question: release.of_burden(one, question))  # type: ignore[misc]
    for counting in Counting:
        fewer = (costs, costs.in_total_alone(counting), costs.without(counting))
        costs = release.take(fewer, lambda one, counting=counting: release.of_costs(one, counting))  # type: ignore[misc]
    costs = release.take((costs, costs.without_several()), release.of_several)
    reviewed = [ReviewedCase(one.reviews, one.became) for one in found if one.reviews]
    panels = {
        seat: release.take(figures.less_and_less(), lambda one, seat=seat: release.of_panels(one, seat))  # type: ignore[misc]
        for seat, figures in panel_figures(reviewed).items()
    }
    disputed = [DisputedSetting(one.setting, outcome(one.became)) for one in found if one.setting is not None]
    settings = release.take(setting_figures(disputed).less_and_less(), release.of_settings)
    return QuarterFigures(burden, costs, panels, settings)


class _Release:
    """The numbers that are published so far, each with the families behind it."""

    def __init__(self, found: Sequence[CaseCounted]) -> None:
        self._found = found
        self._known: set[Families] = set()

    def take(self, candidates: Iterable[F], numbers: Callable[[F], Iterable[Families]]) -> F:
        """Publish the first of some figures that leaves no small rest. The last of them shows nothing new."""
        last: F | None = None
        for last in candidates:
            block = {*numbers(last)}
            if leaves_no_small_rest(self._known, block):
                self._known |= block
                return last
        assert last is not None  # noqa: S101 - the last candidate shows nothing, and nothing leaves no rest
        return last

    def where(self, behind: Callable[[CaseCounted], bool]) -> Families:
        """Return the families behind a number."""
        return sum(1 << place for place, one in enumerate(self._found) if behind(one))

    def all(self) -> Families:
        """Return all families."""
        return (1 << len(self._found)) - 1

    def of_way(self, ways: Iterable[N]) -> Families:
        """Return the families of some ways."""
        return self.where(lambda one: one.family.burden.way in ways)  # type: ignore[operator]

    def of_burden(self, figures: BurdenFigures, question: Question) -> Iterator[Families]:
        """Yield the families behind each answer to a question about the burden.

        If some groups are not shown, their answers together are what is left of the total. They count as published.
        """
        part_of = QUESTIONS[question][1]
        shown = [group for group in figures.groups if question in group.answers]
        left = {way for group in figures.groups if group not in shown for way in group.ways}
        parted: list[tuple[Iterable[Way] | None, Counts]] = [(None, figures.answers.get(question, ()))]
        parted += [(group.ways, group.answers[question]) for group in shown]
        parted += [(left, figures.answers[question])] if shown and left else []
        for ways, bands in parted:
            own = self.all() if ways is None else self.of_way(ways)
            for band in bands:
                yield own & self.where(lambda one, band=band: part_of(one.family.burden) in band.parts)  # type: ignore[misc]

    def of_costs(self, figures: CostFigures, counting: Counting) -> Iterator[Families]:
        """Yield the families behind each answer to a question of the costs."""
        answer_of = COUNTED[counting][1]
        for ways, answers in ((None, figures.answers), *((group.ways, group.answers) for group in figures.groups)):
            own = self.all() if ways is None else self.of_way(ways)
            for band in answers.get(counting, ()):
                yield own & self.where(lambda one, band=band: answer_of(one.family) in band.answers)  # type: ignore[misc]

    def of_several(self, figures: CostFigures) -> Iterator[Families]:
        """Yield the families with several sessions, if their number is shown."""
        if any(group.several_sessions is not None for group in figures.groups):
            yield self.where(lambda one: one.family.burden.sessions_held > 1)

    def of_panels(self, figures: PanelFigures, seat: Seats) -> Iterator[Families]:
        """Yield the families behind each number of a group of panels. A family may have several reviews."""

        def some(of: Callable[[PanelReview], bool]) -> Families:
            return self.where(lambda one: any(seats(review) is seat and of(review) for review in one.reviews))

        mine = some(lambda _: True)
        yield from ([] if figures.cases.total is None else [mine])
        for which in figures.cases.parts or ():
            yield mine & self.where(lambda one, which=which: outcome(one.became) is which)  # type: ignore[misc]
        for became in (*(figures.without_appeal or ()), *(figures.after_appeal or ())):
            yield mine & self.where(lambda one, became=became: one.became is became)  # type: ignore[misc]
        if figures.recommended.total is not None:
            yield some(lambda review: wanted_by(review) is not None)
        for wanted in figures.recommended.parts or ():
            yield some(lambda review, wanted=wanted: wanted_by(review) is wanted)  # type: ignore[misc]
        if figures.answered_to_change.total is not None:
            yield some(lambda review: answered_to_change(review) is not None)
        for said in figures.answered_to_change.parts or ():
            yield some(lambda review, said=said: answered_to_change(review) is said)  # type: ignore[misc]

    def of_settings(self, figures: SettingFigures) -> Iterator[Families]:
        """Yield the families behind each number of the settings."""
        for name, groups in (("preferred_on_list", figures.by_list), ("refused_because", figures.by_reason)):
            for value, group in groups.items():
                own = self.where(
                    lambda one, name=name, value=value: (
                        one.setting is not None  # type: ignore[misc]
                        and getattr(one.setting, name) is value
                    )
                )
                yield from ([] if group.total is None else [own])
                for which in group.parts or ():
                    yield own & self.where(lambda one, which=which: outcome(one.became) is which)  # type: ignore[misc]
