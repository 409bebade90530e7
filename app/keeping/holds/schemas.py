"""Legal holds as JSON."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.keeping.domain.words import HoldReason
from app.platform.http.fields import Answer, Body, Passage


class LegalHoldIn(Body):
    """The reason why a case must be kept."""

    reason: HoldReason
    explanation: Passage | None = Field(
        None,
        description=(
            "The explanation of the hold in your own words. The explanation is required if the reason "
            "is `other`. We store the explanation encrypted."
        ),
    )

    @model_validator(mode="after")
    def explained(self) -> Self:
        """Refuse a reason that says nothing."""
        if self.reason is HoldReason.OTHER and self.explanation is None:
            raise ValueError("give an explanation if the reason is `other`")
        return self


class LegalHoldLiftIn(Body):
    """Lifts a legal hold. The request body has no fields: send `{}`."""


class LegalHold(Answer):
    """A legal hold on a case. While a hold is in force, the case is never removed."""

    id: UUID
    case_id: UUID
    reason: HoldReason
    explanation: str | None
    set_at: datetime
    set_by: str = Field(description="The id of the client (your computer system) that set the hold.")
    set_on_behalf_of: str | None = Field(
        description="Your own pseudonym for the person who set the hold, from the header `On-Behalf-Of`."
    )
    lifted_at: datetime | None = Field(
        description="The time at which the hold was lifted. `lifted_at` is `null` while the hold is in force."
    )
    lifted_by: str | None
    lifted_on_behalf_of: str | None
