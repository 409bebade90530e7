"""The calculator: it turns dated facts into due dates, each with its working, in one loop over the rules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from app.kernel.errors import BeyondHorizon
from app.kernel.london import LONDON
from app.kernel.terms import Claim, DecisionKind, Party, TermKind
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.chronology import CONDITIONS, Chronology, Directed, NoticeDay
from app.law.domain.dispute import is_about_placement_alone
from app.law.domain.kinds import Code, Limits, Part
from app.law.domain.lodging import counted
from app.law.domain.model import TRIBUNAL_TIME, Calendar, Rule
from app.law.domain.notes import notes
from app.law.domain.periods import WorkingStep, count, roll
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.regime_values import ClockEffect
from app.law.domain.rulebook import RULEBOOK, Rulebook

FIVE_PM = time(17)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which a party owes an act, with the rule that sets it and how it was worked out."""

    code: Code
    due_on: date
    due_at: datetime | None  # only for acts before the tribunal: 17:00 in London
    rule: Rule
    working: tuple[WorkingStep, ...]
    owed_by: Party
    term: TermKind | None = None
    term_index: int | None = None
    applies_if: str | None = None  # a condition that the calculator cannot know


@dataclass(frozen=True, slots=True)
class Answer:
    """All deadlines that the facts set in motion, and what a reader should know beside them."""

    deadlines: tuple[Deadline, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All deadlines that the facts set in motion, the rules that set them, and those that end beyond the holidays."""

    deadlines: tuple[Deadline, ...]
    applied: tuple[Rule, ...]
    unknown: tuple[Code, ...]


def work_out(
    facts: Chronology,
    england: EnglishCalendar,
    readings: Readings = DEFAULT_READINGS,
    rulebook: Rulebook = RULEBOOK,
    *,
    as_far_as_known: bool = False,
    effect: ClockEffect = ClockEffect.FLOOR,
) -> Answer:
    """Work out every deadline of a dispute under the versions in force when its notice was sent.

    With `as_far_as_known`, a deadline that ends beyond the published bank holidays is left out and a note says so:
    a stored case must not lose its other dates for it. `effect` is what mediation does to the family's time.

    Raises:
        OutsideKnownLaw: a date is before the Act, before the notice, or beyond the published bank holidays.
    """
    found = reckon(facts, england, readings, rulebook, as_far_as_known=as_far_as_known, effect=effect)
    unknown = [
        f"The date of the deadline {code} is not known yet, because bank holidays are not yet published for that time."
        for code in found.unknown
    ]
    started = {rule.clock.runs_from for rule in found.applied if rule.clock}
    due = [(deadline.rule, deadline.due_on) for deadline in found.deadlines]
    idle = [
        "A date that the tribunal set has no effect, because nothing that you sent starts the time limit for "
        f"{one.code}{f' with the step {one.step}' if one.step else ''}."
        for one in facts.directed
        if not any(is_for(one, deadline) for deadline in found.deadlines)
    ]
    printed = (
        *_by_the_only_day(facts),
        *_by_the_printed_date(facts, found.deadlines, england, readings, rulebook, effect),
    )
    return Answer(found.deadlines, (*unknown, *idle, *printed, *notes(facts, readings, rulebook, started, due)))


def reckon(
    facts: Chronology,
    england: EnglishCalendar,
    readings: Readings = DEFAULT_READINGS,
    rulebook: Rulebook = RULEBOOK,
    *,
    as_far_as_known: bool = False,
    effect: ClockEffect = ClockEffect.FLOOR,
) -> Reckoned:
    """Work out the deadlines alone, without the notes: each event of a case asks for its deadlines several times.

    Takes and raises what `work_out` does.
    """
    if not as_far_as_known:
        facts.must_be_answerable(england)
    deadlines: list[Deadline] = []
    rules: dict[Code, list[Rule]] = defaultdict(list)
    for rule in rulebook.clocks(facts.notice_sent_on, facts.known()):
        if rule.clock is not None and _applies(rule, facts, readings):
            rules[rule.clock.code].append(rule)
    unknown: list[Code] = []
    for code, competing in rules.items():
        alone = [[rule] for rule in competing] if code.kind.limits is Limits.EACH_ALONE else [competing]
        for together in alone:
            try:
                deadlines.extend(_worked_out(code, together, facts, england, effect))
            except BeyondHorizon:
                if not as_far_as_known:
                    raise
                unknown.append(code)
    deadlines.sort(key=lambda deadline: (deadline.due_on, deadline.code))
    applied = tuple(rule for competing in rules.values() for rule in competing)
    return Reckoned(tuple(deadlines), applied, tuple(unknown))


def _by_the_only_day(facts: Chronology) -> Iterable[str]:
    """Say which day of the notice is not known, where only one is, and that the days shown are the earlier ones."""
    match facts.only_day_known:
        case NoticeDay.PRINTED:
            yield (
                "We do not know the day on which the notice was sent. The law counts from that day (r.20, reg "
                "33). So that no date is too late, we count from the earlier day, the date printed on the "
                f"letter: {facts.notice_sent_on}. The tribunal's form also asks for the printed date. When the "
                "authority confirms the day of sending, we work out the dates again."
            )
        case NoticeDay.SENT:
            yield (
                "We do not know the date printed on the letter. The tribunal's form asks for the printed date. "
                f"If the printed date is before {facts.notice_sent_on}, count the last day from the printed date, "
                "to be safe."
            )


def _by_the_printed_date(
    facts: Chronology,
    deadlines: Iterable[Deadline],
    england: EnglishCalendar,
    readings: Readings,
    rulebook: Rulebook,
    effect: ClockEffect,
) -> Iterable[str]:
    """Say which last day is the safe one where the letter bears another date than the day on which it was sent."""
    if facts.claim is not Claim.APPEAL or facts.notice_printed_on in (None, facts.notice_sent_on):
        return
    as_printed = replace(facts, notice_sent_on=facts.notice_printed_on, notice_printed_on=None)
    other = work_out(as_printed, england, readings, rulebook, as_far_as_known=True, effect=effect).deadlines
    last, by_the_letter = (
        next((one.due_on for one in found if one.code is Code.LODGE_APPEAL), None) for found in (deadlines, other)
    )
    if last and by_the_letter:
        yield (
            "The law counts from the day on which the notice was sent (r.20), but the tribunal's form asks for "
            f"the date printed on the letter. Counted from the day of sending, the last day to appeal is {last}. "
            f"Counted from the printed date, {facts.notice_printed_on}, it is {by_the_letter}. To be safe, appeal "
            f"by the earlier day: {min(last, by_the_letter)}."
        )


def _worked_out(
    code: Code, rules: list[Rule], facts: Chronology, england: EnglishCalendar, effect: ClockEffect
) -> Iterable[Deadline]:
    if code is Code.LODGE_APPEAL and facts.claim is Claim.APPEAL and effect is not ClockEffect.FLOOR:
        return [_lodged_by(rules, facts, england, effect)]
    match code.kind.limits:
        case Limits.EACH_TERM:
            return list(_agreed(rules, facts, england))
        case Limits.THE_LATEST:
            return [_later_of(rules, facts, england)]
        case Limits.EACH_ALONE:
            return [_single(rules[0], facts, england)]


def _applies(rule: Rule, facts: Chronology, readings: Readings) -> bool:
    clock = rule.clock
    if clock is None or not CONDITIONS[clock.when](facts, readings):
        return False
    if clock.code.kind.part_of is Part.ORDER:
        return clock.term is not None and clock.term in _all_ordered(facts, clock.code)
    return True


def _all_ordered(facts: Chronology, code: Code) -> tuple[TermKind | None, ...]:
    """Everything that the authority must do. Only the tribunal's orders may be several."""
    return (_ordered(facts, code), *(facts.further_orders if code is Code.COMPLY_WITH_ORDER else ()))


def _ordered(facts: Chronology, code: Code) -> TermKind | None:
    """What the authority must do: what the order says; for an unopposed appeal, what was asked for."""
    if facts.order_kind is not None or code is Code.COMPLY_WITH_ORDER:
        return facts.order_kind
    match facts.decision_kind:
        case DecisionKind.REFUSAL_TO_ASSESS | DecisionKind.REFUSAL_TO_REASSESS:
            return TermKind.ASSESS
        case DecisionKind.REFUSAL_TO_ISSUE_PLAN:
            return TermKind.MAKE_PLAN
        case DecisionKind.PLAN_CONTENT if is_about_placement_alone(facts.sections):
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
        WorkingStep(named, start, f"{rule.citation} counts from this day"),
        *count(start, rule.clock.period, rule.calendar, england),
    ]


def _owes(rule: Rule, facts: Chronology) -> Party:
    """Return the party that owes what a rule asks for."""
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    by_the_body = rule.clock.code.kind.owed_by_arranger and facts.is_health_only()
    return Party.COMMISSIONING_BODY if by_the_body else rule.owed_by


def _finish(rule: Rule, working: list[WorkingStep], facts: Chronology, england: EnglishCalendar) -> Deadline:
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    due_at = None
    if rule.calendar in TRIBUNAL_TIME:
        working += roll(working[-1].date, rule.calendar, england)
        due_at = datetime.combine(working[-1].date, FIVE_PM, LONDON)
        working.append(WorkingStep("by 5pm", working[-1].date, "17:00 in London (r.12(1))"))
    return Deadline(
        rule.clock.code,
        working[-1].date,
        due_at,
        rule,
        tuple(working),
        _owes(rule, facts),
        rule.clock.term,
        applies_if=rule.clock.applies_if,
    )


def _single(rule: Rule, facts: Chronology, england: EnglishCalendar) -> Deadline:
    return _directed(_finish(rule, _count(rule, facts, england), facts, england), facts, england)


def _directed(deadline: Deadline, facts: Chronology, england: EnglishCalendar) -> Deadline:
    """Put a date that the tribunal directed in place of the rule's time. It still ends on a working day by r.12(2)."""
    found = next((one for one in facts.directed if is_for(one, deadline)), None)
    if found is None:
        return deadline
    said = WorkingStep(
        "directed", found.due_on, f"the date that the tribunal set, which replaces the time in {deadline.rule.citation}"
    )
    working = [*deadline.working, said]
    if deadline.due_at is None:
        return replace(deadline, due_on=found.due_on, working=tuple(working))
    working += roll(found.due_on, Calendar.TRIBUNAL_ORDINARY, england)
    day = working[-1].date
    working.append(WorkingStep("by 5pm", day, "17:00 in London (r.12(1))"))
    return replace(deadline, due_on=day, due_at=datetime.combine(day, FIVE_PM, LONDON), working=tuple(working))


def is_for(directed: Directed, deadline: Deadline) -> bool:
    """Whether a directed date is for a deadline. One that names no step is for every step of the order."""
    step = deadline.rule.clock.step if deadline.rule.clock else None
    return directed.code is deadline.code and directed.step in (None, step)


def _agreed(rules: list[Rule], facts: Chronology, england: EnglishCalendar) -> Iterable[Deadline]:
    """One deadline for each step of each agreed term; a date agreed in writing replaces the last (reg 42(5))."""
    for index, term in enumerate(facts.agreement_terms):
        steps = [_single(rule, facts, england) for rule in rules if rule.clock and rule.clock.term is term.kind]
        if term.agreed_by is not None and steps:
            last = max(steps, key=lambda step: step.due_on)
            agreed = WorkingStep(
                "agreed in writing", term.agreed_by, "the date on which the parties agreed (reg 42(5))"
            )
            steps = [replace(last, due_on=term.agreed_by, working=(last.working[0], agreed))]
        yield from (replace(step, term_index=index, owed_by=term.owed_by or step.owed_by) for step in steps)


def _lodged_by(rules: list[Rule], facts: Chronology, england: EnglishCalendar, effect: ClockEffect) -> Deadline:
    """The family's time under a regime that moves it otherwise than the law in force."""
    limits, applies_if = counted(rules, facts, england, effect)
    rule, working = max(limits, key=lambda pair: pair[1][-1].date)
    deadline = _finish(rule, list(working), facts, england)
    return replace(deadline, applies_if=applies_if)


def _later_of(rules: list[Rule], facts: Chronology, england: EnglishCalendar) -> Deadline:
    """The latest of several limits, rolled once: rolling keeps order, so it may come last (r.20(1)(c), reg 15)."""
    counted = [(rule, _count(rule, facts, england)) for rule in rules]
    rule, working = max(counted, key=lambda pair: pair[1][-1].date)
    if len(counted) > 1:
        other = min(counted, key=lambda pair: pair[1][-1].date)[1]
        working = [
            *other,
            *working,
            WorkingStep("the later", working[-1].date, f"whichever is later ({rule.citation})"),
        ]
    deadline = _finish(rule, working, facts, england)
    return replace(deadline, applies_if=None) if len(counted) > 1 else deadline  # now it is known
