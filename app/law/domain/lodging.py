"""The family's time for appealing, as mediation moves it under a regime.

The law in force knows a floor: one month after the certificate (r.20). Other laws stop the time while mediation goes on
(Employment Rights Act 1996, s.207B), add months to it (WSI 2012/322, reg 12(2)), or leave it alone.
"""

from dataclasses import replace
from datetime import date, timedelta

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.chronology import Chronology
from app.law.domain.model import Fact, Period, Rule, Unit
from app.law.domain.periods import WorkingStep, count, roll
from app.law.domain.regime_values import ClockEffect

MONTHS_ADDED = 3
FLOOR = Period(1, Unit.MONTHS)
STANDS_STILL = "mediation ended on the day of the request. While it goes on, no day counts, and the last day moves"


def counted(
    rules: list[Rule], facts: Chronology, england: EnglishCalendar, effect: ClockEffect
) -> tuple[list[tuple[Rule, list[WorkingStep]]], str | None]:
    """Return each limit of the family's time with its working, not rolled, and a condition that is not known yet.

    The latest limit counts. `effect` is what mediation does to the time: `floor` is the law in force.
    """
    limits = [(rule, _from_its_day(rule, facts, england)) for rule in rules]
    of_notice = [one for one in limits if one[0].clock and one[0].clock.runs_from is Fact.NOTICE_SENT]
    match effect:
        case ClockEffect.FLOOR:
            return limits, None
        case ClockEffect.NONE:
            return of_notice, None
        case ClockEffect.THREE_MONTHS_ADDED:
            return [(rule, _longer(rule, working, facts, england)) for rule, working in of_notice], None
        case ClockEffect.STOP_AND_FLOOR:
            return _stopped(limits, facts, england)


def mediation_ended_on(facts: Chronology) -> date | None:
    """Return the day on which a mediation that was asked for ended. None if none was, or if it goes on.

    It ends when it concludes, or the family declines it. Where neither happened, it ends with the certificate.
    """
    asked_on = facts.mediation_requested_on
    if asked_on is None:
        return None
    ends = (facts.mediation_concluded_on, facts.mediation_declined_on)
    after = [day for day in ends if day is not None and day >= asked_on]
    issued_on = facts.certificate_issued_on
    return min(after, default=issued_on if issued_on is not None and issued_on >= asked_on else None)


def _from_its_day(rule: Rule, facts: Chronology, england: EnglishCalendar) -> list[WorkingStep]:
    assert rule.clock is not None  # noqa: S101 - only rules with clocks come here
    start = facts.on(rule.clock.runs_from)
    assert start is not None  # noqa: S101 - the rule applies, so its fact has happened
    named = rule.clock.runs_from.value.removesuffix("_on").replace("_", " ")
    first = WorkingStep(named, start, f"{rule.citation} counts from this day")
    return [first, *count(start, rule.clock.period, rule.calendar, england)]


def _asked_in_time(rule: Rule, working: list[WorkingStep], facts: Chronology, england: EnglishCalendar) -> bool:
    """Whether the family asked for mediation by the last day of its time, with the tribunal's days for that."""
    asked_on, last = facts.mediation_requested_on, working[-1].date
    rolled = roll(last, rule.calendar, england)
    return asked_on is not None and asked_on <= (rolled[-1].date if rolled else last)


def _longer(rule: Rule, working: list[WorkingStep], facts: Chronology, england: EnglishCalendar) -> list[WorkingStep]:
    """Return the time with three months more, if mediation was asked for in time."""
    if rule.clock is None or not _asked_in_time(rule, working, facts, england):
        return working
    longer = replace(rule.clock.period, amount=rule.clock.period.amount + MONTHS_ADDED)
    asked = WorkingStep("asked in time", working[-1].date, f"a request in time adds {MONTHS_ADDED} months")
    return [*working, asked, *count(working[0].date, longer, rule.calendar, england)]


def _stopped(
    limits: list[tuple[Rule, list[WorkingStep]]], facts: Chronology, england: EnglishCalendar
) -> tuple[list[tuple[Rule, list[WorkingStep]]], str | None]:
    """Return the time without the days of mediation, and the floor of one month after it."""
    rule, working = next(one for one in limits if one[0].clock and one[0].clock.runs_from is Fact.NOTICE_SENT)
    asked_on, ended_on = facts.mediation_requested_on, mediation_ended_on(facts)
    if asked_on is None or not _asked_in_time(rule, working, facts, england):
        return limits, None
    if ended_on is None:
        return limits, STANDS_STILL
    days = (ended_on - asked_on).days
    last = working[-1].date + timedelta(days=days)
    stopped = WorkingStep(
        f"{days} days not counted",
        last,
        f"the family asked for mediation on {asked_on}, and mediation ended on {ended_on}",
    )
    floor = WorkingStep("mediation ended", ended_on, "the family has at least one month from this day")
    at_least = [floor, *count(ended_on, FLOOR, rule.calendar, england)]
    return [(rule, [*working, stopped]), (rule, at_least), *(one for one in limits if one[0] is not rule)], None
