"""How long records are kept: named periods with their defaults, each with its source. A deployment may set another.

The controllers decide how long they keep a case (UK GDPR article 5(1)(e)). No law names a period for a case like these.
So each default follows the time in which a claim may still come, and says how far its source was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.law.domain.model import Verified

CHECKED_ON = date(2026, 11, 30)
"""The day on which the sources below were last looked at."""

LEAST_DAYS = 366
"""No period for a case or its reads is shorter: a complaint to the ombudsman may come for twelve months."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept, from when, and why so long."""

    name: str
    """The setting, in small letters."""
    days: int
    keeps: str
    counts_from: str
    because: str
    citation: str
    url: str
    verified: Verified


CASE_KEPT = Period(
    name="case_kept_days",
    days=2192,
    keeps="a case that has ended, with everything that belongs to it",
    counts_from="the last date of the ended case, or its last event if that is later",
    because="A claim in tort or on a contract may be brought for six years.",
    citation="Limitation Act 1980 ss.2 and 5; UK GDPR art 5(1)(e)",
    url="https://www.legislation.gov.uk/ukpga/1980/58/section/2",
    verified=Verified.SECONDARY,
)
CHILD_KEPT = Period(
    name="child_kept_days",
    days=2996,
    keeps="a case for which the authority recorded when the child's school age ends",
    counts_from="the end of compulsory school age (`school_age_ends_on`)",
    because="A child's time for a claim begins on the 18th birthday: at most two years and 74 days after that day.",
    citation="Limitation Act 1980 s.28; Education Act 1996 s.8",
    url="https://www.legislation.gov.uk/ukpga/1980/58/section/28",
    verified=Verified.SECONDARY,
)
REFERRAL_KEPT = Period(
    name="referral_kept_days",
    days=2192,
    keeps="a referral that has ended, with the advice service's notes",
    counts_from="the last change of the referral. While its case is kept, the referral is kept too",
    because="A claim in tort or on a contract may be brought for six years.",
    citation="Limitation Act 1980 ss.2 and 5; UK GDPR art 5(1)(e)",
    url="https://www.legislation.gov.uk/ukpga/1980/58/section/2",
    verified=Verified.SECONDARY,
)
READS_KEPT = Period(
    name="reads_kept_days",
    days=2192,
    keeps="the log of who read a case",
    counts_from="the read",
    because="The log answers for the same claims as the case.",
    citation="UK GDPR art 5(2)",
    url="https://www.legislation.gov.uk/eur/2016/679/article/5",
    verified=Verified.INFERRED,
)
CONTACT_KEPT = Period(
    name="contact_kept_days",
    days=90,
    keeps="how to reach the family",
    counts_from="the last date of the ended case",
    because="Nobody needs to ring the family any more.",
    citation="UK GDPR art 5(1)(c)",
    url="https://www.legislation.gov.uk/eur/2016/679/article/5",
    verified=Verified.INFERRED,
)
CONTACT_IDLE = Period(
    name="contact_idle_days",
    days=730,
    keeps="how to reach the family of a case that nobody ended",
    counts_from="the last event of the case",
    because="A number is seldom right after two years without any event.",
    citation="UK GDPR art 5(1)(d)",
    url="https://www.legislation.gov.uk/eur/2016/679/article/5",
    verified=Verified.INFERRED,
)

PERIODS: Mapping[str, Period] = {
    one.name: one for one in (CASE_KEPT, CHILD_KEPT, REFERRAL_KEPT, READS_KEPT, CONTACT_KEPT, CONTACT_IDLE)
}


def kept_until(ends_on: date, last_event_on: date, school_age_ends_on: date | None, days: Mapping[str, int]) -> date:
    """Return the last day on which an ended case is kept. The case may go on the day after.

    Args:
        ends_on: the last date of the ended case.
        last_event_on: the day of its last event.
        school_age_ends_on: the end of the child's compulsory school age, if the authority recorded it.
        days: the periods of the deployment, by their names.
    """
    of_the_case = max(ends_on, last_event_on) + timedelta(days=days[CASE_KEPT.name])
    if school_age_ends_on is None:
        return of_the_case
    return max(of_the_case, school_age_ends_on + timedelta(days=days[CHILD_KEPT.name]))
