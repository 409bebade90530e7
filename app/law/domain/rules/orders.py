"""Regulations 44 and 45: what follows a tribunal's order, a mediation agreement, and an unopposed appeal.

Regulation 42(2) applies the times of regulation 44 to a mediation agreement, so one list of steps gives three sets of
rules. We read a different part of each set, so their marks differ.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import (
    COMMENCEMENT,
    LAST_CHECKED,
    Calendar,
    Clock,
    Fact,
    Kind,
    Period,
    Rule,
    Step,
    Unit,
    Verified,
)

_REGS = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/"
_AMENDMENT = "https://www.legislation.gov.uk/id/uksi/2015/359/regulation/8"
_REWRITTEN = date(2015, 3, 23)
"""The day from which SI 2015/359 replaced the times of regulation 45."""

_WEEKS = {n: Period(n, Unit.WEEKS) for n in (2, 4, 5, 10, 11, 14)}
_AT_ONCE = Period(0, Unit.DAYS)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of an order: what is ordered, what is done, and in which time."""

    term: TermKind
    step: Step
    period: Period
    says: str


_NAMED_SCHOOL = _Step(
    TermKind.NAME_SETTING, Step.NAME_SETTING, _WEEKS[2], "sends the plan with the school or type of school named"
)
_STEPS: tuple[_Step, ...] = (
    _Step(TermKind.ASSESS, Step.NOTIFY, _WEEKS[2], "tells the family that it will assess or re-assess"),
    _Step(TermKind.ASSESS, Step.REFUSE_WITH_REASONS, _WEEKS[10],
          "tells the family the reasons, if the authority decides after the assessment not to make a plan"),
    _Step(TermKind.ASSESS, Step.FINAL_PLAN, _WEEKS[14],
          "sends the final plan, if the authority decides after the assessment to make a plan"),
    _Step(TermKind.MAKE_PLAN, Step.DRAFT_PLAN, _WEEKS[5], "sends the draft plan"),
    _Step(TermKind.MAKE_PLAN, Step.FINAL_PLAN, _WEEKS[11], "sends the final plan"),
    _Step(TermKind.AMEND_PLAN, Step.AMENDED_PLAN, _WEEKS[5], "sends the plan with the changed needs or provision"),
    _NAMED_SCHOOL,
    _Step(TermKind.CONTINUE_PLAN, Step.CONTINUE, _AT_ONCE, "continues to maintain the plan"),
    _Step(TermKind.CEASE_PLAN, Step.CEASE, _AT_ONCE, "ceases to maintain the plan"),
    _Step(TermKind.RECONSIDER, Step.DRAFT_OR_NOTICE, _WEEKS[2],
          "reconsiders, and sends a draft plan or notice of its decision"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Family:
    """What the rules of one regulation share: what starts their time, in words and as a fact, and the citation."""

    name: str
    start: str
    citation: str
    url: str
    code: Code
    fact: Fact
    checked_on: date = LAST_CHECKED

    def rule(
        self,
        step: _Step,
        verified: Verified,
        since: date = COMMENCEMENT,
        until: date | None = None,
        caution: str | None = None,
        within: str | None = None,
    ) -> Rule:
        """Return the rule of one step."""
        when = within or (f"Within {step.period.amount} weeks of" if step.period.amount else "Immediately after")
        appeal = "appeal" if self.code is Code.CARRY_OUT_AGREEMENT else "appealable"
        condition = "unopposed_in_time" if self.code is Code.COMPLY_UNOPPOSED else appeal
        return Rule(
            f"{self.name}-{step.term}-{step.step}".replace("_", "-"),
            f"{when} {self.start}, the authority {step.says}.",
            self.citation,
            self.url,
            Kind.DUTY,
            Party.LOCAL_AUTHORITY,
            Calendar.DAYS,
            Clock(self.code, self.fact, step.period, condition, term=step.term, step=step.step),
            since,
            until,
            verified,
            caution=caution,
            checked_on=self.checked_on,
        )


_ORDER = _Family(
    "order",
    "the tribunal's order",
    "reg 44 SEND Regulations 2014",
    _REGS + "44",
    Code.COMPLY_WITH_ORDER,
    Fact.ORDER_MADE,
)
_READ_OF_ORDERS = {
    TermKind.ASSESS: Verified.PRIMARY,
    TermKind.MAKE_PLAN: Verified.PRIMARY,
    TermKind.CEASE_PLAN: Verified.PRIMARY,
    TermKind.RECONSIDER: Verified.INFERRED,
}
_ORDERS = tuple(_ORDER.rule(step, _READ_OF_ORDERS.get(step.term, Verified.SECONDARY)) for step in _STEPS)

_AGREEMENT = _Family(
    "agreement",
    "a mediation agreement",
    "reg 42(2) with reg 44 SEND Regulations 2014",
    _REGS + "42",
    Code.CARRY_OUT_AGREEMENT,
    Fact.AGREEMENT_MADE,
)
_NOT_APPEALABLE = _Family(
    "agreement",
    "a mediation agreement",
    "reg 42(3) SEND Regulations 2014",
    _REGS + "42",
    Code.CARRY_OUT_AGREEMENT,
    Fact.AGREEMENT_MADE,
)
_AGREEMENTS = (
    *(
        _AGREEMENT.rule(step, Verified.INFERRED if step.term is TermKind.RECONSIDER else Verified.SECONDARY)
        for step in _STEPS
    ),
    _NOT_APPEALABLE.rule(
        _Step(TermKind.OTHER_ACTION, Step.DO, _WEEKS[2],
              "or the commissioning body carries out what was agreed about anything that cannot be appealed"),
        Verified.PRIMARY,
    ),
)  # fmt: skip

_UNOPPOSED = _Family(
    "unopposed",
    "telling the tribunal that it does not oppose the appeal",
    "reg 45 SEND Regulations 2014 as amended by SI 2015/359 reg 8",
    _AMENDMENT,
    Code.COMPLY_UNOPPOSED,
    Fact.UNOPPOSED_NOTIFIED,
)
_READ_OF_UNOPPOSED = {
    TermKind.ASSESS: Verified.PRIMARY,
    TermKind.MAKE_PLAN: Verified.SECONDARY,
    TermKind.AMEND_PLAN: Verified.PRIMARY,
    TermKind.CONTINUE_PLAN: Verified.SECONDARY,
}
_SINCE_2015 = frozenset({TermKind.ASSESS, TermKind.MAKE_PLAN, TermKind.AMEND_PLAN})
"""The matters whose time the 2015 amendment wrote: each has an earlier row below."""
_AS_SOON = "As soon as practicable, and at the latest within {} weeks of"

_UNOPPOSED_NOW = (
    *(
        _UNOPPOSED.rule(
            step, _READ_OF_UNOPPOSED[step.term], _REWRITTEN if step.term in _SINCE_2015 else COMMENCEMENT,
            within=_AS_SOON.format(step.period.amount)
            if step.term is TermKind.ASSESS and step.step is not Step.NOTIFY else None,
        )
        for step in _STEPS if step.term in _READ_OF_UNOPPOSED
    ),
    _UNOPPOSED.rule(
        _Step(_NAMED_SCHOOL.term, _NAMED_SCHOOL.step, _NAMED_SCHOOL.period,
              f"{_NAMED_SCHOOL.says}, if only the placement was appealed"),
        Verified.SECONDARY,
    ),
)  # fmt: skip

_AS_MADE = _Family(
    "unopposed",
    "telling the tribunal that it does not oppose the appeal",
    "reg 45 SEND Regulations 2014 as made",
    _REGS + "45/made",
    Code.COMPLY_UNOPPOSED,
    Fact.UNOPPOSED_NOTIFIED,
)
_ONE_TIME_FOR_ALL = (
    "Before 23 March 2015, regulation 45 (appeals that the authority does not oppose) had only one time limit: 4 "
    "weeks for carrying out the assessment. We show this time limit at the step in which the authority tells the "
    "family."
)
_NOT_READ = (
    "Before 23 March 2015, regulation 45 (appeals that the authority does not oppose) had other words. We have "
    "not read how long it then gave for making a plan. The date here follows the later version, so check the date "
    "before you rely on it."
)
_BEFORE_2015 = (COMMENCEMENT, _REWRITTEN - timedelta(days=1))
_UNOPPOSED_AS_MADE = (
    _AS_MADE.rule(
        _Step(TermKind.ASSESS, Step.NOTIFY, _WEEKS[4], "carries out the assessment or re-assessment"),
        Verified.SECONDARY, *_BEFORE_2015, _ONE_TIME_FOR_ALL,
    ),
    _AS_MADE.rule(
        _Step(TermKind.AMEND_PLAN, Step.AMENDED_PLAN, _WEEKS[4], "sends the plan with the changed needs or provision"),
        Verified.SECONDARY, *_BEFORE_2015,
    ),
    *(
        _AS_MADE.rule(
            step,
            Verified.INFERRED,
            *_BEFORE_2015,
            _NOT_READ,
            within=f"Within {step.period.amount} weeks (the time in the later version of the regulation) of",
        )
        for step in _STEPS if step.term is TermKind.MAKE_PLAN
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *_ORDERS,
    *_AGREEMENTS,
    *_UNOPPOSED_AS_MADE,
    *_UNOPPOSED_NOW,
    Rule(
        "unopposed-before-response",
        "An appeal counts as unopposed only if the authority tells the tribunal so before it sends its response. "
        "The appeal then counts as decided for the family, and no order is needed. If the authority agrees with "
        "the family only after its response, it must ask the tribunal for a consent order.",
        "reg 45(1)-(2) SEND Regulations 2014",
        _REGS + "45",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "directed-date",
        "If the tribunal sets a date, that date replaces the time limit in the rule.",
        "reg 44(1) SEND Regulations 2014; r.12(4) HESC Rules 2008",
        _REGS + "44",
        Kind.CLOCK,
        Party.TRIBUNAL,
        Calendar.DAYS,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "order-excuses",
        "An authority need not keep a time limit for carrying out an order (regulation 44) or an unopposed appeal "
        "(regulation 45) if that is impractical for one of three reasons. The reasons are: exceptional personal "
        "circumstances, an absence of the family of 2 weeks or more, or the exceptions for making a plan in "
        "regulation 13(3).",
        "regs 44(3), 45(7) SEND Regulations 2014",
        _REGS + "44",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        checked_on=LAST_CHECKED,
    ),
)
