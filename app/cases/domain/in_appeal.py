"""The days of an appeal that no clock of the law sets: the bundle's, those that the tribunal directed, and those for
replying to the tribunal's recommendations."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import Direction
from app.cases.domain.recommending import REPLY, REPLY_WEEKS, reply_due_on
from app.cases.domain.words import DirectedFor
from app.kernel.errors import BeyondHorizon
from app.kernel.london import LONDON
from app.kernel.terms import Party
from app.law.domain.bundles import BUNDLE
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.deadlines import FIVE_PM, Deadline
from app.law.domain.kinds import OF_A_DIRECTION, Code
from app.law.domain.model import Calendar, Rule
from app.law.domain.periods import WorkingStep, roll
from app.law.domain.rulebook import RULEBOOK, Rulebook

BEFORE_THE_HEARING: Final = 10
"""Working days before the hearing by which the bundle is sent (the rule `hearing-bundle`)."""
DIRECTED: Final = "directed-date"


def dates_of_appeal(facts: CaseFacts, england: EnglishCalendar, rulebook: Rulebook = RULEBOOK) -> list[Deadline]:
    """Return the days that the hearing, the tribunal's directions and its recommendations set, as far as the bank
    holidays are known. A direction that names no party is no duty of a party."""
    found = [*_within(facts, england, rulebook), *_replies(facts, rulebook)]
    return [one for one in found if one is not None]


def _within(facts: CaseFacts, england: EnglishCalendar, rulebook: Rulebook) -> Iterator[Deadline | None]:
    known = facts.proceedings
    if known is None or facts.appeal is None:
        return
    directed = {one.what: one for one in known.directions}
    bundle, hearing_on = directed.pop(DirectedFor.BUNDLE, None), known.hearing.listed_on if known.hearing else None
    rule = rulebook.rule(BUNDLE)
    if bundle is not None:
        yield _directed(Code.SEND_HEARING_BUNDLE, rule, bundle, Party.LOCAL_AUTHORITY, england)
    elif hearing_on is not None:
        yield _before_the_hearing(rule, hearing_on, england)
    for what, one in directed.items():
        if (code := OF_A_DIRECTION.get(what)) is not None:
            for party in one.owed_by:
                yield _directed(code, rulebook.rule(DIRECTED), one, party, england)


def _before_the_hearing(rule: Rule, hearing_on: date, england: EnglishCalendar) -> Deadline:
    day = england.working_days_before(hearing_on, BEFORE_THE_HEARING)
    hearing = WorkingStep("hearing", hearing_on, f"{rule.citation} counts back from this day")
    counted = WorkingStep(f"{BEFORE_THE_HEARING} working days before", day, "only working days count")
    return _by_five(Code.SEND_HEARING_BUNDLE, rule, Party.LOCAL_AUTHORITY, (hearing, counted))


def _directed(code: Code, rule: Rule, told: Direction, party: Party, england: EnglishCalendar) -> Deadline | None:
    """Return the day that the tribunal directed. It ends on a working day (r.12(2))."""
    made = WorkingStep("directions made", told.made_on, "on this day the tribunal directed the date")
    said = WorkingStep("directed", told.due_on, "the date that the tribunal directed")
    try:
        rolled = roll(told.due_on, Calendar.TRIBUNAL_ORDINARY, england)
    except BeyondHorizon:
        return None
    return _by_five(code, rule, party, (made, said, *rolled))


def _by_five(code: Code, rule: Rule, party: Party, working: tuple[WorkingStep, ...]) -> Deadline:
    day = working[-1].date
    last = WorkingStep("by 5pm", day, "17:00 in London (r.12(1))")
    return Deadline(code, day, datetime.combine(day, FIVE_PM, LONDON), rule, (*working, last), party)


def _replies(facts: CaseFacts, rulebook: Rulebook) -> Iterator[Deadline]:
    appeal, decided_on, due_on = facts.appeal, facts.resolved_on, reply_due_on(facts)
    if appeal is None or decided_on is None or due_on is None:
        return
    rule = rulebook.rule(REPLY, facts.notice_sent_on)
    decided = WorkingStep("recommendation made", decided_on, f"{rule.citation} counts from this day")
    working = (
        decided,
        WorkingStep(
            f"{REPLY_WEEKS} weeks after", decided_on + timedelta(weeks=REPLY_WEEKS), "counting all calendar days"
        ),
    )
    if appeal.recommends_health:
        yield Deadline(Code.REPLY_ON_HEALTH, due_on, None, rule, working, Party.COMMISSIONING_BODY)
    if appeal.recommends_care:
        yield Deadline(Code.REPLY_ON_CARE, due_on, None, rule, working, Party.LOCAL_AUTHORITY)
