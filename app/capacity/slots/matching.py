"""Finds slots for a case. Every slot is either offered in its order, or refused with every reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.ranking import Candidate, Ranked, best_first
from app.capacity.domain.suitability import Reason, why_not_mediator, why_not_slot
from app.capacity.domain.words import WhyNot
from app.capacity.mediators.layout import is_open
from app.capacity.records import StoredMediator
from app.kernel.london import london_day
from app.law.domain.calendars import EnglishCalendar

TAKEN = Reason(WhyNot.TAKEN, "The mediator's time is held or booked already.")
TOO_CLOSE = Reason(
    WhyNot.WITHIN_GAP,
    "The slot is too close to other time of this mediator that is held or booked.",
)
CLOSE_TO_HELD = Reason(
    WhyNot.WITHIN_GAP,
    "The slot is too close to the time of this mediator that is held for this case.",
)
CLOSE_TO_BOOKED = Reason(
    WhyNot.WITHIN_GAP,
    "The slot is too close to the session that is booked for this case. If nothing else is against the slot, "
    "you can move that session to this slot.",
)
TAKEN_BACK = Reason(WhyNot.NO_LONGER_OFFERED, "The mediator is no longer available at this time.")
HELD_FOR_IT = Reason(WhyNot.TAKEN, "The mediator's time is held for this case.")
BOOKED_FOR_IT = Reason(WhyNot.TAKEN, "The mediator's time is booked for this case.")
OVERLAPS_HELD = Reason(WhyNot.TAKEN, "The slot overlaps the time of this mediator that is held for this case.")
OVERLAPS_BOOKED = Reason(
    WhyNot.TAKEN,
    "The slot overlaps the session that is booked for this case. If nothing else is against the slot, you can "
    "move that session to this slot.",
)
LOOK_AHEAD = timedelta(days=30)
"""How far to look where the thirty days are over, or do not run: a late session beats none."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot of a mediator, and whether its time is taken, or too close to time that is."""

    id: UUID
    mediator_id: UUID
    span: Span
    taken: bool
    too_close: bool = False


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A slot that does not suit the case, and every reason."""

    opening: Opening
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unsuitable:
    """A mediator that does not suit on any day looked at, and every reason why."""

    mediator: StoredMediator
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Found:
    """The result of a search."""

    offered: list[Ranked] = field(default_factory=list)
    not_offered: list[NotOffered] = field(default_factory=list)
    unsuitable: list[Unsuitable] = field(default_factory=list)

    @property
    def in_time(self) -> int:
        """How many slots lie within the thirty days."""
        return sum(ranked.in_time for ranked in self.offered)

    @property
    def with_notice(self) -> int:
        """How many of those leave time to tell the family 5 working days before."""
        return sum(ranked.in_time and ranked.notice_possible for ranked in self.offered)


def look_until(due_on: date | None, today: date) -> date:
    """Return the last day to look at: the last of the thirty, or a month on where they are over or do not run."""
    return due_on if due_on is not None and due_on >= today else today + LOOK_AHEAD


@dataclass(frozen=True, slots=True)
class Suitability:
    """Which mediators suit a case between two days; some on some of the days only."""

    mediators: Mapping[UUID, StoredMediator]
    always: frozenset[UUID]
    sometimes: frozenset[UUID]
    never: tuple[Unsuitable, ...]

    @property
    def worth_asking(self) -> list[UUID]:
        """The mediators whose slots are worth reading."""
        return sorted(self.always | self.sometimes)


CHANGE_BY_DAY = frozenset({WhyNot.INDEPENDENCE_NOT_DECLARED, WhyNot.ACCREDITATION_EXPIRED, WhyNot.NO_LONGER_PRACTISING})
"""What may bar a mediator on one day and not on another."""


def who_suits(mediators: Iterable[StoredMediator], demand: Demand, first: date, last: date) -> Suitability:
    """Judge every mediator at both ends: what bars one at both, bars it on every day between."""
    known = {one.id: one for one in mediators}
    always, sometimes, never = set(), set(), []
    for one in known.values():
        at_first = why_not_mediator(one.mediator, demand, first, one.elsewhere)
        if any(reason.why not in CHANGE_BY_DAY for reason in at_first):
            never.append(Unsuitable(one, at_first))
            continue
        at_last = why_not_mediator(one.mediator, demand, last, one.elsewhere)
        if {reason.why for reason in at_first} & {reason.why for reason in at_last}:
            never.append(Unsuitable(one, at_first))
        elif at_first or at_last:
            sometimes.add(one.id)
        else:
            always.add(one.id)
    return Suitability(known, frozenset(always), frozenset(sometimes), tuple(never))


def find(
    suits: Suitability,
    openings: Sequence[Opening],
    load: Mapping[UUID, int],
    demand: Demand,
    now: datetime,
    england: EnglishCalendar,
) -> Found:
    """Check every slot, and sort those that suit: see `best_first`."""
    found = Found(unsuitable=list(suits.never))
    candidates = []
    for opening in openings:
        stored = suits.mediators[opening.mediator_id]
        reasons = [TAKEN] if opening.taken else [TOO_CLOSE] if opening.too_close else []
        if opening.mediator_id in suits.sometimes:
            day = london_day(opening.span.starts_at)
            reasons += why_not_mediator(stored.mediator, demand, day, stored.elsewhere)
        reasons += why_not_slot(opening.span, demand, now)
        if any(reason.bars for reason in reasons):
            found.not_offered.append(NotOffered(opening, tuple(reasons)))
        else:
            carried = load.get(opening.mediator_id, 0)
            formats = stored.mediator.formats
            candidates.append(Candidate(opening.id, opening.mediator_id, opening.span, formats, carried))
    found.offered = best_first(candidates, demand, london_day(now), england)
    return found


def why_not(
    mediator: StoredMediator, span: Span, demand: Demand, now: datetime, england: EnglishCalendar
) -> tuple[Reason, ...]:
    """Return what bars a mediator's slot from a case. Checked again whenever a slot is held or booked.

    The mediator may have withdrawn the time since it was offered: by changed hours, by leave, or by a full diary.
    """
    of_the_mediator = why_not_mediator(mediator.mediator, demand, london_day(span.starts_at), mediator.elsewhere)
    taken_back = () if is_open(mediator, span, england) else (TAKEN_BACK,)
    return barred((*of_the_mediator, *why_not_slot(span, demand, now), *taken_back))


def barred(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons that rule a slot out, without those that only make it late."""
    return tuple(reason for reason in reasons if reason.bars)
