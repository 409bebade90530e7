"""What the mediator's own provider records of a session that was held: who came, what was done, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_commands import PROVIDER, Recording, SessionCommand
from app.capacity.domain.words import Attendance, Attending, ChildsViews, Format, SessionStatus
from app.kernel.errors import OutOfOrder
from app.kernel.terms import SessionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(SessionCommand):
    """Who took part (reg 38)."""

    who: ClassVar = frozenset({PROVIDER})
    rule: ClassVar = "who-attends"
    event: ClassVar = "session-attendance-recorded"
    afterwards: ClassVar = True
    attendance: tuple[Came, ...]

    def becomes(self, session: Session) -> Session:
        """What is said anew of somebody takes the place of what was said before; an outcome that stands is kept to."""
        said = _all_said(session, self, session.outcome)
        if session.outcome is not None:
            _must_agree(session.outcome, session, said, self.rule)
        return replace(session, attendance=tuple(said.values()))

    def must_be_possible(self, session: Session, recording: Recording) -> None:
        """Refuse what cannot be known yet."""
        if not recording.begun:
            raise OutOfOrder("The session has not begun: nobody has attended it yet.", self.rule)
        if self.occurred_on < session.day:
            raise OutOfOrder(f"The session is on {session.day}: nobody has attended it yet.", self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChildsViews(SessionCommand):
    """Which steps the mediator took to learn the child's views (s.56(1)(e)). Never what they are."""

    who: ClassVar = frozenset({PROVIDER})
    rule: ClassVar = "childs-views"
    event: ClassVar = "session-childs-views-sought"
    afterwards: ClassVar = True
    how: ChildsViews

    def becomes(self, session: Session) -> Session:
        """The steps taken."""
        return replace(session, childs_views=self.how)


@dataclass(frozen=True, slots=True, kw_only=True)
class End(RecordAttendance):
    """How the session ended, and who had come. It moves the case."""

    rule: ClassVar = "mediation-on-request"
    event: ClassVar = "session-ended"
    afterwards: ClassVar = False
    outcome: SessionOutcome
    childs_views: ChildsViews | None = None

    def becomes(self, session: Session) -> Session:
        """Ended; an outcome is itself a word on who came and who stayed away, where nothing else is said of them.

        It ends on the day on which it began: from that the certificate's three working days run.
        """
        if self.occurred_on > session.day:
            reason = f"The session was on {session.day}: it ended that day, on whichever day that is recorded."
            raise OutOfOrder(reason, "issue-certificate-took-part")
        said = _all_said(session, self, self.outcome)
        _must_agree(self.outcome, session, said, self.rule)
        return replace(
            session, status=SessionStatus.ENDED, outcome=self.outcome, ended_on=self.occurred_on,
            attendance=tuple(said.values()), childs_views=self.childs_views or session.childs_views,
        )  # fmt: skip


BOTH_CAME = frozenset(
    {
        SessionOutcome.FULL_AGREEMENT,
        SessionOutcome.PARTIAL_AGREEMENT,
        SessionOutcome.NO_AGREEMENT,
        SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE,
    }
)
"""Outcomes that need both the family and the public party: also one for which somebody came without the power."""


def _implied(outcome: SessionOutcome, session: Session) -> tuple[Came, ...]:
    """Return what an outcome says of who came: of the family always, but for a session that was put off."""
    family, public = Attending.PARENT_OR_YOUNG_PERSON, session.public_party
    how = Attendance.ATTENDED if session.format is Format.IN_PERSON else Attendance.ATTENDED_REMOTELY
    if outcome is SessionOutcome.FAMILY_DID_NOT_ATTEND:
        return (Came(family, Attendance.DID_NOT_ATTEND),)
    if outcome is SessionOutcome.AUTHORITY_DID_NOT_ATTEND:
        return (Came(family, how), Came(public, Attendance.DID_NOT_ATTEND))
    return (Came(family, how), Came(public, how)) if outcome in BOTH_CAME else ()


def _all_said(session: Session, command: RecordAttendance, outcome: SessionOutcome | None) -> dict[Attending, Came]:
    """Return the last word on each: what an outcome says of them gives way to what was said, and that to what is."""
    implied = _implied(outcome, session) if outcome else ()
    return {came.who: came for came in (*implied, *session.attendance, *command.attendance)}


def _must_agree(outcome: SessionOutcome, session: Session, said: Mapping[Attending, Came], rule: str) -> None:
    """Refuse what contradicts an outcome: a certificate may rest on it, and on the family's having come."""
    family = said.get(Attending.PARENT_OR_YOUNG_PERSON)
    if outcome is SessionOutcome.AUTHORITY_DID_NOT_ATTEND and family is not None and family.stayed_away:
        raise OutOfOrder(f"{outcome} says that the family came: where nobody did, it is that the family did not.", rule)
    for implied in _implied(outcome, session):
        if said[implied.who].stayed_away is not implied.stayed_away:
            raise OutOfOrder(f"{outcome} contradicts what is said of who came.", rule)
