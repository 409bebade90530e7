"""The journal, as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.platform.http.fields import Answer
from app.platform.journal import Record


class JournalEntry(Answer):
    """One thing that happened to a record that is no case's. Chained as a case's events are."""

    record: Record
    record_id: UUID
    seq: int
    owner_id: UUID
    type: str
    by: str | None = Field(description="Null in the trail of a referral whose consent was taken back, if not you.")
    organisation_id: UUID | None = Field(description="Likewise.")
    client_id: str | None = Field(description="Likewise.")
    occurred_on: date
    recorded_at: datetime
    changes: dict[str, object]
    previous: str
    hash: str
