"""The commands that a party may record on a session: one type for each action, with the facts that it brings."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.capacity.domain.session import Came
from app.capacity.domain.words import Attending, CancelledBy, ChildsViews, Format, SessionAction, WhyMoved
from app.kernel.moves import Command
from app.kernel.terms import SessionOutcome


@dataclass(frozen=True, slots=True)
class Recording:
    """When and by whom something is recorded.

    `begun` says whether the session has begun, `own` whether its mediator's own provider records. Whether an
    interpreter is needed stands sealed with the session.
    """

    today: date
    begun: bool
    own: bool
    interpreter_needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCommand(Command):
    """Something that happened about a session, on a day, as recorded by an organisation."""

    action: ClassVar[SessionAction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(SessionCommand):
    """Parties were told the day and place (reg 36). A family may agree to shorter notice than 5 working days."""

    action: ClassVar = SessionAction.TELL
    parties: tuple[Attending, ...]
    shorter_notice_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRepresentative(SessionCommand):
    """A public party names who comes and declares that this person may resolve the issues, beforehand (reg 37)."""

    action: ClassVar = SessionAction.NAME_REPRESENTATIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class BookInterpreter(SessionCommand):
    """An interpreter was found for the session."""

    action: ClassVar = SessionAction.BOOK_INTERPRETER


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlace(SessionCommand):
    """The session has another link or room. Where it is stands sealed with the session, and not in the command."""

    action: ClassVar = SessionAction.CHANGE_PLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld(SessionCommand):
    """The session is not held at its time: who said so, and why."""

    word_of: CancelledBy
    why: WhyMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(NotHeld):
    """The session was moved: everybody must be told, and every representative named, again.

    `fixed_on` is the day on which its new day was settled: no earlier than its time was held, though a session that
    nobody held is put off as of its own day.
    """

    action: ClassVar = SessionAction.RESCHEDULE
    day: date
    format: Format
    fixed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(NotHeld):
    """The session was called off. Its time is free again, and the thirty days run on."""

    action: ClassVar = SessionAction.CANCEL


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(SessionCommand):
    """Who took part (reg 38)."""

    action: ClassVar = SessionAction.RECORD_ATTENDANCE
    attendance: tuple[Came, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChildsViews(SessionCommand):
    """Which steps the mediator took to learn the child's views (s.56(1)(e)). Never what they are."""

    action: ClassVar = SessionAction.RECORD_CHILDS_VIEWS
    how: ChildsViews


@dataclass(frozen=True, slots=True, kw_only=True)
class End(RecordAttendance):
    """How the session ended, and who had come. This also changes the case."""

    action: ClassVar = SessionAction.END
    outcome: SessionOutcome
    childs_views: ChildsViews | None = None
