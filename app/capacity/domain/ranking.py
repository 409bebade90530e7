"""The order in which slots are offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.session import NOTICE_WORKING_DAYS
from app.capacity.domain.suitability import begins_on, in_time
from app.capacity.domain.words import Format
from app.law.domain.calendars import EnglishCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free slot that suits a case. `load` counts the mediator's sessions in the four weeks around it."""

    slot_id: UUID
    mediator_id: UUID
    span: Span
    formats: frozenset[Format]
    load: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what decides its place. `formats` are those that mediator and family have in common.

    `tell_by` is a day by which telling the family keeps the 5 working days of reg 36: the latest such day, save for
    a session beyond the published bank holidays (see `tell_by`). With `notice_possible`, it has not passed yet.
    """

    candidate: Candidate
    in_time: bool
    tell_by: date
    notice_possible: bool
    formats: tuple[Format, ...]


Place = tuple[bool, bool, int, datetime, UUID]
"""Late, without notice, the mediator's load, when it begins, and its id."""


def best_first(candidates: Iterable[Candidate], demand: Demand, today: date, england: EnglishCalendar) -> list[Ranked]:
    """Return the candidates in the order in which they are offered.

    1. Within the thirty days before outside them: nobody can waive that duty.
    2. Notice possible before not: the family can agree to less than 5 working days (reg 36) but need not. So an
       in-time slot without notice stands behind those with it, yet before every late one.
    3. The mediator with the lightest load first, so that work is spread.
    4. The earliest first; then by the slot's id, so that the same candidates always come in the same order.
    """
    days: dict[date, date] = {}
    return sorted((_ranked(candidate, demand, today, england, days) for candidate in candidates), key=place_of)


def tell_by(day: date, england: EnglishCalendar) -> date:
    """Return the latest day on which to tell the family of a session: 5 working days before it (reg 36).

    Beyond the published bank holidays that day cannot be known. It is then counted back from the last day that is
    published: never too late, since a later session has no earlier last day. Nothing is raised.
    """
    return england.working_days_before(min(day, england.horizon), NOTICE_WORKING_DAYS)


def noticed_from(today: date, england: EnglishCalendar) -> date:
    """Return the first day of a session of which a family can be told today and in time: 5 working days before."""
    day = today
    while tell_by(day, england) < today:
        day += ONE_DAY
        if day > england.horizon:
            break
    return day


def _ranked(
    candidate: Candidate, demand: Demand, today: date, england: EnglishCalendar, days: dict[date, date]
) -> Ranked:
    """Rank one candidate; `days` remembers the last day for telling, for many slots begin on one day."""
    day = begins_on(candidate.span)
    last = days.get(day) or days.setdefault(day, tell_by(day, england))
    common = candidate.formats & demand.formats
    return Ranked(
        candidate,
        in_time=in_time(candidate.span, demand),
        tell_by=last,
        notice_possible=today <= last,
        formats=tuple(one for one in Format if one in common),
    )


def place_of(ranked: Ranked) -> Place:
    """Return what decides a candidate's place: the smaller, the earlier it is offered."""
    slot = ranked.candidate
    return not ranked.in_time, not ranked.notice_possible, slot.load, slot.span.starts_at, slot.slot_id
