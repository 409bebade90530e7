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
    """One thing that was agreed in mediation and recorded in writing (regulation 42, mediation agreements)."""

    kind: TermKind
    agreed_by: Day | None = Field(
        None,
        description="The date that the family and the authority agreed in writing for the agreed action. The agreed "
        "date replaces the time limit in the Regulations.",
    )
    owed_by: OwedBy | None = Field(None, description=OWED_BY)

    @model_validator(mode="after")
    def _is_its_own(self) -> Self:
        must_be_able_to_owe(self.kind, self.owed_by)
        return self


class DirectedDate(Body):
    """A date that the tribunal set for a step. The tribunal's date replaces the time limit in the rule (regulation
    44(1))."""

    code: Literal[Code.COMPLY_WITH_ORDER, Code.LA_RESPONSE] = Field(
        Code.COMPLY_WITH_ORDER,
        description="The name of the deadline for which the tribunal set its own date.",
        examples=["comply-with-order"],
    )
    step: Step | None = Field(
        None,
        description="Only for `comply-with-order`: the step of the order to which the date applies. If you leave "
        "this out, the date applies to every step of the order.",
        examples=["amended_plan"],
    )
    due_on: Day = Field(description="The date that the tribunal set.", examples=["2026-07-31"])


class DeadlineQuestion(Body):
    """What happened in one dispute, and when. Leave out the date of anything that has not happened."""

    notice_sent_on: Day = Field(
        description="The day on which the authority *sent* the written notice of its "
        "decision. This is not the day on which the family received the notice."
    )
    notice_printed_on: Day | None = Field(
        None,
        description=(
            "The date printed on the letter, if the letter was sent on a different day. No time limit in the law "
            "runs from this date, but the tribunal's form asks for it. If the last day to appeal would be earlier "
            "when counted from the printed date, a note says so."
        ),
        examples=["2026-01-30"],
    )
    decision_kind: DecisionKind | None = None
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan that the family disputes. The service needs them for `plan_content`. "
        "For `refusal_to_amend`, send them if you know them.",
    )
    claim: Claim = Claim.APPEAL
    clock_effect: ClockEffect = Field(
        ClockEffect.FLOOR,
        description="How mediation changes the time to appeal. `floor` is the law in force: the family has at least "
        "one month to appeal after the certificate. Use a different value to see the effect of a different law. "
        "`none`: mediation does not change the time to appeal. `stop_and_floor`: the days from the request for "
        "mediation to the end of mediation do not count towards the time to appeal. The family also has at least one "
        "month to appeal after mediation ends. `three_months_added`: if the family asks for mediation in time, the "
        "family has three more months to appeal.",
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
    appeal_received_on: Day | None = Field(None, description="The day on which the authority received the appeal.")
    unopposed_notified_on: Day | None = None
    order_made_on: Day | None = None
    order_kind: TermKind | None = None
    move_known_on: Day | None = Field(
        None,
        description="The day on which the old authority learned that the family will move to another authority's area.",
    )
    moves_on: Day | None = Field(
        None,
        description="The day on which the family moves to another authority's area. The time limit of the deadline "
        "`transfer-plan` depends on this day.",
    )
    plan_transferred_on: Day | None = None
    response_sent_on: Day | None = Field(
        None, description="The day on which the authority sent its response to the tribunal.", examples=["2026-05-06"]
    )
    staff_decision_sent_on: Day | None = Field(
        None,
        description="The day on which the tribunal sent a decision that its staff, and not a judge, had made.",
        examples=["2026-05-06"],
    )
    withdrawal_received_on: Day | None = Field(
        None,
        description="The day on which the tribunal received the notice that the appeal is withdrawn.",
        examples=["2026-05-06"],
    )
    directed: list[DirectedDate] = Field(
        [],
        max_length=20,
        description="Dates that the tribunal set. They replace the time limits in the rules.",
    )

    @model_validator(mode="after")
    def each_date_is_directed_once(self) -> Self:
        """Refuse two dates for one step, and a step of a response."""
        if any(one.step for one in self.directed if one.code is Code.LA_RESPONSE):
            raise ValueError("directed: the authority's response has no steps, so send no `step` for la-response")
        for code in {one.code for one in self.directed}:
            steps = [one.step for one in self.directed if one.code is code]
            if len(set(steps)) < len(steps) or (None in steps and len(steps) > 1):
                raise ValueError(f"directed: send either one date for {code}, or one date for each of its steps")
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
    """One step of the calculation that leads to a date."""

    step: str
    date: date
    because: str


class DeadlineAnswer(Answer):
    """A deadline: who must act, which rule sets the day, and how the service worked out the day."""

    code: Code
    due_on: date
    due_at: datetime | None = Field(
        None,
        description="The exact time of the deadline, if the tribunal must receive something: 17:00 in London on the "
        "day `due_on`. `due_at` is `null` if the tribunal does not have to receive anything by the deadline.",
    )
    owed_by: Party
    kind: Kind
    rule: str
    citation: str
    legislation_url: str
    verified: Verified
    term: TermKind | None = None
    step: Step | None = None
    term_index: int | None = Field(
        None, description="Which term of the agreement the deadline is for: 0 is the first term, 1 the second."
    )
    ground: CertificateGround | None = None
    applies_if: str | None = Field(
        None,
        description="A condition that the service cannot check. Check the condition yourself: the deadline applies "
        "only if the condition is true.",
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
    """Every deadline that follows from the dates you sent, with the earliest deadline first."""

    deadlines: list[DeadlineAnswer]
    notes: list[str] = Field(description="Sentences about what else you should know about these dates.")

    @classmethod
    def of(cls, answer: calculator.Answer) -> Self:
        """Show the calculator's answer."""
        return cls(deadlines=[DeadlineAnswer(**shown(one)) for one in answer.deadlines], notes=list(answer.notes))


class RuleAnswer(Answer):
    """One rule of law, as it is in force on the day in the field `on`."""

    id: str = Field(
        description="The name of the rule. The name never changes, and no other rule will have the same name."
    )
    says: str
    citation: str
    url: str
    kind: Kind = Field(
        description="What kind of rule this is. `gate`: an action is forbidden until something is true. `clock`: a "
        "time limit, which never blocks an action. `duty`: something that a person or organisation must do."
    )
    owed_by: Party
    calendar: Calendar
    period: str | None = Field(
        None, description="How long the time limit is, as the law puts it. `null` if the rule sets no time limit."
    )
    governed_on: str = Field(
        description="If the rule has changed: the event whose date decides which version of the rule applies to a case."
    )
    in_force_from: date
    in_force_to: date | None
    verified: Verified = Field(description="How closely we have checked this rule against its source.")
    caution: str | None = Field(
        None,
        description="What is uncertain about the rule, or about how this service reads it. `null` if nothing "
        "about the rule is uncertain.",
    )
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
