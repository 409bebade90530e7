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
    """Why your organisation did not carry out its duty in time, or will not do so in time."""

    cause: Cause = Field(examples=["no_mediator_free"])
    explanation: Passage | None = Field(
        None,
        description="The cause in your own words. You must give an explanation if the cause is `other`. We store the "
        "explanation encrypted, and do not show it to the tribunal. Do not write names of people.",
        examples=["The mediator fell ill, and the next free day was a week later."],
    )

    @model_validator(mode="after")
    def explained(self) -> Self:
        """Refuse a cause that says nothing."""
        if self.cause is Cause.OTHER and self.explanation is None:
            raise ValueError("the cause `other` needs an explanation")
        return self


class ContestIn(Body):
    """What your organisation disputes: the cause that another party gave, or that another party carried out its
    duty.
    """

    disputes: Disputed = Field(examples=["completion"])
    explanation: Passage | None = Field(
        None,
        description="The dispute in your own words. We store the explanation encrypted, and do not show it to the "
        "tribunal. Do not write names of people.",
        examples=["The family has not received the amended plan."],
    )


class OwedByOut(Answer):
    """The party that must carry out the duty, under the law that applies to the case."""

    kind: Party
    organisation: Organisation | None = Field(
        description="The organisation that has the duty. `organisation` is `null` for a family and for the "
        "tribunal, and while no commissioning body has been told about the case."
    )


class EndedByOut(Answer):
    """The event that ended a duty, or that replaced the date of a duty."""

    event: int = Field(description="The number (`seq`) of the event in the audit trail of the case.", examples=[7])
    type: str = Field(examples=["mediation-declined"])


class CauseOut(Answer):
    """The cause of a delay, as given by the party that has the duty."""

    cause: Cause
    explanation: str | None
    said_at: datetime


class ContestOut(Answer):
    """What another party disputes about a duty, and why."""

    disputes: Disputed
    explanation: str | None
    by: OrganisationKind
    said_at: datetime


class DutyOut(Answer):
    """One duty that a party has or had on a case. The duty stays in the list after a new date replaces its date, and
    after the case moves to its next step. The field `status` shows what happened to the duty.
    """

    id: UUID
    case_id: UUID
    la_code: str = Field(examples=["991"])
    la_reference: str | None
    code: Code
    term: TermKind | None = Field(
        description="The kind of action that was agreed or ordered, if the duty comes from an agreement or an order."
    )
    term_index: int | None = Field(
        description="For a duty from an agreement: the number of the agreed term, counted from 0."
    )
    step: Step | None = Field(
        description="The step that the agreement or the order requires, if the duty comes from an agreement or an "
        "order."
    )
    owed_by: OwedByOut
    status: DutyStatus = Field(
        description="The status of the duty today. `running`: the duty is not carried out, and the last day for the "
        "duty has not passed. `met`: the duty was carried out in time. `breached`: the duty is not carried out, and "
        "the last day for the duty has passed. `met_late`: the duty was carried out after the last day for the duty. "
        "`passed`: the family's own time limit ended before the family acted. The family's time limit is not a duty, "
        "so no party failed in a duty. `lapsed`: the case made the duty unnecessary before the last day for the duty. "
        "`superseded`: before that day, a new date replaced the date of the duty, or a correction shows that the party "
        "never had the duty.",
        examples=["breached"],
    )
    still_owed: bool = Field(
        description="`true` means that the duty is not carried out, and that the party must still carry out the duty."
    )
    opened_on: date = Field(description="The day on which the duty began.")
    due_on: date = Field(description="The last day for carrying out the duty.")
    met_on: date | None = Field(description="The day on which the duty was carried out, in time or late.")
    breached_on: date | None = Field(description="The first day on which the duty was late.")
    ended_on: date | None = Field(
        description="Only for a duty that was not carried out: the day since when the party need not carry out the "
        "duty. The duty ended because the case made the duty unnecessary, or because a new date replaced the "
        "date of the duty."
    )
    ended_by: EndedByOut | None = Field(
        description="The event that ended the duty, or that changed the date of the duty, if you may see this event."
    )
    cause: CauseOut | None = Field(description="Why the duty was late, as stated by the party that has the duty.")
    contests: list[ContestOut] = Field(
        description="What other parties dispute about the duty. We keep the statements of both sides."
    )
    rule: str = Field(description="The id of the rule that sets the duty, as in `GET /v1/law/rules`.")
    citation: str


class CountedByCode(Answer):
    """A kind of duty, and the number of duties of this kind."""

    code: Code
    duties: int


class CountedByStatus(Answer):
    """A status, and the number of duties that have this status."""

    status: DutyStatus
    duties: int


class CountedByParty(Answer):
    """A party, and the number of duties that this party has or had."""

    owed_by: Party
    duties: int


class CountedByWeek(Answer):
    """A week, and the number of duties that must be done by a day in this week."""

    begins_on: date = Field(description="The day on which the week begins, always a Monday.")
    duties: int


class DutyCounts(Answer):
    """How many duties there are: by kind, by today's status, by party, and by week."""

    as_of: date
    duties: int
    by_code: list[CountedByCode]
    by_status: list[CountedByStatus]
    by_party: list[CountedByParty]
    by_week: list[CountedByWeek]
