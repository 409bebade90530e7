"""The time and effort that a quarter's families needed for a certificate, in counts that identify no family. Pure.

Ways with few families are counted together, and so are neighbouring answers. A question is answered in the same bands
for every group, for some ways and all others together, or for no group. Otherwise the groups could be subtracted from
the total.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.evidence.domain.burden import Burden, Side, Way
from app.kernel.suppression import FEW, counted_together, same_bands
from app.kernel.terms import Party


class Question(StrEnum):
    """A question that the case records answer for each family, for example: was the authority late?"""

    CONTACTS = "contacts"
    DAYS_TO_CERTIFICATE = "days_to_certificate"
    AUTHORITY_LATE = "authority_late"
    PROVIDER_LATE = "provider_late"
    BODY_LATE = "body_late"
    MOVED_BY_OTHERS = "moved_by_others"
    MOVED_BY_FAMILY = "moved_by_family"
    CANCELLED_BY_OTHERS = "cancelled_by_others"
    LEFT_AFTER_CONTACT = "left_after_contact"
    TIME_RAN_OUT = "time_ran_out"


class Part(StrEnum):
    """An answer to a question: a number in a range, or yes or no."""

    NONE = "none"
    FEW = "1_to_2"
    SOME = "3_to_4"
    MANY = "5_or_more"
    TWO_WEEKS = "up_to_14"
    A_MONTH = "15_to_30"
    TWO_MONTHS = "31_to_60"
    LONGER = "over_60"
    NO_CERTIFICATE = "no_certificate"
    YES = "yes"
    NO = "no"


_YES_OR_NO: Final = (Part.YES, Part.NO)
_CONTACTS: Final = (Part.NONE, Part.FEW, Part.SOME, Part.MANY)
_DAYS: Final = (Part.TWO_WEEKS, Part.A_MONTH, Part.TWO_MONTHS, Part.LONGER, Part.NO_CERTIFICATE)
OTHERS: Final = frozenset(Side) - {Side.FAMILY}
"""Every side but the family. A wish that nobody recorded counts here: the family did not ask for it."""


def _contacts(found: Burden) -> Part:
    if not found.contacts:
        return Part.NONE
    return Part.FEW if found.contacts <= 2 else Part.SOME if found.contacts <= 4 else Part.MANY


def _days(found: Burden) -> Part:
    days = found.days_to_certificate
    if days is None:
        return Part.NO_CERTIFICATE
    limits = ((14, Part.TWO_WEEKS), (30, Part.A_MONTH), (60, Part.TWO_MONTHS))
    return next((part for most, part in limits if days <= most), Part.LONGER)


def _if(holds: Callable[[Burden], bool]) -> Callable[[Burden], Part]:
    return lambda found: Part.YES if holds(found) else Part.NO


QUESTIONS: Final[Mapping[Question, tuple[tuple[Part, ...], Callable[[Burden], Part]]]] = {
    Question.CONTACTS: (_CONTACTS, _contacts),
    Question.DAYS_TO_CERTIFICATE: (_DAYS, _days),
    Question.AUTHORITY_LATE: (_YES_OR_NO, _if(lambda one: Party.LOCAL_AUTHORITY in one.days_late)),
    Question.PROVIDER_LATE: (
        _YES_OR_NO,
        _if(lambda one: not {Party.MEDIATION_ADVISER, Party.MEDIATOR}.isdisjoint(one.days_late)),
    ),
    Question.BODY_LATE: (_YES_OR_NO, _if(lambda one: Party.COMMISSIONING_BODY in one.days_late)),
    Question.MOVED_BY_OTHERS: (_YES_OR_NO, _if(lambda one: not OTHERS.isdisjoint(one.moves))),
    Question.MOVED_BY_FAMILY: (_YES_OR_NO, _if(lambda one: Side.FAMILY in one.moves)),
    Question.CANCELLED_BY_OTHERS: (_YES_OR_NO, _if(lambda one: not OTHERS.isdisjoint(one.cancellations))),
    Question.LEFT_AFTER_CONTACT: (_YES_OR_NO, _if(lambda one: one.left_after_contact)),
    Question.TIME_RAN_OUT: (_YES_OR_NO, _if(lambda one: one.time_ran_out)),
}
"""For each question, the parts in their order, and the part of a family."""


@dataclass(frozen=True, slots=True)
class Band:
    """How many families belong to a part. Neighbouring parts of few families are one band."""

    parts: tuple[Part, ...]
    families: int


_THREE: Final = (Way.MEDIATED, Way.DECLINED, Way.NEVER_OFFERED)
COMPARED: Final[Mapping[Question, tuple[Way, ...]]] = {
    Question.CONTACTS: (Way.MEDIATED,),
    Question.DAYS_TO_CERTIFICATE: _THREE,
    Question.AUTHORITY_LATE: (Way.MEDIATED,),
    Question.PROVIDER_LATE: _THREE,
    Question.BODY_LATE: (Way.MEDIATED,),
    Question.MOVED_BY_OTHERS: (Way.MEDIATED,),
    Question.MOVED_BY_FAMILY: (Way.MEDIATED,),
    Question.CANCELLED_BY_OTHERS: (Way.MEDIATED,),
}
"""The ways for which a question is answered if it cannot be answered for every group. All other families are counted
together: a family without any contact, for example, never waits for a certificate. The choice is fixed. A choice that
depends on the answers would tell something of the answers.
"""

Counts = tuple[Band, ...]
"""The families of a group, divided by one question."""


@dataclass(frozen=True, slots=True)
class Group:
    """The families of one way, or of several that are counted together. A question that may identify a family is
    missing."""

    ways: tuple[Way, ...]
    families: int
    answers: Mapping[Question, Counts]

    def without(self, question: Question) -> "Group":
        """Return the same group without a question."""
        return replace(self, answers={name: counts for name, counts in self.answers.items() if name is not question})


@dataclass(frozen=True, slots=True)
class BurdenFigures:
    """The families of a quarter. `families` is None, and there are no groups, where they are too few."""

    families: int | None
    answers: Mapping[Question, Counts]
    groups: tuple[Group, ...]

    def less_and_less(self, found: Sequence[Burden], question: Question) -> Iterator["BurdenFigures"]:
        """Yield figures that tell less and less of a question: each group, the compared ways, the total, nothing.

        `found` are the families that were counted.
        """
        if any(question in group.answers for group in self.groups):
            yield self
        if compared := self._compared(found, question):
            yield compared
        yield self.in_total_alone(question)
        yield self.without(question)

    def _compared(self, found: Sequence[Burden], question: Question) -> "BurdenFigures | None":
        """Return the same figures. The question is answered for the ways that are compared, and all others together.

        The answers of all others are the difference from the total, so they are held to the same bands.
        """
        shown = [group.ways for group in self.groups if not set(group.ways).isdisjoint(COMPARED.get(question, ()))]
        others = tuple(way for group in self.groups if group.ways not in shown for way in group.ways)
        if not shown or not others:
            return None
        parted = [[one for one in found if one.way in ways] for ways in (*shown, others)]
        if not (bands := _bands(question, parted)):
            return None
        answered = {ways: _counted(question, bands, group) for ways, group in zip(shown, parted, strict=False)}
        groups = tuple(
            replace(group, answers={**group.answers, question: answered[group.ways]})
            if group.ways in answered
            else group
            for group in self.without(question).groups
        )
        answers = {**self.answers, question: _counted(question, bands, found)}
        return replace(self, answers=answers, groups=groups)

    def in_total_alone(self, question: Question) -> "BurdenFigures":
        """Return the same figures. The question is answered for all families together, and for no group."""
        return replace(self, groups=tuple(group.without(question) for group in self.groups))

    def without(self, question: Question) -> "BurdenFigures":
        """Return the same figures without a question."""
        answers = {name: counts for name, counts in self.answers.items() if name is not question}
        return replace(self.in_total_alone(question), answers=answers)


def burden_figures(found: Sequence[Burden]) -> BurdenFigures:
    """Count the families of a quarter."""
    if len(found) < FEW:
        return BurdenFigures(None, {}, ())
    together = counted_together({way: sum(one.way is way for one in found) for way in Way})
    by_group = [[one for one in found if one.way in ways] for ways in together]
    answers: dict[Question, Counts] = {}
    of_groups: list[dict[Question, Counts]] = [{} for _ in together]
    for question in Question:
        if bands := _bands(question, by_group):
            for group, its_answers in zip(by_group, of_groups, strict=True):
                its_answers[question] = _counted(question, bands, group)
        if bands := bands or _bands(question, [found]):
            answers[question] = _counted(question, bands, found)
    groups = zip(together, by_group, of_groups, strict=True)
    return BurdenFigures(len(found), answers, tuple(Group(ways, len(group), its) for ways, group, its in groups))


def _bands(question: Question, groups: Sequence[Sequence[Burden]]) -> tuple[tuple[Part, ...], ...]:
    parts, part_of = QUESTIONS[question]
    return same_bands(parts, [{part: sum(part_of(one) is part for one in group) for part in parts} for group in groups])


def _counted(question: Question, bands: Sequence[tuple[Part, ...]], found: Sequence[Burden]) -> Counts:
    part_of = QUESTIONS[question][1]
    return tuple(Band(parts, sum(part_of(one) in parts for one in found)) for parts in bands)
