"""The feed: every event that a partner may see. An event never appears before one that was already shown."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import AfterValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from app.advice.domain.words import ReferralAction
from app.advice.referrals.recording import REFERRAL_ENTRIES
from app.capacity.allocations.question import ALLOCATION_ENTRIES
from app.capacity.mediators.recording import MEDIATOR_ENTRIES
from app.cases.domain.words import Action, Source
from app.cases.sight import Beside, is_event_told
from app.cases.unit import Service, TheService
from app.cases.who_sees import EVENTS, WITHHELD
from app.events import statements
from app.events.problems import FeedRestarted
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.actor import Actor
from app.platform.db import eras
from app.platform.db.connections import Row
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Limit, SealedCursors
from app.platform.http.fields import Answer
from app.platform.http.for_generators import open_values
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of
from app.platform.journal import Record

router = Router(prefix="/v1/events", tags=["Events"])
Reader = Annotated[Principal, requires(Scope.EVENTS_READ)]

_Number = Annotated[int, Field(ge=0, lt=2**63)]
_Place = tuple[UUID, _Number, _Number, str]
_FEED: SealedCursors[_Place | tuple[int, int]] = SealedCursors("feed", _Place | tuple[_Number, _Number], "after")
"""An era; a transaction and a place, counted over all organisations; and the beginning of that event's hash, by which
the place is known again. Before there were eras a cursor held the two in the middle."""
_BEGINNING = (None, 0, 0, None)
_AS_MUCH_OF_A_HASH = 16


JOURNAL_TYPES = MEDIATOR_ENTRIES.types | ALLOCATION_ENTRIES.types | REFERRAL_ENTRIES.types
"""Every type of entry of the journal."""

_KINDS = frozenset((*EVENTS, WITHHELD, *JOURNAL_TYPES))


def _known(kind: str) -> str:
    if kind not in _KINDS:
        raise PydanticCustomError("enum", "Input should be a type of event")
    return kind


Kind = Annotated[str, AfterValidator(_known), Field(max_length=64, json_schema_extra={"enum": sorted(_KINDS)})]


class FeedEvent(Answer):
    """An event: what happened to a case or another record. The event holds no personal data. To learn more about the
    event, read the case or other record that `record_id` names."""

    record: str = Field(
        description=(
            "The kind of record: `case`, or one of your own records that belong to no case (`mediator`, "
            "`referral` or `allocation`)."
        ),
        json_schema_extra=open_values(["case", *Record]),
    )
    record_id: UUID
    case_id: UUID | None = Field(
        description="The id of the case. `case_id` is `null` if the record belongs to no case."
    )
    seq: int
    type: str = Field(
        description="The type of the event. `withheld` means that other organisations did something that you "
        "may not see.",
        json_schema_extra=open_values(_KINDS),
    )
    action: str | None = Field(json_schema_extra=open_values([*Action, *ReferralAction], but_null=True))
    by: str | None = Field(
        description="The kind of organisation that recorded the event. `by` is `null` if the type is "
        "`withheld`. `by` is also `null` if another organisation referred a person to you: read the referral to "
        "see which organisation."
    )
    occurred_on: date | None = Field(
        description="The day on which the event happened. `occurred_on` is `null` if the type is `withheld`."
    )
    recorded_at: datetime
    hash: str
    source: str | None = Field(
        None,
        description="`imported` means that the authority took this event from its own records when it imported the "
        "case. `source` is left out for every event that was not imported.",
        json_schema_extra=open_values(Source, but_null=True),
        exclude_if=lambda source: source is None,
    )


_EVENTS = TypeAdapter(list[FeedEvent])


class Feed(Answer):
    """One page of the event feed. Store `after` and send it with your next request. You then get every event, and
    each event only once."""

    events: list[FeedEvent]
    after: str | None = Field(
        description="The cursor (a bookmark in the feed) for your next request. Send the cursor back without "
        "changing it. If there are no new events, you get back the cursor that you sent."
    )


@router.get(
    "",
    summary="Read new events since your last request",
    responses=problem_responses(
        "invalid-input", "feed-restarted", "unauthenticated", "scope-missing", "too-many-requests"
    ),
)
async def get_feed(  # noqa: PLR0913 - each parameter of the request is an argument: FastAPI reads the signature
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    after: Annotated[
        str | None,
        Query(
            max_length=500,
            description=(
                "The cursor (a bookmark in the feed) that you got in `after` with your previous request. If you "
                "leave `after` out, you read from the beginning."
            ),
        ),
    ] = None,
    type: Annotated[  # noqa: A002 - the parameter's public name
        list[Kind] | None,
        Query(
            max_length=len(_KINDS),
            description="Only events of this type. To ask for several types, repeat the parameter. Write each "
            "type as the feed writes it.",
            examples=[["certificate-issued"]],
        ),
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Feed:
    """Read the events of your cases in the order in which we stored them. You can read from the beginning, or from a
    cursor (a bookmark in the feed).

    An event may appear a moment late, but never out of order. If you store the cursor from each answer, you miss no
    event.

    With `type`, a page may hold only a few events, or none. If the answer has a `Link` to the next page, ask again
    immediately. You may change `type` at any time and still use the same cursor.

    Start again without `after` if we cannot read your cursor, for example because we changed our encryption keys. Also
    start again if you get the problem `feed-restarted`, which follows a restore from a backup. Skip each event whose
    `hash` you already have. Compare the `hash` of each event: after a restore, another event may have the same
    `record_id` and `seq`.
    """
    era, xid, position, known_by = _parted(_FEED.decode(after, service.seal, caller.organisation_id))
    feed = statements.FEED.get(caller.organisation_kind, statements.FEED["other"])
    async with service.database.work(actor_of(caller)) as work:
        at = {"era": era, "xid": str(xid), "position": position, "hash": known_by}
        [place] = await work.connection.run(eras.PLACE, at)
        if not place.known:
            raise FeedRestarted
        rows = await work.connection.run(feed, {"xid": str(xid), "position": position, "limit": limit})
    events = _EVENTS.validate_python([_shown(row, work.actor) for row in rows])
    if type is not None:  # as it is shown, so that nobody finds out what a withheld event was
        events = [event for event in events if event.type in type]
    following = _after(rows, place.era, service, caller) or after
    if following and len(rows) == limit:
        response.headers["Link"] = _link(f"{request.url.path}?after={following}&limit={limit}", type)
    return Feed(events=events, after=following)


def _after(rows: Sequence[Row], era: UUID, service: Service, caller: Principal) -> str | None:
    """Return the cursor after the last of these events. None if there is none."""
    if not rows:
        return None
    last = (era, rows[-1].number, rows[-1].position, rows[-1].hash[:_AS_MUCH_OF_A_HASH])
    return _FEED.encode(last, service.seal, caller.organisation_id)


def _link(path: str, types: Sequence[str] | None) -> str:
    chosen = "".join(f"&type={kind}" for kind in types or ())
    return f'<{path}{chosen}>; rel="next"'


def _parted(place: _Place | tuple[int, int] | None) -> tuple[UUID | None, int, int, str | None]:
    if place is None:
        return _BEGINNING
    return (None, *place, None) if len(place) == 2 else place


_AS_IT_STANDS = ("record", "record_id", "case_id", "seq", "recorded_at", "hash")
_NOT_TOLD = {"type": WITHHELD, "action": None, "by": None, "occurred_on": None}


def _shown(row: Row, reads: Actor) -> dict[str, Any]:
    """Show an event as this reader may see it. An event of no case is only in its owner's feed."""
    shown = {name: row[name] for name in _AS_IT_STANDS}
    kind, by = row["type"], row["organisation_id"]
    beside = Beside(row["duty"], row["held_with"], row["corrected"], json.loads(row["told_to"] or "[]"))
    if row["record"] == "case" and not is_event_told(kind, beside, by, reads):
        return shown | _NOT_TOLD
    told = {"type": kind, "action": row["action"], "by": row["by_kind"], "occurred_on": row["occurred_on"]}
    return shown | told | {"source": row["source"]}
