"""The dated facts of one dispute: everything that a deadline can depend on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.kernel.errors import BeforeCommencement, BeforeTheNotice
from app.kernel.terms import Claim, DecisionKind, Party, PlanSection, TermKind
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.dispute import disputed_sections, is_appealable, is_health_only, is_placement_only
from app.law.domain.kinds import Code
from app.law.domain.model import COMMENCEMENT, Fact, Step
from app.law.domain.readings import Readings


@dataclass(frozen=True, slots=True)
class Term:
    """One thing agreed in mediation; `agreed_by` is a date that the parties set in writing (reg 42(5)).

    `owed_by` is the party that agreed to do it, where the agreement says so. `sections` are those that it settles.
    """

    kind: TermKind
    agreed_by: date | None = None
    owed_by: Party | None = None
    sections: tuple[PlanSection, ...] = ()


@dataclass(frozen=True, slots=True)
class Directed:
    """A date that the tribunal directed in place of a rule's time: for a step of its order, or for another deadline.

    Without a step, it is for every step of the order.
    """

    step: Step | None
    due_on: date
    code: Code = Code.COMPLY_WITH_ORDER

    @property
    def of_order(self) -> bool:
        """Whether the date is for a step of an order."""
        return self.code is Code.COMPLY_WITH_ORDER


class NoticeDay(StrEnum):
    """Which day of a notice of decision is meant: the day on which the letter was sent, or the date printed on the
    letter."""

    SENT = "sent"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Chronology:
    """What happened, and when. A missing date means that it has not happened, never that it does not matter.

    `health_only` says whether the family wants mediation about health and nothing else; None: the sections tell.
    """

    notice_sent_on: date
    notice_printed_on: date | None = field(default=None, kw_only=True)
    """The date on the letter. Nothing in law counts from it; the tribunal's form asks for it."""
    only_day_known: NoticeDay | None = field(default=None, kw_only=True)
    """Which of both days is known, where only one is. `notice_sent_on` then holds it."""
    decision_kind: DecisionKind | None = None
    sections: frozenset[PlanSection] = frozenset()
    claim: Claim = Claim.APPEAL
    certificate_issued_on: date | None = None
    mediation_declined_on: date | None = None
    mediation_requested_on: date | None = None
    health_issues_raised_on: date | None = None
    commissioning_body_notified_on: date | None = None
    session_on: date | None = None
    mediation_concluded_on: date | None = None
    cannot_arrange_reported_on: date | None = None
    agreement_made_on: date | None = None
    agreement_terms: tuple[Term, ...] = ()
    appeal_received_on: date | None = None
    unopposed_notified_on: date | None = None
    order_made_on: date | None = None
    order_kind: TermKind | None = None
    move_known_on: date | None = None
    moves_on: date | None = None
    plan_transferred_on: date | None = None
    response_sent_on: date | None = None
    staff_decision_sent_on: date | None = None
    withdrawal_received_on: date | None = None
    directed: tuple[Directed, ...] = ()
    health_only: bool | None = None
    further_orders: tuple[TermKind, ...] = ()
    """What the tribunal ordered beside `order_kind`, on the same day."""
    needs_certificate: bool | None = field(default=None, kw_only=True)
    """Whether an appeal needs a certificate, where a regime says so. None: as in the law in force."""

    def on(self, fact: Fact) -> date | None:
        """Return the day of a fact, or None when it has not happened."""
        value: date | None = getattr(self, fact.value)
        return value

    def known(self) -> dict[Fact, date]:
        """Return the facts that have happened, with their days."""
        return {fact: day for fact, name in _FIELDS if (day := getattr(self, name)) is not None}

    def must_be_answerable(self, england: EnglishCalendar) -> None:
        """Refuse dates outside the law that this service knows.

        Raises:
            BeforeCommencement: a date before Part 3 of the Act.
            BeforeTheNotice: a date before the notice; one agreed that lies before its agreement, or one directed that
                lies before what it is for.
            BeyondHorizon: a date beyond the published bank holidays.
        """
        for fact, day in self.known().items():
            if day < COMMENCEMENT:
                raise BeforeCommencement(
                    f"{fact.value} is {day}. That is before Part 3 of the Children and Families Act came into "
                    f"force on {COMMENCEMENT}",
                    "appealable-matters",
                )
            england.must_know(day)
            if day < self.notice_sent_on:
                raise BeforeTheNotice(
                    f"{fact.value} is {day}. That is before the day on which the notice was sent, "
                    f"{self.notice_sent_on}",
                    "contact-adviser",
                )
        self._printed_date_must_be_known(england)
        for term in self.agreement_terms:
            self._agreed_date_must_follow(term, england)
        for directed in self.directed:
            self._directed_date_must_follow(directed, england)

    def _printed_date_must_be_known(self, england: EnglishCalendar) -> None:
        if self.notice_printed_on is None:
            return
        if self.notice_printed_on < COMMENCEMENT:
            raise BeforeCommencement(
                f"The date printed on the letter is {self.notice_printed_on}. That is before Part 3 of the "
                f"Children and Families Act came into force on {COMMENCEMENT}",
                "appealable-matters",
            )
        england.must_know(self.notice_printed_on)

    def _agreed_date_must_follow(self, term: Term, england: EnglishCalendar) -> None:
        if term.agreed_by is None:
            return
        england.must_know(term.agreed_by)
        made_on = self.agreement_made_on or self.notice_sent_on
        if term.agreed_by < made_on:
            follows = f"the agreement made on {made_on}" if self.agreement_made_on else f"the notice sent on {made_on}"
            raise BeforeTheNotice(f"{term.kind} is agreed for {term.agreed_by}, before {follows}", "agreed-timescale")

    def _directed_date_must_follow(self, directed: Directed, england: EnglishCalendar) -> None:
        england.must_know(directed.due_on)
        started = self.order_made_on if directed.code is Code.COMPLY_WITH_ORDER else self.appeal_received_on
        if directed.due_on < (started or self.notice_sent_on):
            raise BeforeTheNotice(
                f"{directed.code} is directed for {directed.due_on}, before {started or self.notice_sent_on}, the day "
                f"that starts it",
                "directed-date",
            )

    def is_health_only(self) -> bool | None:
        """Whether mediation is about health and nothing else. None if neither issues nor sections are known."""
        if self.health_only is None and disputed_sections(self.decision_kind, self.sections):
            return is_health_only(self.decision_kind, self.sections)
        return self.health_only


_FIELDS = tuple((fact, fact.value) for fact in Fact)


def _appeal(facts: Chronology, _: Readings) -> bool:
    return facts.claim is Claim.APPEAL


def _appealable(facts: Chronology, _: Readings) -> bool:
    return facts.claim is Claim.APPEAL and is_appealable(facts.decision_kind, facts.sections)


def _certificate_needed(facts: Chronology, readings: Readings) -> bool:
    needed = facts.needs_certificate
    if needed is None:
        needed = not is_placement_only(facts.decision_kind, facts.sections, readings)
    return needed and _appealable(facts, readings)


def _leave_needed(facts: Chronology, readings: Readings) -> bool:
    """Whether leave to appeal may be wanted: a certificate is needed, and there is neither one nor an appeal."""
    waits = facts.certificate_issued_on is None and facts.appeal_received_on is None
    return waits and _certificate_needed(facts, readings)


def _unopposed_in_time(facts: Chronology, readings: Readings) -> bool:
    """Whether the authority gave way before its response (reg 45(1)): after it, only a consent order ends it."""
    told, responded = facts.unopposed_notified_on, facts.response_sent_on
    too_late = told is not None and responded is not None and told > responded
    return _appealable(facts, readings) and not too_late


CONDITIONS: dict[str, Callable[[Chronology, Readings], bool]] = {
    "appeal": _appeal,
    "appealable": _appealable,
    "certificate_needed": _certificate_needed,
    "leave_needed": _leave_needed,
    "unopposed_in_time": _unopposed_in_time,
    "may_be_health_only": lambda facts, readings: _appeal(facts, readings) and facts.is_health_only() is not False,
    "may_not_be_health_only": lambda facts, readings: _appeal(facts, readings) and facts.is_health_only() is not True,
    "move_known": lambda facts, readings: _appeal(facts, readings) and facts.move_known_on is not None,
    "discrimination_claim": lambda facts, _: facts.claim is Claim.DISABILITY_DISCRIMINATION,
}
"""The conditions a clock may name, each a question about the facts."""
