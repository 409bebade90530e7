"""The deadlines of a case as JSON: each with its working and how it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.adapters.http.schemas.base import Answer
from app.adapters.http.schemas.law import DeadlineAnswer
from app.domain.pathway.standing import Standing, Standings


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

    @classmethod
    def of(cls, case_id: UUID, found: Iterable[Standings], notes: Iterable[str], as_of: date) -> Self:
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
        )
