"""An entry of the journal, as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.platform.http.fields import Answer
from app.platform.journal import Record


class JournalEntry(Answer):
    """Something that happened to a record that belongs to no case. Each entry is chained to the entry before."""

    record: Record
    record_id: UUID
    seq: int
    owner_id: UUID
    type: str
    by: str | None = Field(description="Who recorded it. After a consent is withdrawn: null, unless it was you.")
    organisation_id: UUID | None = Field(description="Its id. Null when `by` is null.")
    client_id: str | None = Field(description="Its client. Null when `by` is null.")
    occurred_on: date
    recorded_at: datetime
    changes: dict[str, object]
    previous: str
    hash: str
