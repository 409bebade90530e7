"""The audit trail of a case as JSON: its events, and whether they are complete and unchanged."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.cases.domain.words import Action, Source
from app.cases.who_sees import EVENTS, WITHHELD
from app.platform.http.fields import Answer
from app.platform.http.for_generators import open_values


class Event(Answer):
    """An event that is recorded on a case. The field `hash` is a check code, calculated from `previous` (the check code
    of the previous event) and from all other fields of the event. So the check codes reveal if somebody changes an
    event later. The check code does not cover `corrects` and `corrected_by`, which repeat the `about` of the
    correction.

    The answer does not show the parts of an event that you may not see. A withheld event still appears in its place in
    the list of events.
    """

    case_id: UUID
    seq: int
    type: str = Field(
        description="The type of the event, which says what happened. The first event of a case has the type "
        "`notice-recorded`. An event that records an action has the type that the field `event` of `GET "
        "/v1/law/pathway` lists for the action. An offer of independent help has the type `advice-offered`. For "
        "an offer, the field `about` names the stage at which help was offered (such as the notice), and the "
        "field `changes` shows the offer. A family's reply to an offer has the type `advice-answered`. The event "
        "does not say what the family replied. Other types are about a time slot, a session, a search for a "
        "mediator, or the family's mediation needs. `withheld` means that something happened between other "
        "parties. The fields that you may not see are `null`.",
        json_schema_extra=open_values([*EVENTS, WITHHELD]),
    )
    action: str | None = Field(
        description="The action that the event records. `action` is `null` if the event does not record an action of "
        "the pathway.",
        json_schema_extra=open_values(Action, but_null=True),
    )
    by: str | None
    organisation_id: UUID | None
    client_id: str | None
    occurred_on: date | None = Field(
        description="The day on which the recorded step happened. The time limits of the law run from this day."
    )
    recorded_at: datetime = Field(description="The date and time at which this service recorded the event.")
    changes: dict[str, object]
    about: dict[str, object] | None = Field(
        None,
        description="What happened to a record that belongs to the case, such as a session. `about` is left out if "
        "the event concerns no other record. The check code (`hash`) covers `about`.",
        exclude_if=lambda about: about is None,
    )
    form: int | None = Field(
        None,
        description="The version of our method for calculating the check code (`hash`). Version 4 is used today. In "
        "version 3, the check code did not cover `law_version`. An event with version 2 has no `command`. The oldest "
        "events also have no `form`, `salt`, `readers` and `opening`.",
        exclude_if=lambda form: form is None,
    )
    salt: str | None = Field(
        None,
        description="A random value that is part of the check code (`hash`), so that nobody can guess a withheld event "
        "from the check code. `salt` is left out if the event is redacted (partly withheld).",
        exclude_if=lambda salt: salt is None,
    )
    readers: dict[str, str | None] | None = Field(
        None,
        description=(
            "The organisations that take part in the case after this event. The list in `readers` decides who may read "
            "the case. `readers` is left out if the event is redacted (partly withheld)."
        ),
        exclude_if=lambda readers: readers is None,
    )
    opening: dict[str, object] | None = Field(
        None,
        description="The facts of the notice that never change. Only the first event has `opening`.",
        exclude_if=lambda opening: opening is None,
    )
    command: dict[str, object] | None = Field(
        None,
        description="The fields of the request that recorded the action. If an earlier event is corrected, we work out "
        "the action again from the fields in `command`. `command` is empty if the event does not record an action. "
        "`command` is left out if the event is redacted (partly withheld), or was recorded before we stored requests. "
        "The check code (`hash`) covers `command`.",
        exclude_if=lambda command: command is None,
    )
    source: str | None = Field(
        None,
        description="`imported` means that the authority took this event from its own records when it imported the "
        "case. If an event is imported, the party that took the step did not record the step in this service. `source` "
        "is left out if the event was recorded in this service. The check code (`hash`) covers `source`.",
        json_schema_extra=open_values(Source, but_null=True),
        exclude_if=lambda source: source is None,
    )
    law_version: str | None = Field(
        None,
        description="The version of the service's rules of law when the event was recorded. `GET /v1/law/versions` "
        "lists the versions. `0` means that the event was recorded before we stored versions. If `law_version` is not "
        "`0`, the check code (`hash`) covers `law_version`. `law_version` is left out if the event is withheld.",
        examples=["1"],
        exclude_if=lambda version: version is None,
    )
    on_behalf_of: str | None = Field(
        None,
        description="The pseudonym that your organisation gives to the person who recorded the event, as you sent it "
        "in the header `On-Behalf-Of`. Only your organisation sees this pseudonym. The check code (`hash`) covers "
        "`on_behalf_of`.",
        exclude_if=lambda person: person is None,
    )
    corrects: int | None = Field(
        None,
        description="If this event is a correction: the number (`seq`) of the event that was corrected. The field "
        "`about` gives the reason of the correction. If one correction has several events, the first event shows every "
        "fact that changes.",
        exclude_if=lambda seq: seq is None,
    )
    corrected_by: int | None = Field(
        None,
        description="If this event was corrected: the number (`seq`) of the last event that corrects this event. The "
        "check code (`hash`) does not cover `corrected_by`.",
        exclude_if=lambda seq: seq is None,
    )
    redacted: bool = Field(
        False,
        description="`true` means that you may not see this event, or a part of this event. The check code (`hash`) "
        "covers the whole event, so you cannot recalculate the check code from the part that you see. To check the "
        "event, use `GET /v1/cases/{case_id}/events/verification`. `redacted` is left out if you see the whole event.",
        exclude_if=lambda redacted: not redacted,
    )
    previous: str
    hash: str


class ChainVerdict(Answer):
    """The result of checking a case: whether its events are complete and unchanged, and whether the stored case agrees
    with its events.
    """

    intact: bool
    length: int
    broken_at: int | None = Field(
        description="The number (`seq`) of the first event that is missing or was changed. `broken_at` is `null` if "
        "all events are complete and unchanged."
    )
    differs: list[str] = Field(
        [],
        description="What is stored about the case but does not agree with the events of the case. Each entry of the "
        "list names one stored thing that does not agree with the events of the case. `facts`: what happened in the "
        "case. `readers`: who may read the case. `tribunal`: whether the tribunal may read the case. Any other entry "
        "is the name of a stored field of the case, or the number of a certificate.",
        examples=[["facts"]],
    )
    head: str
