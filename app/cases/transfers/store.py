"""The cases of an authority that has ended: they are carried over in its name, in the transaction of the operator."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from app.cases.desk import Desk
from app.cases.store import CasesWork
from app.cases.transfers.use_cases import Succession, follow_authority
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.work import Work

_IN_THE_NAME_OF = Statement(
    "SELECT set_config('app.organisation', CAST(:organisation AS text), true), set_config('app.kind', :kind, true)"
)
_OWN = Statement(
    "SELECT id FROM cases WHERE la_id = CAST(:la AS uuid)"
    " AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY(CAST(:ids AS uuid[]))) ORDER BY id LIMIT :limit"
)
_LEFT = Statement("SELECT count(*) AS cases FROM cases WHERE la_id = CAST(:la AS uuid)")


@dataclass(frozen=True, slots=True)
class EndedCaseload:
    """The cases of an authority that has ended, in a unit of work of the operator."""

    work: Work
    desk: Desk

    async def carry_over(
        self, ended: UUID, succession: Succession, case_ids: Sequence[UUID] | None, limit: int
    ) -> tuple[int, int]:
        """Carry cases over, at most `limit` of them. Return how many were carried over, and how many are left."""
        async with self._in_the_name_of(ended) as theirs:
            asked = {"la": ended, "ids": None if case_ids is None else list(case_ids), "limit": limit}
            found = [row.id for row in await self.work.connection.run(_OWN, asked)]
            moved = await follow_authority(theirs, self.desk, found, succession)
            await theirs.flush()
            return len(moved), await self._left(ended)

    async def left(self, ended: UUID) -> int:
        """Return how many cases the authority has."""
        async with self._in_the_name_of(ended):
            return await self._left(ended)

    async def _left(self, ended: UUID) -> int:
        [row] = await self.work.connection.run(_LEFT, {"la": ended})
        cases: int = row.cases
        return cases

    @asynccontextmanager
    async def _in_the_name_of(self, ended: UUID) -> AsyncIterator[CasesWork]:
        """Work in the name of the authority. What it records names the client of the operator."""
        operator = self.work.actor
        actor = Actor(ended, OrganisationKind.LOCAL_AUTHORITY, operator.client_id, operator.on_behalf_of)
        await self._bind(actor)
        yield CasesWork(self.work.connection, actor, self.work.now)
        await self._bind(operator)

    async def _bind(self, actor: Actor) -> None:
        await self.work.connection.run(
            _IN_THE_NAME_OF, {"organisation": str(actor.organisation_id), "kind": actor.kind}
        )
