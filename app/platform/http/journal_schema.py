"""An entry of the journal, as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.platform.http.fields import Answer
from app.platform.journal import Record


class JournalEntry(Answer):
    """Something that happened to a record that belongs to no case. Each entry holds the hash of the previous entry. If
    somebody changed an entry, the hashes would no longer match.
    """

    record: Record
    record_id: UUID
    seq: int
    owner_id: UUID
    type: str
    by: str | None = Field(
        description="The organisation that recorded the event. Null after a consent is withdrawn, unless your own "
        "organisation recorded the event."
    )
    organisation_id: UUID | None = Field(
        description="The id of the organisation that recorded the entry. Null when `by` is null."
    )
    client_id: str | None = Field(description="The client that recorded the entry. Null when `by` is null.")
    occurred_on: date
    recorded_at: datetime
    changes: dict[str, object]
    previous: str
    hash: str
