"""The terms of the ledger of duties."""

from datetime import date
from enum import StrEnum

from app.kernel.terms import Party


class Stands(StrEnum):
    """What is stored of a duty. It does not hang on the day of reading."""

    OWED = "owed"  # not done, and somebody still waits for it
    MET = "met"  # done in time
    LATE = "late"  # done after its day
    LAPSED = "lapsed"  # nobody waits for it any more, from a day within its time
    MISSED = "missed"  # nobody waits for it any more, and by then its day was over
    SUPERSEDED = "superseded"  # another day took its place in time, or a correction shows that it was never owed


class DutyStatus(StrEnum):
    """The status of a duty on one day."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    PASSED = "passed"  # a family's own time that ran out, or in which it acted too late: no party broke a duty


def status_on(stands: Stands, owed_by: Party, due_on: date, today: date) -> DutyStatus:
    """Return how a duty stands on a day."""
    passed = DutyStatus.PASSED if owed_by is Party.FAMILY else None
    match stands:
        case Stands.MET:
            return DutyStatus.MET
        case Stands.LATE:
            return passed or DutyStatus.MET_LATE
        case Stands.LAPSED:
            return DutyStatus.LAPSED
        case Stands.SUPERSEDED:
            return DutyStatus.SUPERSEDED
        case Stands.OWED if today <= due_on:
            return DutyStatus.RUNNING
    return passed or DutyStatus.BREACHED


class Cause(StrEnum):
    """Why a duty was not done in time, as the party that has the duty says."""

    NO_MEDIATOR_FREE = "no_mediator_free"
    AUTHORITY_CANCELLED = "authority_cancelled"
    PROVIDER_CANCELLED = "provider_cancelled"
    FAMILY_ASKED = "family_asked"
    FAMILY_ABSENT = "family_absent"
    DIRECTED_BY_TRIBUNAL = "directed_by_tribunal"
    EXCEPTIONAL_CIRCUMSTANCES = "exceptional_circumstances"
    OTHER = "other"


class Disputed(StrEnum):
    """What a party disputes about the duty of another party."""

    CAUSE = "cause"  # the cause that was given
    COMPLETION = "completion"  # that the duty was done, or done on that day


class Group(StrEnum):
    """The groups of a work list, by the last day for doing a duty. A group contains only duties that a party must still
    carry out."""

    OVERDUE = "overdue"
    DUE_THIS_WEEK = "due_this_week"  # from today to Sunday
    DUE_LATER = "due_later"
