"""What a change of the law does to the dates of one case: before, after, and for whom it is worse. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus, deadlines_on, times_end_on
from app.cases.domain.words import State
from app.cases.who_sees import date_told
from app.kernel.readers import Reader
from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code, KeptBy, Limits
from app.law.domain.model import Step


class Stake(StrEnum):
    """The risk that a change of the law would bring for the family."""

    APPEAL = "appeal_out_of_time"  # an appeal that was in time would be late
    CERTIFICATE = "certificate_out_of_time"  # the family has a certificate, and the time to use it would be over
    RIGHT = "right_to_appeal_out_of_time"  # the time to appeal would be over, and the family has no certificate yet
    CONTACT = "contact_out_of_time"  # the first contact was in time and would be late
    NEEDED = "certificate_needed"  # the family needed no certificate and would need one


LATE: Final = frozenset({DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE, DeadlineStatus.PASSED})
"""How a deadline stands if the act was not done in time."""
_BURDENS: Final = frozenset({KeptBy.CONTACT, KeptBy.LEAVE})
"""What keeps the times of the family that ask a step of the family. Any other time of a family is its right."""


@dataclass(frozen=True, slots=True)
class Place:
    """What identifies a deadline of a case under two laws."""

    code: Code
    rule: str | None
    """The rule that sets it. None if several rules compete: another one may win under the other law."""
    owed_by: Party
    term: TermKind | None
    term_index: int | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A deadline that changes. None: there is no such deadline under that law, or its day is not known.

    `beyond` says that the deadline ends after the last published bank holidays under the changed law.
    """

    place: Place
    before: DeadlineOnDay | None
    after: DeadlineOnDay | None
    beyond: bool = False

    @property
    def days(self) -> int | None:
        """Return how many calendar days later the last day is. Negative: earlier."""
        if self.before is None or self.after is None:
            return None
        return (self.after.deadline.due_on - self.before.deadline.due_on).days

    @property
    def becomes_late(self) -> bool:
        """Whether what is in time, or still runs, would be late."""
        return self._late(self.after) and not self._late(self.before) and self.before is not None

    @property
    def is_late_no_more(self) -> bool:
        """Whether what is late would be in time, or would run again."""
        return self._late(self.before) and not self._late(self.after)

    @property
    def worse_for(self) -> Party | None:
        """Return the party for which the change is worse. None: for no party.

        A family loses by fewer days of its own, by more days of another party, and by a right or a duty that is gone.
        Any other party loses by fewer days, by a new duty, and where what it did becomes late.
        """
        owed_by = self.place.owed_by
        if self.before is None:
            rights = owed_by is Party.FAMILY and self.place.code.kind.kept_by not in _BURDENS
            return None if rights else owed_by
        if self.after is None:
            own_burden = owed_by is Party.FAMILY and (self.place.code.kind.kept_by in _BURDENS or self.beyond)
            return None if own_burden else Party.FAMILY
        if not self.days:
            return owed_by if self.becomes_late else None
        if self.days < 0:
            return owed_by
        return None if owed_by is Party.FAMILY else Party.FAMILY

    @staticmethod
    def _late(one: DeadlineOnDay | None) -> bool:
        return one is not None and one.status in LATE


@dataclass(frozen=True, slots=True)
class Touched:
    """What changes on a case."""

    changed: tuple[Changed, ...]
    stakes: tuple[Stake, ...]


def is_open(facts: CaseFacts, law: Law, today: date) -> bool:
    """Whether a case is open: it is not closed, or one of its times runs.

    `facts` are the facts as a kind of organisation is told them. A time of an agreement would otherwise keep a case in
    the tribunal's count, and so tell the tribunal of the agreement.
    """
    ends_on = times_end_on(facts, law)
    return facts.state is not State.CLOSED or (ends_on is not None and ends_on >= today)


def touched(facts: CaseFacts, before: Law, after: Law, today: date, reader: Reader) -> Touched | None:
    """Return what changes on a case, as far as a kind of organisation is told of its dates.

    None: nothing changes, or the case is not open.

    `facts` are the facts as that organisation is told them.
    """
    if not is_open(facts, before, today):
        return None
    was, now = _told(facts, before, today, reader), _told(facts, after, today, reader)
    unknown = after.unknown(facts) if was.keys() - now.keys() else ()
    changed = tuple(
        Changed(place, was.get(place), now.get(place), place.code in unknown)
        for place in (*was, *(place for place in now if place not in was))
        if _stands(was.get(place)) != _stands(now.get(place))
    )
    stakes = tuple(_stakes(facts, changed, before, after))
    return Touched(changed, stakes) if changed or stakes else None


def _told(facts: CaseFacts, law: Law, today: date, reader: Reader) -> Mapping[Place, DeadlineOnDay]:
    found: dict[Place, DeadlineOnDay] = {}
    for one in deadlines_on(facts, today, law):
        deadline = one.deadline
        if date_told(deadline.code, reader):
            clock = deadline.rule.clock
            step = clock.step if clock else None
            rule = None if deadline.code.kind.limits is Limits.THE_LATEST else deadline.rule.id
            place = Place(deadline.code, rule, deadline.owed_by, deadline.term, deadline.term_index, step)
            found.setdefault(place, one)
    return found


def _stands(one: DeadlineOnDay | None) -> tuple[date, DeadlineStatus] | None:
    return None if one is None else (one.deadline.due_on, one.status)


def _stakes(facts: CaseFacts, changed: tuple[Changed, ...], before: Law, after: Law) -> list[Stake]:
    late = {one.place.code for one in changed if one.becomes_late}
    found = []
    if Code.LODGE_APPEAL in late:
        without = Stake.CERTIFICATE if facts.certificate else Stake.RIGHT
        found.append(Stake.APPEAL if facts.appeal else without)
    if Code.CONTACT_ADVISER in late and facts.first_contact_on is not None:
        found.append(Stake.CONTACT)
    if not before.needs_certificate(facts) and after.needs_certificate(facts) and facts.certificate is None:
        found.append(Stake.NEEDED)
    return found
