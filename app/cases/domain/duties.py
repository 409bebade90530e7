"""Duties that a party reports as done: which duties, and by which party."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.cases.domain.commands import CompleteDuty
from app.cases.domain.facts import CaseFacts, CompletedDuty
from app.kernel.terms import OrganisationKind, Party, TermKind
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code, KeptBy, OwedAgainFor, Part
from app.law.domain.model import Direction, Step

RECORDED_BY = {
    Party.LOCAL_AUTHORITY: OrganisationKind.LOCAL_AUTHORITY,
    Party.MEDIATION_ADVISER: OrganisationKind.MEDIATION_PROVIDER,
    Party.MEDIATOR: OrganisationKind.MEDIATION_PROVIDER,
    Party.COMMISSIONING_BODY: OrganisationKind.COMMISSIONING_BODY,
    Party.TRIBUNAL: OrganisationKind.TRIBUNAL,
}
"""Who records what a party has done. A family has no client here."""


def recorded_by(deadline: Deadline) -> frozenset[OrganisationKind]:
    """Return who may say that a duty is done."""
    if (said := deadline.code.kind.recorded_by) is not None:
        return said
    who = {RECORDED_BY.get(deadline.owed_by)}
    if deadline.term is not TermKind.OTHER_ACTION:
        who.add(RECORDED_BY.get(deadline.rule.owed_by))  # a plan is its authority's, whoever agreed to change it
    return frozenset(kind for kind in who if kind)


def is_owed(facts: CaseFacts, done: CompleteDuty, deadlines: Iterable[Deadline]) -> bool:
    """Whether the party that reports a duty owes it, has not done it yet, does not report it too early, and means one
    duty only.

    An agreement or an order has several steps. Each step is reported by itself.
    """
    owed = {
        (deadline.term_index, _step(deadline), deadline.owed_by)
        for deadline in deadlines
        if deadline.code is done.code
        and done.by in recorded_by(deadline)
        and _has_begun(deadline, done.occurred_on)
        and done.term in (None, deadline.term)
        and done.term_index in (None, deadline.term_index)
        and done.step in (None, _step(deadline))
        and done.owed_by in (None, deadline.owed_by)
        and completed_on(facts, deadline) is None
        and not _too_late_to_respond(facts, deadline)
    }
    return len(owed) == 1


def _step(deadline: Deadline) -> Step | None:
    return deadline.rule.clock.step if deadline.rule.clock else None


def has_own_action(code: Code) -> bool:
    """Whether a deadline is met by an action of its own. If it could also be reported as a duty, two records could
    contradict each other."""
    return code.kind.kept_by is not KeptBy.COMPLETION


def still_done(facts: CaseFacts, again: OwedAgainFor) -> tuple[CompletedDuty, ...]:
    """Return the duties done, without those that are owed again because of another session, agreement, appeal or end of
    an appeal."""
    return tuple(duty for duty in facts.completed if duty.code.kind.owed_again_for is not again)


def _too_late_to_respond(facts: CaseFacts, deadline: Deadline) -> bool:
    """Whether the authority has said, before any response, that it does not oppose the appeal (reg 45(1)).

    A response told afterwards, as of an earlier day, would undo the family's right to have the appeal carried out.
    """
    return deadline.code is Code.LA_RESPONSE and facts.unopposed_notified_on is not None


def completed_on(facts: CaseFacts, deadline: Deadline) -> date | None:
    """Return the day on which a party said that it had done what a deadline asks for."""
    duty = completion(facts, deadline)
    return duty.completed_on if duty else None


def agreed_to_less(facts: CaseFacts, on: date) -> tuple[CompletedDuty, ...]:
    """Return the duties done, after the family has agreed to shorter notice of a session that it was told about
    before."""
    return tuple(
        replace(duty, shorter_notice_agreed_on=duty.shorter_notice_agreed_on or on)
        if duty.code is Code.NOTIFY_SESSION
        else duty
        for duty in facts.completed
    )


def completion(facts: CaseFacts, deadline: Deadline) -> CompletedDuty | None:
    """Return what a party said that it had done of what a deadline asks for."""
    clock = deadline.rule.clock
    return next(
        (
            duty
            for duty in facts.completed
            if duty.code is deadline.code
            and not _of_an_earlier_transfer(facts, duty)
            and duty.term in (None, deadline.term)
            and duty.term_index in (None, deadline.term_index)
            and duty.step in (None, clock and clock.step)
            and duty.owed_by in (None, deadline.owed_by)
        ),
        None,
    )


def _of_an_earlier_transfer(facts: CaseFacts, duty: CompletedDuty) -> bool:
    """Whether another authority did this after an earlier transfer: the last authority owes it again."""
    last = facts.transferred
    return duty.code.kind.part_of is Part.TRANSFER and last is not None and duty.completed_on < last.transferred_on


def _has_begun(deadline: Deadline, on: date) -> bool:
    """Whether the day from which a duty is counted has come. A duty that is counted back is owed before that day."""
    clock = deadline.rule.clock
    return clock is None or clock.period.direction is Direction.BEFORE or deadline.working[0].date <= on
