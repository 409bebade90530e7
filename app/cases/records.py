"""What the use cases load and store: a case, a logged event, and the JSON form of both."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.kernel.chain import link
from app.kernel.machine import Happened
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable
from app.platform.actor import Actor
from app.platform.json import read_back

_FACTS: TypeAdapter[CaseFacts] = TypeAdapter(CaseFacts)


def facts_to_json(facts: CaseFacts) -> dict[str, Any]:
    """Write facts as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    values["sections"].sort()
    return values


def facts_from_json(text: str) -> CaseFacts:
    """Read facts back. Raises Unreadable where they were changed past the service."""
    facts = read_back(_FACTS, text, "the facts of a case")
    if _FAR.search(text) and not all(day.year in _YEARS for day in _days(facts)):
        raise Unreadable("the days of a case")
    return facts


_YEARS = range(2000, 3000)
"""At the ends of the calendar nothing can be counted: there is no day before the first, and none after the last."""
_FAR = re.compile(r'"(?!2)\d{4}-\d\d-\d\d')
"""What is, or looks like, a day of another year: a reference may look like one too."""


def _days(said: Any) -> Iterator[date]:
    """Yield each day among facts."""
    if isinstance(said, date):
        yield said
    elif isinstance(said, tuple):
        for one in said:
            yield from _days(one)
    elif is_dataclass(said):
        for one in fields(said):
            yield from _days(getattr(said, one.name))


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it stands in the database."""

    id: UUID
    la_id: UUID
    la_code: str
    provider_id: UUID
    body_id: UUID | None
    la_reference: str
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    facts: CaseFacts
    sealed: bytes
    version: int
    head: str
    opened_at: datetime
    updated_at: datetime
    mediating_provider_id: UUID | None = None
    """Whose mediator conducts the session, where that is not the provider that advised."""


def facts_if_readable(text: str) -> CaseFacts | None:
    """Read facts back for a list: one case that cannot be read hides no other."""
    try:
        return facts_from_json(text)
    except Unreadable:
        return None


@dataclass(frozen=True, slots=True)
class Outline:
    """What is left of a case whose facts cannot be read: enough to read and to check its trail."""

    id: UUID
    la_code: str
    la_reference: str
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    version: int
    head: str


FORM = 2
"""The form in which an event is hashed now. An event keeps the form that it was written in."""


@dataclass(frozen=True, slots=True)
class Covers:
    """What an event's hash covers beside the event.

    `salt` is random. A reader who is not told of an event does not get it, and so cannot try out what the hash was made
    of. `readers` are the organisations on which it depends who may read the case. `opening` stands in the first event
    alone: what the notice said that never changes.
    """

    salt: str
    readers: Mapping[str, str | None]
    opening: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of a case as the log keeps it, linked to the one before."""

    case_id: UUID
    seq: int
    type: str
    action: Action | None
    by: OrganisationKind
    organisation_id: UUID
    client_id: str
    occurred_on: date
    recorded_at: datetime
    changes: Mapping[str, Any]
    previous: str
    hash: str
    about: Mapping[str, Any] | None = None
    """What happened to a record that hangs on the case, such as its session. Says nothing new of the case itself."""
    covers: Covers | None = None
    """What the hash covers beside the event since its second form; None in an event of the first form."""


def new_salt() -> str:
    """Draw a salt."""
    return token_hex(16)


def covers(case: StoredCase, salt: str) -> Covers:
    """Return what the hash of an event covers beside it, from the case as it stands after the event."""
    readers = readers_of(case.la_id, case.provider_id, case.mediating_provider_id, case.body_id)
    return Covers(salt, readers, opening_of(case) if case.version == 1 else None)


def readers_of(la_id: UUID, provider_id: UUID, mediating: UUID | None, body: UUID | None) -> dict[str, str | None]:
    """Return who may read a case beside the tribunal, as it is hashed."""
    return {
        "la_id": str(la_id),
        "provider_id": str(provider_id),
        "mediating_provider_id": str(mediating) if mediating else None,
        "body_id": str(body) if body else None,
    }


def opening_of(case: StoredCase | Outline) -> dict[str, Any]:
    """Return what a notice says beside the facts and never changes, as it is hashed."""
    contents = case.notice_contents
    return {
        "la_code": case.la_code,
        "la_reference": case.la_reference,
        "appellant_reference": case.appellant_reference,
        "notice_contents": dict(contents) if isinstance(contents, Mapping) else contents,
    }


def hashed_form(event: LoggedEvent) -> dict[str, Any]:
    """The members of an event that its hash covers: all of them."""
    about: dict[str, Any] = {} if event.about is None else {"about": event.about}  # older events have no such member
    if event.covers is not None:
        about |= {"form": FORM, "salt": event.covers.salt, "readers": event.covers.readers}
        if event.covers.opening is not None:
            about["opening"] = event.covers.opening
    return about | {
        "case_id": str(event.case_id),
        "seq": event.seq,
        "type": event.type,
        "action": event.action,
        "by": event.by,
        "organisation_id": str(event.organisation_id),
        "client_id": event.client_id,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "changes": event.changes,
    }


def log(
    after: StoredCase,
    happened: Happened,
    changes: Mapping[str, Any],
    actor: Actor,
    salt: str,
    about: Mapping[str, Any] | None = None,
) -> LoggedEvent:
    """Link what happened to a case's log. `after` is the case as it then stands, but for its head: that is the last."""
    event = LoggedEvent(
        case_id=after.id,
        seq=after.version,
        type=happened.type,
        action=happened.action,
        by=happened.by,
        organisation_id=actor.organisation_id,
        client_id=actor.client_id,
        occurred_on=happened.occurred_on,
        recorded_at=after.updated_at,
        changes=changes,
        previous=after.head,
        hash="",
        about=about,
        covers=covers(after, salt),
    )
    return replace(event, hash=link(event.previous, hashed_form(event)))


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A certificate to be kept, its signed text sealed."""

    number: str
    ground: str
    holder_kind: str
    issued_on: date
    sealed_token: bytes
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """Everything that one request writes, at once and at its end."""

    case: StoredCase
    event: LoggedEvent
    facts_json: dict[str, Any]
    placement_only: bool
    arrange_by: date | None = None
    """The last day on which a waiting family should have its session; None where it does not wait."""
    offer_on: date | None = None
    """The day from which an offer of independent help is owed, if the holder of the right has answered none."""
    certificate: NewCertificate | None = None
    opened: bool = False
    not_a_duplicate: bool = False
    """Whether a notice that seems to have been recorded before is said to be another."""
