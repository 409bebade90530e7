"""The interface to the database that the use cases of allocations need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.capacity.allocations.proposal import StoredProposal
from app.capacity.allocations.question import FreeSlot, WaitingCase
from app.platform.actor import Actor
from app.platform.journal import Entry


class Allocations(Protocol):
    """Proposals, the cases that wait, and the time that is free."""

    async def waiting(self, actor: Actor, limit: int) -> list[WaitingCase]:
        """Return the caller's cases that wait for a session, the oldest duty first."""

    async def free(self, providers: Sequence[UUID], now: datetime, until: datetime) -> list[FreeSlot]:
        """Return the slots of some providers whose time is free."""

    async def keep(self, proposal: StoredProposal, entry: Entry) -> None:
        """Store a proposal, with its entry in the journal."""

    async def find(self, allocation_id: UUID, *, lock: bool = False) -> StoredProposal | None:
        """Return a proposal of the caller's own."""

    async def proposed(self, allocation_id: UUID) -> Entry:
        """Return the journal's entry of a proposal."""

    async def mark_booked(self, proposal: StoredProposal, entry: Entry) -> None:
        """Record that a proposal was booked, with its sessions. The caller has locked the proposal."""
