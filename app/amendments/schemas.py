"""A change of the law, and the dates that it would move, as JSON."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from app.amendments.domain.amendment import Amendment, NewTime
from app.amendments.domain.totals import Totals, summary
from app.amendments.domain.touched import Changed, Stake, Touched
from app.amendments.use_cases import Found, OpenCase
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus
from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Period, Step, Unit
from app.platform.http.fields import Answer, AtMost, Body, Day

LONGEST = 400
MOST_RULES, MOST_DAYS = 20, 30
Name = Annotated[str, Field(min_length=1, max_length=80, pattern="^[a-z][a-z0-9_-]*$")]


class PeriodIn(Body):
    """The time limit that a rule would set after the change."""

    amount: StrictInt = Field(
        ge=0,
        le=LONGEST,
        description="The number of units of time (see `unit`). If the number is 0, the time limit ends on the day on "
        "which it begins.",
        examples=[1],
    )
    unit: Unit


class RuleChange(Body):
    """A new time limit for one rule. If the rule counts its time limit back from a day, the new time limit also counts
    back from that day."""

    period: PeriodIn
    sent_from: Day | None = Field(
        None,
        description="The change applies to notices that were sent on this day or later. If you leave `sent_from` out, "
        "the change applies to every notice.",
        examples=["2026-09-01"],
    )


class HolidaysChange(Body):
    """Changes to the bank holidays. You can add or remove a bank holiday only up to the end of the last year for which
    bank holidays are published.
    """

    add: Annotated[list[Day], AtMost(MOST_DAYS)] = Field(default_factory=list, examples=[["2026-06-15"]])
    remove: Annotated[list[Day], AtMost(MOST_DAYS)] = Field(default_factory=list)


class LawChange(Body):
    """A change of the law that you want to try out. Give new time limits, new readings of the law, changes to the bank
    holidays, or several of these.
    """

    rules: Annotated[dict[Name, RuleChange], AtMost(MOST_RULES)] = Field(
        default_factory=dict,
        description="The new time limits: one entry for each rule, under the id of the rule (see `GET /v1/law/rules`). "
        "You can give a new time limit only for a rule that sets a deadline.",
    )
    readings: Annotated[dict[Name, StrictBool], AtMost(MOST_RULES)] = Field(
        default_factory=dict,
        description="The new readings of the law: one entry for each reading, under the name of the reading (see `GET "
        "/v1/law/regimes`).",
    )
    bank_holidays: HolidaysChange = Field(default_factory=HolidaysChange)

    def amendment(self) -> Amendment:
        """Return the change in the terms of the law."""
        times = {
            rule: NewTime(Period(one.period.amount, one.period.unit), one.sent_from) for rule, one in self.rules.items()
        }
        return Amendment(times, self.readings, tuple(self.bank_holidays.add), tuple(self.bank_holidays.remove))


class DateUnderLaw(Answer):
    """The last day of a deadline before or after the change of the law, and the status that the deadline would have
    today."""

    due_on: date
    status: DeadlineStatus

    @classmethod
    def of_day(cls, one: DeadlineOnDay | None) -> Self | None:
        """Show a deadline under one law."""
        return None if one is None else cls(due_on=one.deadline.due_on, status=one.status)


class ChangedDeadline(Answer):
    """A deadline before and after the change of the law."""

    code: Code
    owed_by: Party
    term: TermKind | None
    step: Step | None
    before: DateUnderLaw | None = Field(
        description="The deadline before the change. `before` is `null` if the case does not have this deadline today."
    )
    after: DateUnderLaw | None = Field(
        description="The deadline after the change. `after` is `null` if the case would not have this deadline. "
        "`after` is also `null` if the deadline would end after the last published bank holidays: then "
        "`after_is_unknown` is `true`."
    )
    after_is_unknown: bool
    days: int | None = Field(
        description="By how many calendar days the deadline would end later under the changed law than under today's "
        "law. A number below zero means that the deadline would end earlier.",
        examples=[-14],
    )
    worse_for: Party | None = Field(
        description="The party that is worse off under the changed law than under today's law. The family is worse off "
        "if it has fewer days, or if another party has more days. The family is also worse off if it loses a right, "
        "or if another party loses a duty towards the family. A party other than the family is worse off if the "
        "party has fewer days or a new duty. Such a party is also worse off if an action that it took in time "
        "would be late under the changed law."
    )

    @classmethod
    def of(cls, one: Changed) -> Self:
        """Show a changed deadline."""
        return cls(
            code=one.place.code,
            owed_by=one.place.owed_by,
            term=one.place.term,
            step=one.place.step,
            before=DateUnderLaw.of_day(one.before),
            after=DateUnderLaw.of_day(one.after),
            after_is_unknown=one.beyond,
            days=one.days,
            worse_for=one.worse_for,
        )


STAKES = (
    "The risk that the change of the law would bring for the family. `appeal_out_of_time`: an appeal that is in "
    "time today would be late under the changed law. `certificate_out_of_time`: the family has a mediation "
    "certificate, but after the change the time to use the certificate would be over. "
    "`right_to_appeal_out_of_time`: after the change, the family's time to appeal would be over. "
    "`contact_out_of_time`: the family first contacted an adviser in time, but this contact would be late under the "
    "changed law. "
    "`certificate_needed`: the family needs no mediation certificate today, but would need a certificate after "
    "the change."
)


class TouchedCase(Answer):
    """An open case with at least one date that would be different after the change of the law."""

    case_id: UUID
    la_code: str
    la_reference: str | None
    deadlines: list[ChangedDeadline]
    at_risk: list[Stake] = Field(description=STAKES)

    @classmethod
    def of(cls, case: OpenCase, found: Touched) -> Self:
        """Show a touched case."""
        return cls(
            case_id=case.id,
            la_code=case.la_code,
            la_reference=case.la_reference,
            deadlines=[ChangedDeadline.of(one) for one in found.changed],
            at_risk=list(found.stakes),
        )


class WorseFor(Answer):
    """The number of cases in which the change of the law is worse for a party."""

    party: Party
    cases: int


class AtRisk(Answer):
    """A risk for families, and the number of cases in which the risk exists."""

    what: Stake = Field(description=STAKES)
    cases: int


class ChangeTotals(Answer):
    """What the change would do to all the cases that we looked at, in numbers."""

    examined: int = Field(description="The number of open cases that we looked at.")
    complete: bool = Field(
        description="`false` means that you have more open cases than one request looks at. The numbers then cover "
        "only the cases that we looked at. To count all your cases, follow the address in `next`, and add up the "
        "numbers of all pages."
    )
    cases: int = Field(
        description="How many of the cases that we looked at have a date that would be different "
        "after the change of the law."
    )
    deadlines: int
    becoming_late: int = Field(
        description="How many deadlines are missed or met late under the changed law, but not under today's law."
    )
    late_no_more: int = Field(
        description="How many deadlines are missed or met late under today's law, but not under the changed law."
    )
    worse_for: list[WorseFor]
    at_risk: list[AtRisk]
    words: list[str] = Field(
        description="The effects of the change, in sentences.",
        examples=[["2 dates change on 1 of the 40 cases that we looked at."]],
    )

    @classmethod
    def of(cls, found: Totals, *, complete: bool) -> Self:
        """Show the totals."""
        return cls(
            examined=found.examined,
            complete=complete,
            cases=found.cases,
            deadlines=found.deadlines,
            becoming_late=found.becoming_late,
            late_no_more=found.late_no_more,
            worse_for=[WorseFor(party=party, cases=found.worse_for[party]) for party in sorted(found.worse_for)],
            at_risk=[AtRisk(what=stake, cases=found.stakes[stake]) for stake in Stake if found.stakes[stake]],
            words=list(summary(found)),
        )


class ChangesAnswer(Answer):
    """Your open cases with a date that would be different after a change of the law."""

    as_of: date
    law_version: str = Field(
        description="The version of the service's rules of law today, as `GET /v1/law/versions` lists it.",
        examples=["1"],
    )
    changes: list[str] = Field(description="The change that you asked about, in sentences.")
    totals: ChangeTotals | None = Field(
        description="What the change would do, in numbers. The first page of the answer counts up to 2,000 of your "
        "open cases. If you have more than 2,000 open cases, later pages count the remaining cases. `totals` is "
        "`null` on a page that only continues the list of the page before."
    )
    items: list[TouchedCase]
    next: str | None = Field(
        description="The address of the next page: send the same body to this address. `next` is `null` on the last "
        "page. The header `Link` gives the same address."
    )

    @classmethod
    def of(cls, found: Found, changes: list[str], as_of: date, law_version: str) -> Self:
        """Show a page. Its route adds the address of the next page."""
        counted = found.totals.examined or found.next is None
        return cls(
            as_of=as_of,
            law_version=law_version,
            changes=changes,
            totals=ChangeTotals.of(found.totals, complete=found.complete) if counted else None,
            items=[TouchedCase.of(case, one) for case, one in found.cases],
            next=None,
        )
