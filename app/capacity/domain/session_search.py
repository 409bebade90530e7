"""Everything that can happen to a session: which commands are tried, by which party, and on which days.

The search uses only the moments at which time alone changes an answer: the day of booking, and before, on and after
each of the two days on which a session may be held. It tries facts that no gate asks about, such as which
representative was named, but does not count them as different states.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    RecordChildsViews,
    Recording,
    Reschedule,
    SessionCommand,
    Tell,
)
from app.capacity.domain.session_machine import Sessions
from app.capacity.domain.session_moves import MOVES, SessionMove
from app.capacity.domain.words import Attendance, Attending, CancelledBy, ChildsViews, Format, WhyMoved
from app.kernel.search import Attempt, Node, Search, attempt
from app.kernel.terms import OrganisationKind, SessionOutcome

BOOKED_ON, FIRST, OTHER = date(2026, 2, 16), date(2026, 3, 10), date(2026, 3, 17)
"""The day of booking, the day booked, and the day to which it may be moved. The properties depend on none of them."""

FAMILY, AUTHORITY, BODY = Attending.PARENT_OR_YOUNG_PERSON, Attending.LOCAL_AUTHORITY, Attending.COMMISSIONING_BODY
PROVIDER = OrganisationKind.MEDIATION_PROVIDER


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day of recording, before or after the hour at which sessions begin."""

    day: date
    after_the_hour: bool

    def __str__(self) -> str:
        """Write it as a counter-example does."""
        return f"{self.day}, {'after' if self.after_the_hour else 'before'} the hour"

    def has_begun(self, session: Session) -> bool:
        """Whether a session has begun by then."""
        return (self.day, self.after_the_hour) >= (session.day, True)


MOMENTS = (
    Moment(BOOKED_ON, True), Moment(FIRST, False), Moment(FIRST, True), Moment(date(2026, 3, 11), True),
    Moment(OTHER, False), Moment(OTHER, True), Moment(date(2026, 3, 18), True),
)  # fmt: skip

STARTS = tuple(
    Session(FIRST, Format.VIDEO, with_health, health_only, BOOKED_ON)
    for with_health, health_only in ((False, False), (True, False), (True, True))
)
"""A session about education alone, about health beside it, and about health alone."""

RECORDERS = (
    *((kind, False) for kind in OrganisationKind),
    (PROVIDER, True),
)
"""Who may try to record something; of the providers, the mediator's own and another."""

SessionNode = Node[Session, Moment]
Tried = Attempt[SessionMove, Session, SessionCommand]


def told(start: Session) -> str:
    """Name a session as a counter-example does."""
    about = "health alone" if start.health_only else "health too" if start.with_health else "education"
    return f"a session about {about}"


def commands(by: OrganisationKind, on: date, today: date) -> Iterator[SessionCommand]:
    """Yield every command that could make a difference."""
    for party in (FAMILY, AUTHORITY, BODY):
        yield Tell(by=by, occurred_on=on, parties=(party,))
    for parties in ((FAMILY,), (AUTHORITY,)):
        yield Tell(by=by, occurred_on=on, parties=parties, shorter_notice_agreed=True)
    yield NameRepresentative(by=by, occurred_on=on)
    yield BookInterpreter(by=by, occurred_on=on)
    yield ChangePlace(by=by, occurred_on=on)
    for word in CancelledBy:
        yield Cancel(by=by, occurred_on=on, word_of=word, why=WhyMoved.OTHER)
        if today < OTHER:
            yield Reschedule(
                by=by,
                occurred_on=on,
                day=OTHER,
                format=Format.IN_PERSON,
                fixed_on=on,
                word_of=word,
                why=WhyMoved.OTHER,
            )
    for who in (FAMILY, AUTHORITY, BODY, Attending.SUPPORTER):
        for how in (Attendance.ATTENDED, Attendance.DID_NOT_ATTEND):
            yield RecordAttendance(by=by, occurred_on=on, attendance=(Came(who, how),))
    yield RecordChildsViews(by=by, occurred_on=on, how=ChildsViews.IN_WRITING)
    for outcome in SessionOutcome:
        yield End(by=by, occurred_on=on, outcome=outcome, attendance=())


class SessionSearch(Search[SessionMove, Session, SessionCommand, Moment]):
    """Every command, by every party, as of the day of recording, of the session, and of the days around them."""

    def __init__(self, moves: Sequence[SessionMove] = MOVES) -> None:
        self._moves = moves
        self._menu: Callable[[Session, date, bool], list[Tried]] = cache(self._worth_trying)

    def menu(self, node: SessionNode) -> list[Tried]:
        """Return every command that somebody may record, as of every day that could matter.

        They hang on a session's days and its status alone, so sessions with the same ones share them.
        """
        session = node.facts
        alike = Session(session.day, Format.VIDEO, fixed_on=session.fixed_on, status=session.status)
        return self._menu(alike, node.when.day, node.when.has_begun(session))

    def _worth_trying(self, session: Session, today: date, begun: bool) -> list[Tried]:
        found = []
        for by, own in RECORDERS:
            machine = Sessions(Recording(today, begun, own), self._moves)
            for on in sorted({today, min(today, session.day), session.fixed_on}):
                tried = (attempt(machine, session, one, named(one, own=own)) for one in commands(by, on, today))
                found += [one for one in tried if one.claiming]
        return found

    def later(self, node: SessionNode) -> Moment | None:
        """Return the next moment."""
        return next((moment for moment in MOMENTS if moment > node.when), None)

    def mark(self, facts: Session, when: Moment) -> Hashable:
        """Return all that a gate could ask of a session. How anybody attended, no gate asks: only whether."""
        came = {one: said and said.stayed_away for one in (FAMILY, facts.public_party) for said in [facts.said_of(one)]}
        return (
            when,
            facts.with_health,
            facts.health_only,
            facts.day,
            facts.fixed_on,
            facts.status,
            facts.outcome,
            facts.told_on(FAMILY),
            *came.values(),
            facts.was_attended,
        )


def named(command: SessionCommand, *, own: bool) -> str:
    """Name what is recorded, by whom, and as of which day; a test plays it again."""
    members = ("parties", "shorter_notice_agreed", "word_of", "attendance", "outcome")
    said = (getattr(command, name, None) for name in members)
    words = ", ".join(_word(value) for value in said if value)
    by = f"its own {command.by}" if own else command.by
    return f"{command.action}{f' ({words})' if words else ''} by {by} on {command.occurred_on}"


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{one.who} {one.attendance}" if isinstance(one, Came) else str(one) for one in value)
    return "shorter notice agreed" if value is True else str(value)
