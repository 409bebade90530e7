"""Legal holds as JSON."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.keeping.domain.words import HoldReason
from app.platform.http.fields import Answer, Body, Passage


class LegalHoldIn(Body):
    """Why a case must be kept."""

    reason: HoldReason
    explanation: Passage | None = Field(
        None, description="In words. You must give this if the reason is `other`. Stored encrypted."
    )

    @model_validator(mode="after")
    def explained(self) -> Self:
        """Refuse a reason that says nothing."""
        if self.reason is HoldReason.OTHER and self.explanation is None:
            raise ValueError("the reason `other` needs an explanation")
        return self


class LegalHoldLiftIn(Body):
    """Lifts a hold. The body has no members."""


class LegalHold(Answer):
    """A hold on a case. While a hold is in force, the case is never removed."""

    id: UUID
    case_id: UUID
    reason: HoldReason
    explanation: str | None
    set_at: datetime
    set_by: str = Field(description="The client that set the hold.")
    set_on_behalf_of: str | None = Field(description="The person, by your own pseudonym (`On-Behalf-Of`).")
    lifted_at: datetime | None = Field(description="Null: the hold is in force.")
    lifted_by: str | None
    lifted_on_behalf_of: str | None
