"""The text that regulation 32 requires in a notice, filled in for one case, and what a recorded notice left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.chronology import Chronology
from app.law.domain.deadlines import work_out
from app.law.domain.kinds import Code
from app.law.domain.notices import NoticePart, Required, required_on
from app.law.domain.periods import count
from app.law.domain.readings import Readings
from app.law.domain.rulebook import RULEBOOK
from app.notices.domain.contact import ContactPoint

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ADVISER_UNKNOWN = "[write here how to reach the mediation adviser]"
AUTHORITY_UNKNOWN = "[write here whom to contact at the local authority]"

DECISIONS: Mapping[DecisionKind, str] = {
    DecisionKind.REFUSAL_TO_ASSESS: "not to carry out an education, health and care needs assessment",
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: "not to make an education, health and care plan after an assessment",
    DecisionKind.PLAN_CONTENT: "about what an education, health and care plan says",
    DecisionKind.REFUSAL_TO_REASSESS: "not to carry out a re-assessment",
    DecisionKind.REFUSAL_TO_AMEND: "not to amend or replace a plan after a review or re-assessment",
    DecisionKind.CEASE_TO_MAINTAIN: "to cease to maintain an education, health and care plan",
}
HOLDERS: Mapping[AppellantKind, str] = {
    AppellantKind.PARENT: "the child's parent",
    AppellantKind.YOUNG_PERSON: "the young person",
    AppellantKind.ALTERNATIVE_PERSON: "the person who acts for the young person",
}


class Recorded(StrEnum):
    """Whether the notice that was sent included this part, as far as the case records it."""

    SAID = "said"
    LEFT_OUT = "left_out"
    UNKNOWN = "unknown"


class Missing(StrEnum):
    """The contact details that are missing in the text, because this service does not have them. You must fill in these
    details yourself."""

    ADVISER_CONTACT = "adviser_contact"
    AUTHORITY_CONTACT = "authority_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation that the letter names. `contact` is None while the organisation has not said how to reach it."""

    name: str
    contact: ContactPoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is about. `counts_from` is the day of sending or, while that is not known, the printed date."""

    kind: DecisionKind
    sections: frozenset[PlanSection]
    holder: AppellantKind
    counts_from: date
    sent_on: date | None
    printed_on: date | None
    la_reference: str | None
    authority: Organisation
    adviser: Organisation
    contents: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that the law requires, as this letter says it. `missing` is what the text leaves open."""

    required: Required
    text: Sequence[str]
    recorded: Recorded
    missing: Missing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter of a case. `appeal_by` is None where the decision cannot be appealed, or its last day is not known.

    `as_printed` is the last day to appeal counted from the date on the letter, where that is another day.
    """

    about: About
    contact_by: date
    appeal_by: datetime | None
    as_printed: datetime | None
    parts: Sequence[Part]

    @property
    def left_out(self) -> list[Part]:
        """The parts that the recorded notice left out."""
        return [part for part in self.parts if part.recorded is Recorded.LEFT_OUT]

    @property
    def missing(self) -> list[Missing]:
        """What the text leaves open."""
        return [part.missing for part in self.parts if part.missing is not None]

    def particulars(self) -> list[tuple[str, str]]:
        """Return what stands at the head of the letter: each line with its label."""
        about = self.about
        said = [
            ("To", HOLDERS[about.holder]),
            ("From", about.authority.name),
            ("Decision", f"{DECISIONS[about.kind]} ({about.kind.paragraph})"),
        ]
        if about.sent_on is not None:
            said.append(("Notice sent on", in_words(about.sent_on)))
        if about.printed_on is not None and about.printed_on != about.sent_on:
            said.append(("Date on the notice", in_words(about.printed_on)))
        if about.la_reference:
            said.append(("Reference", about.la_reference))
        return said

    def time_to_appeal(self) -> str | None:
        """Return the sentence about the time to appeal, which is no part of regulation 32."""
        if self.appeal_by is None:
            return None
        return (
            f"Your appeal must reach the tribunal by 5pm on {in_words(self.appeal_by.date())}, or within one month "
            "from the date of issue of your mediation certificate, if that is later (rule 20(1)(c), Tribunal Procedure "
            "(First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008)."
        )

    def on_the_day(self) -> str | None:
        """Return the sentence about the two days of a notice, where they differ or one of them is not known."""
        if self.about.sent_on is not None:
            if self.appeal_by is None or self.as_printed is None:
                return None
            return (
                "The tribunal's form asks for the date on the notice. Counted from that date, the last day to appeal "
                f"is {in_words(self.as_printed.date())}. Keep to the earlier of the two days: "
                f"{in_words(min(self.appeal_by, self.as_printed).date())}."
            )
        return (
            "We do not know the day on which the notice was sent. The last days in this text are counted from "
            "the date on the notice, so it is safe to keep to these days."
        )


def write(about: About, england: EnglishCalendar, readings: Readings) -> Letter:
    """Return the letter about a decision."""
    contact_by = _contact_by(about, england)
    appeal_by = _appeal_by(about, about.counts_from, england, readings)
    other = about.printed_on if about.printed_on not in (None, about.counts_from) else None
    as_printed = None if other is None else _appeal_by(about, other, england, readings)
    words = {
        "adviser": about.adviser.name,
        "adviser_contact": about.adviser.contact.in_words() if about.adviser.contact else ADVISER_UNKNOWN,
        "authority": about.authority.name,
        "authority_contact": about.authority.contact.in_words() if about.authority.contact else AUTHORITY_UNKNOWN,
        "contact_by": in_words(contact_by),
        "counted_from": "the day on which the notice was sent" if about.sent_on else "the date on the notice",
    }
    parts = [
        Part(
            required=one,
            text=[sentence.format(**words) for sentence in one.says(about.kind)],
            recorded=_recorded(about.contents.get(one.part)),
            missing=_missing(one.part, about),
        )
        for one in required_on(about.counts_from)
    ]
    return Letter(about=about, contact_by=contact_by, appeal_by=appeal_by, as_printed=as_printed, parts=parts)


def in_words(day: date) -> str:
    """A day as people write it: Monday 2 February 2026. The words of the machine's language do not matter."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _contact_by(about: About, england: EnglishCalendar) -> date:
    """Return the last day to contact an adviser. A dispute about the placement alone has that day too."""
    rule = RULEBOOK.rule("contact-adviser", about.counts_from)
    assert rule.clock is not None  # noqa: S101 - the rule sets a time in every version
    return count(about.counts_from, rule.clock.period, rule.calendar, england)[-1].date


def _appeal_by(about: About, day: date, england: EnglishCalendar, readings: Readings) -> datetime | None:
    facts = Chronology(day, decision_kind=about.kind, sections=about.sections)
    found = work_out(facts, england, readings, as_far_as_known=True).deadlines
    return next((one.due_at for one in found if one.code is Code.LODGE_APPEAL), None)


def _recorded(said: bool | None) -> Recorded:
    if said is None:
        return Recorded.UNKNOWN
    return Recorded.SAID if said else Recorded.LEFT_OUT


def _missing(part: NoticePart, about: About) -> Missing | None:
    if part is NoticePart.ADVISER_CONTACT and about.adviser.contact is None:
        return Missing.ADVISER_CONTACT
    if part is NoticePart.AUTHORITY_CONTACT and about.authority.contact is None:
        return Missing.AUTHORITY_CONTACT
    return None
