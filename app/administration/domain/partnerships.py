"""With whom an authority works, and on which days. Of each kind, an authority has at most one first choice a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

FIRST_CHOICE = 1
OTHER = 2
"""The rank of every partner that is not the first choice."""

DAY = timedelta(days=1)


class Overlap(Exception):
    """The authority already works with this partner on some of these days."""


class NotPartners(Exception):
    """The authority does not work with this partner on that day."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which an authority works with a partner, at one rank. `ends_on` is the last day. None: no end is set."""

    partner_id: UUID
    begins_on: date
    ends_on: date | None = None
    rank: int = OTHER
    id: UUID | None = None
    """None: the period is not stored yet."""

    @property
    def first_choice(self) -> bool:
        """Whether the partner is the authority's first choice on these days."""
        return self.rank == FIRST_CHOICE

    def holds_on(self, day: date) -> bool:
        """Whether the authority works with the partner on a day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def meets(self, other: "Period") -> bool:
        """Whether two periods share a day."""
        return _before(self.begins_on, other.ends_on) and _before(other.begins_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of the stored periods. They are applied in this order, so that no two ever clash."""

    gone: tuple[Period, ...] = ()
    changed: tuple[Period, ...] = ()
    made: tuple[Period, ...] = ()


def work_together(known: Sequence[Period], period: Period) -> Changes:
    """Add a partner from a day on.

    Args:
        known: the authority's periods with partners of the same kind.
        period: the new one, at any rank.

    Raises:
        Overlap: the authority already works with this partner on some of the days.
    """
    if any(one.partner_id == period.partner_id and one.meets(period) for one in known):
        raise Overlap
    if not period.first_choice:
        return Changes(made=(period,))
    changed, made = _stand_back(known, period)
    return Changes(changed=changed, made=(*made, period))


def choose_first(known: Sequence[Period], partner_id: UUID, begins_on: date) -> Changes:
    """Make a partner the first choice from a day to the end of its period. The others stay partners.

    Raises:
        NotPartners: the authority does not work with this partner on that day.
    """
    period = next((one for one in known if one.partner_id == partner_id and one.holds_on(begins_on)), None)
    if period is None:
        raise NotPartners
    if period.first_choice:
        return Changes()
    chosen = replace(period, rank=FIRST_CHOICE, begins_on=begins_on)
    changed, made = _stand_back(known, chosen)
    if period.begins_on == begins_on:
        return Changes(changed=(*changed, chosen), made=made)
    earlier = replace(period, ends_on=begins_on - DAY)
    return Changes(changed=(*changed, earlier), made=(*made, replace(chosen, id=None)))


def end(known: Sequence[Period], partner_id: UUID, last_day: date) -> Changes:
    """End the work with a partner on a day. What was to begin later does not begin.

    Raises:
        NotPartners: the authority does not work with this partner on that day.
    """
    theirs = [one for one in known if one.partner_id == partner_id]
    if not any(one.holds_on(last_day) for one in theirs):
        raise NotPartners
    gone = tuple(one for one in theirs if one.begins_on > last_day)
    cut = (one for one in theirs if one.holds_on(last_day) and one.ends_on != last_day)
    return Changes(gone=gone, changed=tuple(replace(one, ends_on=last_day) for one in cut))


def after(known: Iterable[Period], changes: Changes) -> list[Period]:
    """Return the periods once the changes are applied."""
    gone = {one.id for one in changes.gone}
    changed = {one.id: one for one in changes.changed}
    return [*(changed.get(one.id, one) for one in known if one.id not in gone), *changes.made]


def first_gap(periods: Iterable[Period], today: date) -> date | None:
    """Return the first day, from today on, without a partner of a kind. None if there is no such day."""
    day: date | None = today
    for one in sorted(periods, key=lambda one: one.begins_on):
        if day is not None and one.holds_on(day):
            day = None if one.ends_on is None else one.ends_on + DAY
    return day


def _stand_back(known: Sequence[Period], chosen: Period) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Take the first choice from the others for the days of a new one. Return what changes, and what is made."""
    changed: list[Period] = []
    made: list[Period] = []
    for one in known:
        if one.first_choice and one.meets(chosen):
            parts = _parts(one, chosen)
            changed.append(replace(parts[0], id=one.id))
            made += (replace(part, id=None) for part in parts[1:])
    return tuple(changed), tuple(made)


def _parts(one: Period, chosen: Period) -> list[Period]:
    """Divide a first choice into what is before, during and after another."""
    parts = []
    if one.begins_on < chosen.begins_on:
        parts.append(replace(one, ends_on=chosen.begins_on - DAY))
    ends = chosen.ends_on if _before_end(chosen.ends_on, one.ends_on) else one.ends_on
    parts.append(replace(one, begins_on=max(one.begins_on, chosen.begins_on), ends_on=ends, rank=OTHER))
    if ends is not None and ends != one.ends_on:
        parts.append(replace(one, begins_on=ends + DAY))
    return parts


def _before(day: date, last: date | None) -> bool:
    return last is None or day <= last


def _before_end(one: date | None, other: date | None) -> bool:
    """Whether one last day is earlier than another, where None never comes."""
    return one is not None and (other is None or one < other)
