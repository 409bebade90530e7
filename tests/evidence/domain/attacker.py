"""A reader who subtracts: every published number of a quarter with the families behind it, and every small rest.

The reader knows what follows from what: for example, that a family whose time ran out has no appeal. So a number lies
within another if it does so for every family that there could be. The code under test does not say which families are
behind a number: each number is counted here once more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from app.cases.domain.panels import PanelAnswer, PanelMembers, PanelReview, PanelRole, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.evidence.domain.burden import Burden, Side, Way
from app.evidence.domain.burden_figures import QUESTIONS
from app.evidence.domain.cost_figures import FamilyCounted, Said
from app.evidence.domain.outcomes import AfterAppeal, WithoutAppeal
from app.evidence.domain.panels import Seats
from app.evidence.domain.released import CaseCounted, QuarterFigures
from app.kernel.suppression import FEW
from app.kernel.terms import DecisionKind, Party
from tests.support.walks import a_lot

Behind = Callable[[CaseCounted], bool]
"""Whether a family is behind a number."""
WAITED = (Way.NEVER_OFFERED, Way.NOT_HELD)


@dataclass(frozen=True)
class Number:
    """A published number. `counts_families` is false for a number of reviews: a family may have several."""

    published: int
    behind: Behind
    counts_families: bool = True


def a_family(lot: Random) -> CaseCounted:
    """Draw one of the families that there could be."""
    way = lot.choice(list(Way))
    certified = way in (Way.MEDIATED, Way.DECLINED) and lot.random() < 0.8
    appealed = lot.random() < (0.5 if certified else 0.2)
    over = not appealed and not certified and lot.random() < 0.5
    sides = [side for side in Side if way in (Way.MEDIATED, Way.NOT_HELD) and lot.random() < 0.3]
    burden = Burden(
        way,
        0 if way is Way.NO_CONTACT else lot.randrange(1, 8),
        lot.choice((3, 20, 45, 90)) if certified else None,
        {party: 2 for party in Party if party is not Party.FAMILY and lot.random() < 0.3},
        moves=dict.fromkeys(sides, 1),
        cancellations=dict.fromkeys(sides[:1], 1),
        left_after_contact=over and way is Way.UNDECIDED,
        time_ran_out=over and way in WAITED,
        sessions_held=lot.randrange(1, 4) if way is Way.MEDIATED else 0,
    )
    so_far = lot.choice(list(AfterAppeal)) if appealed else lot.choice(list(WithoutAppeal))
    setting = Setting(lot.choice(list(OnList)), lot.choice((None, *RefusedBecause))) if lot.random() < 0.5 else None
    family = FamilyCounted(burden, lot.choice(list(DecisionKind)), appealed)
    return CaseCounted(family, so_far, tuple(a_review(lot) for _ in range(lot.choice((0, 0, 1, 1, 2)))), setting)


def a_review(lot: Random) -> PanelReview:
    """Draw a review by a panel."""
    members = lot.choice(((), (PanelMembers(PanelRole.PARENT, 1),), (PanelMembers(PanelRole.HEALTH, 1),)))
    said = lot.choice((None, *Recommendation))
    answer = PanelAnswer.PENDING if said is None else lot.choice(list(PanelAnswer))
    return PanelReview(date(2026, 2, 10), members, recommendation=said, authority_answer=answer)


def a_quarter(seed: int, families: int) -> list[CaseCounted]:
    """Draw the families of a quarter. In half of the quarters, some kinds of family are frequent."""
    lot = a_lot(seed)
    if seed % 2:
        return [a_family(lot) for _ in range(families)]
    frequent = [a_family(lot) for _ in range(lot.randrange(1, 6))]
    return [a_family(lot) if lot.random() < 0.15 else varied(lot.choice(frequent), lot) for _ in range(families)]


def varied(like: CaseCounted, lot: Random) -> CaseCounted:
    """Return a family like another, with a decision of its own."""
    return replace(like, family=replace(like.family, kind=lot.choice(list(DecisionKind))))


@cache
def everybody() -> tuple[CaseCounted, ...]:
    """Return many of the families that there could be, of every kind."""
    lot = a_lot(0)
    return tuple(a_family(lot) for _ in range(1500))


def numbers(found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    """Yield everything that is published, each with its name."""
    yield from _of_burden(found)
    yield from _of_costs(found)
    for seats in found.panels:
        yield from _of_panels(seats, found)
    yield from _of_settings(found)


def _of_burden(found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    shown = found.burden
    if shown.families is not None:
        yield "families", Number(shown.families, lambda _: True)
    for ways, families, answers in (
        (tuple(Way), None, shown.answers),
        *((group.ways, group.families, group.answers) for group in shown.groups),
    ):
        if families is not None:
            yield f"{ways}", Number(families, lambda one, ways=ways: one.family.burden.way in ways)  # type: ignore[misc]
        for question, bands in answers.items():
            for band in bands:

                def behind(one: CaseCounted, question=question, band=band, ways=ways) -> bool:  # type: ignore[no-untyped-def]
                    burden = one.family.burden
                    return burden.way in ways and QUESTIONS[question][1](burden) in band.parts

                yield f"{ways} {question} {band.parts}", Number(band.families, behind)
    yield from _left_of_the_total(found)


def _left_of_the_total(found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    """Yield what the reader works out of the groups that do not show a question: the total without the others."""
    groups = found.burden.groups
    for question, bands in found.burden.answers.items():
        shown = [group for group in groups if question in group.answers]
        left = tuple(way for group in groups if group not in shown for way in group.ways)
        for place, band in enumerate(bands if shown and left else ()):
            number = band.families - sum(group.answers[question][place].families for group in shown)

            def behind(one: CaseCounted, question=question, band=band, ways=left) -> bool:  # type: ignore[no-untyped-def]
                burden = one.family.burden
                return burden.way in ways and QUESTIONS[question][1](burden) in band.parts

            yield f"left {left} {question} {band.parts}", Number(number, behind)


def _of_costs(found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    shown = found.costs
    for ways, answers, several in (
        (tuple(Way), shown.answers, None),
        *((group.ways, group.answers, group.several_sessions) for group in shown.groups),
    ):
        for question, bands in answers.items():
            for band in bands:

                def behind(one: CaseCounted, answers=band.answers, ways=ways) -> bool:  # type: ignore[no-untyped-def]
                    own = {Said.YES if one.family.appealed else Said.NO, Said(one.family.kind)}
                    return one.family.burden.way in ways and not own.isdisjoint(answers)

                yield f"costs {ways} {question} {band.answers}", Number(band.families, behind)
        if several is not None:
            yield f"several {ways}", Number(several, lambda one: one.family.burden.sessions_held > 1)


def _of_panels(seats: Seats, found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    shown = found.panels[seats]

    def mine(one: CaseCounted) -> list[PanelReview]:
        wanted = seats is Seats.WITH_PARENTS
        return [review for review in one.reviews if review.parents is not None and bool(review.parents) is wanted]

    def change(review: PanelReview) -> bool:
        return review.recommendation in (Recommendation.CHANGE, Recommendation.RECONSIDER)

    def uphold(review: PanelReview) -> bool:
        return review.recommendation is Recommendation.UPHOLD

    def some(of: Callable[[PanelReview], bool]) -> Behind:
        return lambda one: any(map(of, mine(one)))

    if shown.cases.total is not None:
        yield f"{seats}", Number(shown.cases.total, lambda one: bool(mine(one)))
    for outcome, number in (shown.cases.parts or {}).items():
        appealed = outcome == "appealed"
        yield f"{seats} {outcome}", Number(number, lambda one, a=appealed: bool(mine(one)) and one.family.appealed is a)  # type: ignore[misc]
    for became, number in (*(shown.without_appeal or {}).items(), *(shown.after_appeal or {}).items()):
        yield f"{seats} {became}", Number(number, lambda one, as_=became: bool(mine(one)) and one.became is as_)  # type: ignore[misc]
    if shown.recommended.total is not None:
        yield f"{seats} any", Number(shown.recommended.total, some(lambda r: r.recommendation is not None), False)
    for wanted, number in (shown.recommended.parts or {}).items():
        yield f"{seats} {wanted}", Number(number, some(change if wanted == "change" else uphold), False)
    if shown.answered_to_change.total is not None:
        answered = some(lambda r: change(r) and r.authority_answer is not PanelAnswer.PENDING)
        yield f"{seats} answered", Number(shown.answered_to_change.total, answered, False)
    for said, number in (shown.answered_to_change.parts or {}).items():
        answer = PanelAnswer(said)
        yield f"{seats} {said}", Number(number, some(lambda r, a=answer: change(r) and r.authority_answer is a), False)  # type: ignore[misc]


def _of_settings(found: QuarterFigures) -> Iterator[tuple[str, Number]]:
    for name, groups in (("preferred_on_list", found.settings.by_list), ("refused_because", found.settings.by_reason)):
        for value, group in groups.items():

            def of(one: CaseCounted, name=name, value=value) -> bool:  # type: ignore[no-untyped-def]
                return one.setting is not None and getattr(one.setting, name) is value

            if group.total is not None:
                yield f"{name} {value}", Number(group.total, of)
            for outcome, number in (group.parts or {}).items():
                appealed = outcome == "appealed"
                behind: Behind = lambda one, of=of, a=appealed: of(one) and one.family.appealed is a  # type: ignore[misc] # noqa: E731
                yield f"{name} {value} {outcome}", Number(number, behind)


def small_rests(world: Sequence[CaseCounted], found: QuarterFigures) -> list[str]:
    """Return what the reader works out of fewer than five families, by at most two subtractions from a number."""
    published = dict(numbers(found))
    here = {name: _bits(number.behind, world) for name, number in published.items()}
    could = {name: _could(name, number.behind) for name, number in published.items()}
    for name, number in published.items():
        if number.counts_families:
            assert number.published == here[name].bit_count(), name
    rests = [f"{name}: {here[name].bit_count()}" for name in published if here[name].bit_count() < FEW]
    for whole in published:
        within = [name for name in published if could[name] & ~could[whole] == 0 and could[name] != could[whole]]
        for place, name in enumerate(within):
            rest = here[whole] & ~here[name]
            if 0 < rest.bit_count() < FEW:
                rests.append(f"{whole} - {name}")
            apart = (other for other in within[place + 1 :] if not could[name] & could[other])
            rests += [f"{whole} - {name} - {other}" for other in apart if 0 < (rest & ~here[other]).bit_count() < FEW]
    return rests


_COULD: dict[str, int] = {}


def _could(name: str, behind: Behind) -> int:
    """Return who could be behind a number, of all the families that there could be. Kept by the number's name."""
    if name not in _COULD:
        _COULD[name] = _bits(behind, everybody())
    return _COULD[name]


def _bits(behind: Behind, families: Sequence[CaseCounted]) -> int:
    return sum(1 << place for place, one in enumerate(families) if behind(one))
