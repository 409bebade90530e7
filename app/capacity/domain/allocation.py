"""Which cases wait, which slots are free, and how good an assignment of slots to cases is.

Regulation 36 of the SEND Regulations 2014 gives an authority thirty days to arrange mediation. If many families wait
for few mediators, serving them in turn can break duties that another order would meet. This module holds the question,
the rules that a valid answer follows, the measure of how good it is, and two simple ways to answer it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from uuid import UUID

from app.capacity.domain.demand import AUTHORITY_ARRANGES
from app.capacity.domain.mediator import Span
from app.law.domain.rulebook import RULEBOOK

THIRTY_DAYS = timedelta(days=RULEBOOK.period(AUTHORITY_ARRANGES).amount)
"""Those of the commissioning body (reg 35) are as many."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that wants a session. `due_on` is the last of the thirty days (reg 36); it may be past already."""

    case_id: UUID
    due_on: date
    requested_on: date

    def days_run(self, day: date) -> int:
        """How many days the duty has run by a day; 0 before it began."""
        return max(0, (day - self.due_on + THIRTY_DAYS).days)


@dataclass(frozen=True, slots=True)
class Opening:
    """A free slot of a mediator, and the day in London on which it begins."""

    slot_id: UUID
    mediator_id: UUID
    span: Span
    london_day: date
    gap: timedelta = timedelta()
    """How long the mediator needs between two sessions: the same for all openings of one mediator."""

    def clashes(self, other: "Opening") -> bool:
        """Whether the two cannot both be held: they are one slot, or leave the mediator no gap between them."""
        if self.mediator_id != other.mediator_id:
            return self.slot_id == other.slot_id
        gap = max(self.gap, other.gap)
        too_close = self.span.starts_at < other.span.ends_at + gap and other.span.starts_at < self.span.ends_at + gap
        return too_close or self.slot_id == other.slot_id


@dataclass(frozen=True)
class Question:
    """Everything that waits and everything that is free.

    `suits` names for each case the slots that suit it (a case left out is suited by none); `load` counts for each
    mediator the sessions already booked in the period (a mediator left out has none).
    """

    waiting: tuple[Waiting, ...]
    openings: tuple[Opening, ...]
    suits: Mapping[UUID, frozenset[UUID]]
    load: Mapping[UUID, int]

    @cached_property
    def cases(self) -> Mapping[UUID, Waiting]:
        """Each waiting case by its id, the oldest duty first."""
        return {one.case_id: one for one in sorted(self.waiting, key=_by_duty)}

    @cached_property
    def slots(self) -> Mapping[UUID, Opening]:
        """Each opening by its id, the earliest first."""
        return {one.slot_id: one for one in sorted(self.openings, key=_by_time)}

    @cached_property
    def suitable(self) -> Mapping[UUID, tuple[Opening, ...]]:
        """The openings that suit each case, the earliest first."""
        named = {case_id: self.suits.get(case_id, frozenset()) & self.slots.keys() for case_id in self.cases}
        return {
            case_id: tuple(sorted((self.slots[slot_id] for slot_id in slot_ids), key=_by_time))
            for case_id, slot_ids in named.items()
        }


@dataclass(frozen=True, slots=True)
class Assignment:
    """The slot that each case gets. A case that is not named gets none."""

    placed: Mapping[UUID, UUID]

    def unplaced(self, question: Question) -> tuple[Waiting, ...]:
        """The cases without a slot, the oldest duty first."""
        return tuple(one for case_id, one in question.cases.items() if case_id not in self.placed)


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """How good an assignment is. A smaller judgement is better. Equal judgements are equally good.

    Compared in this order, and nothing else is: duties broken, cases unplaced, spread, long waits.
    """

    duties_broken: int
    """The cases without a session within their thirty days. A case without any session counts too."""
    unplaced: int
    """The cases without any session."""
    spread: int
    """The sum of the squares of the mediators' loads. So one more session weighs more for a mediator who already has
    many."""
    long_waits: int
    """For each case, the days that its duty has run by the session, squared. This is the sum. One long wait weighs more
    than two short waits.

    A case without a session counts as waiting until the day after the last opening.
    """
    duties_kept: int = field(compare=False)
    """The cases with a session within their thirty days."""
    heaviest_load: int = field(compare=False)
    """The number of sessions of the busiest mediator, including those already booked."""
    waiting_days: int = field(compare=False)
    """The days from request to session, over all cases with a session."""


class WhyUnplaced(StrEnum):
    """The reason why a case got no slot."""

    NO_SUITABLE_SLOT = "no_suitable_slot"
    WENT_TO_CASES_DUE_EARLIER = "went_to_cases_due_earlier"
    WENT_TO_OTHER_CASES = "went_to_other_cases"
    """A suitable slot went to a case that is not due earlier. Without it, another case would have missed its duty or
    its session."""
    STILL_FREE = "still_free"
    """A suitable slot is still free, so a better assignment exists. No proposal of this service says so."""


def flaws(question: Question, assignment: Assignment) -> list[str]:
    """Return everything that makes an assignment invalid. Empty for a valid assignment."""
    found, held = [], defaultdict(list)
    for case_id, slot_id in assignment.placed.items():
        if case_id not in question.cases:
            found.append(f"case {case_id} is not waiting")
        if slot_id not in question.slots:
            found.append(f"slot {slot_id} is not open")
            continue
        if slot_id not in question.suits.get(case_id, frozenset()):
            found.append(f"slot {slot_id} does not suit case {case_id}")
        held[question.slots[slot_id].mediator_id].append(question.slots[slot_id])
    for slots in held.values():
        for one, other in combinations(slots, 2):
            if one.slot_id == other.slot_id:
                found.append(f"slot {one.slot_id} is given twice")
            elif one.clashes(other):
                found.append(f"slots {one.slot_id} and {other.slot_id} of one mediator overlap or leave no gap")
    return found


def judge(question: Question, assignment: Assignment) -> Judgement:
    """Measure an assignment that has no flaws."""
    day = {case_id: question.slots[slot_id].london_day for case_id, slot_id in assignment.placed.items()}
    kept = sum(day[case_id] <= question.cases[case_id].due_on for case_id in day)
    load = Counter(question.load)
    load.update(question.slots[slot_id].mediator_id for slot_id in assignment.placed.values())
    end = day_after(question)
    return Judgement(
        duties_broken=len(question.cases) - kept,
        unplaced=len(question.cases) - len(day),
        spread=sum(sessions**2 for sessions in load.values()),
        long_waits=sum(one.days_run(day.get(case_id, end)) ** 2 for case_id, one in question.cases.items()),
        duties_kept=kept,
        heaviest_load=max(load.values(), default=0),
        waiting_days=sum((day[case_id] - question.cases[case_id].requested_on).days for case_id in day),
    )


def day_after(question: Question) -> date:
    """Return the day after the last opening, until which a case left unplaced is taken to wait."""
    return max((one.london_day for one in question.openings), default=date.min) + timedelta(days=1)


def cliques(openings: Mapping[int, Opening]) -> list[list[int]]:
    """Find the sets of one mediator's openings of which it can keep one at most: for each start, all that cover it.

    Each covers its gap too. Two that overlap share the later one's start, so none is missed; a set within another says
    nothing new.
    """
    found = set()
    for one in openings.values():
        covering = (n for n, other in openings.items() if other.span.starts_at <= one.span.starts_at)
        found.add(frozenset(column for column in covering if openings[column].clashes(one)))
    return sorted(sorted(columns) for columns in found if not any(columns < others for others in found))


def first_come_first_served(question: Question) -> Assignment:
    """Give each case, in order of request, the earliest suitable slot that is still free."""
    return _in_turn(question, sorted(question.waiting, key=lambda one: (one.requested_on, one.due_on, one.case_id)))


def oldest_duty_first(question: Question) -> Assignment:
    """Give each case, in order of its due date, the earliest suitable slot that is still free."""
    return _in_turn(question, question.cases.values())


def why_unplaced(question: Question, assignment: Assignment, case_id: UUID) -> WhyUnplaced:
    """Return why a case got no slot."""
    suitable = question.suitable[case_id]
    if not suitable:
        return WhyUnplaced.NO_SUITABLE_SLOT
    given: dict[UUID, list[tuple[Opening, date]]] = defaultdict(list)
    for other, slot_id in assignment.placed.items():
        slot = question.slots[slot_id]
        given[slot.mediator_id].append((slot, question.cases[other].due_on))
    in_the_way = [[due_on for slot, due_on in given[wanted.mediator_id] if slot.clashes(wanted)] for wanted in suitable]
    if not all(in_the_way):
        return WhyUnplaced.STILL_FREE
    earlier = max(map(max, in_the_way)) < question.cases[case_id].due_on
    return WhyUnplaced.WENT_TO_CASES_DUE_EARLIER if earlier else WhyUnplaced.WENT_TO_OTHER_CASES


def _in_turn(question: Question, order: Iterable[Waiting]) -> Assignment:
    placed: dict[UUID, UUID] = {}
    taken: dict[UUID, list[Opening]] = defaultdict(list)
    for case in order:
        for opening in question.suitable[case.case_id]:
            held = taken[opening.mediator_id]
            if not any(opening.clashes(other) for other in held):
                held.append(opening)
                placed[case.case_id] = opening.slot_id
                break
    return Assignment(placed)


def _by_duty(one: Waiting) -> tuple[date, date, UUID]:
    return one.due_on, one.requested_on, one.case_id


def _by_time(one: Opening) -> tuple[datetime, datetime, UUID]:
    return one.span.starts_at, one.span.ends_at, one.slot_id
