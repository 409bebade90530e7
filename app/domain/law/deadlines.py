"""The calculator: from dated facts to dates due, each with its working. A loop over the rule table, no more."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.domain.law.calendars import EnglishCalendar
from app.domain.law.chronology import CONDITIONS, Chronology
from app.domain.law.dispute import is_appealable, is_health_only, is_placement_only
from app.domain.law.model import TRIBUNAL_TIME, Code, Fact, Rule
from app.domain.law.periods import WorkingStep, count, roll
from app.domain.law.readings import DEFAULT_READINGS, Readings
from app.domain.law.rulebook import RULEBOOK, Rulebook
from app.domain.terms import Claim, DecisionKind, PlanSection, TermKind

LONDON = ZoneInfo("Europe/London")
FIVE_PM = time(17)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which a party owes an act, with the rule that sets it and how it was worked out."""

    code: Code
    due_on: date
    due_at: datetime | None  # only for acts before the tribunal: 17:00 in London
    rule: Rule
    working: tuple[WorkingStep, ...]
    term: TermKind | None = None
    term_index: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All deadlines that the facts set in motion, and what a reader should know beside them."""

    deadlines: tuple[Deadline, ...]
    notes: tuple[str, ...]


def work_out(
    facts: Chronology,
    england: EnglishCalendar,
    readings: Readings = DEFAULT_READINGS,
    rulebook: Rulebook = RULEBOOK,
) -> Answer:
    """Work out every deadline of a dispute under the versions in force when its notice was sent.

    Raises:
        OutsideKnownLaw: a date is before the Act, before the notice, or beyond the published bank holidays.
    """
    facts.must_be_answerable(england)
    deadlines: list[Deadline] = []
    lodging: list[Rule] = []
    for rule in rulebook.clocks(facts.notice_sent_on):
        if not _applies(rule, facts, readings):
            continue
        assert rule.clock is not None  # noqa: S101 - clocks() returns rules that have one
        if rule.clock.code is Code.LODGE_APPEAL:
            lodging.append(rule)
        elif rule.clock.code is Code.CARRY_OUT_AGREEMENT:
            deadlines.extend(_agreed(rule, facts, england))
        else:
            deadlines.append(_single(rule, facts, england))
    if lodging:
        deadlines.append(_later_of(lodging, facts, england))
    deadlines.sort(key=lambda deadline: (deadline.due_on, deadline.code))
    return Answer(tuple(deadlines), tuple(_notes(facts, readings, deadlines)))


def _applies(rule: Rule, facts: Chronology, readings: Readings) -> bool:
    clock = rule.clock
    if clock is None or facts.on(clock.runs_from) is None or not CONDITIONS[clock.when](facts, readings):
        return False
    if clock.code in (Code.COMPLY_WITH_ORDER, Code.COMPLY_UNOPPOSED):
        return clock.term is _ordered(facts, clock.code)
    return True


def _ordered(facts: Chronology, code: Code) -> TermKind | None:
    """What the authority must do: what the order says; for an unopposed appeal, what was asked for."""
    if facts.order_kind is not None or code is Code.COMPLY_WITH_ORDER:
        return facts.order_kind
    match facts.decision_kind:
        case DecisionKind.REFUSAL_TO_ASSESS | DecisionKind.REFUSAL_TO_REASSESS:
            return TermKind.ASSESS
        case DecisionKind.REFUSAL_TO_ISSUE_PLAN:
            return TermKind.MAKE_PLAN
        case DecisionKind.PLAN_CONTENT if facts.sections == {PlanSection.I}:
            return TermKind.NAME_SETTING
        case DecisionKind.PLAN_CONTENT | DecisionKind.REFUSAL_TO_AMEND:
            return TermKind.AMEND_PLAN
        case DecisionKind.CEASE_TO_MAINTAIN:
            return TermKind.CONTINUE_PLAN
        case None:
            return None


def _count(rule: Rule, facts: Chronology, england: EnglishCalendar) -> list[WorkingStep]:
    """Count one rule's period from its fact, without rolling."""
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    start = facts.on(rule.clock.runs_from)
    assert start is not None  # noqa: S101 - _applies saw the fact
    named = rule.clock.runs_from.value.removesuffix("_on").replace("_", " ")
    return [
        WorkingStep(named, start, f"what {rule.citation} counts from"),
        *count(start, rule.clock.period, rule.calendar, england),
    ]


def _finish(rule: Rule, working: list[WorkingStep], england: EnglishCalendar) -> Deadline:
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    due_at = None
    if rule.calendar in TRIBUNAL_TIME:
        working += roll(working[-1].date, rule.calendar, england)
        due_at = datetime.combine(working[-1].date, FIVE_PM, LONDON)
        working.append(WorkingStep("by 5pm", working[-1].date, "17:00 in London (r.12(1))"))
    return Deadline(rule.clock.code, working[-1].date, due_at, rule, tuple(working), rule.clock.term)


def _single(rule: Rule, facts: Chronology, england: EnglishCalendar) -> Deadline:
    return _finish(rule, _count(rule, facts, england), england)


def _agreed(rule: Rule, facts: Chronology, england: EnglishCalendar) -> Iterable[Deadline]:
    """One deadline for each agreed term that this rule times; a date agreed in writing overrides (reg 42(5))."""
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    for index, term in enumerate(facts.agreement_terms):
        if term.kind is not rule.clock.term:
            continue
        deadline = _single(rule, facts, england)
        if term.agreed_by is not None:
            if rule.clock.step is not _last_step(term.kind):
                continue
            agreed = WorkingStep("agreed in writing", term.agreed_by, "the parties' own date (reg 42(5))")
            deadline = replace(deadline, due_on=term.agreed_by, working=(deadline.working[0], agreed))
        yield replace(deadline, term_index=index)


def _last_step(kind: TermKind) -> object:
    steps = [r.clock.step for r in RULEBOOK.rows if r.clock and r.clock.code is Code.CARRY_OUT_AGREEMENT
             and r.clock.term is kind]  # fmt: skip
    return steps[-1]


def _later_of(rules: list[Rule], facts: Chronology, england: EnglishCalendar) -> Deadline:
    """The later of the two limits of r.20(1)(c), rolled once: rolling keeps order, so it may come last."""
    counted = [(rule, _count(rule, facts, england)) for rule in rules]
    rule, working = max(counted, key=lambda pair: pair[1][-1].date)
    if len(counted) > 1:
        other = min(counted, key=lambda pair: pair[1][-1].date)[1]
        working = [
            *other,
            *working,
            WorkingStep("the later", working[-1].date, "whichever is later (r.20(1)(c))"),
        ]
    return _finish(rule, working, england)


def _notes(facts: Chronology, readings: Readings, deadlines: list[Deadline]) -> Iterable[str]:
    if facts.claim is Claim.DISABILITY_DISCRIMINATION:
        yield (
            "A disability discrimination claim needs no mediation certificate. Its six months are counted here from "
            "the date given as the notice; the Equality Act counts from the act complained of. Take advice early."
        )
        return
    if not is_appealable(facts.decision_kind, facts.sections):
        yield (
            "Health and social care sections carry no appeal of their own, so there is no appeal to lodge and no "
            "certificate to obtain. Mediation about them is available."
        )
    elif is_placement_only(facts.decision_kind, facts.sections, readings):
        yield (
            "Only the placement (Section I) is disputed: no certificate is needed (s.55(2)), and mediation is "
            "available all the same and must not be refused."
        )
    if is_health_only(facts.sections) and facts.mediation_requested_on and not facts.commissioning_body_notified_on:
        yield "The issues are only about health: the commissioning body's 30 days run from when it was told."
    closing = next((d.due_on for d in deadlines if d.code is Code.CONTACT_ADVISER), None)
    if closing and facts.mediation_declined_on and facts.mediation_declined_on > closing:
        yield (
            f"Two months from the notice ended on {closing}. If the adviser was first contacted after that, no "
            "certificate is issued as of right: the tribunal may be asked for permission (reg 34(2))."
        )
    lodge = next((d.due_on for d in deadlines if d.code is Code.LODGE_APPEAL), None)
    if lodge and facts.appeal_received_on and facts.appeal_received_on > lodge:
        yield "The appeal arrived after its time. It may still be admitted: ask for an extension and say why."
    relaxed = RULEBOOK.rule("coronavirus-relaxation")
    if any(relaxed.in_force(day) for fact in Fact if (day := facts.on(fact))):
        yield f"{relaxed.says} The dates here do not take account of it."
