"""The law as JSON: the calculator's question and answer, and the rows of the rule table."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from app.kernel.terms import CertificateGround, Claim, DecisionKind, Party, PlanSection, TermKind
from app.law.domain import deadlines as calculator
from app.law.domain.chronology import Chronology, Directed, Term
from app.law.domain.kinds import Code
from app.law.domain.model import Calendar, Kind, Step, Verified
from app.law.domain.model import Rule as RuleRow
from app.law.domain.regime_values import ClockEffect
from app.law.fields import OWED_BY, OwedBy, must_be_able_to_owe
from app.platform.http.fields import Answer, Body, Day


class AgreedTerm(Body):
    """One thing that the parties agreed in mediation, in writing (reg 42)."""

    kind: TermKind
    agreed_by: Day | None = Field(
        None, description="A date that the parties set in writing. This date replaces the time in the Regulations."
    )
    owed_by: OwedBy | None = Field(None, description=OWED_BY)

    @model_validator(mode="after")
    def _is_its_own(self) -> Self:
        must_be_able_to_owe(self.kind, self.owed_by)
        return self


class DirectedDate(Body):
    """A date that the tribunal directed. This date replaces the time that the rule gives (reg 44(1))."""

    code: Literal[Code.COMPLY_WITH_ORDER, Code.LA_RESPONSE] = Field(
        Code.COMPLY_WITH_ORDER,
        description="The deadline for which the tribunal directed a date.",
        examples=["comply-with-order"],
    )
    step: Step | None = Field(
        None,
        description="The step of the order, for `comply-with-order`. If you leave this out, the date is for every "
        "step.",
        examples=["amended_plan"],
    )
    due_on: Day = Field(description="The day that the tribunal set.", examples=["2026-07-31"])


class DeadlineQuestion(Body):
    """The dated facts of one dispute. Leave out dates of things that have not happened."""

    notice_sent_on: Day = Field(description="The day written notice of the decision was *sent*, not received.")
    notice_printed_on: Day | None = Field(
        None,
        description=(
            "The date printed on the letter, if the letter was sent on another day. No time limit runs from this "
            "date. But the tribunal's form asks for this date. If counting from it gives an earlier last day to "
            "appeal, a note says so."
        ),
        examples=["2026-01-30"],
    )
    decision_kind: DecisionKind | None = None
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan in dispute, for `plan_content`. For `refusal_to_amend`, give the "
        "sections if you know them.",
    )
    claim: Claim = Claim.APPEAL
    clock_effect: ClockEffect = Field(
        ClockEffect.FLOOR,
        description="What mediation does to the family's time for appealing. `floor` is the law in force: the time "
        "never ends before one month after the certificate. The others are questions about another law. `none`: "
        "nothing. `stop_and_floor`: the days from the request to the end of mediation are not counted, and the time "
        "never ends before one month after it. `three_months_added`: a request in time adds three months.",
        examples=["floor"],
    )
    certificate_issued_on: Day | None = None
    mediation_declined_on: Day | None = None
    mediation_requested_on: Day | None = None
    health_issues_raised_on: Day | None = None
    commissioning_body_notified_on: Day | None = None
    session_on: Day | None = None
    mediation_concluded_on: Day | None = None
    cannot_arrange_reported_on: Day | None = None
    agreement_made_on: Day | None = None
    agreement_terms: list[AgreedTerm] = Field([], max_length=50)
    appeal_received_on: Day | None = Field(None, description="The day the authority received the appeal.")
    unopposed_notified_on: Day | None = None
    order_made_on: Day | None = None
    order_kind: TermKind | None = None
    move_known_on: Day | None = Field(None, description="The day the old authority learned that the family moves.")
    moves_on: Day | None = Field(
        None,
        description="The day of the move. With this day, the service can tell which time limit `transfer-plan` has.",
    )
    plan_transferred_on: Day | None = None
    response_sent_on: Day | None = Field(
        None, description="The day the authority sent its response to the tribunal.", examples=["2026-05-06"]
    )
    staff_decision_sent_on: Day | None = Field(
        None,
        description="The day the tribunal sent a decision that its staff made instead of a judge.",
        examples=["2026-05-06"],
    )
    withdrawal_received_on: Day | None = Field(
        None,
        description="The day the tribunal received the notice that the appeal is withdrawn.",
        examples=["2026-05-06"],
    )
    directed: list[DirectedDate] = Field(
        [],
        max_length=20,
        description="Dates that the tribunal directed. These dates replace the times that the rules give.",
    )

    @model_validator(mode="after")
    def each_date_is_directed_once(self) -> Self:
        """Refuse two dates for one step, and a step of a response."""
        if any(one.step for one in self.directed if one.code is Code.LA_RESPONSE):
            raise ValueError("directed: a response has no steps")
        for code in {one.code for one in self.directed}:
            steps = [one.step for one in self.directed if one.code is code]
            if len(set(steps)) < len(steps) or (None in steps and len(steps) > 1):
                raise ValueError(f"directed: give one date for {code}, or one for each of its steps")
        return self

    def chronology(self) -> Chronology:
        """Return the same facts in the domain's form."""
        return Chronology(
            **self.model_dump(exclude={"sections", "agreement_terms", "directed", "clock_effect"}),
            sections=frozenset(self.sections),
            agreement_terms=tuple(Term(term.kind, term.agreed_by, term.owed_by) for term in self.agreement_terms),
            directed=tuple(Directed(one.step, one.due_on, one.code) for one in self.directed),
        )


class WorkingLine(Answer):
    """One step in the calculation of a date."""

    step: str
    date: date
    because: str


class DeadlineAnswer(Answer):
    """A deadline: who has the duty, which rule sets the day, and how we worked out the day."""

    code: Code
    due_on: date
    due_at: datetime | None = Field(
        None, description="17:00 in London on that day, if the tribunal must receive something by then."
    )
    owed_by: Party
    kind: Kind
    rule: str
    citation: str
    legislation_url: str
    verified: Verified
    term: TermKind | None = None
    step: Step | None = None
    term_index: int | None = Field(None, description="The position of the term in its agreement, from 0.")
    ground: CertificateGround | None = None
    applies_if: str | None = Field(
        None,
        description="A condition that we cannot check. The deadline applies only if this condition is met.",
    )
    working: list[WorkingLine]


def shown(deadline: calculator.Deadline) -> dict[str, Any]:
    """Return the members of a deadline with its rule."""
    rule = deadline.rule
    clock = rule.clock
    return {
        "code": deadline.code,
        "due_on": deadline.due_on,
        "due_at": deadline.due_at,
        "owed_by": deadline.owed_by,
        "kind": rule.kind,
        "rule": rule.id,
        "citation": rule.citation,
        "legislation_url": rule.url,
        "verified": rule.verified,
        "term": deadline.term,
        "step": clock.step if clock else None,
        "term_index": deadline.term_index,
        "ground": CertificateGround(clock.ground) if clock and clock.ground else None,
        "applies_if": deadline.applies_if,
        "working": deadline.working,
    }


class DeadlinesAnswer(Answer):
    """Every deadline that follows from the facts, earliest first."""

    deadlines: list[DeadlineAnswer]
    notes: list[str] = Field(description="Notes on the dates: what you should know besides the dates.")

    @classmethod
    def of(cls, answer: calculator.Answer) -> Self:
        """Show the calculator's answer."""
        return cls(deadlines=[DeadlineAnswer(**shown(one)) for one in answer.deadlines], notes=list(answer.notes))


class RuleAnswer(Answer):
    """One rule of law in the version in force."""

    id: str = Field(description="Permanent. An id is never used for another rule.")
    says: str
    citation: str
    url: str
    kind: Kind = Field(
        description="`gate` forbids an action. `clock` is a time limit that never blocks an action. `duty` is what a "
        "party must do."
    )
    owed_by: Party
    calendar: Calendar
    period: str | None = Field(None, description="The time allowed, in the statute's words.")
    governed_on: str = Field(description="The fact whose date decides which version of the rule applies.")
    in_force_from: date
    in_force_to: date | None
    verified: Verified = Field(description="How far we have checked this rule against its source.")
    caution: str | None = Field(None, description="What is doubtful about the rule, or about how we read it.")
    checked_on: date
    regime: str

    @classmethod
    def of(cls, row: RuleRow) -> Self:
        """Show a row of the rule table."""
        return cls(
            id=row.id,
            says=row.says,
            citation=row.citation,
            url=row.url,
            kind=row.kind,
            owed_by=row.owed_by,
            calendar=row.calendar,
            period=str(row.clock.period) if row.clock else None,
            governed_on=row.governed_on,
            in_force_from=row.in_force_from,
            in_force_to=row.in_force_to,
            verified=row.verified,
            caution=row.caution,
            checked_on=row.checked_on,
            regime=row.regime,
        )
