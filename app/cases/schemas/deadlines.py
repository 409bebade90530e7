"""The deadlines of a case as JSON: each with its working and its status."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.cases.domain.offers import OfferDue
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus
from app.cases.domain.words import OfferMoment
from app.kernel.terms import Party
from app.law.domain.rulebook import RULEBOOK
from app.law.schemas import DeadlineAnswer, shown
from app.platform.http.fields import Answer


class OfferDueOut(Answer):
    """An offer that is due to the family: since when it is due, who must make it, and why."""

    moment: OfferMoment
    due_on: date
    owed_by: Party
    because: str
    rule: str
    citation: str

    @classmethod
    def of(cls, one: OfferDue) -> Self:
        """Show an offer that is owed."""
        return cls(
            moment=one.moment,
            due_on=one.due_on,
            owed_by=one.owed_by,
            because=one.because,
            rule=one.rule,
            citation=RULEBOOK.rule(one.rule).citation,
        )


class StandingDeadline(DeadlineAnswer):
    """A deadline of a case, with its status."""

    status: DeadlineStatus = Field(
        description="`breached`: the last day is over, and the party has not done its duty. `met_late`: the party did "
        "its duty after the last day, and `done_on` shows the day. `GET /v1/duties` uses the same words. `passed`: the "
        "family's own time limit ended, or the family acted after it. No party broke a duty. `lapsed`: nobody is "
        "expected to do this any more. An agreement, a withdrawal or a closed case does not end the family's time to "
        "appeal: `lodge-appeal` stays `running` until its last day.",
        examples=["running"],
    )
    done_on: date | None = Field(description="The day on which this was done, in time or late.")
    arranged_on: date | None = Field(
        None,
        description="For the duty to arrange mediation: the day on which the session was fixed.",
        examples=["2026-02-16"],
    )
    arranged_by_day_30: bool | None = Field(
        None,
        description="Whether a session was fixed by `due_on`. Null while the 30 days are running. The law does "
        "not say whether a session must be fixed or held within the 30 days, so we show both. Our reading of the "
        "law, `session_fixed_in_thirty_days_is_enough`, decides which of them counts for `status`.",
        examples=[True],
    )
    held_on: date | None = Field(
        None,
        description="For the duty to arrange mediation: the day of a session to which both sides came.",
        examples=["2026-03-03"],
    )
    held_by_day_30: bool | None = Field(
        None,
        description="Whether that session was held by `due_on`. Null while the 30 days are running.",
        examples=[True],
    )


class CaseDeadlines(Answer):
    """Every deadline of a case, earliest first."""

    case_id: UUID
    as_of: date
    deadlines: list[StandingDeadline]
    notes: list[str] = Field(description="Notes on the dates: what you should know besides the dates.")
    offer_due: OfferDueOut | None = Field(
        description="The offer of independent help that must be made to the family now. Shown only to organisations "
        "that may make the offer."
    )

    @classmethod
    def of(
        cls,
        case_id: UUID,
        found: Iterable[DeadlineOnDay],
        notes: Iterable[str],
        as_of: date,
        offer: OfferDue | None = None,
    ) -> Self:
        """Show the deadlines of a case."""
        return cls(
            case_id=case_id,
            as_of=as_of,
            deadlines=[_shown(one) for one in found],
            notes=list(notes),
            offer_due=OfferDueOut.of(offer) if offer else None,
        )


def _shown(one: DeadlineOnDay) -> StandingDeadline:
    both = one.thirty_days
    return StandingDeadline(
        **shown(one.deadline),
        status=one.status,
        done_on=one.done_on,
        arranged_on=both.fixed_on if both else None,
        arranged_by_day_30=both.fixed_in_time if both else None,
        held_on=both.held_on if both else None,
        held_by_day_30=both.held_in_time if both else None,
    )
