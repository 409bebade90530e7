"""How each deadline of a case stands: running, met, breached, or lapsed with the case."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.law.deadlines import Deadline
from app.domain.law.model import Code, Step
from app.domain.pathway.duties import completed_on, completion
from app.domain.pathway.facts import CaseFacts
from app.domain.pathway.law import Law
from app.domain.terms import TermKind


class Standing(StrEnum):
    """Whether a deadline was kept. A late act does not mend a breach: it is shown beside it."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    LAPSED = "lapsed"  # the case ended before the date came


@dataclass(frozen=True, slots=True)
class Standings:
    """A deadline and how it stands on a day. `done_on` is when the act was done, in time or late."""

    deadline: Deadline
    standing: Standing
    done_on: date | None


def done_on(facts: CaseFacts, deadline: Deadline) -> date | None:
    """Return the day on which the act that a deadline asks for was done, where the case knows it."""
    match deadline.code:
        case Code.CONTACT_ADVISER:
            return facts.first_contact_on
        case Code.LODGE_APPEAL:
            return facts.appeal.registered_on if facts.appeal else None
        case Code.ISSUE_CERTIFICATE:
            return facts.certificate.issued_on if facts.certificate else None
        case Code.NOTIFY_COMMISSIONING_BODY:
            return facts.body_notified_on
        case Code.ARRANGE_MEDIATION | Code.COMMISSIONING_BODY_ARRANGE_MEDIATION:
            return facts.arranged_on
        case Code.DECIDE_EXEMPTION:
            return facts.exemption_decided_on
    return completed_on(facts, deadline)


def standings(facts: CaseFacts, today: date, law: Law) -> list[Standings]:
    """Return every deadline of a case, earliest first, with how it stands today."""
    return [_stand(facts, deadline, today) for deadline in law.deadlines(facts)]


def _stand(facts: CaseFacts, deadline: Deadline, today: date) -> Standings:
    done = done_on(facts, deadline)
    late_appeal = deadline.code is Code.LODGE_APPEAL and facts.appeal is not None and facts.appeal.late
    if done is not None:
        kept = (done <= deadline.due_on or _agreed_otherwise(facts, deadline)) and not late_appeal
        return Standings(deadline, Standing.MET if kept else Standing.BREACHED, done)
    ended = _ended_on(facts, deadline.code) or _answered_otherwise(facts, deadline)
    if ended and ended <= deadline.due_on:
        return Standings(deadline, Standing.LAPSED, None)
    return Standings(deadline, Standing.RUNNING if today <= deadline.due_on else Standing.BREACHED, None)


def _agreed_otherwise(facts: CaseFacts, deadline: Deadline) -> bool:
    """Whether the family agreed to be told of its session later: then that duty does not apply."""
    duty = completion(facts, deadline)
    return duty is not None and duty.shorter_notice_agreed_on is not None


_OF_MEDIATION = frozenset(
    {
        Code.NOTIFY_COMMISSIONING_BODY,
        Code.ARRANGE_MEDIATION,
        Code.COMMISSIONING_BODY_ARRANGE_MEDIATION,
        Code.NOTIFY_SESSION,
    }
)
"""Owed while the family wants mediation."""
_ENDS_WITH_RESOLUTION = frozenset({Code.LODGE_APPEAL, Code.CONTACT_ADVISER, Code.LA_RESPONSE, Code.NOTIFY_SESSION})
_OUTLIVES_THE_CASE = frozenset(
    {Code.CARRY_OUT_AGREEMENT, Code.REPORT_AGREEMENT, Code.COMPLY_WITH_ORDER, Code.COMPLY_UNOPPOSED}
)
"""What was agreed or ordered is owed whether or not anybody keeps the file open."""


def _ended_on(facts: CaseFacts, code: Code) -> date | None:
    """Return the day from which nobody waits for an act any more."""
    if code in _OUTLIVES_THE_CASE:
        return None
    if code in _OF_MEDIATION and facts.declined_on and not facts.under_way:
        return facts.declined_on
    return facts.closed_on or (facts.resolved_on if code in _ENDS_WITH_RESOLUTION else None)


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
