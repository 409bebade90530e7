"""The journal: entries about records that belong to no case, chained for each record as a case's events are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.kernel.chain import GENESIS, link
from app.kernel.terms import OrganisationKind
from app.platform.actor import Recorded


class Record(StrEnum):
    """The kind of record that an entry of the log is about."""

    MEDIATOR = "mediator"
    REFERRAL = "referral"
    ALLOCATION = "allocation"


@dataclass(frozen=True, slots=True)
class Book:
    """The entries about one kind of record. The wing of those records names every type of entry."""

    record: Record
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a record. `owner_id` is the organisation that may read it."""

    record_id: UUID
    seq: int
    owner_id: UUID
    record: Record
    type: str
    by: OrganisationKind
    organisation_id: UUID
    client_id: str
    occurred_on: date
    recorded_at: datetime
    changes: Mapping[str, Any]
    previous: str
    hash: str


def hashed_form(entry: Entry) -> dict[str, Any]:
    """The members of an entry that its hash covers: all of them."""
    return {
        "record_id": str(entry.record_id),
        "seq": entry.seq,
        "owner_id": str(entry.owner_id),
        "record": entry.record,
        "type": entry.type,
        "by": entry.by,
        "organisation_id": str(entry.organisation_id),
        "client_id": entry.client_id,
        "occurred_on": entry.occurred_on.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "changes": entry.changes,
    }


@dataclass(frozen=True, slots=True)
class Position:
    """Where an entry goes: on which record, whose record that is, and after which entry."""

    book: Book
    record_id: UUID
    owner_id: UUID
    seq: int = 1
    previous: str = GENESIS


def enter(
    position: Position, kind: str, changes: Mapping[str, Any], recorded: Recorded, occurred_on: date | None = None
) -> Entry:
    """Link what happened to a record's chain: today, unless it happened before.

    Raises:
        ValueError: the book names no such type of entry.
    """
    book, actor = position.book, recorded.actor
    if kind not in book.types:
        raise ValueError(f"{kind} is no type of entry on a {book.record}")
    entry = Entry(
        record_id=position.record_id,
        seq=position.seq,
        owner_id=position.owner_id,
        record=book.record,
        type=kind,
        by=actor.kind,
        organisation_id=actor.organisation_id,
        client_id=actor.client_id,
        occurred_on=occurred_on or recorded.today,
        recorded_at=recorded.at,
        changes=changes,
        previous=position.previous,
        hash="",
    )
    return replace(entry, hash=link(position.previous, hashed_form(entry)))
