"""The facts of a session that each move changes."""

from datetime import date

from app.capacity.domain.session import REPRESENTED, Representative, Session, Told
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    RecordChildsViews,
    Reschedule,
    Tell,
)
from app.capacity.domain.session_outcome import all_said
from app.capacity.domain.words import CancelledBy, WhyMoved
from app.kernel.moves import Changed


def told(session: Session, command: Tell, _: object) -> Changed:
    """The first telling counts, and the first agreement: saying it again does not make it later."""
    known = {one.party for one in session.told}
    new = tuple(Told(party, command.occurred_on) for party in command.parties if party not in known)
    still = tuple(party for party in session.tell_again if party not in command.parties)
    changed: dict[str, object] = {"told": session.told + new, "tell_again": still}
    if command.shorter_notice_agreed:
        changed["shorter_notice_agreed_on"] = session.shorter_notice_agreed_on or command.occurred_on
    return changed


def representative_named(session: Session, command: NameRepresentative, _: object) -> Changed:
    """Who comes for a public party. A later name takes the place of an earlier one."""
    party = REPRESENTED[command.by]
    others = tuple(one for one in session.representatives if one.party is not party)
    return {"representatives": (*others, Representative(party, command.occurred_on))}


def interpreter_booked(_: Session, command: BookInterpreter, __: object) -> Changed:
    """The day on which an interpreter was found."""
    return {"interpreter_booked_on": command.occurred_on}


def place_changed(session: Session, command: ChangePlace, _: object) -> Changed:
    """The day on which the place changed, and who knows only the old place. The day and the duties stay."""
    return {"place_changed_on": command.occurred_on, "tell_again": tuple(one.party for one in session.told)}


def rescheduled(session: Session, command: Reschedule, _: object) -> Changed:
    """The new day. What was arranged for the old day no longer counts, nor who stayed away on that day."""
    return {
        "day": command.day,
        "format": command.format,
        "fixed_on": command.fixed_on,
        "told": (),
        "shorter_notice_agreed_on": None,
        "place_changed_on": None,
        "tell_again": (),
        "representatives": (),
        "interpreter_booked_on": None,
        "attendance": (),
        "childs_views": None,
        "moved": session.moved + 1,
        "moved_by": command.word_of,
        "why_moved": command.why,
    }


def cancelled(_: Session, command: Cancel, __: object) -> Changed:
    """The day on which it was called off, by whom and why."""
    return called_off(command.occurred_on, command.word_of, command.why)


def called_off(on: date, by: CancelledBy, why: WhyMoved) -> Changed:
    """The day on which it was called off, by whom and why; also where its case called it off."""
    return {"cancelled_on": on, "cancelled_by": by, "why_cancelled": why}


def attendance_recorded(session: Session, command: RecordAttendance, _: object) -> Changed:
    """Who came. The latest record about each person counts."""
    return {"attendance": tuple(all_said(session, command).values())}


def childs_views_recorded(_: Session, command: RecordChildsViews, __: object) -> Changed:
    """The steps taken to learn the child's views."""
    return {"childs_views": command.how}


def ended(session: Session, command: End, _: object) -> Changed:
    """How it ended, on its own day, and who had come.

    An outcome is itself a word on who came and who stayed away, where nothing else is said of them.
    """
    return {
        "outcome": command.outcome,
        "ended_on": command.occurred_on,
        "attendance": tuple(all_said(session, command).values()),
        "childs_views": command.childs_views or session.childs_views,
    }
