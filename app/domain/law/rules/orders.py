"""Regulations 44 and 45: what follows a tribunal's order, a mediation agreement, and an unopposed appeal.

Regulation 42(2) makes the times of regulation 44 those of a mediation agreement, so one list of steps gives three
sets of rules.
"""

from datetime import date, timedelta

from app.domain.law.model import (
    COMMENCEMENT,
    Calendar,
    Clock,
    Code,
    Fact,
    Kind,
    Period,
    Rule,
    Step,
    Unit,
    Verified,
)
from app.domain.terms import Party, TermKind

_REGS = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/"
_AMENDMENT = "https://www.legislation.gov.uk/id/uksi/2015/359/regulation/8"
_REWRITTEN = date(2015, 3, 23)
"""The day from which SI 2015/359 replaced the times of regulation 45."""

_WEEKS = {n: Period(n, Unit.WEEKS) for n in (1, 2, 4, 5, 10, 11, 14)}
_AT_ONCE = Period(0, Unit.DAYS)

_STEPS: tuple[tuple[TermKind, Step, Period, str, Verified], ...] = (
    (TermKind.ASSESS, Step.NOTIFY, _WEEKS[2],
     "tells the family that it will assess or re-assess", Verified.PRIMARY),
    (TermKind.ASSESS, Step.REFUSE_WITH_REASONS, _WEEKS[10],
     "if it then makes no plan, tells the family so with reasons", Verified.PRIMARY),
    (TermKind.ASSESS, Step.FINAL_PLAN, _WEEKS[14], "if it makes a plan, sends the final plan", Verified.PRIMARY),
    (TermKind.MAKE_PLAN, Step.DRAFT_PLAN, _WEEKS[5], "sends the draft plan", Verified.PRIMARY),
    (TermKind.MAKE_PLAN, Step.FINAL_PLAN, _WEEKS[11], "sends the final plan", Verified.PRIMARY),
    (TermKind.AMEND_PLAN, Step.AMENDED_PLAN, _WEEKS[5],
     "sends the plan as amended in its needs or provision", Verified.SECONDARY),
    (TermKind.NAME_SETTING, Step.NAME_SETTING, _WEEKS[2],
     "sends the plan with the school or type of school named", Verified.SECONDARY),
    (TermKind.CONTINUE_PLAN, Step.CONTINUE, _AT_ONCE, "goes on maintaining the plan", Verified.SECONDARY),
    (TermKind.CEASE_PLAN, Step.CEASE, _AT_ONCE, "ceases to maintain the plan", Verified.PRIMARY),
    (TermKind.RECONSIDER, Step.DRAFT_OR_NOTICE, _WEEKS[2],
     "reconsiders, and sends a draft plan or notice of its decision", Verified.INFERRED),
)  # fmt: skip


def _rule(
    name: str, opening: str, citation: str, url: str, code: Code, fact: Fact,
    term: TermKind, step: Step, period: Period, says: str, verified: Verified,
    in_force_from: date = COMMENCEMENT, in_force_to: date | None = None, caution: str | None = None,
) -> Rule:  # fmt: skip
    within = f"within {period.amount} weeks" if period.amount else "at once"
    return Rule(
        f"{name}-{term}-{step}".replace("_", "-"),
        f"{opening}, the authority {says} {within}.",
        citation,
        url,
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        Calendar.DAYS,
        Clock(code, fact, period, "appeal" if code is Code.CARRY_OUT_AGREEMENT else "appealable", term=term, step=step),
        in_force_from,
        in_force_to,
        verified,
        caution=caution,
    )


_ORDERS = tuple(
    _rule("order", "Ordered by the tribunal", "reg 44 SEND Regulations 2014", _REGS + "44",
          Code.COMPLY_WITH_ORDER, Fact.ORDER_MADE, *step)
    for step in _STEPS
)  # fmt: skip

_NOT_APPEALABLE = (
    TermKind.OTHER_ACTION, Step.DO, _WEEKS[2],
    "or the commissioning body does what could not have been appealed", Verified.PRIMARY,
)  # fmt: skip

_AGREEMENTS = tuple(
    _rule("agreement", "Having agreed it in mediation",
          f"reg {'42(3)' if step is _NOT_APPEALABLE else '42(2) with reg 44'} SEND Regulations 2014",
          _REGS + "42", Code.CARRY_OUT_AGREEMENT, Fact.AGREEMENT_MADE, *step)
    for step in (*_STEPS, _NOT_APPEALABLE)
)  # fmt: skip

_UNOPPOSED_TERMS = frozenset(
    {TermKind.ASSESS, TermKind.MAKE_PLAN, TermKind.AMEND_PLAN, TermKind.NAME_SETTING, TermKind.CONTINUE_PLAN}
)
_SINCE_2015 = frozenset({TermKind.ASSESS, TermKind.AMEND_PLAN})
"""The matters whose time the 2015 amendment changed: each has an earlier row below."""

_UNOPPOSED = tuple(
    _rule("unopposed", "Not opposing the appeal", "reg 45 SEND Regulations 2014 as amended by SI 2015/359 reg 8",
          _AMENDMENT, Code.COMPLY_UNOPPOSED, Fact.UNOPPOSED_NOTIFIED, *step,
          in_force_from=_REWRITTEN if step[0] in _SINCE_2015 else COMMENCEMENT)
    for step in _STEPS
    if step[0] in _UNOPPOSED_TERMS
)  # fmt: skip

_AS_MADE_IS_APPROXIMATE = (
    "Before 23 March 2015 regulation 45 gave one time of 4 weeks for the assessment itself. Its text was not read: "
    "the date is an approximation, shown as the step in which the family is told."
)

_UNOPPOSED_AS_MADE = tuple(
    _rule("unopposed", "Not opposing the appeal", "reg 45 SEND Regulations 2014 as made", _REGS + "45/made",
          Code.COMPLY_UNOPPOSED, Fact.UNOPPOSED_NOTIFIED, term, step, _WEEKS[4], says, verified,
          in_force_to=_REWRITTEN - timedelta(days=1), caution=caution)
    for term, step, says, verified, caution in (
        (TermKind.ASSESS, Step.NOTIFY, "carries out the assessment or re-assessment", Verified.INFERRED,
         _AS_MADE_IS_APPROXIMATE),
        (TermKind.AMEND_PLAN, Step.AMENDED_PLAN, "sends the plan as amended in its needs or provision",
         Verified.SECONDARY, None),
    )
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *_ORDERS,
    *_AGREEMENTS,
    *_UNOPPOSED_AS_MADE,
    *_UNOPPOSED,
    Rule(
        "unopposed-before-response",
        "Where the authority tells the tribunal, before it submits a response, that it will not oppose the appeal, the "
        "appeal is treated as decided for the appellant. No order is needed.",
        "reg 45(1)-(2) SEND Regulations 2014",
        _REGS + "45",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "directed-date",
        "The times of regulation 44 give way to any direction of the tribunal: where it directs a date for a step of "
        "its order, that date is the time.",
        "reg 44(1) SEND Regulations 2014",
        _REGS + "44",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "order-excuses",
        "An authority is excused a time under regulations 44 and 45 that exceptional personal circumstances, an "
        "absence of the family of 2 weeks or more, or the circumstances of regulation 13(3) make impractical.",
        "regs 44(3), 45(7) SEND Regulations 2014",
        _REGS + "44",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
)
