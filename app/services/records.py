"""What the use cases load and keep: a case as it stands, an event as it is logged, and the JSON form of both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.domain.chain import link
from app.domain.pathway.facts import CaseFacts
from app.domain.pathway.machine import Happened
from app.domain.pathway.words import Action
from app.domain.terms import OrganisationKind

_FACTS: TypeAdapter[CaseFacts] = TypeAdapter(CaseFacts)


def facts_to_json(facts: CaseFacts) -> dict[str, Any]:
    """Write facts as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    values["sections"].sort()
    return values


def facts_from_json(text: str | bytes) -> CaseFacts:
    """Read facts back."""
    return _FACTS.validate_json(text)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records: an organisation, through one of its clients."""

    organisation_id: UUID
    kind: OrganisationKind
    client_id: str


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


def hashed_form(event: LoggedEvent) -> dict[str, Any]:
    """The members of an event that its hash covers: all of them."""
    about = {} if event.about is None else {"about": event.about}  # older events have no such member
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
    case_id: UUID,
    seq: int,
    happened: Happened,
    changes: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    previous: str,
    about: Mapping[str, Any] | None = None,
) -> LoggedEvent:
    """Link what happened to a case's log."""
    event = LoggedEvent(
        case_id, seq, happened.type, happened.action, happened.by, actor.organisation_id, actor.client_id,
        happened.occurred_on, at, changes, previous, "", about,
    )  # fmt: skip
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


def as_json(values: Mapping[str, Any]) -> str:
    """Write JSON for a column."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)
