"""What is in dispute on a case, what the authority conceded, and what it promised, as JSON."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field

from app.cases.domain.conceded import Promise
from app.cases.domain.disputed import Disputed, DisputedStatus, conceded_by, disputed
from app.cases.domain.facts import CaseFacts
from app.kernel.terms import PlanSection, TermKind
from app.platform.http.fields import Answer

PART = "The section of the plan. The field is `null` if the dispute is about the whole decision."


class DisputedPart(Answer):
    """One part of the dispute, such as a section of the plan. The family may still appeal about a part that is conceded
    or agreed.
    """

    section: PlanSection | None = Field(description=PART)
    status: DisputedStatus = Field(
        description="The status of this part of the dispute. `conceded`: the authority gave way outside a mediation "
        "session. `agreed`: the parties agreed in mediation, in writing. `live`: the part is still in dispute. The "
        "tribunal sees a part as `live` until the authority tells the tribunal of a concession."
    )
    since: date | None = Field(description="The day of the concession or of the agreement.")

    @classmethod
    def all_of(cls, facts: CaseFacts) -> list[Self]:
        """Show how each part of the dispute stands."""
        return [cls._of(one) for one in disputed(facts)]

    @classmethod
    def _of(cls, one: Disputed) -> Self:
        return cls(section=one.section, status=one.status, since=one.since)


class ConcededPart(Answer):
    """Something that the authority conceded outside a mediation session."""

    section: PlanSection | None = Field(description=PART)
    conceded_on: date
    told_tribunal_on: date | None = Field(
        None,
        description="The day on which the authority told the tribunal about the concession. `told_tribunal_on` is left "
        "out if the tribunal does not know about the concession.",
    )


class PromiseState(StrEnum):
    """The status of a promise."""

    DUE = "due"
    DONE = "done"
    OVERDUE = "overdue"  # the day that the authority named is over


class PromiseMade(Answer):
    """What the authority promised with a concession. No law says by when the authority must keep a promise, so the
    authority chose the day. A promise is not one of the deadlines of the case.
    """

    number: int = Field(
        description="The number of the promise among all promises of the case, counted from 1. The action "
        "`keep-promise` asks for this number."
    )
    kind: TermKind
    sections: list[PlanSection]
    made_on: date
    promised_for: date = Field(description="The day by which the authority promised to act.")
    state: PromiseState
    kept_on: date | None = Field(description="The day on which the authority did what it had promised.")

    @classmethod
    def of(cls, number: int, promise: Promise, today: date) -> Self:
        """Show a promise as it stands on a day."""
        overdue = PromiseState.OVERDUE if promise.is_overdue(today) else PromiseState.DUE
        said = promise.promised
        return cls(
            number=number,
            kind=said.kind,
            sections=list(said.sections),
            made_on=promise.made_on,
            promised_for=said.promised_for,
            state=overdue if promise.kept_on is None else PromiseState.DONE,
            kept_on=promise.kept_on,
        )


class Concession(Answer):
    """What the authority conceded outside a mediation session, and what it promised. A concession is not an agreement
    made in mediation: a concession starts no time limit, and does not stop the family's time limits. While an appeal
    goes on, only the authority and the tribunal see what was conceded in that appeal.
    """

    conceded: list[ConcededPart]
    promises: list[PromiseMade]
    promises_kept: int = Field(description="How many promises the authority kept.")
    promises_kept_late: int = Field(description="How many promises the authority kept later than promised.")
    promises_overdue: int = Field(
        description="How many promises the authority has not kept, although the promised day has passed."
    )

    @classmethod
    def of(cls, facts: CaseFacts, today: date) -> Self | None:
        """Show what was conceded, if anything was."""
        conceded = conceded_by(facts)
        if not conceded and not facts.promises:
            return None
        kept = [one for one in facts.promises if one.kept_on is not None]
        return cls(
            conceded=[ConcededPart.model_validate(one) for one in conceded],
            promises=[PromiseMade.of(number, one, today) for number, one in enumerate(facts.promises, 1)],
            promises_kept=len(kept),
            promises_kept_late=sum(one.kept_on > one.promised.promised_for for one in kept if one.kept_on),
            promises_overdue=sum(one.is_overdue(today) for one in facts.promises),
        )
