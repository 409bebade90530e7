"""Allocations: what was proposed, and whether it was booked."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from app.capacity.allocations.question import FreeSlot, WaitingCase
from app.capacity.domain.mediator import Span
from app.capacity.slots.store import IN_THE_WAY
from app.cases.records import facts_if_readable
from app.cases.store_lists import OF_CASES
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.journal import write_entry
from app.platform.db.visibility import of_own
from app.platform.journal import Entry
from app.platform.json import as_json

MOST_WAITING = 2000
"""How many cases one proposal may be about."""

_WAITING = (
    "SELECT id, la_id, la_code, la_reference, appellant_reference, provider_id, facts::text AS facts, arrange_by"
    " FROM cases WHERE {own} AND arrange_by IS NOT NULL"
)
_FREE = Statement(
    "SELECT s.id, s.mediator_id, s.provider_id, s.starts_at, s.ends_at, m.gap_minutes"  # noqa: S608 - a text of ours
    " FROM slots s JOIN mediators m ON m.id = s.mediator_id"
    " WHERE s.provider_id = ANY(CAST(:providers AS uuid[])) AND s.starts_at > :now AND s.starts_at < :until"
    f" AND NOT EXISTS (SELECT FROM engagements e WHERE {IN_THE_WAY})"
    " ORDER BY s.starts_at, s.id"
)
_INSERT = Statement(
    "INSERT INTO allocations (id, organisation_id, status, facts, made_at)"
    " VALUES (:id, :organisation_id, 'proposed', CAST(:facts AS jsonb), :now)"
)
_ONE = Statement("SELECT id, status, facts::text AS facts, made_at, booked_at FROM allocations WHERE id = :id")
_LOCKED = Statement(
    "SELECT id, status, facts::text AS facts, made_at, booked_at FROM allocations WHERE id = :id FOR UPDATE"
)
_BOOKED = Statement(
    "UPDATE allocations SET status = 'booked', booked_at = :now, facts = CAST(:facts AS jsonb)"
    " WHERE id = :id AND status = 'proposed' RETURNING id"
)


@cache
def _waiting(kind: OrganisationKind) -> Statement:
    return Statement(of_own(OF_CASES, kind, _WAITING, "ORDER BY arrange_by, id LIMIT :limit"))


_PAGE = Statement(
    "SELECT id, status, made_at, booked_at, jsonb_array_length(facts->'placed') AS placed,"
    " jsonb_array_length(facts->'unplaced') AS unplaced FROM allocations WHERE organisation_id = :organisation"
    " AND (CAST(:status AS text) IS NULL OR status = CAST(:status AS text))"
    " AND (CAST(:made_at AS timestamptz) IS NULL OR (made_at, id) < (CAST(:made_at AS timestamptz),"
    " CAST(:id AS uuid))) ORDER BY made_at DESC, id DESC LIMIT :limit"
)


async def listed(
    connection: Connection, actor: Actor, status: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """Return the caller's own proposals, the newest first."""
    made_at, allocation_id = after or (None, None)
    values = {
        "organisation": actor.organisation_id, "status": status, "made_at": made_at, "id": allocation_id, "limit": limit
    }  # fmt: skip
    return await connection.run(_PAGE, values)


async def waiting(connection: Connection, actor: Actor) -> list[WaitingCase]:
    """Return the caller's cases that wait for a session and can be read, the oldest duty first."""
    whose = {"organisation": actor.organisation_id, "limit": MOST_WAITING + 1}
    rows = await connection.run(_waiting(actor.kind), whose)
    return [
        WaitingCase(row.id, row.la_id, row.la_code, row.la_reference, row.appellant_reference, row.arrange_by, facts)
        for row in rows
        if (facts := facts_if_readable(row.facts)) is not None
    ]


async def free(connection: Connection, providers: list[UUID], now: datetime, until: datetime) -> list[FreeSlot]:
    """Return the slots of some providers whose time is free."""
    rows = await connection.run(_FREE, {"providers": providers, "now": now, "until": until})
    return [
        FreeSlot(
            row.id, row.mediator_id, row.provider_id, Span(row.starts_at, row.ends_at),
            timedelta(minutes=row.gap_minutes),
        )
        for row in rows
    ]  # fmt: skip


async def keep(connection: Connection, facts: Mapping[str, Any], entry: Entry) -> None:
    """Keep a proposal, with its entry in the journal."""
    values = {
        "id": entry.record_id, "organisation_id": entry.owner_id, "facts": as_json(facts), "now": entry.recorded_at,
    }  # fmt: skip
    await connection.run(_INSERT, values)
    await write_entry(connection, entry)


async def find(connection: Connection, allocation_id: UUID, *, lock: bool = False) -> Row | None:
    """Return a proposal of the caller's own."""
    rows = await connection.run(_LOCKED if lock else _ONE, {"id": allocation_id})
    return rows[0] if rows else None


def facts_of(row: Row) -> dict[str, Any]:
    """Return what was proposed."""
    facts: dict[str, Any] = json.loads(row.facts)
    return facts


async def mark_booked(connection: Connection, facts: Mapping[str, Any], entry: Entry) -> None:
    """Say that a proposal was booked, with the sessions that it became. The caller has locked it."""
    await connection.run(_BOOKED, {"id": entry.record_id, "facts": as_json(facts), "now": entry.recorded_at})
    await write_entry(connection, entry)


def last_day(today: date, weeks: int) -> date:
    """Return the last day of so many weeks from today."""
    return date.fromordinal(today.toordinal() + 7 * weeks - 1)
