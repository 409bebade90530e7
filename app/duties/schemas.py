"""Duties as JSON: a duty, the counts of duties, and what the parties say."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.cases.schemas.shared import Organisation
from app.duties.domain.words import Cause, Disputed, DutyStatus
from app.kernel.terms import OrganisationKind, Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.platform.http.fields import Answer, Body, Passage


class CauseIn(Body):
    """Why your organisation did not do its duty in time, or will not."""

    cause: Cause = Field(examples=["no_mediator_free"])
    explanation: Passage | None = Field(
        None,
        description="In words. You must give this if the cause is `other`. Stored encrypted, and not shown to the "
        "tribunal. Do not write names.",
        examples=["The mediator fell ill, and the next free day was a week later."],
    )

    @model_validator(mode="after")
    def explained(self) -> Self:
        """Refuse a cause that says nothing."""
        if self.cause is Cause.OTHER and self.explanation is None:
            raise ValueError("the cause `other` needs an explanation")
        return self


class ContestIn(Body):
    """What your organisation disputes: the cause that the other party gave, or that the duty was done."""

    disputes: Disputed = Field(examples=["completion"])
    explanation: Passage | None = Field(
        None,
        description="In words. Stored encrypted, and not shown to the tribunal. Do not write names.",
        examples=["The family has not received the amended plan."],
    )


class OwedByOut(Answer):
    """The party that owes a duty under the law of this case."""

    kind: Party
    organisation: Organisation | None = Field(
        description="The organisation in this service that is this party. Null for a family and for the tribunal, "
        "and while no commissioning body has been notified."
    )


class EndedByOut(Answer):
    """The event that ended a duty, or that replaced its date."""

    event: int = Field(description="The place of the event in the audit trail of the case.", examples=[7])
    type: str = Field(examples=["mediation-declined"])


class CauseOut(Answer):
    """The cause of a delay, as the party that owes the duty gave it."""

    cause: Cause
    explanation: str | None
    said_at: datetime


class ContestOut(Answer):
    """What the other side disputes."""

    disputes: Disputed
    explanation: str | None
    by: OrganisationKind
    said_at: datetime


class DutyOut(Answer):
    """One duty that a party owed on a case. If its date moves or the case goes on, the duty stays in the list and shows
    what happened to it."""

    id: UUID
    case_id: UUID
    la_code: str = Field(examples=["991"])
    la_reference: str | None
    code: Code
    term: TermKind | None = Field(description="For a duty from an agreement or an order: what was agreed or ordered.")
    term_index: int | None = Field(description="Which of the agreed terms, counted from 0.")
    step: Step | None = Field(description="Which step of an agreed term or of an order.")
    owed_by: OwedByOut
    status: DutyStatus = Field(
        description="The status of the duty today. `running`: not done, and its last day has not passed. `met`: done "
        "in time. `breached`: not done, and its last day is over. `met_late`: done after its last day. `passed`: the "
        "family's own time ended, or the family acted after it; no party broke a duty. `lapsed`: before its last day, "
        "the case made the duty unnecessary. `superseded`: before its last day, another date replaced it; or a "
        "correction shows that the duty was never owed.",
        examples=["breached"],
    )
    still_owed: bool = Field(description="True: the duty is not done, and the party must still do it.")
    opened_on: date = Field(description="The day from which the duty is owed.")
    due_on: date = Field(description="The last day for doing the duty.")
    met_on: date | None = Field(description="The day on which the duty was done, in time or late.")
    breached_on: date | None = Field(description="The first day on which the duty was late.")
    ended_on: date | None = Field(
        description="For a duty that was not done: the day from which the party need not do it any more. The case "
        "made the duty unnecessary, or another date replaced it."
    )
    ended_by: EndedByOut | None = Field(
        description="The event that ended the duty or moved its date, if you may see that event."
    )
    cause: CauseOut | None = Field(description="Why the duty was late, as the party that owes it says.")
    contests: list[ContestOut] = Field(description="What the other parties dispute. Both statements stay.")
    rule: str = Field(description="The rule that sets the duty: see `GET /v1/law/rules`.")
    citation: str


class CountedByCode(Answer):
    """How many duties are of one kind."""

    code: Code
    duties: int


class CountedByStatus(Answer):
    """How many duties have one status."""

    status: DutyStatus
    duties: int


class CountedByParty(Answer):
    """How many duties one party owes or owed."""

    owed_by: Party
    duties: int


class CountedByWeek(Answer):
    """How many duties are due in one week."""

    begins_on: date = Field(description="The Monday of the week.")
    duties: int


class DutyCounts(Answer):
    """Counts of duties, as of today."""

    as_of: date
    duties: int
    by_code: list[CountedByCode]
    by_status: list[CountedByStatus]
    by_party: list[CountedByParty]
    by_week: list[CountedByWeek]
