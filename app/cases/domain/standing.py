"""The status of each deadline of a case: running, met, met late, breached, passed, or lapsed with the case.

What does not hang on the day of reading is a `Standing`. The day alone tells whether a deadline still runs.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.cases.domain.duties import completed_on, completion
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.words import State
from app.kernel.terms import Party, SessionOutcome, TermKind
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code, Ends, KeptBy, Part
from app.law.domain.model import Step
from app.law.domain.readings import DEFAULT_READINGS, Readings


class DeadlineStatus(StrEnum):
    """The status of a deadline. The status of a duty has the same names as the status of a deadline.

    A duty that is not done in time is `breached`. If a duty is done after its last day, the status changes to
    `met_late`. A family's own time limit is not a duty: after the last day, the status is `passed`, not `breached`.
    """

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    PASSED = "passed"  # the family's own time ran out, or it acted after it: nobody broke a duty
    LAPSED = "lapsed"  # the case ended before the date came; the family's right to appeal does not end with it


@dataclass(frozen=True, slots=True)
class ThirtyDays:
    """Mediation by both readings of its 30 days: a session fixed in them, and a session held in them.

    In time: True or False; None while the days run, and where the family gave mediation up within them.
    """

    fixed_on: date | None
    fixed_in_time: bool | None
    held_on: date | None
    held_in_time: bool | None


@dataclass(frozen=True, slots=True)
class DeadlineOnDay:
    """A deadline and how it stands on a day. `done_on` is when the act was done, in time or late."""

    deadline: Deadline
    status: DeadlineStatus
    done_on: date | None
    thirty_days: ThirtyDays | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A deadline and what the case says of it, whatever the day of reading.

    `kept` says that the act was done in time. `ended_on` is the day from which nobody waits for the act any more; None
    while somebody waits, or once it is done.
    """

    deadline: Deadline
    done_on: date | None
    kept: bool = False
    ended_on: date | None = None

    @property
    def lapsed(self) -> bool:
        """Whether the wait ended before the day was over."""
        return self.ended_on is not None and self.ended_on <= self.deadline.due_on


_WITHOUT_THE_ARRANGER = frozenset(
    {SessionOutcome.AUTHORITY_DID_NOT_ATTEND, SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE}
)


def held_on(facts: CaseFacts) -> date | None:
    """Return the day on which mediation was held: a session to which both sides came, with power to decide."""
    return None if facts.session_outcome in _WITHOUT_THE_ARRANGER else facts.concluded_on


def done_on(facts: CaseFacts, deadline: Deadline, readings: Readings = DEFAULT_READINGS) -> date | None:
    """Return the day on which the act that a deadline asks for was done, where the case knows it."""
    match deadline.code.kind.kept_by:
        case KeptBy.CONTACT:
            return facts.first_contact_on
        case KeptBy.APPEAL:
            return facts.appeal.registered_on if facts.appeal else None
        case KeptBy.CERTIFICATE:
            return facts.certificate.issued_on if facts.certificate else None
        case KeptBy.NOTICE_TO_BODY:
            return facts.body_notified_on
        case KeptBy.SESSION:
            return facts.arranged_on if readings.session_fixed_in_thirty_days_is_enough else held_on(facts)
        case KeptBy.EXEMPTION_DECISION:
            return facts.exemption_decided_on
        case KeptBy.REINSTATEMENT:
            return facts.appeal.reinstatement_applied_on if facts.appeal else None
        case KeptBy.LEAVE:
            return _leave_asked_by(facts, deadline)
        case KeptBy.TRANSFER:
            return facts.transferred.transferred_on if facts.transferred else None
        case KeptBy.BUNDLE:
            return facts.proceedings.bundle.sent_on if facts.proceedings and facts.proceedings.bundle else None
        case KeptBy.COMPLETION:
            return completed_on(facts, deadline)


def _leave_asked_by(facts: CaseFacts, deadline: Deadline) -> date | None:
    """Return the day on which the tribunal gave permission: the family asked by then. None if that day is after the
    last day: the case does not know when the family asked."""
    granted = facts.appeal.permission_granted_on if facts.appeal else None
    return granted if granted is not None and granted <= deadline.due_on else None


_GONE_ONCE_DONE = frozenset({KeptBy.REINSTATEMENT, KeptBy.LEAVE})
"""What keeps a deadline and takes it off the case: once the tribunal grants what the family asked for, nobody asks."""


def gone_once_done(facts: CaseFacts, deadline: Deadline, law: Law) -> Standing | None:
    """Return how a deadline ended that the case does not have any more because its act was done. None if it went
    otherwise."""
    if deadline.code.kind.kept_by not in _GONE_ONCE_DONE:
        return None
    found = _stand(facts, deadline, law)
    return found if found.done_on is not None else None


def times_end_on(facts: CaseFacts, law: Law) -> date | None:
    """Return the last day on which a time of an ended case runs, or on which the case ended; None while it goes on."""
    if facts.state not in (State.RESOLVED, State.CLOSED):
        return None
    ended = (facts.resolved_on, facts.closed_on)
    return max((*(one.due_on for one in law.deadlines(facts)), *(day for day in ended if day is not None)))


def deadlines_on(facts: CaseFacts, today: date, law: Law) -> list[DeadlineOnDay]:
    """Return every deadline of a case, earliest first, with how it stands today."""
    return [_with_both_dates(facts, today, _on(one, today)) for one in standings(facts, law)]


def standings(facts: CaseFacts, law: Law) -> list[Standing]:
    """Return every deadline of a case, earliest first, with what does not hang on the day of reading."""
    return [_stand(facts, deadline, law) for deadline in law.deadlines(facts)]


def _with_both_dates(facts: CaseFacts, today: date, stands: DeadlineOnDay) -> DeadlineOnDay:
    """Add to the duty to arrange when a session was fixed and when one was held: it is read both ways."""
    if stands.deadline.code.kind.kept_by is not KeptBy.SESSION:
        return stands
    due_on = stands.deadline.due_on
    undone = None if stands.status is DeadlineStatus.LAPSED or today <= due_on else False

    def in_time(day: date | None) -> bool | None:
        return undone if day is None else day <= due_on

    fixed, held = facts.arranged_on, held_on(facts)
    return replace(stands, thirty_days=ThirtyDays(fixed, in_time(fixed), held, in_time(held)))


def _stand(facts: CaseFacts, deadline: Deadline, law: Law) -> Standing:
    done = done_on(facts, deadline, law.readings)
    if done is not None:
        late_appeal = deadline.code is Code.LODGE_APPEAL and facts.appeal is not None and facts.appeal.late
        kept = (done <= deadline.due_on or _agreed_otherwise(facts, deadline)) and not late_appeal
        return Standing(deadline, done, kept)
    return Standing(deadline, None, ended_on=_ended_on(facts, deadline) or _answered_otherwise(facts, deadline))


def _on(stands: Standing, today: date) -> DeadlineOnDay:
    deadline = stands.deadline
    if stands.done_on is not None:
        status = DeadlineStatus.MET if stands.kept else _over(deadline, DeadlineStatus.MET_LATE)
        return DeadlineOnDay(deadline, status, stands.done_on)
    if stands.lapsed:
        return DeadlineOnDay(deadline, DeadlineStatus.LAPSED, None)
    return DeadlineOnDay(deadline, DeadlineStatus.RUNNING if today <= deadline.due_on else _over(deadline), None)


def _over(deadline: Deadline, of_a_duty: DeadlineStatus = DeadlineStatus.BREACHED) -> DeadlineStatus:
    """Return how a deadline stands once its day is over and nothing was done in time."""
    return DeadlineStatus.PASSED if deadline.owed_by is Party.FAMILY else of_a_duty


def _agreed_otherwise(facts: CaseFacts, deadline: Deadline) -> bool:
    """Whether the family agreed to be told of its session later: then that duty does not apply."""
    duty = completion(facts, deadline)
    return duty is not None and duty.shorter_notice_agreed_on is not None


def _ended_on(facts: CaseFacts, deadline: Deadline) -> date | None:
    """Return the day from which nobody waits for an act any more.

    An agreement, a withdrawal and a closed file leave the family its time: while it runs, the family may still appeal.
    """
    kind = deadline.code.kind
    if kind.ends_with is Ends.NOTHING or (deadline.owed_by is Party.FAMILY and facts.appeal is None):
        return None
    if kind.part_of is Part.MEDIATION and facts.declined_on and not facts.under_way and facts.concluded_on is None:
        return facts.declined_on  # a family that declined, asked after its certificate and mediated declined nothing
    return facts.over_on or (facts.resolved_on if kind.ends_with is Ends.RESOLUTION else None)


_EITHER = {Step.REFUSE_WITH_REASONS: Step.FINAL_PLAN, Step.FINAL_PLAN: Step.REFUSE_WITH_REASONS}
"""After an assessment there is a plan or a refusal with reasons, never both."""


def _answered_otherwise(facts: CaseFacts, deadline: Deadline) -> date | None:
    """Return the day on which the other outcome of an assessment was sent, so that this one is not owed."""
    step = deadline.rule.clock.step if deadline.rule.clock else None
    if deadline.term is not TermKind.ASSESS or step not in _EITHER:
        return None
    other = (
        duty.completed_on
        for duty in facts.completed
        if duty.code is deadline.code and duty.term_index in (None, deadline.term_index) and duty.step is _EITHER[step]
    )
    return next(other, None)
