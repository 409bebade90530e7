"""The facts of a session: who was told, who must come, who came, and how it ended. What was said is never stored."""

from dataclasses import dataclass
from datetime import date

from app.capacity.domain.words import (
    Attendance,
    Attending,
    CancelledBy,
    ChildsViews,
    Format,
    SessionStatus,
    WhyMoved,
)
from app.kernel.terms import OrganisationKind, SessionOutcome
from app.law.domain.calendars import EnglishCalendar

NOTICE_WORKING_DAYS = 5
"""From the rule notify-session. A test compares this number with the table."""

REPRESENTED = {
    OrganisationKind.LOCAL_AUTHORITY: Attending.LOCAL_AUTHORITY,
    OrganisationKind.COMMISSIONING_BODY: Attending.COMMISSIONING_BODY,
}
"""Which kind of organisation names the representative of which party."""


@dataclass(frozen=True, slots=True)
class Told:
    """A party was told the day and place, on this day."""

    party: Attending
    on: date


@dataclass(frozen=True, slots=True)
class Representative:
    """A public party named its representative, and declared beforehand that this person may decide (reg 37)."""

    party: Attending
    declared_on: date


@dataclass(frozen=True, slots=True)
class Came:
    """Whether somebody took part."""

    who: Attending
    attendance: Attendance

    @property
    def stayed_away(self) -> bool:
        """Whether it is recorded that this person did not come."""
        return self.attendance is Attendance.DID_NOT_ATTEND


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of a session.

    `day` is the London day on which it begins, `fixed_on` the day on which that was settled, `moved` how often it was
    put off. Where the issues are about health alone (`health_only`), the commissioning body is the public party in the
    authority's place (s.53): it is told and must come, and where an outcome speaks of the authority the body is meant.
    `tell_again` are those who were told before the place changed (`place_changed_on`), and not since.
    """

    day: date
    format: Format
    with_health: bool = False
    health_only: bool = False
    fixed_on: date = date.min
    status: SessionStatus = SessionStatus.BOOKED
    told: tuple[Told, ...] = ()
    shorter_notice_agreed_on: date | None = None
    place_changed_on: date | None = None
    tell_again: tuple[Attending, ...] = ()
    representatives: tuple[Representative, ...] = ()
    interpreter_booked_on: date | None = None
    attendance: tuple[Came, ...] = ()
    childs_views: ChildsViews | None = None
    moved: int = 0
    moved_by: CancelledBy | None = None
    why_moved: WhyMoved | None = None
    outcome: SessionOutcome | None = None
    ended_on: date | None = None
    cancelled_on: date | None = None
    cancelled_by: CancelledBy | None = None
    why_cancelled: WhyMoved | None = None

    @property
    def state(self) -> SessionStatus:
        """Where the session stands."""
        return self.status

    @property
    def to_be_told(self) -> tuple[Attending, ...]:
        """Everyone who must know: the family, the public party, and the body beside it where health is one issue."""
        told = (Attending.PARENT_OR_YOUNG_PERSON, self.public_party)
        return (*told, Attending.COMMISSIONING_BODY) if self.with_health and not self.health_only else told

    @property
    def public_party(self) -> Attending:
        """The public party whose decision it is, without which nothing can be resolved: the authority, or the body
        (s.53)."""
        return Attending.COMMISSIONING_BODY if self.health_only else Attending.LOCAL_AUTHORITY

    @property
    def was_attended(self) -> bool:
        """Whether anybody is recorded as having come."""
        return any(not came.stayed_away for came in self.attendance)

    def said_of(self, who: Attending) -> Came | None:
        """Return what is recorded of whether somebody came."""
        return next((came for came in self.attendance if came.who is who), None)

    def told_on(self, party: Attending) -> date | None:
        """Return the day on which a party was told."""
        return next((told.on for told in self.told if told.party is party), None)

    @property
    def everyone_told_on(self) -> date | None:
        """Return the day on which the last of them was told. None until everyone was told."""
        days = [self.told_on(party) for party in self.to_be_told]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None

    def tell_by(self, england: EnglishCalendar) -> date:
        """Return the last day on which to tell the family: 5 working days before the session (reg 36)."""
        return england.working_days_before(self.day, NOTICE_WORKING_DAYS)

    def told_in_time(self, england: EnglishCalendar) -> bool | None:
        """Whether the family was told in time, or agreed to shorter notice. None until the family was told."""
        told = self.told_on(Attending.PARENT_OR_YOUNG_PERSON)
        return None if told is None else self.shorter_notice_agreed_on is not None or told <= self.tell_by(england)
