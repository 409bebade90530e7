"""The deadlines of a case as JSON: each with its working and how it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.adapters.http.schemas.advice import OfferDueOut
from app.adapters.http.schemas.base import Answer
from app.adapters.http.schemas.law import DeadlineAnswer
from app.domain.pathway.standing import Standing, Standings
from app.domain.referral.offers import OfferDue


class StandingDeadline(DeadlineAnswer):
    """A deadline of a case, and how it stands."""

    status: Standing = Field(description="A late act does not mend a breach: see `done_on`.")
    done_on: date | None = Field(description="When the act was done, in time or late.")


class CaseDeadlines(Answer):
    """Every deadline of a case, earliest first."""

    case_id: UUID
    as_of: date
    deadlines: list[StandingDeadline]
    notes: list[str] = Field(description="What a reader should know beside the dates.")
    offer_due: OfferDueOut | None = Field(
        description="The offer of independent help that is owed to the family now: shown to whoever might make it."
    )

    @classmethod
    def of(
        cls,
        case_id: UUID,
        found: Iterable[Standings],
        notes: Iterable[str],
        as_of: date,
        offer: OfferDue | None = None,
    ) -> Self:
        """Show the deadlines of a case."""
        return cls(
            case_id=case_id,
            as_of=as_of,
            deadlines=[
                StandingDeadline(
                    **DeadlineAnswer.of(one.deadline).model_dump(), status=one.standing, done_on=one.done_on
                )
                for one in found
            ],
            notes=list(notes),
            offer_due=OfferDueOut.of(offer) if offer else None,
        )
