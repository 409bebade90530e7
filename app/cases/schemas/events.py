"""The audit trail of a case as JSON: its events, and whether they are complete and unchanged."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.cases.domain.words import Action
from app.cases.who_sees import EVENTS, WITHHELD
from app.platform.http.fields import Answer
from app.platform.http.for_generators import open_values


class Event(Answer):
    """An event of a case. `previous` is the hash of the event before. `hash` is calculated from `previous` and from
    every other member except itself, so a later change to any event would show.

    If you may not see an event, or a part of it, that part is withheld. The event still appears in its place.
    """

    case_id: UUID
    seq: int
    type: str = Field(
        description="What happened. For an action: the `event` of its move (`GET /v1/law/pathway`). For the first "
        "event: `notice-recorded`. An offer of independent help is `advice-offered`, with its moment in `about` and "
        "the offer in `changes`. An answer to an offer is `advice-answered`, and never says what the answer was. "
        "Other types are about a slot, a session, a search or the family's needs. `withheld`: something happened "
        "between other parties, and what you may not see is null.",
        json_schema_extra=open_values([*EVENTS, WITHHELD]),
    )
    action: str | None = Field(
        description="Null if the event is not an action of the pathway.",
        json_schema_extra=open_values(Action, but_null=True),
    )
    by: str | None
    organisation_id: UUID | None
    client_id: str | None
    occurred_on: date | None = Field(description="The day it happened. The law counts from this day.")
    recorded_at: datetime = Field(description="When this service recorded it.")
    changes: dict[str, object]
    about: dict[str, object] | None = Field(
        None,
        description="What happened to a record that belongs to the case, such as a session. Left out if there is no "
        "such record. If it is present, the hash covers it.",
        exclude_if=lambda about: about is None,
    )
    form: int | None = Field(
        None,
        description="The version of the hash: 2. Left out in an older event, which has no `salt`, `readers` or "
        "`opening`.",
        exclude_if=lambda form: form is None,
    )
    salt: str | None = Field(
        None,
        description="A random value that the hash covers. Left out if the event is redacted.",
        exclude_if=lambda salt: salt is None,
    )
    readers: dict[str, str | None] | None = Field(
        None,
        description=(
            "The organisations on the case after this event. They decide who may read the case. Left out if the event "
            "is redacted."
        ),
        exclude_if=lambda readers: readers is None,
    )
    opening: dict[str, object] | None = Field(
        None,
        description="The facts of the notice that never change. Only in the first event.",
        exclude_if=lambda opening: opening is None,
    )
    redacted: bool = Field(
        False,
        description="True: this event, or a part of it, is withheld from you. Its hash covers the whole event, so you "
        "cannot recalculate it: ask for the verification instead. Otherwise left out.",
        exclude_if=lambda redacted: not redacted,
    )
    previous: str
    hash: str


class ChainVerdict(Answer):
    """Whether the events of a case are complete and unchanged, and whether the stored case agrees with them."""

    intact: bool
    length: int
    broken_at: int | None = Field(
        description="The number of the first event that does not fit. Null if every event fits."
    )
    differs: list[str] = Field(
        [],
        description="What is stored about the case and does not agree with its events: `facts`, a column of the case, "
        "`readers` (who may read it), `tribunal` (whether the tribunal may read it), or the number of a certificate.",
        examples=[["facts"]],
    )
    head: str
