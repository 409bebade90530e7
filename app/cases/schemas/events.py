"""The audit trail of a case as JSON: its events, and whether they are complete and unchanged."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.cases.domain.words import Action, Source
from app.cases.who_sees import EVENTS, WITHHELD
from app.platform.http.fields import Answer
from app.platform.http.for_generators import open_values


class Event(Answer):
    """An event of a case. `previous` is the hash of the previous event. `hash` is calculated from `previous` and from
    every other member except itself, so a later change to any event would show. The hash does not cover `corrects` and
    `corrected_by`, which repeat the `about` of the correction.

    If you may not see an event, or a part of it, that part is withheld. The event still appears in its place.
    """

    case_id: UUID
    seq: int
    type: str = Field(
        description="What happened. For an action, `GET /v1/law/pathway` lists the type as `event`. For the first "
        "event: `notice-recorded`. An offer of independent help has the type `advice-offered`. The field `about` "
        "names the stage at which help was offered (such as the notice), and `changes` holds the offer. An answer to "
        "an offer has the type `advice-answered`. This event never says what "
        "the answer was. Other types are about a slot, a session, a search or the family's needs. `withheld`: "
        "something happened between other parties. The members that you may not see are null.",
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
    recorded_at: datetime = Field(description="When this service recorded the event.")
    changes: dict[str, object]
    about: dict[str, object] | None = Field(
        None,
        description="What happened to a record that belongs to the case, such as a session. Left out if there is no "
        "such record. The hash covers this member if it is present.",
        exclude_if=lambda about: about is None,
    )
    form: int | None = Field(
        None,
        description="The version of the hash: 4. An event with version 3 was recorded before the hash covered "
        "`law_version`. An event with version 2 has no `command`. The oldest events also have no `form`, `salt`, "
        "`readers` and `opening`.",
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
            "The organisations on the case after this event. Who may read the case follows from this list. Left out "
            "if the event is redacted."
        ),
        exclude_if=lambda readers: readers is None,
    )
    opening: dict[str, object] | None = Field(
        None,
        description="The facts of the notice that never change. Only in the first event.",
        exclude_if=lambda opening: opening is None,
    )
    command: dict[str, object] | None = Field(
        None,
        description="The members of the request that recorded the action. If an earlier event is corrected, the "
        "service decides this action again from these members. Empty if the event is not an action. Left out if the "
        "event is redacted, or is older than this member. If it is present, the hash covers it.",
        exclude_if=lambda command: command is None,
    )
    source: str | None = Field(
        None,
        description="`imported`: the authority took this event from its own records when it imported the case. The "
        "party that acted did not record the event here. Left out if the event was recorded here. If it is present, "
        "the hash covers it.",
        json_schema_extra=open_values(Source, but_null=True),
        exclude_if=lambda source: source is None,
    )
    law_version: str | None = Field(
        None,
        description="The version of the law under which the service recorded the event, as `GET /v1/law/versions` "
        "lists the versions. `0`: the event is older than this member, and the hash does not cover this member. "
        "Otherwise the hash covers it. Left out if the event is withheld.",
        examples=["1"],
        exclude_if=lambda version: version is None,
    )
    on_behalf_of: str | None = Field(
        None,
        description="The person at your organisation who recorded this, by your own pseudonym (`On-Behalf-Of`). Shown "
        "to your organisation only. If it is present, the hash covers it.",
        exclude_if=lambda person: person is None,
    )
    corrects: int | None = Field(
        None,
        description="If this event is a correction: the `seq` of the event that it corrects. `about` gives the reason. "
        "The first event of a correction holds every fact that changes.",
        exclude_if=lambda seq: seq is None,
    )
    corrected_by: int | None = Field(
        None,
        description="If this event was corrected: the `seq` of the last event that corrects this event. No hash "
        "covers this member.",
        exclude_if=lambda seq: seq is None,
    )
    redacted: bool = Field(
        False,
        description="True: this event, or a part of it, is withheld from you. The hash covers the whole event, so "
        "you cannot recalculate the hash: ask for the verification instead. Otherwise left out.",
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
