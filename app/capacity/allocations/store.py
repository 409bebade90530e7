"""Allocations in the database: proposals, and whether they were booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from pydantic import TypeAdapter

from app.capacity.allocations.proposal import StoredProposal
from app.capacity.allocations.question import FreeSlot, WaitingCase
from app.capacity.domain.mediator import Span
from app.capacity.domain.words import AllocationStatus
from app.capacity.slots.store import IN_THE_WAY
from app.cases.records import facts_if_readable
from app.cases.store_lists import OF_CASES
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.journal import entries, write_entry
from app.platform.db.visibility import of_own
from app.platform.journal import Entry
from app.platform.json import read_back

PROPOSAL: TypeAdapter[StoredProposal] = TypeAdapter(StoredProposal)

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
    "SELECT id, status, made_at, booked_at, CASE jsonb_typeof(facts->'placed') WHEN 'array'"
    " THEN jsonb_array_length(facts->'placed') END AS placed, CASE jsonb_typeof(facts->'unplaced') WHEN 'array'"
    " THEN jsonb_array_length(facts->'unplaced') END AS unplaced FROM allocations WHERE organisation_id = :organisation"
    " AND jsonb_typeof(facts->'placed') = 'array' AND jsonb_typeof(facts->'unplaced') = 'array'"
    " AND (CAST(:status AS text[]) IS NULL OR status = ANY(CAST(:status AS text[])))"
    " AND (CAST(:made_at AS timestamptz) IS NULL OR (made_at, id) < (CAST(:made_at AS timestamptz),"
    " CAST(:id AS uuid))) ORDER BY made_at DESC, id DESC LIMIT :limit"
)


class Allocations:
    """Proposals, the cases that wait and the time that is free, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def listed(
        self, actor: Actor, status: Sequence[str] | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Row]:
        """Return the caller's own proposals, the newest first."""
        made_at, allocation_id = after or (None, None)
        values = {
            "organisation": actor.organisation_id,
            "status": status,
            "made_at": made_at,
            "id": allocation_id,
            "limit": limit,
        }
        return await self._connection.run(_PAGE, values)

    async def waiting(self, actor: Actor, limit: int) -> list[WaitingCase]:
        """Return the caller's cases that wait for a session and can be read, the oldest duty first."""
        rows = await self._connection.run(_waiting(actor.kind), {"organisation": actor.organisation_id, "limit": limit})
        return [
            WaitingCase(
                id=row.id,
                la_id=row.la_id,
                la_code=row.la_code,
                la_reference=row.la_reference,
                appellant_reference=row.appellant_reference,
                due_on=row.arrange_by,
                facts=facts,
            )
            for row in rows
            if (facts := facts_if_readable(row.facts)) is not None
        ]

    async def free(self, providers: Sequence[UUID], now: datetime, until: datetime) -> list[FreeSlot]:
        """Return the slots of some providers whose time is free."""
        rows = await self._connection.run(_FREE, {"providers": providers, "now": now, "until": until})
        return [
            FreeSlot(
                id=row.id,
                mediator_id=row.mediator_id,
                provider_id=row.provider_id,
                span=Span(row.starts_at, row.ends_at),
                gap=timedelta(minutes=row.gap_minutes),
            )
            for row in rows
        ]

    async def keep(self, proposal: StoredProposal, entry: Entry) -> None:
        """Store a proposal, with its entry in the journal."""
        values = {"id": proposal.id, "organisation_id": entry.owner_id, "now": proposal.made_at}
        await self._connection.run(_INSERT, {**values, "facts": PROPOSAL.dump_json(proposal).decode()})
        await write_entry(self._connection, entry)

    async def find(self, allocation_id: UUID, *, lock: bool = False) -> StoredProposal | None:
        """Return a proposal of the caller's own."""
        rows = await self._connection.run(_LOCKED if lock else _ONE, {"id": allocation_id})
        if not rows:
            return None
        row = rows[0]
        said = read_back(PROPOSAL, row.facts, "a proposal")
        return replace(said, status=AllocationStatus(row.status), booked_at=row.booked_at)

    async def proposed(self, allocation_id: UUID) -> Entry:
        """Return the journal's entry of a proposal."""
        [entry] = await entries(self._connection, allocation_id, 0, 1)
        return entry

    async def mark_booked(self, proposal: StoredProposal, entry: Entry) -> None:
        """Record that a proposal was booked, with its sessions. The caller has locked the proposal."""
        facts = PROPOSAL.dump_json(proposal).decode()
        await self._connection.run(_BOOKED, {"id": proposal.id, "facts": facts, "now": proposal.booked_at})
        await write_entry(self._connection, entry)
