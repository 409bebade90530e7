"""An entry of the journal, as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.platform.http.fields import Answer
from app.platform.journal import Record


class JournalEntry(Answer):
    """An entry about something that happened to a mediator, a referral or an allocation. Each entry contains a check
    value (hash) of the entry before. If somebody changes an entry, the hashes no longer match.
    """

    record: Record
    record_id: UUID
    seq: int
    owner_id: UUID
    type: str
    by: str | None = Field(
        description="The kind of organisation that recorded the entry. After a person withdraws "
        "the consent to a referral, `by` is `null` unless the advice service recorded the entry."
    )
    organisation_id: UUID | None = Field(
        description="The id of the organisation that recorded the entry. `null` if `by` is `null`."
    )
    client_id: str | None = Field(
        description="The client (the program's account) that recorded the entry. `null` if `by` is `null`."
    )
    occurred_on: date
    recorded_at: datetime
    changes: dict[str, object]
    previous: str
    hash: str
